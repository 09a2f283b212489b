// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QtCore/QByteArray>
#include <QtCore/QString>

#include "core/sql/remote_query.h"

namespace tributary::ui {

/// The line below a column's name: the source's own type if known, else ours, and the zone of values that
/// have one.
QString columnTypeText(const sql::Column& column, const QByteArray& zone);
/// Everything known about a column, for a tooltip (plain text, several lines).
QString columnToolTip(const sql::Column& column, const QByteArray& zone);
bool isRightAligned(const sql::Column& column);
/// Numbers, dates and times: digits stand under digits.
bool isTabular(const sql::Column& column);
bool hasTimeZone(const sql::Column& column);

}  // namespace tributary::ui
