// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/sql/dialect.h"

namespace tributary::sql {

Predicate Predicate::compare(size_t column, Comparison op, duckdb::Value value) {
    Predicate p;
    p.column = column;
    p.op = op;
    p.values.push_back(std::move(value));
    return p;
}

Predicate Predicate::in(size_t column, std::vector<duckdb::Value> values) {
    Predicate p;
    p.kind = Kind::In;
    p.column = column;
    p.values = std::move(values);
    return p;
}

Predicate Predicate::nullTest(size_t column, bool isNull) {
    Predicate p;
    p.kind = isNull ? Kind::IsNull : Kind::IsNotNull;
    p.column = column;
    return p;
}

Predicate Predicate::likePrefix(size_t column, std::string prefix) {
    Predicate p;
    p.kind = Kind::LikePrefix;
    p.column = column;
    p.values.emplace_back(std::move(prefix));
    return p;
}

Predicate Predicate::all(std::vector<Predicate> children) {
    Predicate p;
    p.kind = Kind::And;
    p.children = std::move(children);
    return p;
}

Predicate Predicate::any(std::vector<Predicate> children) {
    Predicate p;
    p.kind = Kind::Or;
    p.children = std::move(children);
    return p;
}

std::string_view toSql(Comparison op) {
    switch (op) {
        case Comparison::Equal:
            return "=";
        case Comparison::NotEqual:
            return "<>";
        case Comparison::Less:
            return "<";
        case Comparison::LessEqual:
            return "<=";
        case Comparison::Greater:
            return ">";
        case Comparison::GreaterEqual:
            return ">=";
    }
    return "=";
}

std::string quoteString(std::string_view text) {
    std::string out = "'";
    for (char c : text) {
        if (c == '\'') out += '\'';
        out += c;
    }
    return out + "'";
}

std::string Dialect::quote(std::string_view name) const {
    std::string out = "\"";
    for (char c : name) {
        if (c == '"') out += '"';
        out += c;
    }
    return out + "\"";
}

std::string Dialect::tableName(const TableRef& table) const {
    return table.schema.empty() ? quote(table.name) : quote(table.schema) + "." + quote(table.name);
}

std::string Dialect::comparand(const Column& column, Comparison) const {
    return quote(column.name);
}
std::string Dialect::selectItem(const Column& column) const {
    return quote(column.name);
}
std::string Dialect::fromClause(const TableRef& table) const {
    return " FROM " + tableName(table);
}
std::string Dialect::limitClause(uint64_t limit) const {
    return " LIMIT " + std::to_string(limit);
}

std::optional<std::string> Dialect::compare(const Predicate& p, const Column& column) const {
    auto value = literal(p.values[0], column);
    if (!value) return std::nullopt;
    return comparand(column, p.op) + " " + std::string(toSql(p.op)) + " " + *value;
}

std::optional<std::string> Dialect::inList(const Predicate& p, const Column& column) const {
    if (p.values.empty() || p.values.size() > maxInList()) return std::nullopt;
    std::string out = comparand(column, Comparison::Equal) + " IN (";
    for (size_t i = 0; i < p.values.size(); i++) {
        auto value = literal(p.values[i], column);
        if (!value) return std::nullopt;
        out += (i ? ", " : "") + *value;
    }
    return out + ")";
}

std::optional<std::string> Dialect::likePrefix(const Predicate&, const Column&) const {
    return std::nullopt;
}

std::optional<std::string> Dialect::predicate(const Predicate& p, const std::vector<Column>& columns) const {
    using Kind = Predicate::Kind;
    if (p.kind == Kind::And || p.kind == Kind::Or) {
        std::string out;
        for (const auto& child : p.children) {
            auto text = predicate(child, columns);
            if (!text) return std::nullopt;
            if (!out.empty()) out += p.kind == Kind::And ? " AND " : " OR ";
            out += *text;
        }
        if (out.empty()) return std::nullopt;
        return "(" + out + ")";
    }
    if (p.column >= columns.size()) return std::nullopt;
    const Column& column = columns[p.column];
    switch (p.kind) {
        case Kind::Compare:
            return compare(p, column);
        case Kind::In:
            return inList(p, column);
        case Kind::LikePrefix:
            return likePrefix(p, column);
        case Kind::IsNull:
            return quote(column.name) + " IS NULL";
        case Kind::IsNotNull:
            return quote(column.name) + " IS NOT NULL";
        default:
            return std::nullopt;
    }
}

std::string Dialect::orderItem(const OrderItem& item, const std::vector<Column>& columns) const {
    return comparand(columns[item.column], Comparison::Less) + (item.descending ? " DESC" : " ASC") +
           (item.nullsFirst ? " NULLS FIRST" : " NULLS LAST");
}

Result<std::string> Dialect::select(const RemoteQuery& query) const {
    std::string list;
    for (size_t index : query.projection)
        list += (list.empty() ? "" : ", ") + selectItem(query.columns[index]);
    std::string out = "SELECT " + (list.empty() ? std::string("1") : list) + fromClause(query.table);
    std::string where;
    for (const auto& p : query.required) {
        auto text = predicate(p, query.columns);
        if (!text) {
            return fail(ErrorCode::Internal,
                        "A filter was planned for " + query.table.name + " that its language cannot say");
        }
        where += (where.empty() ? "" : " AND ") + *text;
    }
    for (const auto& p : query.dynamic) {
        if (auto text = predicate(p, query.columns)) where += (where.empty() ? "" : " AND ") + *text;
    }
    if (!where.empty()) out += " WHERE " + where;
    if (query.limit) {
        std::string order;
        for (const auto& item : query.orderBy)
            order += (order.empty() ? "" : ", ") + orderItem(item, query.columns);
        if (!order.empty()) out += " ORDER BY " + order;
        out += limitClause(*query.limit);
    }
    return out;
}

namespace {
bool allowed(const Predicate& p, const std::vector<Column>& columns) {
    using Kind = Predicate::Kind;
    if (p.kind == Kind::And || p.kind == Kind::Or) {
        for (const auto& child : p.children) {
            if (!allowed(child, columns)) return false;
        }
        return true;
    }
    if (p.column >= columns.size()) return false;
    const PushRules& push = columns[p.column].push;
    switch (p.kind) {
        case Kind::Compare:
            return p.op == Comparison::Equal || p.op == Comparison::NotEqual ? push.equality : push.ordering;
        case Kind::In:
            return push.equality;
        case Kind::LikePrefix:
            return push.likePrefix;
        default:
            return push.nullTest;
    }
}
}  // namespace

bool Dialect::canPush(const Predicate& p, const std::vector<Column>& columns) const {
    return allowed(p, columns) && predicate(p, columns).has_value();
}

bool Dialect::canOrder(const OrderItem& item, const std::vector<Column>& columns) const {
    return supportsOrderBy() && item.column < columns.size() && columns[item.column].push.ordering;
}

}  // namespace tributary::sql
