// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QtWidgets/QFrame>
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
    /// The lineage page takes the place of the tabs.
    void setLineageShown(bool shown) { m_lineage->setChecked(shown); }

  private:
    QToolButton* add(QAction* action);

    QToolButton* m_lineage;
    std::vector<QToolButton*> m_buttons;
};

}  // namespace tributary::ui
