// SPDX-License-Identifier: GPL-3.0-or-later
#include "connectors/sqlite/sqlite_dialect.h"

#include <cfloat>
#include <cmath>
#include <cstdio>
#include <cstdlib>

#include "connectors/sqlite/sqlite_error.h"

namespace tributary::connectors::sqlite {

namespace {

using duckdb::LogicalTypeId;

std::optional<std::string> textLiteral(const std::string& text) {
    // SQLite ends a statement at a NUL byte.
    if (text.find('\0') != std::string::npos) return std::nullopt;
    return sql::quoteString(text);
}

std::string blobLiteral(const std::string& bytes) {
    static constexpr char kDigits[] = "0123456789ABCDEF";
    std::string out = "X'";
    for (unsigned char c : bytes) {
        out += kDigits[c >> 4];
        out += kDigits[c & 15];
    }
    return out + "'";
}

std::optional<std::string> realLiteral(double value) {
    // DuckDB's NaN equals itself and is the greatest value; SQLite knows no NaN.
    if (std::isnan(value)) return std::nullopt;
    return exactReal(value);
}

/// The storage classes a fitting value may have, for the guard; empty: no guard needed.
std::string fitCondition(const sql::Column& column, const std::string& name) {
    switch (column.type.id()) {
        case LogicalTypeId::BIGINT:
            return "typeof(" + name + ") = 'integer'";
        case LogicalTypeId::DOUBLE:
            return "typeof(" + name + ") IN ('real', 'integer')";
        case LogicalTypeId::VARCHAR:
            return "typeof(" + name + ") = 'text'";
        case LogicalTypeId::BLOB:
            return "typeof(" + name + ") = 'blob'";
        case LogicalTypeId::BOOLEAN:
            return name + " IN (0, 1)";
        default:
            return "";
    }
}

int32_t decodePoint(std::string_view text) {
    const auto byte = [&](size_t i) { return static_cast<int32_t>(static_cast<unsigned char>(text[i])); };
    switch (text.size()) {
        case 1:
            return byte(0) < 0x80 ? byte(0) : -1;
        case 2:
            return (byte(0) & 0x1F) << 6 | (byte(1) & 0x3F);
        case 3:
            return (byte(0) & 0x0F) << 12 | (byte(1) & 0x3F) << 6 | (byte(2) & 0x3F);
        case 4:
            return (byte(0) & 0x07) << 18 | (byte(1) & 0x3F) << 12 | (byte(2) & 0x3F) << 6 | (byte(3) & 0x3F);
        default:
            return -1;
    }
}

void encodePoint(int32_t point, std::string& out) {
    const auto put = [&](int32_t byte) { out += static_cast<char>(byte); };
    if (point < 0x80) return put(point);
    if (point < 0x800) {
        put(0xC0 | point >> 6);
    } else {
        if (point < 0x10000) {
            put(0xE0 | point >> 12);
        } else {
            put(0xF0 | point >> 18);
            put(0x80 | (point >> 12 & 0x3F));
        }
        put(0x80 | (point >> 6 & 0x3F));
    }
    put(0x80 | (point & 0x3F));
}

/// The least text greater than every text that starts with `prefix`; nullopt: there is none.
std::optional<std::string> afterPrefix(std::string prefix) {
    while (!prefix.empty()) {
        size_t start = prefix.size() - 1;
        while (start > 0 && (static_cast<unsigned char>(prefix[start]) & 0xC0) == 0x80) start--;
        int32_t point = decodePoint(std::string_view(prefix).substr(start));
        if (point < 0) return std::nullopt;
        prefix.resize(start);
        if (++point == 0xD800) point = 0xE000;
        if (point > 0x10FFFF) continue;
        encodePoint(point, prefix);
        return prefix;
    }
    return std::nullopt;
}

}  // namespace

std::string exactReal(double value) {
    if (std::isinf(value)) return value > 0 ? "9e999" : "-9e999";
    char text[40];
    for (int digits : {15, 17}) {
        std::snprintf(text, sizeof text, "%.*e", digits - 1, value);
        std::string mantissa;
        const char* p = text;
        for (; *p != 'e'; p++) {
            if (*p != '.') mantissa += *p;
        }
        // SQLite scales a whole number by a power of ten in long double; trust the literal only where that is
        // exact.
        const int exponent = std::atoi(p + 1) - (digits - 1);
        const long double whole = static_cast<long double>(std::strtoll(mantissa.c_str(), nullptr, 10));
        if (std::abs(exponent) > 27) continue;
        long double scale = 1;
        for (int i = 0; i < std::abs(exponent); i++) scale *= 10;
        if (static_cast<double>(exponent < 0 ? whole / scale : whole * scale) == value) return text;
    }
    int exponent;
    const double fraction = std::frexp(value, &exponent);
    std::string out = "(" + std::to_string(static_cast<int64_t>(std::ldexp(fraction, 53))) + ".0";
    // Powers of two up to 2^52 are exact literals; each step but one into subnormals is exact, and that one
    // is last.
    int left = exponent - 53;
    for (; left > 0; left -= std::min(left, 52))
        out += " * " + std::to_string(int64_t(1) << std::min(left, 52)) + ".0";
    for (; left < 0; left += std::min(-left, 52))
        out += " / " + std::to_string(int64_t(1) << std::min(-left, 52)) + ".0";
    return out + ")";
}

std::string SqliteDialect::quote(std::string_view name) const {
    std::string out = "`";
    for (char c : name) {
        if (c == '`') out += '`';
        out += c;
    }
    return out + "`";
}

std::optional<std::string> SqliteDialect::literal(const duckdb::Value& value,
                                                  const sql::Column& column) const {
    if (value.IsNull()) return std::nullopt;
    duckdb::Value typed = value;
    if (value.type() != column.type) {
        if (column.type.id() != LogicalTypeId::BIGINT || !value.type().IsIntegral()) return std::nullopt;
        if (!typed.DefaultTryCastAs(column.type)) return std::nullopt;
    }
    switch (column.type.id()) {
        case LogicalTypeId::BOOLEAN:
            return std::string(typed.GetValue<bool>() ? "1" : "0");
        case LogicalTypeId::BIGINT: {
            const int64_t number = typed.GetValue<int64_t>();
            // -9223372036854775808 would be read as minus a REAL.
            return number == INT64_MIN ? std::string("(-9223372036854775807 - 1)") : std::to_string(number);
        }
        case LogicalTypeId::DOUBLE:
            return realLiteral(typed.GetValue<double>());
        case LogicalTypeId::VARCHAR:
            return textLiteral(duckdb::StringValue::Get(typed));
        case LogicalTypeId::BLOB:
            return blobLiteral(duckdb::StringValue::Get(typed));
        case LogicalTypeId::DATE:
            return std::to_string(duckdb::DateValue::Get(typed).days);
        case LogicalTypeId::TIME:
            return std::to_string(duckdb::TimeValue::Get(typed).micros);
        case LogicalTypeId::TIMESTAMP:
            return std::to_string(duckdb::TimestampValue::Get(typed).value);
        case LogicalTypeId::TIMESTAMP_TZ:
            return std::to_string(typed.GetValueUnsafe<int64_t>());
        case LogicalTypeId::DECIMAL: {
            if (duckdb::DecimalType::GetWidth(column.type) > 18) return std::nullopt;
            return duckdb::IntegralValue::Get(typed).ToString();
        }
        default:
            return std::nullopt;
    }
}

std::string SqliteDialect::comparand(const sql::Column& column, sql::Comparison) const {
    const std::string name = quote(column.name);
    const std::string arguments = "(" + name + ", " + sql::quoteString(column.name);
    switch (column.type.id()) {
        case LogicalTypeId::VARCHAR:
            return name + " COLLATE BINARY";
        case LogicalTypeId::DATE:
            return "tributary_date" + arguments + ")";
        case LogicalTypeId::TIME:
            return "tributary_time" + arguments + ")";
        case LogicalTypeId::TIMESTAMP:
            return "tributary_timestamp" + arguments + ")";
        case LogicalTypeId::TIMESTAMP_TZ:
            return "tributary_timestamptz" + arguments + ")";
        case LogicalTypeId::DECIMAL:
            return "tributary_decimal" + arguments + ", " +
                   std::to_string(duckdb::DecimalType::GetWidth(column.type)) + ", " +
                   std::to_string(duckdb::DecimalType::GetScale(column.type)) + ")";
        default:
            return name;
    }
}

std::optional<std::string> SqliteDialect::compare(const sql::Predicate& p, const sql::Column& column) const {
    auto text = Dialect::compare(p, column);
    if (!text || p.op == sql::Comparison::Equal) return text;
    const std::string name = quote(column.name);
    const std::string fit = fitCondition(column, name);
    if (fit.empty()) return text;
    return "(" + *text + " AND (" + fit + " OR tributary_misfit(" + name + ", " +
           sql::quoteString(column.name) + ", " + sql::quoteString(column.type.ToString()) + ")))";
}

std::optional<std::string> SqliteDialect::likePrefix(const sql::Predicate& p,
                                                     const sql::Column& column) const {
    if (column.type.id() != LogicalTypeId::VARCHAR || p.values.empty()) return std::nullopt;
    if (p.values[0].IsNull() || p.values[0].type().id() != LogicalTypeId::VARCHAR) return std::nullopt;
    const std::string prefix = duckdb::StringValue::Get(p.values[0]);
    const auto after = afterPrefix(prefix);
    const auto from = textLiteral(prefix);
    if (prefix.empty() || !after || !from) return std::nullopt;
    const std::string name = comparand(column, sql::Comparison::Less);
    return "(" + name + " >= " + *from + " AND " + name + " < " + sql::quoteString(*after) + ")";
}

}  // namespace tributary::connectors::sqlite
