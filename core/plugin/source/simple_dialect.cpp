// SPDX-License-Identifier: GPL-3.0-or-later
#include <fmt/format.h>

#include <cmath>

#include "core/base/utf8.h"
#include "core/plugin/source/source_dialect.h"

namespace tributary::plugin {
namespace {

using duckdb::LogicalType;
using duckdb::LogicalTypeId;
using duckdb::Value;
using sql::Column;

/// Years 1 to 9999, whatever else a calendar can hold: the source reads no others.
bool isPlainYear(duckdb::date_t date) {
    return duckdb::Date::IsFinite(date) && duckdb::Date::ExtractYear(date) >= 1 &&
           duckdb::Date::ExtractYear(date) <= 9999;
}

std::optional<std::string> moment(const Value& value, LogicalTypeId type) {
    if (value.type().id() != type) return std::nullopt;
    const duckdb::timestamp_t time(value.GetValueUnsafe<int64_t>());
    if (!duckdb::Timestamp::IsFinite(time) || !isPlainYear(duckdb::Timestamp::GetDate(time)))
        return std::nullopt;
    return "'" + duckdb::Timestamp::ToString(time) + (type == LogicalTypeId::TIMESTAMP_TZ ? "+00'" : "'");
}

std::optional<std::string> day(const Value& value) {
    if (value.type().id() != LogicalTypeId::DATE || !isPlainYear(value.GetValueUnsafe<duckdb::date_t>()))
        return std::nullopt;
    return "'" + value.ToString() + "'";
}

std::optional<std::string> text(const Value& value) {
    if (value.type().id() != LogicalTypeId::VARCHAR) return std::nullopt;
    const auto& bytes = duckdb::StringValue::Get(value);
    const bool fits = bytes.find('\0') == std::string::npos && firstInvalidUtf8(bytes) == std::string::npos;
    return fits ? std::optional(sql::quoteString(bytes)) : std::nullopt;
}

/// What tributary_adbc_sql.hpp of the SDK reads, and tributary_adbc_scan.hpp compares as DuckDB does.
class SimpleDialect final : public sql::Dialect {
  public:
    std::string_view id() const override { return "simple"; }
    bool supportsOrderBy() const override { return false; }
    std::optional<std::string> literal(const Value& value, const Column& column) const override {
        if (value.IsNull()) return std::nullopt;
        switch (column.type.id()) {
            case LogicalTypeId::BIGINT: {
                Value whole = value;
                const bool fits = value.type().IsIntegral() && whole.DefaultTryCastAs(LogicalType::BIGINT);
                return fits ? std::optional(whole.ToString()) : std::nullopt;
            }
            case LogicalTypeId::DOUBLE: {
                if (value.type().id() != LogicalTypeId::DOUBLE) return std::nullopt;
                const double number = value.GetValueUnsafe<double>();
                return std::isfinite(number) ? std::optional(fmt::format("{:.17g}", number)) : std::nullopt;
            }
            case LogicalTypeId::BOOLEAN:
                if (value.type().id() != LogicalTypeId::BOOLEAN) return std::nullopt;
                return value.GetValueUnsafe<bool>() ? "TRUE" : "FALSE";
            case LogicalTypeId::VARCHAR:
                return text(value);
            case LogicalTypeId::DATE:
                return day(value);
            case LogicalTypeId::TIMESTAMP:
            case LogicalTypeId::TIMESTAMP_TZ:
                return moment(value, column.type.id());
            default:
                return std::nullopt;
        }
    }

  protected:
    std::optional<std::string> likePrefix(const sql::Predicate& p, const Column& column) const override {
        const auto prefix = p.values.empty() ? std::nullopt : text(p.values[0]);
        // There is no escape: what LIKE itself reads stays here.
        if (!prefix || prefix->find_first_of("%_\\") != std::string::npos) return std::nullopt;
        return quote(column.name) + " LIKE " + prefix->substr(0, prefix->size() - 1) + "%'";
    }
};

sql::PushRules rulesOf(const LogicalType& type, const std::string&) {
    switch (type.id()) {
        case LogicalTypeId::BIGINT:
        case LogicalTypeId::DOUBLE:
        case LogicalTypeId::BOOLEAN:
        case LogicalTypeId::DATE:
        case LogicalTypeId::TIMESTAMP:
        case LogicalTypeId::TIMESTAMP_TZ: {
            sql::PushRules rules = sql::PushRules::all();
            rules.likePrefix = false;
            return rules;
        }
        case LogicalTypeId::VARCHAR:
            return sql::PushRules::all();
        default: {
            sql::PushRules rules = sql::PushRules::none();
            rules.nullTest = true;
            return rules;
        }
    }
}

}  // namespace

SourceDialect simpleDialect() {
    SourceDialect out;
    out.sql = std::make_shared<SimpleDialect>();
    out.push = rulesOf;
    return out;
}

}  // namespace tributary::plugin
