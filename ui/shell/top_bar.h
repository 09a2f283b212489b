// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QtWidgets/QFrame>
#include <QtWidgets/QLabel>
#include <QtWidgets/QToolButton>

#include "ui/shell/commands.h"

namespace tributary::ui {

/// Program and workspace name, the go-to field, preferences.
class TopBar : public QFrame {
    Q_OBJECT

  public:
    TopBar(Theme& theme, Commands& commands, QWidget* parent = nullptr);
    void setWorkspaceName(const QString& name);

  protected:
    void resizeEvent(QResizeEvent* event) override;

  private:
    QLabel* m_workspace;
    QToolButton* m_goto;
};

}  // namespace tributary::ui
