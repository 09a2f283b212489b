// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QtWidgets/QPushButton>
#include <QtWidgets/QWidget>

namespace tributary::ui {

/// What an empty view shows: an icon, what the view is for, and the next step. The button is hidden without a
/// text.
class EmptyState : public QWidget {
    Q_OBJECT

  public:
    EmptyState(const QIcon& icon, const QString& text, const QString& action, const QIcon& actionIcon,
               QWidget* parent = nullptr);

  Q_SIGNALS:
    void activated();
};

}  // namespace tributary::ui
