// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QtCore/QString>
#include <functional>
#include <optional>

class QWidget;

namespace tributary::ui {

/// Asks for one line of text without blocking; `answer` is called with what was typed, not at all when
/// dismissed.
void askText(QWidget* parent, const QString& title, const QString& label, const QString& initial,
             const QString& button, std::function<void(const QString&)> answer);

/// Asks for a password; `answer` is called once, without a value when dismissed.
void askPassword(QWidget* parent, const QString& title, const QString& words,
                 std::function<void(const std::optional<QString>&)> answer);

/// Asks before something that cannot be undone; `yes` is called when confirmed.
void askConfirmation(QWidget* parent, const QString& title, const QString& question, const QString& button,
                     std::function<void()> yes);

}  // namespace tributary::ui
