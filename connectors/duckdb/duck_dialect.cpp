// SPDX-License-Identifier: GPL-3.0-or-later
#include "connectors/duckdb/duck_dialect.h"

namespace tributary::connectors::duck {

using duckdb::LogicalTypeId;

std::optional<std::string> DuckDialect::literal(const duckdb::Value& value, const sql::Column& column) const {
    if (value.IsNull()) return std::nullopt;
    duckdb::Value typed = value;
    if (value.type() != column.type) {
        if (!value.type().IsIntegral() || !column.type.IsIntegral() || !typed.DefaultTryCastAs(column.type)) {
            return std::nullopt;
        }
    }
    if (!pushRules(column.type).equality) return std::nullopt;
    const std::string text = typed.ToString();
    if (text.find('\0') != std::string::npos) return std::nullopt;  // ends a statement
    if (column.type.id() == LogicalTypeId::VARCHAR) return sql::quoteString(text);
    return sql::quoteString(text) + "::" + column.type.ToString();
}

std::optional<std::string> DuckDialect::likePrefix(const sql::Predicate& p, const sql::Column& column) const {
    if (column.type.id() != LogicalTypeId::VARCHAR || p.values.empty()) return std::nullopt;
    const auto text = literal(p.values[0], column);
    if (!text) return std::nullopt;
    return "starts_with(" + quote(column.name) + ", " + *text + ")";
}

sql::PushRules pushRules(const duckdb::LogicalType& type) {
    sql::PushRules rules = sql::PushRules::none();
    rules.nullTest = true;
    switch (type.id()) {
        case LogicalTypeId::VARCHAR:
            if (type.HasAlias() || !duckdb::StringType::GetCollation(type).empty()) return rules;
            return sql::PushRules::all();
        case LogicalTypeId::BOOLEAN:
        case LogicalTypeId::TINYINT:
        case LogicalTypeId::SMALLINT:
        case LogicalTypeId::INTEGER:
        case LogicalTypeId::BIGINT:
        case LogicalTypeId::HUGEINT:
        case LogicalTypeId::UTINYINT:
        case LogicalTypeId::USMALLINT:
        case LogicalTypeId::UINTEGER:
        case LogicalTypeId::UBIGINT:
        case LogicalTypeId::UHUGEINT:
        case LogicalTypeId::FLOAT:
        case LogicalTypeId::DOUBLE:
        case LogicalTypeId::DECIMAL:
        case LogicalTypeId::BLOB:
        case LogicalTypeId::DATE:
        case LogicalTypeId::TIME:
        case LogicalTypeId::TIMESTAMP:
        case LogicalTypeId::TIMESTAMP_SEC:
        case LogicalTypeId::TIMESTAMP_MS:
        case LogicalTypeId::TIMESTAMP_NS:
        case LogicalTypeId::TIMESTAMP_TZ:
        case LogicalTypeId::UUID:
            rules.equality = rules.ordering = true;
            return rules;
        default:
            return rules;
    }
}

}  // namespace tributary::connectors::duck
