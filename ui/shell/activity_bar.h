// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QtWidgets/QFrame>
#include <QtWidgets/QLabel>
#include <QtWidgets/QToolButton>
#include <vector>

#include "ui/shell/commands.h"

namespace tributary::ui {

/// The narrow column of icons that choose the side panel.
class ActivityBar : public QFrame {
    Q_OBJECT

  public:
    ActivityBar(Theme& theme, Commands& commands, QWidget* parent = nullptr);
    /// Which panel shows; -1: the side panel is hidden.
    void setCurrent(int panel);
    /// Which page takes the place of the tabs.
    enum class Page { None, Lineage, Alerts, Plugins };
    void setPage(Page page);
    /// A small figure on the bell; 0: none.
    void setFiring(size_t count);

  private:
    QToolButton* add(QAction* action);

    QToolButton* m_lineage;
    QToolButton* m_alerts;
    QToolButton* m_plugins;
    QLabel* m_firing;
    std::vector<QToolButton*> m_buttons;
};

}  // namespace tributary::ui
