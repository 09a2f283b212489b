// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QtCore/QObject>
#include <map>
#include <vector>

#include "core/plugin/apply/steps.h"
#include "ui/async/background.h"

namespace tributary::ui {

/// The processors, visuals, exporters and notifiers that are installed, as the window's menus need them: read
/// off the UI thread, kept until `reload`. Lives in the UI thread; `steps` outlives it and all it started.
class StepCatalog : public QObject {
    Q_OBJECT

  public:
    StepCatalog(const plugin::Steps& steps, Background& background, QObject* parent = nullptr);

    const plugin::Steps& steps() const { return m_steps; }
    const std::vector<plugin::Step>& of(plugin::Kind kind) const;
    /// Something was installed, removed, enabled or disabled.
    void reload();

  Q_SIGNALS:
    void changed();
    void failed(const QString& message);

  private:
    using Lists = std::map<plugin::Kind, std::vector<plugin::Step>>;

    const plugin::Steps& m_steps;
    Background& m_background;
    Lists m_lists;
    uint64_t m_generation = 0;
};

/// Of a workspace's context; null where nothing is known of plugins.
template <typename Context>
const plugin::Steps* stepsOf(const Context& context) {
    return context.steps ? &context.steps->steps() : nullptr;
}

}  // namespace tributary::ui
