// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/lineage/session_state.h"

#include "core/lineage/syntax/statement_reader.h"

namespace tributary::lineage {

SessionState::SessionState(ExtractOptions given, SchemaCatalog known)
    : options(std::move(given)),
      catalog(std::move(known)),
      database(options.defaultDatabase),
      schema(options.defaultSchema) {}

std::vector<std::string> SessionState::local(const std::vector<std::string>& parts) {
    if (parts.size() < 2) return parts;
    const bool own = parts.back().starts_with("#") || sameName(parts.front(), "pg_temp");
    return own ? std::vector<std::string>{parts.back()} : parts;
}

std::string SessionState::qualify(const std::vector<std::string>& given) const {
    const std::vector<std::string> parts = local(given);
    if (parts.empty()) return {};
    if (parts.size() == 1) {
        const std::string bare = joinName(parts);
        if (temporary.contains(foldName(bare))) return bare;
        if (bare.starts_with("@") || bare.starts_with("#")) return bare;
    }
    std::vector<std::string> full = parts;
    if (full.size() == 1 && !schema.empty()) full.insert(full.begin(), schema);
    if ((full.size() == 2 || (full.size() == 1 && schema.empty())) && !database.empty()) {
        full.insert(full.begin(), database);
    }
    return joinName(full);
}

const SchemaTable* SessionState::find(const std::string& qualified) const {
    if (const SchemaTable* known = catalog.find(qualified)) return known;
    if (options.dialect != SqlDialect::BigQuery) return nullptr;
    // One table a day: t_20240131 and t_2024* are shards of what the catalog lists as t_yyyymmdd or t_*.
    size_t end = qualified.size();
    if (end > 0 && qualified[end - 1] == '*') --end;
    size_t digits = end;
    while (digits > 0 && qualified[digits - 1] >= '0' && qualified[digits - 1] <= '9') --digits;
    const bool shard =
        digits > 1 && qualified[digits - 1] == '_' && (end < qualified.size() || end - digits == 8);
    if (!shard) return nullptr;
    const std::string stem = qualified.substr(0, digits);
    const SchemaTable* known = catalog.find(stem + "yyyymmdd");
    return known ? known : catalog.find(stem + "*");
}

const Query* SessionState::viewQuery(const SchemaTable& table) {
    // A view whose columns the catalog knows stands for itself; one that is only a text is seen through.
    if (table.viewSql.empty() || !table.columns.empty()) return nullptr;
    return definition(table);
}

const Query* SessionState::definition(const SchemaTable& table) {
    if (table.viewSql.empty()) return nullptr;
    const auto [at, made] = m_views.try_emplace(foldName(table.name));
    View& view = at->second;
    if (!made) return view.query;
    view.tokens = std::make_unique<TokenStream>(table.viewSql, traits());
    StatementReader reader(*view.tokens, options.limits.maxDepth, false);
    while (reader.next(view.statements)) {
        for (const auto& statement : view.statements) {
            if (statement.query && !view.query) view.query = statement.query.get();
        }
        if (view.query) break;
    }
    return view.query;
}

std::string SessionState::recordTable(const std::string& name) const {
    const auto at = records.find(foldName(joinName({name})));
    return at == records.end() ? std::string() : at->second;
}

void SessionState::use(const Statement& statement) {
    if (statement.name == "ROLE" || statement.name == "WAREHOUSE" || statement.target.empty()) return;
    if (statement.target.size() == 2) {
        database = statement.target[0];
        schema = statement.target[1];
        return;
    }
    const std::string& name = statement.target.front();
    const bool isSchema = statement.name == "SCHEMA" || statement.name == "NAMESPACE" ||
                          (statement.name == "DATABASE" && options.dialect == SqlDialect::Spark) ||
                          (statement.name.empty() && traits().useNamesSchema);
    if (isSchema) {
        schema = options.dialect == SqlDialect::Hive && foldName(name) == "default" ? "" : name;
    } else {
        database = name;
    }
}

void SessionState::setSchema(const std::vector<std::string>& name) {
    if (name.empty()) return;
    schema = name.back();
    if (name.size() > 1) database = name[name.size() - 2];
}

void SessionState::define(const std::string& name, std::vector<SchemaColumn> columns, bool isTemporaryTable) {
    SchemaTable table;
    table.name = name;
    table.columns = std::move(columns);
    catalog.add(std::move(table));
    if (isTemporaryTable) {
        temporary.insert(foldName(name));
    } else {
        temporary.erase(foldName(name));
    }
}

}  // namespace tributary::lineage
