// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/lineage/lineage_sources.h"

#include <QtCore/QCoreApplication>
#include <QtCore/QSignalBlocker>
#include <QtWidgets/QCheckBox>
#include <QtWidgets/QVBoxLayout>

#include "core/lineage/lineage_store.h"
#include "ui/widgets/make.h"

namespace tributary::ui {
namespace {

using Switches = std::vector<std::pair<std::string, bool>>;

Result<Switches> readSwitches(const std::string& workspacePath, const std::vector<std::string>& names) {
    auto store = lineage::LineageStore::open(workspacePath);
    if (!store) return fail(store.error());
    Switches out;
    for (const auto& name : names) {
        auto on = (*store)->collects(name);
        if (!on) return fail(on.error());
        out.emplace_back(name, *on);
    }
    return out;
}

/// Keeps the switch, and tells of it: what is known stays either way.
void keepSwitch(WorkspaceContext& context, const std::string& name, bool on) {
    context.background.run(
        &context.events,  // what the switch was in may close at once
        [path = context.workbench.workspace().path(), name, on](const CancelToken&) -> Result<void> {
            auto store = lineage::LineageStore::open(path);
            if (!store) return fail(store.error());
            return (*store)->setCollects(name, on);
        },
        [&context, name, on](const Result<void>& done) {
            const QString shown = make::text(name);
            context.navigator.tell(!done ? make::errorText(done.error())
                                   : on
                                       ? LineageSources::tr("Lineage is collected from %1.").arg(shown)
                                       : LineageSources::tr("Lineage is no longer collected from %1; what is "
                                                            "known of it stays.")
                                             .arg(shown));
        });
}

}  // namespace

LineageSources::LineageSources(WorkspaceContext& context, QWidget* parent)
    : QWidget(parent), m_context(context), m_layout(make::column(4)) {
    m_layout->setContentsMargins(14, 10, 14, 10);
    setLayout(m_layout);
    std::vector<std::string> names;
    for (const auto& record : context.connections.records()) names.push_back(record.name);
    context.background.run(
        this,
        [path = context.workbench.workspace().path(), names](const CancelToken&) {
            return readSwitches(path, names);
        },
        [this](const Result<Switches>& switches) {
            if (switches) return fill(*switches);
            m_layout->addWidget(make::label(make::errorText(switches.error()), "dangerSmall", this));
            Q_EMIT filled();
        });
}

void LineageSources::fill(const Switches& switches) {
    if (!switches.empty()) m_layout->addWidget(make::label(tr("Collect lineage from"), "small", this));
    for (const auto& [name, on] : switches) {
        auto* box = new QCheckBox(make::text(name).replace('&', QStringLiteral("&&")), this);
        box->setChecked(on);
        connect(box, &QCheckBox::toggled, this,
                [this, name = name](bool now) { keepSwitch(m_context, name, now); });
        m_layout->addWidget(box);
    }
    adjustSize();
    Q_EMIT filled();
}

void addLineageSwitch(QMenu& menu, WorkspaceContext& context, const std::string& connection) {
    QAction* action = menu.addAction(LineageSources::tr("Collect lineage"));
    action->setCheckable(true);
    action->setEnabled(false);
    context.background.run(
        action,
        [path = context.workbench.workspace().path(), connection](const CancelToken&) {
            return readSwitches(path, {connection});
        },
        [action](const Result<Switches>& switches) {
            if (!switches) return;
            const QSignalBlocker quiet(action);
            action->setChecked(switches->front().second);
            action->setEnabled(true);
        });
    QObject::connect(action, &QAction::toggled, &context.events,
                     [&context, connection](bool on) { keepSwitch(context, connection, on); });
}

}  // namespace tributary::ui
