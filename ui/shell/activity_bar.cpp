// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/shell/activity_bar.h"

#include <algorithm>

#include "ui/shell/panels.h"
#include "ui/theme/metrics.h"
#include "ui/widgets/make.h"

namespace tributary::ui {

namespace {

constexpr int kButtonSize = 32;
constexpr int kBadge = 14;
constexpr size_t kMostFiring = 99;

}  // namespace

ActivityBar::ActivityBar(Theme&, Commands& commands, QWidget* parent) : QFrame(parent) {
    setProperty("kind", "bar");
    setFixedWidth(metrics::kActivityBar);
    auto* column = make::column(4);
    setLayout(column);
    column->setContentsMargins(6, 8, 6, 8);
    for (const PanelSpec& panel : panelTable()) m_buttons.push_back(add(commands.action(panel.command)));
    m_lineage = add(commands.action(Command::ShowLineage));
    m_alerts = add(commands.action(Command::ShowAlerts));
    m_plugins = add(commands.action(Command::ShowPlugins));
    m_firing = make::label({}, "badge", m_alerts);
    m_firing->setAttribute(Qt::WA_TransparentForMouseEvents);
    m_firing->setAlignment(Qt::AlignCenter);
    m_firing->hide();
    column->addStretch(1);
}

void ActivityBar::setPage(Page page) {
    m_lineage->setChecked(page == Page::Lineage);
    m_alerts->setChecked(page == Page::Alerts);
    m_plugins->setChecked(page == Page::Plugins);
}

void ActivityBar::setFiring(size_t count) {
    m_firing->setVisible(count > 0);
    m_firing->setText(count > kMostFiring ? QStringLiteral("99+") : QString::number(count));
    m_firing->adjustSize();
    const int width = std::max(kBadge, m_firing->sizeHint().width());
    m_firing->setGeometry(kButtonSize - width, 0, width, kBadge);
    m_alerts->setAccessibleDescription(count > 0 ? tr("Alerts that fire: %1").arg(count) : QString());
}

QToolButton* ActivityBar::add(QAction* action) {
    auto* button = new QToolButton(this);
    button->setProperty("kind", "activity");
    button->setCheckable(true);
    button->setIcon(action->icon());
    button->setIconSize({metrics::kActivityIcon, metrics::kActivityIcon});
    button->setFixedSize(kButtonSize, kButtonSize);
    button->setToolTip(
        QStringLiteral("%1 (%2)").arg(action->text(), action->shortcut().toString(QKeySequence::NativeText)));
    button->setAccessibleName(action->text());
    button->setFocusPolicy(Qt::TabFocus);
    connect(button, &QToolButton::clicked, action, &QAction::trigger);
    layout()->addWidget(button);
    return button;
}

void ActivityBar::setCurrent(int panel) {
    for (size_t i = 0; i < m_buttons.size(); ++i) m_buttons[i]->setChecked(static_cast<int>(i) == panel);
}

}  // namespace tributary::ui
