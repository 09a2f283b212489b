// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/editor/target_button.h"

#include <QtWidgets/QMenu>

#include "ui/theme/metrics.h"
#include "ui/widgets/make.h"

namespace tributary::ui {

TargetButton::TargetButton(ConnectionList& connections, Theme& theme, QWidget* parent)
    : QPushButton(parent), m_connections(connections), m_theme(theme) {
    setProperty("kind", "boxed");
    setAutoDefault(false);
    setIconSize({metrics::kIcon, metrics::kIcon});
    setMenu(new QMenu(this));
    setAccessibleName(tr("Where the query runs"));
    setToolTip(tr("Where the query runs: across all connections, or on one in its own language"));
    connect(menu(), &QMenu::aboutToShow, this, &TargetButton::rebuildMenu);
    connect(&connections, &ConnectionList::changed, this, &TargetButton::showTarget);
    connect(&theme, &Theme::changed, this, &TargetButton::showTarget);
    showTarget();
}

void TargetButton::setTarget(const std::string& target) {
    m_target = target;
    showTarget();
}

void TargetButton::showTarget() {
    setText(QChar(0x2009) + (m_target.empty() ? tr("Federated") : make::text(m_target)));
    setIcon(m_target.empty() ? m_theme.icon(QStringLiteral("git-merge")) : m_connections.icon(m_target));
}

void TargetButton::rebuildMenu() {
    menu()->clear();
    const auto add = [this](const QIcon& icon, const QString& text, const std::string& target) {
        QAction* action = menu()->addAction(icon, text);
        action->setCheckable(true);
        action->setChecked(target == m_target);
        connect(action, &QAction::triggered, this, [this, target] {
            setTarget(target);
            Q_EMIT chosen();
        });
    };
    add(m_theme.icon(QStringLiteral("git-merge")), tr("Federated: all connections together"), {});
    if (!m_connections.records().empty()) menu()->addSeparator();
    for (const store::ConnectionRecord& record : m_connections.records()) {
        add(m_connections.icon(record.name),
            make::text(record.name) + QLatin1Char('\t') + m_connections.typeLabel(record), record.name);
    }
}

}  // namespace tributary::ui
