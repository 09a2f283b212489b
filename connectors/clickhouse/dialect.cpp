// SPDX-License-Identifier: GPL-3.0-or-later
#include "connectors/clickhouse/dialect.h"

#include <algorithm>
#include <cmath>
#include <cstdio>
#include <limits>

namespace tributary::connectors::clickhouse {
namespace {

using duckdb::LogicalType;
using duckdb::LogicalTypeId;
using duckdb::Value;
using sql::Column;
using sql::Comparison;

using Text = std::optional<std::string>;

bool isFloat(const Column& column) {
    return column.type.id() == LogicalTypeId::FLOAT || column.type.id() == LogicalTypeId::DOUBLE;
}

/// The value as the column's own type, if that loses nothing.
std::optional<Value> exactly(const Value& value, const LogicalType& type) {
    if (value.IsNull()) return std::nullopt;
    if (value.type() == type) return value;
    Value out;
    Value back;
    std::string error;
    if (!value.DefaultTryCastAs(type, out, &error) || !out.DefaultTryCastAs(value.type(), back, &error)) {
        return std::nullopt;
    }
    if (back.IsNull() || !Value::NotDistinctFrom(back, value)) return std::nullopt;
    return out;
}

std::string withEscapes(std::string_view text, char quote) {
    std::string out(1, quote);
    for (char c : text) {
        if (c == '\0') {
            out += "\\0";
            continue;
        }
        if (c == quote || c == '\\') out += '\\';
        out += c;
    }
    return out + quote;
}

std::string hexOf(std::string_view bytes) {
    std::string out;
    char part[3];
    for (unsigned char c : bytes) {
        std::snprintf(part, sizeof part, "%02X", c);
        out += part;
    }
    return out;
}

Text floatLiteral(double value) {
    if (std::isnan(value)) return std::nullopt;  // told apart in compare()
    if (std::isinf(value)) return value > 0 ? "inf" : "-inf";
    char text[40];
    std::snprintf(text, sizeof text, "%.17g", value);
    std::string out = text;
    // Without a point it would be read as an integer, and those have fewer digits.
    if (out.find_first_of(".e") == std::string::npos) out += ".0";
    return out;
}

Text decimalLiteral(const Value& value, const LogicalType& type) {
    const auto width = duckdb::DecimalType::GetWidth(type);
    const auto scale = duckdb::DecimalType::GetScale(type);
    const char* name = width <= 9 ? "toDecimal32" : width <= 18 ? "toDecimal64" : "toDecimal128";
    return std::string(name) + "('" + value.ToString() + "', " + std::to_string(scale) + ")";
}

Text fixedStringLiteral(const std::string& bytes, const Type& type, bool text) {
    const auto width = static_cast<size_t>(type.numberAt(0, 0));
    if (bytes.size() > width) return std::nullopt;
    // As text we leave the padding out, so no text of ours ends with a zero byte; as bytes all are there.
    if (text ? (!bytes.empty() && bytes.back() == '\0') : bytes.size() != width) return std::nullopt;
    return "toFixedString(unhex('" + hexOf(bytes) + "'), " + std::to_string(width) + ")";
}

Text dateLiteral(const Value& value, const Type& type) {
    const duckdb::date_t date = value.GetValue<duckdb::date_t>();
    if (!duckdb::Date::IsFinite(date)) return std::nullopt;
    const bool wide = type.is("Date32");
    // The range every version agrees on.
    const auto first = wide ? duckdb::Date::FromDate(1925, 1, 1) : duckdb::Date::FromDate(1970, 1, 1);
    const auto last = wide ? duckdb::Date::FromDate(2283, 11, 11) : duckdb::Date::FromDate(2105, 12, 31);
    if (date < first || date > last) return std::nullopt;
    return std::string(wide ? "toDate32('" : "toDate('") + duckdb::Date::ToString(date) + "')";
}

/// A time stamp column counts `perSecond` ticks; DuckDB's value counts micro- or nanoseconds.
struct Ticks {
    int64_t value = 0;
    bool exact = true;  ///< false: `value` is rounded down
};

std::optional<Ticks> ticksOf(const Value& value, const LogicalType& columnType, const Type& type) {
    const bool nanos = columnType.id() == LogicalTypeId::TIMESTAMP_NS;
    auto stamp = exactly(value, columnType);
    if (!stamp) return std::nullopt;
    const int64_t count = stamp->GetValueUnsafe<int64_t>();
    if (count == std::numeric_limits<int64_t>::max() || count <= -std::numeric_limits<int64_t>::max()) {
        return std::nullopt;  // infinite
    }
    int64_t divisor = 1;
    const int64_t digits = type.is("DateTime") ? 0 : type.numberAt(0, 3);
    for (int64_t i = digits; i < (nanos ? 9 : 6); i++) divisor *= 10;
    int64_t floor = count / divisor;
    const bool exact = count % divisor == 0;
    if (!exact && count < 0) floor--;
    return Ticks{floor, exact};
}

Text tickLiteral(int64_t ticks, const Type& type) {
    if (type.is("DateTime")) {
        // Before 2106, the end of the 32-bit count; the number means the same instant in every time zone.
        if (ticks < 0 || ticks > std::numeric_limits<uint32_t>::max()) return std::nullopt;
        return "toDateTime(" + std::to_string(ticks) + ")";
    }
    const int64_t digits = type.numberAt(0, 3);
    int64_t perSecond = 1;
    for (int64_t i = 0; i < digits; i++) perSecond *= 10;
    int64_t seconds = ticks / perSecond;
    int64_t fraction = ticks % perSecond;
    if (fraction < 0) {
        seconds--;
        fraction += perSecond;
    }
    constexpr int64_t kFirst = -1'420'070'400;  // 1925-01-01, the range every version agrees on
    constexpr int64_t kLast = 9'214'646'400;    // 2262-01-01
    if (seconds < kFirst || seconds >= kLast) return std::nullopt;
    const auto stamp = duckdb::Timestamp::FromEpochSeconds(seconds);
    std::string text = duckdb::Timestamp::ToString(stamp);
    if (digits > 0) {
        std::string part = std::to_string(fraction);
        text += "." + std::string(static_cast<size_t>(digits) - part.size(), '0') + part;
    }
    return "toDateTime64('" + text + "', " + std::to_string(digits) + ", 'UTC')";
}

bool isTimestamp(const Type& type) {
    return type.is("DateTime") || type.is("DateTime64");
}

/// A comparison with a finer value becomes one with the tick below it.
Text compareTimestamp(const std::string& name, Comparison op, const Value& value, const Column& column,
                      const Type& type) {
    const auto ticks = ticksOf(value, column.type, type);
    if (!ticks) return std::nullopt;
    if (!ticks->exact) {
        switch (op) {
            case Comparison::GreaterEqual:
                op = Comparison::Greater;
                break;
            case Comparison::Less:
                op = Comparison::LessEqual;
                break;
            case Comparison::Equal:
            case Comparison::NotEqual:
                return std::nullopt;
            default:
                break;
        }
    }
    const auto text = tickLiteral(ticks->value, type);
    if (!text) return std::nullopt;
    return name + " " + std::string(sql::toSql(op)) + " " + *text;
}

/// DuckDB: NaN equals itself and is greater than all others.
Text compareFloat(const std::string& name, Comparison op, double value) {
    const std::string nan = "isNaN(" + name + ")";
    if (std::isnan(value)) {
        switch (op) {
            case Comparison::Equal:
            case Comparison::GreaterEqual:
                return nan;
            case Comparison::NotEqual:
            case Comparison::Less:
                return "NOT " + nan;
            default:
                return std::nullopt;
        }
    }
    // Chains of (in)equalities are turned into sets by the server, and sets tell -0.0 from 0.0.
    if (value == 0 && op == Comparison::Equal) return "(" + name + " >= 0.0 AND " + name + " <= 0.0)";
    if (value == 0 && op == Comparison::NotEqual)
        return "(" + name + " < 0.0 OR " + name + " > 0.0 OR " + nan + ")";
    const std::string plain = name + " " + std::string(sql::toSql(op)) + " " + *floatLiteral(value);
    const bool upwards =
        op == Comparison::Greater || op == Comparison::GreaterEqual || op == Comparison::NotEqual;
    return upwards ? "(" + plain + " OR " + nan + ")" : plain;
}

Text scalarLiteral(const Value& value, const Column& column, const Type& type) {
    switch (column.type.id()) {
        case LogicalTypeId::BOOLEAN:
            return value.GetValue<bool>() ? "true" : "false";
        case LogicalTypeId::FLOAT:
            return floatLiteral(static_cast<double>(value.GetValue<float>()));
        case LogicalTypeId::DOUBLE:
            return floatLiteral(value.GetValue<double>());
        case LogicalTypeId::DECIMAL:
            return decimalLiteral(value, column.type);
        case LogicalTypeId::DATE:
            return dateLiteral(value, type);
        case LogicalTypeId::UUID:
            return "toUUID('" + value.ToString() + "')";
        case LogicalTypeId::TINYINT:
        case LogicalTypeId::SMALLINT:
        case LogicalTypeId::INTEGER:
        case LogicalTypeId::UTINYINT:
        case LogicalTypeId::USMALLINT:
        case LogicalTypeId::UINTEGER:
            return value.ToString();
        case LogicalTypeId::BIGINT:
        case LogicalTypeId::UBIGINT:
        case LogicalTypeId::HUGEINT:
        case LogicalTypeId::UHUGEINT:
            return "to" + type.name + "('" + value.ToString() + "')";
        default:
            return std::nullopt;
    }
}

}  // namespace

std::string ClickhouseDialect::quoteText(std::string_view text) {
    return withEscapes(text, '\'');
}

std::string ClickhouseDialect::quote(std::string_view name) const {
    return withEscapes(name, '`');
}

Text ClickhouseDialect::literal(const Value& value, const Column& column) const {
    auto parsed = parseType(column.nativeType);
    if (!parsed) return std::nullopt;
    const Type& type = innermost(*parsed);
    if (isTimestamp(type)) {
        const auto ticks = ticksOf(value, column.type, type);
        if (!ticks || !ticks->exact) return std::nullopt;
        return tickLiteral(ticks->value, type);
    }
    const auto exact = exactly(value, column.type);
    if (!exact) return std::nullopt;
    if (column.type.id() == LogicalTypeId::VARCHAR || column.type.id() == LogicalTypeId::BLOB) {
        const std::string& bytes = duckdb::StringValue::Get(*exact);
        const bool text = column.type.id() == LogicalTypeId::VARCHAR;
        if (type.is("FixedString")) return fixedStringLiteral(bytes, type, text);
        return text ? quoteText(bytes) : "unhex('" + hexOf(bytes) + "')";
    }
    return scalarLiteral(*exact, column, type);
}

std::string ClickhouseDialect::comparand(const Column& column, Comparison) const {
    auto parsed = parseType(column.nativeType);
    const std::string name = quote(column.name);
    if (!parsed) return name;
    const Type& type = innermost(*parsed);
    // Any text may be compared with our text of them; as they are, only one of their own values may.
    if (type.is("Enum8") || type.is("Enum16") || type.is("IPv4")) return "toString(" + name + ")";
    return name;
}

Text ClickhouseDialect::compare(const sql::Predicate& p, const Column& column) const {
    auto parsed = parseType(column.nativeType);
    if (!parsed) return std::nullopt;
    const Type& type = innermost(*parsed);
    if (isTimestamp(type)) return compareTimestamp(quote(column.name), p.op, p.values[0], column, type);
    if (isFloat(column)) {
        const auto exact = exactly(p.values[0], column.type);
        if (!exact) return std::nullopt;
        return compareFloat(quote(column.name), p.op, exact->GetValue<double>());
    }
    const bool isEnum = type.is("Enum8") || type.is("Enum16");
    if (isEnum && (p.op == Comparison::Equal || p.op == Comparison::NotEqual)) {
        const auto exact = exactly(p.values[0], column.type);
        if (!exact) return std::nullopt;
        const std::string& wanted = duckdb::StringValue::Get(*exact);
        const bool known = std::any_of(type.args.begin(), type.args.end(),
                                       [&](const Type& item) { return item.name == wanted; });
        // Plain, so that an index serves it.
        if (known) return quote(column.name) + " " + std::string(sql::toSql(p.op)) + " " + quoteText(wanted);
    }
    return Dialect::compare(p, column);
}

Text ClickhouseDialect::inList(const sql::Predicate& p, const Column& column) const {
    const auto id = column.type.id();
    // A set of floats is looked up by its bits there: -0.0 would not be found by 0.0, nor NaN by NaN. 18.16
    // takes neither decimals nor UUIDs in an IN list ("Type mismatch"). Both are said as comparisons.
    if (!isFloat(column) && id != LogicalTypeId::DECIMAL && id != LogicalTypeId::UUID) {
        return Dialect::inList(p, column);
    }
    if (p.values.empty() || p.values.size() > maxInList()) return std::nullopt;
    std::string out;
    for (const Value& value : p.values) {
        const auto equal = compare(sql::Predicate::compare(p.column, Comparison::Equal, value), column);
        if (!equal) return std::nullopt;
        out += (out.empty() ? "" : " OR ") + *equal;
    }
    return "(" + out + ")";
}

Text ClickhouseDialect::likePrefix(const sql::Predicate& p, const Column& column) const {
    const auto exact = exactly(p.values[0], LogicalType::VARCHAR);
    if (!exact) return std::nullopt;
    return "startsWith(" + comparand(column, Comparison::Equal) + ", " +
           quoteText(duckdb::StringValue::Get(*exact)) + ")";
}

std::string ClickhouseDialect::selectItem(const Column& column) const {
    auto parsed = parseType(column.nativeType);
    if (parsed && !mapType(*parsed, Strings::Text).asText) return quote(column.name);
    return textExpression(parsed ? *parsed : Type{}, quote(column.name));
}

std::string ClickhouseDialect::orderItem(const sql::OrderItem& item,
                                         const std::vector<Column>& columns) const {
    const Column& column = columns[item.column];
    const std::string how =
        std::string(item.descending ? " DESC" : " ASC") + (item.nullsFirst ? " NULLS FIRST" : " NULLS LAST");
    const std::string name = comparand(column, Comparison::Less);
    if (isFloat(column)) return "isNaN(" + name + ")" + how + ", " + name + how;
    return name + how;
}

}  // namespace tributary::connectors::clickhouse
