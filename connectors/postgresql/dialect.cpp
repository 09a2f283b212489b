// SPDX-License-Identifier: GPL-3.0-or-later
#include "connectors/postgresql/dialect.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "connectors/postgresql/types.h"

namespace tributary::connectors::postgresql {
namespace {

using duckdb::LogicalTypeId;
using duckdb::Value;
using sql::Column;
using sql::Comparison;

// The server's own limits: 4713 BC, and 5874897 AD for dates. Years are astronomical here: 0 is 1 BC.
constexpr int32_t kFirstYear = -4712;
constexpr int32_t kLastDateYear = 5874897;

bool comparesAsText(const Column& column) {
    std::string_view name = baseName(column.nativeType);
    return name == "text" || name == "character varying";
}

/// "2024-03-15" or "0044-03-15"; `era` becomes " BC" where needed. False: the server has no such date.
bool printDate(duckdb::date_t date, std::string& out, std::string& era) {
    int32_t year = 0;
    int32_t month = 0;
    int32_t day = 0;
    duckdb::Date::Convert(date, year, month, day);
    if (year < kFirstYear || year > kLastDateYear) return false;
    era = year <= 0 ? " BC" : "";
    out = fmt::format("{:04d}-{:02d}-{:02d}", year <= 0 ? 1 - year : year, month, day);
    return true;
}

std::string printTime(int64_t micros) {
    int64_t seconds = micros / 1000000;
    std::string out = fmt::format("{:02d}:{:02d}:{:02d}", seconds / 3600, seconds / 60 % 60, seconds % 60);
    if (micros % 1000000 != 0) out += fmt::format(".{:06d}", micros % 1000000);
    return out;
}

std::optional<std::string> dateLiteral(duckdb::date_t date) {
    if (date == duckdb::date_t::infinity()) return "'infinity'::date";
    if (date == duckdb::date_t::ninfinity()) return "'-infinity'::date";
    std::string text;
    std::string era;
    if (!printDate(date, text, era)) return std::nullopt;
    return "'" + text + era + "'::date";
}

std::optional<std::string> timestampLiteral(duckdb::timestamp_t stamp, bool zoned) {
    const std::string type = zoned ? "::timestamptz" : "::timestamp";
    if (stamp == duckdb::timestamp_t::infinity()) return "'infinity'" + type;
    if (stamp == duckdb::timestamp_t::ninfinity()) return "'-infinity'" + type;
    constexpr int64_t kDay = 86400LL * 1000000;
    int64_t days = stamp.value / kDay - (stamp.value % kDay < 0);
    std::string text;
    std::string era;
    if (!printDate(duckdb::date_t(static_cast<int32_t>(days)), text, era)) return std::nullopt;
    return "'" + text + " " + printTime(stamp.value - days * kDay) + (zoned ? "+00" : "") + era + "'" + type;
}

template <class T>
std::string floatLiteral(T value, std::string_view type) {
    if (std::isnan(value)) return fmt::format("'NaN'::{}", type);
    if (std::isinf(value)) return fmt::format("'{}Infinity'::{}", value < 0 ? "-" : "", type);
    return fmt::format("'{}'::{}", value, type);  // the shortest text that reads back as the same value
}

std::string blobLiteral(const std::string& bytes) {
    std::string out = "'\\x";
    for (unsigned char byte : bytes) out += fmt::format("{:02x}", byte);
    return out + "'::bytea";
}

std::optional<std::string> wholeNumber(const Value& value) {
    if (!value.type().IsIntegral()) return std::nullopt;
    std::string digits = value.ToString();
    // The server reads -9223372036854775808 as minus a number that is too big for bigint.
    return digits == "-9223372036854775808" ? "'" + digits + "'::bigint" : digits;
}

std::optional<std::string> decimalLiteral(const Value& value) {
    if (value.type().id() == LogicalTypeId::DECIMAL) return value.ToString();
    return wholeNumber(value);
}

std::optional<std::string> sameTypeLiteral(const Value& value) {
    switch (value.type().id()) {
        case LogicalTypeId::BOOLEAN:
            return value.GetValue<bool>() ? "true" : "false";
        case LogicalTypeId::FLOAT:
            return floatLiteral(duckdb::FloatValue::Get(value), "real");
        case LogicalTypeId::DOUBLE:
            return floatLiteral(duckdb::DoubleValue::Get(value), "float8");
        case LogicalTypeId::DATE:
            return dateLiteral(duckdb::DateValue::Get(value));
        case LogicalTypeId::TIME:
            return "'" + printTime(duckdb::TimeValue::Get(value).micros) + "'::time";
        case LogicalTypeId::TIMESTAMP:
            return timestampLiteral(duckdb::TimestampValue::Get(value), false);
        case LogicalTypeId::TIMESTAMP_TZ:
            return timestampLiteral(duckdb::TimestampTZValue::Get(value), true);
        case LogicalTypeId::UUID:
            return "'" + value.ToString() + "'::uuid";
        case LogicalTypeId::BLOB:
            return blobLiteral(duckdb::StringValue::Get(value));
        default:
            return std::nullopt;
    }
}

}  // namespace

std::optional<std::string> PostgresqlDialect::textLiteral(const std::string& text) const {
    if (text.find('\0') != std::string::npos) return std::nullopt;
    auto isAscii = [](unsigned char c) { return c < 0x80; };
    if (!m_unicode && !std::all_of(text.begin(), text.end(), isAscii)) return std::nullopt;
    return sql::quoteString(text);
}

std::optional<std::string> PostgresqlDialect::literal(const Value& value, const Column& column) const {
    if (value.IsNull()) return std::nullopt;
    const auto wanted = column.type.id();
    if (column.type.IsIntegral()) return wholeNumber(value);
    if (wanted == LogicalTypeId::DECIMAL) return decimalLiteral(value);
    if (value.type().id() != wanted) return std::nullopt;
    if (wanted == LogicalTypeId::VARCHAR) return textLiteral(duckdb::StringValue::Get(value));
    return sameTypeLiteral(value);
}

std::string PostgresqlDialect::comparand(const Column& column, Comparison op) const {
    std::string out = quote(column.name);
    if (column.type.id() != LogicalTypeId::VARCHAR) return out;
    // An unknown label compared with an enum would be an error, and a long text compared with a name is cut.
    if (!comparesAsText(column)) out += "::text";
    bool equality = op == Comparison::Equal || op == Comparison::NotEqual;
    bool marked = column.nativeType.find(kCollationMark) != std::string::npos;
    return equality && !marked ? out : out + " COLLATE \"C\"";
}

std::string PostgresqlDialect::selectItem(const Column& column) const {
    std::string name = quote(column.name);
    return column.type.id() == LogicalTypeId::VARCHAR ? asText(name, column.nativeType) : name;
}

std::optional<std::string> PostgresqlDialect::likePrefix(const sql::Predicate& p,
                                                         const Column& column) const {
    if (p.values[0].type().id() != LogicalTypeId::VARCHAR) return std::nullopt;
    std::string pattern;
    for (char c : duckdb::StringValue::Get(p.values[0])) {
        if (c == '\\' || c == '%' || c == '_') pattern += '\\';
        pattern += c;
    }
    auto text = textLiteral(pattern + "%");
    if (!text) return std::nullopt;
    return comparand(column, Comparison::Equal) + " LIKE " + *text;
}

Result<std::string> PostgresqlDialect::select(const sql::RemoteQuery& query) const {
    auto text = Dialect::select(query);
    if (!text || !query.projection.empty()) return text;
    return "SELECT count(*) FROM (" + *text + ") AS q";
}

}  // namespace tributary::connectors::postgresql
