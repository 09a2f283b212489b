// SPDX-License-Identifier: GPL-3.0-or-later
#include "connectors/influxdb/influxql_dialect.h"

#include <charconv>
#include <cmath>
#include <limits>

namespace tributary::connectors::influxdb {
namespace {

using duckdb::LogicalTypeId;
using sql::ColumnRole;
using sql::Comparison;
using Kind = sql::Predicate::Kind;

constexpr int64_t kMinTime = std::numeric_limits<int64_t>::min() + 2;  // the server's own bounds
constexpr int64_t kMaxTime = std::numeric_limits<int64_t>::max() - 1;

bool mentionsTime(const sql::Predicate& p, const std::vector<sql::Column>& columns) {
    if (p.kind == Kind::And || p.kind == Kind::Or) {
        for (const auto& child : p.children) {
            if (mentionsTime(child, columns)) return true;
        }
        return false;
    }
    return p.column < columns.size() && columns[p.column].role == ColumnRole::Time;
}

std::string escape(std::string_view text, char quote) {
    std::string out(1, quote);
    for (char c : text) {
        if (c == '\n') {
            out += "\\n";
            continue;
        }
        if (c == quote || c == '\\') out += '\\';
        out += c;
    }
    return out + quote;
}

/// Shortest digits that read back as `value`, without an exponent, which InfluxQL has not.
std::optional<std::string> floatLiteral(double value) {
    if (!std::isfinite(value)) return std::nullopt;
    char text[1200];
    const auto [end, ec] = std::to_chars(text, text + sizeof text, value, std::chars_format::fixed);
    if (ec != std::errc()) return std::nullopt;
    std::string out(text, end);
    return out.find('.') == std::string::npos ? out + ".0" : out;
}

}  // namespace

std::optional<std::string> influxString(std::string_view text) {
    if (text.find('\0') != std::string_view::npos) return std::nullopt;
    return escape(text, '\'');
}

std::string influxIdentifier(std::string_view name) {
    return escape(name, '"');
}

SchemaName SchemaName::parse(std::string_view text) {
    SchemaName out;
    if (text.empty() || text.front() != '"') {
        const size_t dot = text.find('.');
        out.database = text.substr(0, dot);
        if (dot != std::string_view::npos) out.policy = text.substr(dot + 1);
        return out;
    }
    size_t i = 1;
    for (; i < text.size() && text[i] != '"'; i++) {
        if (text[i] == '\\' && i + 1 < text.size()) {
            i++;
            out.database += text[i] == 'n' ? '\n' : text[i];
        } else {
            out.database += text[i];
        }
    }
    if (i + 2 <= text.size() && text[i + 1] == '.') out.policy = text.substr(i + 2);
    return out;
}

std::string SchemaName::text() const {
    const bool odd = database.find_first_of(".\"\\\n") != std::string::npos;
    return (odd ? influxIdentifier(database) : database) + (policy.empty() ? "" : "." + policy);
}

std::string InfluxqlDialect::tableName(const sql::TableRef& table) const {
    if (table.schema.empty()) return quote(table.name);
    const SchemaName schema = SchemaName::parse(table.schema);
    return quote(schema.database) + "." + (schema.policy.empty() ? "" : quote(schema.policy)) + "." +
           quote(table.name);
}

std::string InfluxqlDialect::comparand(const sql::Column& column, Comparison) const {
    if (column.role == ColumnRole::Time) return "time";
    return selectItem(column);
}

std::string InfluxqlDialect::selectItem(const sql::Column& column) const {
    if (column.role == ColumnRole::Time) return "time";
    if (!column.nativeType.empty() && column.nativeType.front() == '"') return column.nativeType;
    if (column.role == ColumnRole::Tag) return quote(column.name) + "::tag";
    return quote(column.name) + "::field";
}

std::optional<std::string> InfluxqlDialect::literal(const duckdb::Value& value,
                                                    const sql::Column& column) const {
    if (value.IsNull() || value.type().id() != column.type.id()) return std::nullopt;
    switch (column.type.id()) {
        case LogicalTypeId::BIGINT:
            return std::to_string(value.GetValueUnsafe<int64_t>());
        case LogicalTypeId::DOUBLE:
            return floatLiteral(value.GetValueUnsafe<double>());
        case LogicalTypeId::BOOLEAN:
            return std::string(value.GetValueUnsafe<bool>() ? "true" : "false");
        case LogicalTypeId::VARCHAR:
            return influxString(duckdb::StringValue::Get(value));
        case LogicalTypeId::TIMESTAMP_NS: {
            const int64_t ns = value.GetValueUnsafe<int64_t>();
            if (ns < kMinTime || ns > kMaxTime) return std::nullopt;
            return std::to_string(ns);
        }
        default:
            return std::nullopt;
    }
}

std::optional<std::string> InfluxqlDialect::compare(const sql::Predicate& p,
                                                    const sql::Column& column) const {
    const bool equality = p.op == Comparison::Equal || p.op == Comparison::NotEqual;
    if (column.role == ColumnRole::Time && p.op == Comparison::NotEqual) return std::nullopt;
    const bool text = column.type.id() == LogicalTypeId::VARCHAR;
    if (!equality && (text || column.type.id() == LogicalTypeId::BOOLEAN)) return std::nullopt;
    auto value = literal(p.values[0], column);
    if (!value) return std::nullopt;
    const std::string name = comparand(column, p.op);
    if (column.role != ColumnRole::Tag) return name + " " + std::string(toSql(p.op)) + " " + *value;
    if (*value == "''") return std::nullopt;  // would mean "has no such tag"
    if (p.op == Comparison::Equal) return name + " = " + *value;
    return "(" + name + " <> " + *value + " AND " + name + " <> '')";
}

std::optional<std::string> InfluxqlDialect::inList(const sql::Predicate& p, const sql::Column& column) const {
    if (column.role == ColumnRole::Time || p.values.empty() || p.values.size() > maxInList())
        return std::nullopt;
    std::string out;
    for (const auto& value : p.values) {
        auto one = compare(sql::Predicate::compare(p.column, Comparison::Equal, value), column);
        if (!one) return std::nullopt;
        out += (out.empty() ? "(" : " OR ") + *one;
    }
    return out + ")";
}

std::optional<std::string> InfluxqlDialect::nullTest(const sql::Column& column, bool isNull) const {
    if (column.role == ColumnRole::Tag)
        return comparand(column, Comparison::Equal) + (isNull ? " = ''" : " <> ''");
    if (isNull || column.role != ColumnRole::Field) return std::nullopt;
    const std::string name = comparand(column, Comparison::Equal);
    switch (column.type.id()) {
        case LogicalTypeId::BIGINT:
            return "(" + name + " >= 0 OR " + name + " < 0)";
        case LogicalTypeId::DOUBLE:
            return "(" + name + " >= 0.0 OR " + name + " < 0.0)";
        case LogicalTypeId::BOOLEAN:
            return "(" + name + " = true OR " + name + " = false)";
        case LogicalTypeId::VARCHAR:
            return "(" + name + " = '' OR " + name + " <> '')";
        default:
            return std::nullopt;
    }
}

std::optional<std::string> InfluxqlDialect::predicate(const sql::Predicate& p,
                                                      const std::vector<sql::Column>& columns) const {
    if ((p.kind == Kind::Or || p.kind == Kind::And) && mentionsTime(p, columns)) {
        if (p.kind == Kind::Or) return std::nullopt;  // the server takes time ranges out of any OR
        for (const auto& child : p.children) {
            if (child.kind == Kind::Or && mentionsTime(child, columns)) return std::nullopt;
        }
    }
    if (p.kind == Kind::IsNull || p.kind == Kind::IsNotNull) {
        if (p.column >= columns.size()) return std::nullopt;
        return nullTest(columns[p.column], p.kind == Kind::IsNull);
    }
    return Dialect::predicate(p, columns);
}

std::string InfluxqlDialect::orderItem(const sql::OrderItem& item, const std::vector<sql::Column>&) const {
    return item.descending ? "time DESC" : "time ASC";
}

bool InfluxqlDialect::canOrder(const sql::OrderItem& item, const std::vector<sql::Column>& columns) const {
    return item.column < columns.size() && columns[item.column].role == ColumnRole::Time;
}

std::vector<size_t> InfluxqlDialect::answerColumns(const sql::RemoteQuery& query) {
    std::vector<size_t> out;
    const auto add = [&](size_t index) {
        if (std::find(out.begin(), out.end(), index) == out.end()) out.push_back(index);
    };
    for (size_t index : query.projection) {
        if (query.columns[index].role != ColumnRole::Time) add(index);
    }
    for (const auto& p : query.required) {
        const bool field = (p.kind == Kind::Compare || p.kind == Kind::In || p.kind == Kind::IsNotNull) &&
                           query.columns[p.column].role == ColumnRole::Field;
        if (!field) continue;
        add(p.column);  // it has a value in every row that passes: no other field is needed
        return out;
    }
    for (size_t i = 0; i < query.columns.size(); i++) {
        if (query.columns[i].role == ColumnRole::Field) add(i);
    }
    return out;
}

Result<std::string> InfluxqlDialect::select(const sql::RemoteQuery& query) const {
    sql::RemoteQuery widened = query;
    widened.projection = answerColumns(query);
    return Dialect::select(widened);
}

}  // namespace tributary::connectors::influxdb
