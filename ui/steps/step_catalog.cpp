// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/steps/step_catalog.h"

#include "ui/widgets/make.h"

namespace tributary::ui {

StepCatalog::StepCatalog(const plugin::Steps& steps, Background& background, QObject* parent)
    : QObject(parent), m_steps(steps), m_background(background) {}

const std::vector<plugin::Step>& StepCatalog::of(plugin::Kind kind) const {
    static const std::vector<plugin::Step> kNone;
    const auto found = m_lists.find(kind);
    return found == m_lists.end() ? kNone : found->second;
}

void StepCatalog::reload() {
    m_background.run(
        this,
        [steps = &m_steps](const CancelToken&) -> Result<Lists> {
            Lists lists;
            for (const auto kind : {plugin::Kind::Processor, plugin::Kind::Visual, plugin::Kind::Exporter,
                                    plugin::Kind::Notifier}) {
                auto some = steps->available(kind);
                if (!some) return fail(some.error());
                lists[kind] = std::move(*some);
            }
            return lists;
        },
        [this, generation = ++m_generation](Result<Lists> lists) {
            if (generation != m_generation) return;
            if (!lists) {
                Q_EMIT failed(make::errorText(lists.error()));
                return;
            }
            m_lists = std::move(*lists);
            Q_EMIT changed();
        });
}

}  // namespace tributary::ui
