// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QtWidgets/QWidget>

#include "core/plugin/package/manifest.h"
#include "ui/theme/theme.h"

namespace tributary::ui {

/// What a plugin may do, a line each. Switched: each can be taken back and given again; else only told.
class PermissionList : public QWidget {
    Q_OBJECT

  public:
    explicit PermissionList(const Theme& theme, QWidget* parent = nullptr);

    void tell(const plugin::Permissions& asked);
    void setSwitches(const plugin::Permissions& asked, const plugin::Permissions& granted);

  Q_SIGNALS:
    void grantedChanged(const tributary::plugin::Permissions& granted);

  private:
    void clear();

    const Theme& m_theme;
    plugin::Permissions m_asked;
    plugin::Permissions m_granted;
    bool m_switches = false;  ///< what is shown can be switched
};

}  // namespace tributary::ui
