// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QtWidgets/QBoxLayout>
#include <QtWidgets/QFrame>
#include <QtWidgets/QLabel>
#include <QtWidgets/QPushButton>
#include <QtWidgets/QToolButton>

#include "core/base/error.h"

/// Small widgets in the program's style; `kind` is the style sheet's variant (ui/theme/style_sheet.h).
namespace tributary::ui::make {

QLabel* label(const QString& text, const char* kind, QWidget* parent = nullptr);
QFrame* frame(const char* kind, QWidget* parent = nullptr);
QFrame* horizontalLine(QWidget* parent = nullptr);
QFrame* verticalLine(QWidget* parent = nullptr);
QPushButton* button(const QString& text, const char* kind, QWidget* parent = nullptr);
/// A button with an icon before its text, a little apart.
QPushButton* iconTextButton(const QIcon& icon, const QString& text, const char* kind,
                            QWidget* parent = nullptr);
/// An icon-only button; `name` is its tool tip and accessible name.
QToolButton* iconButton(const QIcon& icon, const QString& name, QWidget* parent = nullptr);
QHBoxLayout* row(int spacing = 8);
QVBoxLayout* column(int spacing = 8);
/// Changes a widget's style variant and repaints it.
void setKind(QWidget* widget, const char* kind);
QString text(const std::string& utf8);
/// Message and hint of an error, as two sentences.
QString errorText(const Error& error);

}  // namespace tributary::ui::make
