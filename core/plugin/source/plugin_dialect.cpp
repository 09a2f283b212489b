// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/plugin/source/plugin_dialect.h"

#include <algorithm>
#include <iterator>

namespace tributary::plugin {

using sql::Column;

namespace {

/// Stands for the table's name while another dialect prints a statement around it.
const sql::TableRef kStandIn{"", "tributary stand-in for a table"};

void replaceAll(std::string& text, const std::string& what, const std::string& with) {
    for (size_t at = 0; (at = text.find(what, at)) != std::string::npos; at += with.size())
        text.replace(at, what.size(), with);
}

class AnsiDialect final : public sql::Dialect {
  public:
    explicit AnsiDialect(bool limit) : m_limit(limit) {}
    std::string_view id() const override { return m_limit ? "ansi-limit" : "ansi"; }
    bool supportsLimit() const override { return m_limit; }
    bool supportsOrderBy() const override { return false; }
    std::optional<std::string> literal(const duckdb::Value& value, const Column& column) const override {
        if (value.IsNull()) return std::nullopt;
        const bool whole = value.type().IsIntegral();
        if (column.type.IsIntegral()) return whole ? std::optional(value.ToString()) : std::nullopt;
        const bool decimal = whole || value.type().id() == duckdb::LogicalTypeId::DECIMAL;
        if (column.type.id() == duckdb::LogicalTypeId::DECIMAL && decimal) return value.ToString();
        return std::nullopt;
    }

  private:
    const bool m_limit;
};

sql::PushRules ansiRules(const duckdb::LogicalType& type, const std::string&) {
    sql::PushRules rules = sql::PushRules::none();
    rules.nullTest = true;
    const auto id = type.id();
    // A boolean counts as whole in DuckDB, not everywhere.
    const bool number = type.IsIntegral() || id == duckdb::LogicalTypeId::DECIMAL;
    rules.equality = rules.ordering = number && id != duckdb::LogicalTypeId::BOOLEAN;
    return rules;
}

}  // namespace

SourceDialect ansiDialect(bool limit) {
    SourceDialect out;
    out.sql = std::make_shared<AnsiDialect>(limit);
    out.push = ansiRules;
    out.schemas = "SELECT schema_name FROM information_schema.schemata";
    out.tables = "SELECT table_name, table_type FROM information_schema.tables WHERE table_schema = {schema}";
    return out;
}

SourceDialect bareDialect() {
    return {};
}

void SchemaPlaces::set(const std::string& name, SchemaPlace place) {
    std::lock_guard lock(m_mutex);
    m_places[name] = std::move(place);
}

bool SchemaPlaces::knows(const std::string& name) const {
    std::lock_guard lock(m_mutex);
    return m_places.count(name) > 0;
}

SchemaPlace SchemaPlaces::find(const std::string& name) const {
    std::lock_guard lock(m_mutex);
    const auto found = m_places.find(name);
    if (found != m_places.end()) return found->second;
    SchemaPlace place;
    if (!name.empty()) place.schema = name;
    return place;
}

PluginDialect::PluginDialect(SourceDialect source, std::shared_ptr<const SchemaPlaces> places)
    : m_source(std::move(source)), m_places(std::move(places)) {}

std::string_view PluginDialect::id() const {
    return m_source.sql ? m_source.sql->id() : "none";
}
std::string PluginDialect::quote(std::string_view name) const {
    return m_source.sql ? m_source.sql->quote(name) : Dialect::quote(name);
}

std::string PluginDialect::tableName(const sql::TableRef& table) const {
    const SchemaPlace place = m_places->find(table.schema);
    std::string out;
    if (place.printCatalog && place.catalog) out += quote(*place.catalog) + ".";
    if (place.schema && !place.schema->empty()) out += quote(*place.schema) + ".";
    return out + quote(table.name);
}

std::optional<std::string> PluginDialect::literal(const duckdb::Value& value, const Column& column) const {
    if (!m_source.sql) return std::nullopt;
    return m_source.sql->literal(value, column);
}
std::string PluginDialect::comparand(const Column& column, sql::Comparison op) const {
    return m_source.sql ? m_source.sql->comparand(column, op) : quote(column.name);
}
std::string PluginDialect::selectItem(const Column& column) const {
    return m_source.sql ? m_source.sql->selectItem(column) : quote(column.name);
}
std::optional<std::string> PluginDialect::predicate(const sql::Predicate& p,
                                                    const std::vector<Column>& columns) const {
    if (!m_source.sql) return std::nullopt;
    return m_source.sql->predicate(p, columns);
}
std::string PluginDialect::orderItem(const sql::OrderItem& item, const std::vector<Column>& columns) const {
    return m_source.sql ? m_source.sql->orderItem(item, columns) : Dialect::orderItem(item, columns);
}
bool PluginDialect::canOrder(const sql::OrderItem& item, const std::vector<Column>& columns) const {
    return m_source.sql && m_source.sql->canOrder(item, columns);
}
size_t PluginDialect::maxInList() const {
    return m_source.sql ? m_source.sql->maxInList() : 1;
}
bool PluginDialect::supportsOrderBy() const {
    return m_source.sql && m_source.sql->supportsOrderBy();
}

Result<std::string> PluginDialect::select(const sql::RemoteQuery& query) const {
    if (!m_source.sql) {
        if (!query.required.empty() || !query.orderBy.empty()) {
            return fail(ErrorCode::Internal, "A filter was planned for " + query.table.name +
                                                 " although its source only reads whole tables");
        }
        return selectAll(query.table);
    }
    sql::RemoteQuery inner = query;
    inner.table = kStandIn;
    // Counting rows is done by reading the narrowest thing there is: dialects disagree on what else to say.
    if (inner.projection.empty() && !inner.columns.empty()) inner.projection = {0};
    if (inner.limit && !m_source.sql->supportsLimit()) inner.limit.reset();
    auto text = m_source.sql->select(inner);
    if (!text) return text;
    const std::string standIn = m_source.sql->tableName(kStandIn);
    const size_t at = text->find(standIn);
    if (at == std::string::npos) return fail(ErrorCode::Internal, "A statement has lost its table");
    text->replace(at, standIn.size(), tableName(query.table));
    return text;
}

std::string PluginDialect::selectAll(const sql::TableRef& table) const {
    return "SELECT * FROM " + tableName(table);
}

std::string PluginDialect::filled(const std::string& text, const sql::TableRef& table) const {
    const SchemaPlace where = m_places->find(table.schema);
    const std::string schema = where.schema ? *where.schema : where.catalog.value_or(table.schema);
    const auto quoted = [this](std::string value) {
        if (m_source.lexis == sql::Lexis::MySql || m_source.lexis == sql::Lexis::ClickHouse)
            replaceAll(value, "\\", "\\\\");
        return sql::quoteString(value);
    };
    const std::pair<std::string_view, std::string> places[] = {{"{table}", quoted(table.name)},
                                                               {"{schema}", quoted(schema)}};
    // In one pass: a name that was put in may hold the text of a place, and must stay the name.
    std::string out;
    for (size_t at = 0; at < text.size();) {
        const auto place = std::find_if(std::begin(places), std::end(places), [&](const auto& one) {
            return text.compare(at, one.first.size(), one.first) == 0;
        });
        if (place == std::end(places)) {
            out += text[at++];
        } else {
            out += place->second;
            at += place->first.size();
        }
    }
    return out;
}

}  // namespace tributary::plugin
