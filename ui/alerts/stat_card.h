// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QtWidgets/QFrame>
#include <QtWidgets/QLabel>

#include "ui/theme/theme.h"

namespace tributary::ui {

/// A figure and what it counts. What is not known shows as a dash.
class StatCard : public QFrame {
    Q_OBJECT

  public:
    StatCard(Theme& theme, const QString& caption, QWidget* parent = nullptr);

    void show(const QString& figure, Role role = Role::Text);
    void setCaption(const QString& caption);
    void showUnknown() { show(QStringLiteral("–"), Role::TextFaint); }

  private:
    void restyle();

    Theme& m_theme;
    QLabel* m_figure;
    QLabel* m_caption;
    Role m_role = Role::TextFaint;
};

}  // namespace tributary::ui
