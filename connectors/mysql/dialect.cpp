// SPDX-License-Identifier: GPL-3.0-or-later
#include "connectors/mysql/dialect.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "connectors/mysql/types.h"

namespace tributary::connectors::mysql {

using duckdb::LogicalTypeId;
using duckdb::Value;
using sql::Column;
using sql::Comparison;
using sql::Predicate;

namespace {

constexpr const char* kNever = "(1=0)";
/// The years MySQL documents for its calendar types.
constexpr int32_t kFirstYear = 1000, kLastYear = 9999;
/// Whole numbers up to here are exact as a double.
constexpr int64_t kExactDouble = int64_t{1} << 53;

std::string hex(std::string_view bytes) {
    static constexpr char digits[] = "0123456789abcdef";
    std::string out = "x'";
    for (unsigned char c : bytes) {
        out += digits[c >> 4];
        out += digits[c & 15];
    }
    return out + "'";
}

bool isPlainText(const Column& column) {
    return column.type.id() == LogicalTypeId::VARCHAR;
}

bool isFloating(const Column& column) {
    return column.type.id() == LogicalTypeId::FLOAT || column.type.id() == LogicalTypeId::DOUBLE;
}

bool isAscii(std::string_view text) {
    return std::none_of(text.begin(), text.end(), [](char c) { return c & 0x80; });
}

/// The text of a column as the bytes DuckDB sees.
std::string bytesOf(const std::string& quoted, const Column& column) {
    bool utf8 = textRules(column.nativeType).utf8mb4;
    return "CAST(" + (utf8 ? quoted : "CONVERT(" + quoted + " USING utf8mb4)") + " AS BINARY)";
}

/// May the column's own comparison with this text stand beside the exact one? Not where the literal's
/// characters could be missing in the column's character set: servers then refuse the mix of collations.
bool collationMayNarrow(const Column& column, std::string_view text) {
    return textRules(column.nativeType).utf8mb4 || isAscii(text);
}

std::optional<std::string> integerLiteral(const Value& value) {
    switch (value.type().id()) {
        case LogicalTypeId::TINYINT:
        case LogicalTypeId::SMALLINT:
        case LogicalTypeId::INTEGER:
        case LogicalTypeId::BIGINT:
        case LogicalTypeId::UTINYINT:
        case LogicalTypeId::USMALLINT:
        case LogicalTypeId::UINTEGER:
        case LogicalTypeId::UBIGINT:
            return value.ToString();
        case LogicalTypeId::HUGEINT: {
            auto huge = value.GetValue<duckdb::hugeint_t>();
            bool fits = huge.upper == 0 || (huge.upper == -1 && (huge.lower >> 63) == 1);
            return fits ? std::optional(value.ToString()) : std::nullopt;
        }
        default:
            return std::nullopt;
    }
}

/// Refuses more fraction digits than the column keeps: a server searching an index rounds such a constant
/// first.
std::optional<std::string> exactNumber(const Value& value, const Column& column) {
    if (value.type().id() != LogicalTypeId::DECIMAL) return integerLiteral(value);
    std::string text = value.ToString();
    size_t point = text.find('.');
    if (point == std::string::npos) return text;
    text.erase(text.find_last_not_of('0') + 1);
    size_t kept = column.type.id() == LogicalTypeId::DECIMAL ? duckdb::DecimalType::GetScale(column.type) : 0;
    if (text.size() - point - 1 > kept) return std::nullopt;
    if (text.back() == '.') text.pop_back();
    return text.empty() || text == "-" ? text + "0" : text;
}

/// Finite only; the exponent makes the server read it as a double, not as a decimal.
std::optional<std::string> floatLiteral(const Value& value, bool floatColumn) {
    double number = 0;
    if (value.type().id() == LogicalTypeId::DOUBLE) {
        number = value.GetValue<double>();
        // A FLOAT column's index is searched with the constant rounded to FLOAT.
        if (floatColumn && static_cast<double>(static_cast<float>(number)) != number) return std::nullopt;
    } else if (value.type().id() == LogicalTypeId::FLOAT) {
        number = static_cast<double>(value.GetValue<float>());
    } else {
        auto whole = integerLiteral(value);
        if (!whole || whole->size() > 16) return std::nullopt;
        int64_t exact = value.GetValue<int64_t>();
        if (std::abs(exact) > (floatColumn ? int64_t{1} << 24 : kExactDouble)) return std::nullopt;
        number = static_cast<double>(exact);
    }
    if (!std::isfinite(number)) return std::nullopt;
    std::string text = fmt::format("{:.17g}", number);
    return text.find('e') == std::string::npos ? text + "e0" : text;
}

std::optional<std::string> dateLiteral(duckdb::date_t date) {
    if (!duckdb::Date::IsFinite(date)) return std::nullopt;
    int32_t year = 0, month = 0, day = 0;
    duckdb::Date::Convert(date, year, month, day);
    if (year < kFirstYear || year > kLastYear) return std::nullopt;
    return fmt::format("{:04}-{:02}-{:02}", year, month, day);
}

/// "datetime(3)" keeps 3 digits of a second.
int fractionDigits(std::string_view nativeType) {
    size_t open = nativeType.find('(');
    return open == std::string_view::npos || open + 1 >= nativeType.size() ? 0 : nativeType[open + 1] - '0';
}

/// A server searching an index cuts a finer constant to what the column keeps, and then finds too much.
bool isFinerThan(int64_t micros, int digits) {
    for (int64_t unit = 1; digits < 6; digits++) {
        unit *= 10;
        if (micros % unit != 0) return true;
    }
    return false;
}

std::optional<std::string> timestampLiteral(duckdb::timestamp_t stamp, const Column& column) {
    if (!duckdb::Timestamp::IsFinite(stamp)) return std::nullopt;
    if (isFinerThan(stamp.value, fractionDigits(column.nativeType))) return std::nullopt;
    constexpr int64_t day = duckdb::Interval::MICROS_PER_DAY;
    int64_t days = stamp.value / day - (stamp.value % day < 0);
    int64_t micros = stamp.value - days * day;
    auto date = dateLiteral(duckdb::date_t(static_cast<int32_t>(days)));
    if (!date) return std::nullopt;
    int64_t seconds = micros / 1000000;
    std::string out =
        fmt::format("TIMESTAMP'{} {:02}:{:02}:{:02}", *date, seconds / 3600, seconds / 60 % 60, seconds % 60);
    if (micros % 1000000 != 0) out += fmt::format(".{:06}", micros % 1000000);
    return out + "'";
}

std::optional<std::string> calendarLiteral(const Value& value, const Column& column) {
    auto from = value.type().id();
    switch (column.type.id()) {
        case LogicalTypeId::DATE: {
            if (from != LogicalTypeId::DATE) return std::nullopt;
            auto text = dateLiteral(value.GetValue<duckdb::date_t>());
            return text ? std::optional("DATE'" + *text + "'") : std::nullopt;
        }
        case LogicalTypeId::TIMESTAMP_TZ:
            if (from != LogicalTypeId::TIMESTAMP_TZ) return std::nullopt;
            return timestampLiteral(duckdb::timestamp_t(duckdb::TimestampTZValue::Get(value).value), column);
        default:
            break;
    }
    if (from == LogicalTypeId::TIMESTAMP) return timestampLiteral(duckdb::TimestampValue::Get(value), column);
    if (from == LogicalTypeId::TIMESTAMP_SEC || from == LogicalTypeId::TIMESTAMP_MS) {
        return timestampLiteral(
            duckdb::TimestampValue::Get(value.DefaultCastAs(duckdb::LogicalType::TIMESTAMP)), column);
    }
    if (from == LogicalTypeId::TIMESTAMP_NS) {
        int64_t nanos = duckdb::TimestampNSValue::Get(value).value;
        if (nanos % 1000 != 0) return std::nullopt;
        return timestampLiteral(duckdb::timestamp_t(nanos / 1000), column);
    }
    return std::nullopt;
}

bool isNotFinite(const Value& value) {
    if (value.type().id() == LogicalTypeId::DOUBLE) return !std::isfinite(value.GetValue<double>());
    if (value.type().id() == LogicalTypeId::FLOAT) return !std::isfinite(value.GetValue<float>());
    return false;
}

/// The columns are always finite: NaN and +inf are above all of them, -inf below.
std::string compareNotFinite(const std::string& quoted, Comparison op, const Value& value) {
    double limit = value.GetValue<double>();
    bool above = std::isnan(limit) || limit > 0;
    bool holds = op == Comparison::NotEqual;
    if (op == Comparison::Less || op == Comparison::LessEqual) holds = above;
    if (op == Comparison::Greater || op == Comparison::GreaterEqual) holds = !above;
    return holds ? quoted + " IS NOT NULL" : kNever;
}

std::string escapePattern(std::string_view prefix) {
    std::string out;
    for (char c : prefix) {
        if (c == '%' || c == '_' || c == '!') out += '!';
        out += c;
    }
    return out + "%";
}

}  // namespace

std::string textLiteral(std::string_view text) {
    return "_utf8mb4 " + hex(text);
}

std::string MysqlDialect::quote(std::string_view name) const {
    std::string out = "`";
    for (char c : name) {
        if (c == '`') out += '`';
        out += c;
    }
    return out + "`";
}

std::optional<std::string> MysqlDialect::literal(const Value& value, const Column& column) const {
    if (value.IsNull()) return std::nullopt;
    switch (column.type.id()) {
        case LogicalTypeId::VARCHAR:
            if (value.type().id() != LogicalTypeId::VARCHAR) return std::nullopt;
            return textRules(column.nativeType).binaryOrder ? textLiteral(duckdb::StringValue::Get(value))
                                                            : hex(duckdb::StringValue::Get(value));
        case LogicalTypeId::BLOB:
            if (value.type().id() != LogicalTypeId::BLOB) return std::nullopt;
            return hex(duckdb::StringValue::Get(value));
        case LogicalTypeId::UUID:
            if (value.type().id() != LogicalTypeId::UUID) return std::nullopt;
            return "'" + value.ToString() + "'";
        case LogicalTypeId::BOOLEAN:
            if (value.type().id() != LogicalTypeId::BOOLEAN) return std::nullopt;
            return value.GetValue<bool>() ? "1" : "0";
        case LogicalTypeId::FLOAT:
            return floatLiteral(value, true);
        case LogicalTypeId::DOUBLE:
            return floatLiteral(value, false);
        case LogicalTypeId::DATE:
        case LogicalTypeId::TIMESTAMP:
        case LogicalTypeId::TIMESTAMP_TZ:
            return calendarLiteral(value, column);
        default:
            return exactNumber(value, column);
    }
}

std::string MysqlDialect::comparand(const Column& column, Comparison) const {
    std::string name = quote(column.name);
    if (!isPlainText(column) || textRules(column.nativeType).binaryOrder) return name;
    return bytesOf(name, column);
}

std::optional<std::string> MysqlDialect::compare(const Predicate& p, const Column& column) const {
    const Value& value = p.values[0];
    if (isFloating(column) && isNotFinite(value)) return compareNotFinite(quote(column.name), p.op, value);
    auto exact = Dialect::compare(p, column);
    if (!exact || p.op != Comparison::Equal || !isPlainText(column)) return exact;
    std::string text = duckdb::StringValue::Get(value);
    if (textRules(column.nativeType).binaryOrder || !collationMayNarrow(column, text)) return exact;
    return "(" + quote(column.name) + " = " + textLiteral(text) + " AND " + *exact + ")";
}

std::optional<std::string> MysqlDialect::inList(const Predicate& p, const Column& column) const {
    if (isFloating(column)) {
        Predicate finite = p;
        auto& values = finite.values;
        values.erase(std::remove_if(values.begin(), values.end(), isNotFinite), values.end());
        if (values.empty() && !p.values.empty()) return kNever;
        return Dialect::inList(finite, column);
    }
    auto exact = Dialect::inList(p, column);
    if (!exact || !isPlainText(column) || textRules(column.nativeType).binaryOrder) return exact;
    std::string list;
    for (const auto& value : p.values) {
        std::string text = duckdb::StringValue::Get(value);
        if (!collationMayNarrow(column, text)) return exact;
        list += (list.empty() ? "" : ", ") + textLiteral(text);
    }
    return "(" + quote(column.name) + " IN (" + list + ") AND " + *exact + ")";
}

std::optional<std::string> MysqlDialect::likePrefix(const Predicate& p, const Column& column) const {
    if (!isPlainText(column) || p.values[0].type().id() != LogicalTypeId::VARCHAR) return std::nullopt;
    std::string prefix = duckdb::StringValue::Get(p.values[0]);
    std::string name = quote(column.name);
    if (prefix.empty()) return name + " IS NOT NULL";
    std::string exact =
        "LEFT(" + bytesOf(name, column) + ", " + std::to_string(prefix.size()) + ") = " + hex(prefix);
    if (!collationMayNarrow(column, prefix)) return exact;
    return "(" + name + " LIKE " + textLiteral(escapePattern(prefix)) + " ESCAPE '!' AND " + exact + ")";
}

std::string MysqlDialect::orderItem(const sql::OrderItem& item, const std::vector<Column>& columns) const {
    const Column& column = columns[item.column];
    std::string name = quote(column.name);
    std::string order = comparand(column, Comparison::Less) + (item.descending ? " DESC" : " ASC");
    // The server puts NULL below everything; where that is what is asked for, an index can still give the
    // order.
    bool natural = item.nullsFirst != item.descending;
    if (!column.nullable || natural) return order;
    return name + (item.nullsFirst ? " IS NOT NULL, " : " IS NULL, ") + order;
}

}  // namespace tributary::connectors::mysql
