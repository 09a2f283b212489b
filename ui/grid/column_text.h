// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QtCore/QByteArray>
#include <QtCore/QString>

#include "core/sql/remote_query.h"
#include "ui/grid/column_mark.h"

namespace tributary::ui {

/// The line below a column's name: source and type as it calls it if known, else our type, and the zone of
/// values that have one.
QString columnTypeText(const sql::Column& column, const QByteArray& zone, const ColumnMark& mark = {});
/// Everything known about a column, for a tooltip (plain text, several lines).
QString columnToolTip(const sql::Column& column, const QByteArray& zone, const ColumnMark& mark = {});
bool isRightAligned(const sql::Column& column);
/// Numbers, dates and times: digits stand under digits.
bool isTabular(const sql::Column& column);
bool hasTimeZone(const sql::Column& column);

}  // namespace tributary::ui
