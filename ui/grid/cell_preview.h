// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QtCore/QByteArray>
#include <QtCore/QString>
#include <duckdb.hpp>
#include <vector>

namespace tributary::ui {

/// What a grid cell shows. Exact, but for long values, which are cut and say so.
struct GridCell {
    QString text;
    bool isNull = false;
    bool isCut = false;  ///< `text` is the beginning of the value
};

constexpr int kPreviewCharacters = 400;

/// One line of text per value: control characters become visible signs, long values are cut before they are
/// formatted, so a column of megabyte texts costs no more than a short one. `zone`: IANA name for values with
/// a time zone, empty for UTC; zone-less values are never shifted. Any thread.
std::vector<GridCell> previewVector(duckdb::Vector& vector, duckdb::idx_t count, const QByteArray& zone = {});

/// "2026-11-21 19:38:23.123456+08" for microseconds since 1970 in UTC; empty if the zone is unknown or the
/// moment is outside of what calendars of zones cover (years 1 … 9999).
QString textInZone(int64_t epochMicroseconds, const QByteArray& zone);

/// Control characters as visible signs (↵ ⇥ ␀ …), so that a line stays a line and nothing hides.
QString visibleText(const QString& text);

}  // namespace tributary::ui
