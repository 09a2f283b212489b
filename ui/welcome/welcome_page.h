// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QtWidgets/QBoxLayout>
#include <QtWidgets/QFrame>
#include <QtWidgets/QWidget>

#include "ui/preferences/preferences.h"
#include "ui/session/navigator.h"
#include "ui/theme/theme.h"

namespace tributary::ui {

/// What the centre shows while no tab is open: the demo, a first connection, a query, recent workspaces.
class WelcomePage : public QWidget {
    Q_OBJECT

  public:
    WelcomePage(Theme& theme, Preferences& preferences, Navigator& navigator, const QString& currentWorkspace,
                QWidget* parent = nullptr);

  private:
    QLayout* buildHero();
    QLayout* buildCards();
    void addRecent(QVBoxLayout& column, const QString& currentWorkspace);

    Theme& m_theme;
    Preferences& m_preferences;
    Navigator& m_navigator;
};

}  // namespace tributary::ui
