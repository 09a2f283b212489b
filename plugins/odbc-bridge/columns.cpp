// SPDX-License-Identifier: GPL-3.0-or-later
#include "plugins/odbc-bridge/columns.h"

#include <algorithm>

#include "plugins/odbc-bridge/text.h"

namespace tributary::plugins::odbc {

namespace {

// Types of Microsoft's drivers that ODBC does not name.
constexpr SQLSMALLINT kTime2 = -154;

void number(ResultColumn& column, const char* format, SQLSMALLINT cType, size_t width) {
    column.format = format;
    column.decode = Decode::Number;
    column.cType = cType;
    column.width = width;
}

void text(ResultColumn& column, const Quirks& quirks) {
    column.format = "u";
    column.decode = Decode::Text;
    column.cType = SQL_C_WCHAR;
    // A character outside the basic plane takes two units, so a text of n characters may take 2n.
    const size_t units = column.size == 0 || column.size > kInlineUnits / 2
                             ? kInlineUnits
                             : static_cast<size_t>(column.size) * 2;
    column.open = quirks.sizesAreGuesses || column.size == 0 || column.size > kInlineUnits / 2;
    column.width = (units + 1) * sizeof(SQLWCHAR);
}

void bytes(ResultColumn& column, const Quirks& quirks) {
    column.format = "z";
    column.decode = Decode::Bytes;
    column.cType = SQL_C_BINARY;
    column.open = quirks.sizesAreGuesses || column.size == 0 || column.size > kInlineBytes;
    column.width = column.open ? kInlineBytes : static_cast<size_t>(column.size);
}

void decimal(ResultColumn& column, const Quirks& quirks) {
    if (column.size < 1 || column.size > 38 || column.scale < 0 ||
        static_cast<SQLULEN>(column.scale) > column.size)
        return text(column, quirks);
    column.format = "d:" + std::to_string(column.size) + "," + std::to_string(column.scale);
    column.decode = Decode::Decimal;
    column.cType = SQL_C_CHAR;
    column.width = 48;
}

void timestamp(ResultColumn& column) {
    const bool nanos = column.scale > 6;
    column.format = nanos ? "tsn:" : "tsu:";
    column.decode = nanos ? Decode::TimestampNanos : Decode::Timestamp;
    column.cType = SQL_C_TYPE_TIMESTAMP;
    column.width = sizeof(SQL_TIMESTAMP_STRUCT);
}

void timeOfDay(ResultColumn& column) {
    // SQL_TIME_STRUCT has no fraction: the text has.
    column.format = "ttu";
    column.decode = Decode::TimeText;
    column.cType = SQL_C_CHAR;
    column.width = 32;
}

bool planNumber(ResultColumn& column) {
    const bool u = column.isUnsigned;
    switch (column.sqlType) {
        case SQL_TINYINT:
            return number(column, u ? "C" : "c", u ? SQL_C_UTINYINT : SQL_C_STINYINT, 1), true;
        case SQL_SMALLINT:
            return number(column, u ? "S" : "s", u ? SQL_C_USHORT : SQL_C_SSHORT, 2), true;
        case SQL_INTEGER:
            return number(column, u ? "I" : "i", u ? SQL_C_ULONG : SQL_C_SLONG, 4), true;
        case SQL_BIGINT:
            return number(column, u ? "L" : "l", u ? SQL_C_UBIGINT : SQL_C_SBIGINT, 8), true;
        case SQL_REAL:
            return number(column, "f", SQL_C_FLOAT, 4), true;
        case SQL_FLOAT:
        case SQL_DOUBLE:
            return number(column, "g", SQL_C_DOUBLE, 8), true;
        case SQL_BIT:
            number(column, "b", SQL_C_BIT, 1);
            column.decode = Decode::Bit;
            return true;
        default:
            return false;
    }
}

/// The source's own name of the type knows better than ODBC's number.
bool planByName(ResultColumn& column, const Quirks& quirks) {
    for (const auto& [name, format] : quirks.types) {
        if (column.typeName != name) continue;
        if (format == "u") {
            text(column, quirks);
        } else if (format == "i") {
            number(column, "i", SQL_C_SLONG, 4);
        } else {
            timestamp(column);
            column.format += format.substr(4);
        }
        return true;
    }
    return false;
}

}  // namespace

void planColumn(ResultColumn& column, const Quirks& quirks) {
    if (planByName(column, quirks) || planNumber(column)) return;
    switch (column.sqlType) {
        case SQL_DECIMAL:
        case SQL_NUMERIC:
            return decimal(column, quirks);
        case SQL_BINARY:
        case SQL_VARBINARY:
        case SQL_LONGVARBINARY:
            return bytes(column, quirks);
        case SQL_TYPE_DATE:
        case SQL_DATE:
            column.format = "tdD";
            column.decode = Decode::Date;
            column.cType = SQL_C_TYPE_DATE;
            column.width = sizeof(SQL_DATE_STRUCT);
            return;
        case SQL_TYPE_TIME:
        case SQL_TIME:
        case kTime2:
            return timeOfDay(column);
        case SQL_TYPE_TIMESTAMP:
        case SQL_TIMESTAMP:
            return timestamp(column);
        case SQL_GUID:
            column.size = 36;
            return text(column, quirks);
        default:
            // Texts of all kinds, intervals, and what ODBC does not know: as the driver writes it.
            return text(column, quirks);
    }
}

std::vector<ResultColumn> describeColumns(Session& session, Statement& statement) {
    SQLSMALLINT count = 0;
    statement.check(SQLNumResultCols(statement.handle(), &count), "Reading the columns");
    std::vector<ResultColumn> out;
    for (SQLUSMALLINT i = 1; i <= static_cast<SQLUSMALLINT>(count); i++) {
        ResultColumn column;
        SQLWCHAR name[512] = {}, type[128] = {};
        SQLSMALLINT length = 0, scale = 0, nullable = 0;
        statement.check(SQLDescribeColW(statement.handle(), i, name, 512, &length, &column.sqlType,
                                        &column.size, &scale, &nullable),
                        "Reading the columns");
        column.name = fromWide(name, static_cast<size_t>(std::clamp<SQLSMALLINT>(length, 0, 511)));
        column.scale = scale;
        column.nullable = nullable != SQL_NO_NULLS;
        SQLLEN isUnsigned = SQL_FALSE;
        if (SQL_SUCCEEDED(
                SQLColAttributeW(statement.handle(), i, SQL_DESC_UNSIGNED, nullptr, 0, nullptr, &isUnsigned)))
            column.isUnsigned = isUnsigned == SQL_TRUE;
        length = 0;
        if (SQL_SUCCEEDED(SQLColAttributeW(statement.handle(), i, SQL_DESC_TYPE_NAME, type, sizeof type,
                                           &length, nullptr)))
            column.typeName =
                fromWide(type, std::min<size_t>(127, static_cast<size_t>(std::max<SQLSMALLINT>(length, 0)) /
                                                         sizeof(SQLWCHAR)));
        planColumn(column, session.quirks());
        out.push_back(std::move(column));
    }
    return out;
}

}  // namespace tributary::plugins::odbc
