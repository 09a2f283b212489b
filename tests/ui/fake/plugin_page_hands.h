// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QtTest/QtTest>
#include <QtWidgets/QAbstractButton>
#include <QtWidgets/QApplication>
#include <QtWidgets/QCheckBox>
#include <QtWidgets/QComboBox>
#include <QtWidgets/QLabel>
#include <QtWidgets/QPlainTextEdit>

#include "ui/alerts/record_table.h"

namespace tributary::testing {

/// What a person finds by what is written on it. Null: it is not there, or not visible.
inline QAbstractButton* button(const QWidget& parent, const QString& text) {
    for (auto* one : parent.findChildren<QAbstractButton*>()) {
        if (one->isVisible() && one->text().remove(QLatin1Char('&')) == text) return one;
    }
    return nullptr;
}

/// All that labels, switches and texts of a window say at the moment.
inline QString said(const QWidget& parent) {
    QStringList lines;
    for (const auto* one : parent.findChildren<QLabel*>())
        if (one->isVisible()) lines << one->text();
    for (const auto* one : parent.findChildren<QCheckBox*>())
        if (one->isVisible()) lines << one->text();
    for (const auto* one : parent.findChildren<QPlainTextEdit*>())
        if (one->isVisible()) lines << one->toPlainText();
    return lines.join(QLatin1Char('\n'));
}

inline ui::RecordTable* table(const QWidget& parent, const QString& name) {
    for (auto* one : parent.findChildren<ui::RecordTable*>())
        if (one->accessibleName() == name) return one;
    return nullptr;
}

/// Ids of a table's rows, of those in groups too.
inline QStringList idsOf(ui::RecordTable& table) {
    QStringList ids;
    for (const auto& row : table.records().rows()) {
        if (row.children.empty()) ids << row.id;
        for (const auto& child : row.children) ids << child.id;
    }
    return ids;
}

inline QStringList cellsOf(ui::RecordTable& table, const QString& id) {
    for (const auto& row : table.records().rows())
        if (row.id == id) return row.cells;
    return {};
}

/// The open window of a class.
template <typename Window>
Window* openWindow() {
    for (auto* one : QApplication::topLevelWidgets()) {
        auto* found = qobject_cast<Window*>(one);
        if (found && found->isVisible()) return found;
    }
    for (auto* one : QApplication::allWidgets()) {
        auto* found = qobject_cast<Window*>(one);
        if (found && found->isVisible()) return found;
    }
    return nullptr;
}

}  // namespace tributary::testing
