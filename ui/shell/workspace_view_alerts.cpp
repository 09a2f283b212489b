// SPDX-License-Identifier: GPL-3.0-or-later
#include <QtCore/QSaveFile>
#include <QtWidgets/QFileDialog>

#include "core/alerts/rules/rule_file.h"
#include "ui/alerts/alert_rows.h"
#include "ui/alerts/channel_dialog.h"
#include "ui/alerts/routing_dialog.h"
#include "ui/alerts/rule_dialog.h"
#include "ui/shell/workspace_view.h"
#include "ui/widgets/make.h"

namespace tributary::ui {

template <typename Dialog, typename... Arguments>
Dialog* WorkspaceView::openDialog(Arguments&&... arguments) {
    auto* dialog = new Dialog(m_context, *m_watch, std::forward<Arguments>(arguments)..., window());
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->open();
    return dialog;
}

void WorkspaceView::newAlertRule(const RuleDraft& draft) {
    openDialog<RuleDialog>(draft);
}

void WorkspaceView::connectAlerts() {
    connect(m_alerts, &AlertsPage::ruleWanted, this, &WorkspaceView::editRule);
    connect(m_alerts, &AlertsPage::channelWanted, this, &WorkspaceView::editChannel);
    connect(m_alerts, &AlertsPage::channelTestWanted, this,
            [this](const QString& name) { testChannel(m_context, *m_watch, name, this); });
    connect(m_alerts, &AlertsPage::routingWanted, this, [this] { openDialog<RoutingDialog>(); });
    connect(m_alerts, &AlertsPage::importWanted, this, &WorkspaceView::importRules);
    connect(m_alerts, &AlertsPage::exportWanted, this, &WorkspaceView::exportRules);
}

/// From a message on the desktop: the window may lie behind others, or be an icon.
void WorkspaceView::showAlert(const QString& fingerprint) {
    window()->setWindowState(window()->windowState() & ~Qt::WindowMinimized);
    window()->show();
    window()->raise();
    window()->activateWindow();
    showAlerts();
    m_alerts->showAlert(fingerprint);
}

void WorkspaceView::editRule(const QString& id) {
    if (id.isEmpty()) {
        RuleDraft draft;
        // The query that is open is what one would want to watch.
        if (const QueryTab* tab = m_tabs->current()) {
            draft.query = tab->snapshot().sql;
            draft.connection = tab->snapshot().target;
        }
        return newAlertRule(draft);
    }
    const auto ref = alert_rows::ruleOf(*m_watch->picture(), id);
    if (ref.rule) openDialog<RuleDialog>(*ref.group, *ref.rule);
}

void WorkspaceView::editChannel(const QString& name) {
    alerts::ChannelRecord record;
    for (const auto& channel : m_watch->picture()->channels)
        if (make::text(channel.name) == name) record = channel;
    openDialog<ChannelDialog>(record);
}

void WorkspaceView::importRules() {
    auto* dialog = new QFileDialog(window(), tr("Import rules"));
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->setFileMode(QFileDialog::ExistingFiles);
    dialog->setNameFilter(tr("Rules (*.yml *.yaml *.rules)"));
    connect(dialog, &QFileDialog::filesSelected, this, [this](const QStringList& paths) {
        m_watch->change(
            [paths](AlertDesk& desk) -> Result<void> {
                for (const QString& path : paths) {
                    const auto groups = alerts::readRuleFile(path.toStdString());
                    if (!groups) return fail(groups.error());
                    auto parts = desk.parts();
                    if (!parts) return fail(parts.error());
                    for (const auto& group : *groups) {
                        alerts::RuleGroupRecord record;
                        record.name = group.name;
                        record.yaml = alerts::writeRules({group});
                        if (auto saved = (*parts)->store->saveRuleGroup(record); !saved) return saved;
                    }
                }
                return {};
            },
            [this, count = paths.size()] { tell(tr("Rule files imported: %1").arg(count)); });
    });
    dialog->open();
}

void WorkspaceView::exportRules() {
    auto* dialog = new QFileDialog(window(), tr("Export rules"));
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->setAcceptMode(QFileDialog::AcceptSave);
    dialog->setNameFilter(tr("Rules (*.yml *.yaml *.rules)"));
    dialog->setDefaultSuffix(QStringLiteral("yml"));
    connect(dialog, &QFileDialog::fileSelected, this, [this](const QString& path) {
        std::vector<alerts::RuleGroup> groups;
        for (const auto& entry : m_watch->picture()->groups)
            if (!entry.error) groups.push_back(entry.group);
        const std::string text = alerts::writeRules(groups);
        QSaveFile file(path);
        if (file.open(QIODevice::WriteOnly) && file.write(text.data(), qint64(text.size())) >= 0 &&
            file.commit())
            tell(tr("Rules exported to %1").arg(path));
        else
            tell(tr("%1 cannot be written: %2").arg(path, file.errorString()));
    });
    dialog->open();
}

}  // namespace tributary::ui
