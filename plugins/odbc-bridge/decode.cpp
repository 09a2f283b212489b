// SPDX-License-Identifier: GPL-3.0-or-later
// Cells of the driver → Arrow values, exactly or not at all.
#include <algorithm>
#include <array>

#include "plugins/odbc-bridge/reader.h"
#include "plugins/odbc-bridge/text.h"

namespace tributary::plugins::odbc {

namespace {

bool isNull(SQLLEN length) {
    return length == SQL_NULL_DATA || length == 0xFFFFFFFF;
}
bool isUnknown(SQLLEN length) {
    return length == SQL_NO_TOTAL || length == 0xFFFFFFFC;
}

template <class T>
T cellAs(const char* cell) {
    T value;
    std::memcpy(&value, cell, sizeof value);
    return value;
}

std::string show(const SQL_TIMESTAMP_STRUCT& t) {
    char text[64];
    std::snprintf(text, sizeof text, "%04d-%02d-%02d %02d:%02d:%02d.%09u", t.year, t.month, t.day, t.hour,
                  t.minute, t.second, static_cast<unsigned>(t.fraction));
    return text;
}

}  // namespace

void ResultReader::refuse(const ResultColumn& column, const std::string& value,
                          const std::string& why) const {
    throw sdk::Error(ADBC_STATUS_INVALID_DATA,
                     "The column " + column.name + " holds '" + value + "', " + why +
                         ": cast it to text in the query, or leave it out",
                     "22000");
}

void ResultReader::fixedCell(sdk::ColumnBuilder& to, const ResultColumn& column, const char* cell,
                             SQLLEN length) {
    const auto text = [&] {
        return std::string(
            cell,
            strnlen(cell, std::min<size_t>(column.width, static_cast<size_t>(std::max<SQLLEN>(length, 0)))));
    };
    switch (column.decode) {
        case Decode::Bit:
            return to.boolean(*cell != 0);
        case Decode::Decimal: {
            const auto value = parseDecimal(text(), column.scale);
            if (!value) refuse(column, text(), "which does not fit its type " + column.typeName);
            return to.value(*value);
        }
        case Decode::Date: {
            const auto date = cellAs<SQL_DATE_STRUCT>(cell);
            const auto days = sdk::daysOf(date.year, date.month, date.day);
            if (!days)
                refuse(column,
                       std::to_string(date.year) + "-" + std::to_string(date.month) + "-" +
                           std::to_string(date.day),
                       "which is no day of the calendar");
            return to.value(static_cast<int32_t>(*days));
        }
        case Decode::TimeText: {
            const std::string written = text();
            sdk::detail::Scanner in{written};
            const auto time = sdk::readTime(in);
            if (!time || !in.done() || *time > 86400000000)
                refuse(column, written, "which is no time of a day");
            return to.value(*time);
        }
        case Decode::Timestamp:
        case Decode::TimestampNanos: {
            const auto t = cellAs<SQL_TIMESTAMP_STRUCT>(cell);
            const auto days = sdk::daysOf(t.year, t.month, t.day);
            if (!days) refuse(column, show(t), "which is no day of the calendar");
            const int64_t seconds = *days * 86400 + t.hour * 3600 + t.minute * 60 + t.second;
            if (column.decode == Decode::TimestampNanos) {
                if (seconds > 9223372035 || seconds < -9223372035)
                    refuse(column, show(t), "which a time of nanoseconds cannot reach");
                return to.value(seconds * 1000000000 + static_cast<int64_t>(t.fraction));
            }
            if (t.fraction % 1000) refuse(column, show(t), "which is finer than a microsecond");
            return to.value(seconds * 1000000 + static_cast<int64_t>(t.fraction) / 1000);
        }
        default:
            return to.raw(cell);
    }
}

void ResultReader::appendCell(sdk::ColumnBuilder& to, size_t index, SQLULEN row) {
    const auto& column = m_columns[index];
    const auto& bound = m_bound[index];
    const SQLLEN length = bound.lengths[row];
    if (isNull(length)) return to.null();
    const char* cell = bound.cells.data() + row * column.width;
    if (column.decode != Decode::Text && column.decode != Decode::Bytes)
        return fixedCell(to, column, cell, length);
    const size_t room = column.decode == Decode::Text ? column.width - sizeof(SQLWCHAR) : column.width;
    if (isUnknown(length) || static_cast<size_t>(length) > room) {
        if (!m_canSeek)
            refuse(column, "a value of " + std::to_string(length) + " bytes",
                   "longer than its type says (set \"Fetch rows\" to \"one by one\")");
        seek(row);
        return appendFetched(to, index);
    }
    if (column.decode == Decode::Bytes) return to.text({cell, static_cast<size_t>(length)});
    std::string text;
    appendFromWide(text, reinterpret_cast<const SQLWCHAR*>(cell),
                   static_cast<size_t>(length) / sizeof(SQLWCHAR));
    // Drivers differ; RFC 9562 and DuckDB write small letters.
    if (column.sqlType == SQL_GUID)
        std::transform(text.begin(), text.end(), text.begin(),
                       [](unsigned char c) { return static_cast<char>(c >= 'A' && c <= 'F' ? c + 32 : c); });
    to.text(text);
}

void ResultReader::appendFetched(sdk::ColumnBuilder& to, size_t index) {
    const auto& column = m_columns[index];
    const auto number = static_cast<SQLUSMALLINT>(index + 1);
    if (column.decode == Decode::Text || column.decode == Decode::Bytes) {
        const auto value =
            column.decode == Decode::Text ? m_statement->wholeText(number) : m_statement->wholeBytes(number);
        return value ? to.text(*value) : to.null();
    }
    alignas(16) std::array<char, 64> cell{};
    SQLLEN length = 0;
    m_statement->check(SQLGetData(m_statement->handle(), number, column.cType, cell.data(),
                                  static_cast<SQLLEN>(column.width), &length),
                       "Reading the column " + column.name);
    if (isNull(length)) return to.null();
    fixedCell(to, column, cell.data(), length);
}

}  // namespace tributary::plugins::odbc
