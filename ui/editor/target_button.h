// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QtWidgets/QPushButton>
#include <string>

#include "ui/session/connection_list.h"

namespace tributary::ui {

/// Chooses who runs the text: the federation, or one connection in its own language.
class TargetButton : public QPushButton {
    Q_OBJECT

  public:
    TargetButton(ConnectionList& connections, Theme& theme, QWidget* parent = nullptr);

    const std::string& target() const { return m_target; }
    void setTarget(const std::string& target);

  Q_SIGNALS:
    void chosen();

  private:
    void rebuildMenu();
    void showTarget();

    ConnectionList& m_connections;
    Theme& m_theme;
    std::string m_target;
};

}  // namespace tributary::ui
