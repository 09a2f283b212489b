// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QtWidgets/QAbstractButton>

#include "ui/theme/theme.h"

namespace tributary::ui {

/// A large button: icon, title, two lines of what it does.
class ActionCard : public QAbstractButton {
    Q_OBJECT

  public:
    ActionCard(const Theme& theme, const QString& icon, Role tint, const QString& title, const QString& words,
               QWidget* parent = nullptr);
    QSize sizeHint() const override;

  protected:
    void paintEvent(QPaintEvent* event) override;
    void enterEvent(QEvent* event) override;
    void leaveEvent(QEvent* event) override;

  private:
    const Theme& m_theme;
    QIcon m_icon;
    QString m_words;
};

/// One line of a list of workspaces: folder icon, name, where it is.
class WorkspaceRow : public QAbstractButton {
    Q_OBJECT

  public:
    WorkspaceRow(const Theme& theme, const QString& name, const QString& detail, const QString& right,
                 QWidget* parent = nullptr);
    QSize sizeHint() const override;

  protected:
    void paintEvent(QPaintEvent* event) override;
    void enterEvent(QEvent* event) override;
    void leaveEvent(QEvent* event) override;

  private:
    const Theme& m_theme;
    QString m_detail;
    QString m_right;
};

}  // namespace tributary::ui
