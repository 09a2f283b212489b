// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "plugins/odbc-bridge/session.h"

namespace tributary::plugins::odbc {

/// How a fetched cell becomes an Arrow value.
enum class Decode { Number, Bit, Decimal, Date, TimeText, Timestamp, TimestampNanos, Text, Bytes };

/// One column of a result: what the driver says, and how it is read.
struct ResultColumn {
    std::string name;
    std::string typeName;
    SQLSMALLINT sqlType = 0;
    SQLULEN size = 0;
    int scale = 0;
    bool nullable = true;
    bool isUnsigned = false;

    std::string format;  ///< Arrow
    Decode decode = Decode::Text;
    SQLSMALLINT cType = SQL_C_WCHAR;
    size_t width = 0;   ///< bytes of one cell in the buffer
    bool open = false;  ///< may be longer than `width`
};

/// Longest text (in UTF-16 units) and longest binary (in bytes) that is fetched in blocks.
constexpr size_t kInlineUnits = 1024;
constexpr size_t kInlineBytes = 2048;

/// The columns of an executed or prepared statement.
std::vector<ResultColumn> describeColumns(Session& session, Statement& statement);
/// Fills format, decode, cType, width and open.
void planColumn(ResultColumn& column, const Quirks& quirks);

}  // namespace tributary::plugins::odbc
