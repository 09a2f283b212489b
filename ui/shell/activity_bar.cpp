// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/shell/activity_bar.h"

#include "ui/shell/panels.h"
#include "ui/theme/metrics.h"
#include "ui/widgets/make.h"

namespace tributary::ui {

namespace {

constexpr int kButtonSize = 32;

}  // namespace

ActivityBar::ActivityBar(Theme&, Commands& commands, QWidget* parent) : QFrame(parent) {
    setProperty("kind", "bar");
    setFixedWidth(metrics::kActivityBar);
    auto* column = make::column(4);
    setLayout(column);
    column->setContentsMargins(6, 8, 6, 8);
    for (const PanelSpec& panel : panelTable()) m_buttons.push_back(add(commands.action(panel.command)));
    m_lineage = add(commands.action(Command::ShowLineage));
    column->addStretch(1);
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
