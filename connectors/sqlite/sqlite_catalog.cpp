// SPDX-License-Identifier: GPL-3.0-or-later
#include "connectors/sqlite/sqlite_catalog.h"

#include <algorithm>
#include <charconv>
#include <map>

#include "connectors/sqlite/sqlite_dialect.h"

namespace tributary::connectors::sqlite {

namespace {

constexpr int kSampleRows = 1000;       // from each end of a table
constexpr size_t kLookaheadRows = 200;  // of a native statement

std::string text(sqlite3_stmt* statement, int column) {
    const auto* value = reinterpret_cast<const char*>(sqlite3_column_text(statement, column));
    return value ? std::string(value, static_cast<size_t>(sqlite3_column_bytes(statement, column)))
                 : std::string();
}

/// Runs `sql` with text parameters and hands each row to `row`.
template <typename Row>
Result<void> forEach(Session& session, const std::string& sql, const std::vector<std::string>& parameters,
                     const CancelToken& token, Row row) {
    auto statement = session.prepare(sql);
    if (!statement) return fail(statement.error());
    for (size_t i = 0; i < parameters.size(); i++) {
        sqlite3_bind_text(statement->get(), static_cast<int>(i + 1), parameters[i].data(),
                          static_cast<int>(parameters[i].size()), SQLITE_TRANSIENT);
    }
    session.beginStatement();
    while (true) {
        auto more = session.step(statement->get(), token);
        if (!more) return fail(more.error());
        if (!*more) return {};
        row(statement->get());
    }
}

struct TableFacts {
    bool found = false;
    std::string name;
    std::string kind;
    bool withoutRowid = false;
    bool strict = false;
    bool binds() const { return kind == "table" || kind == "shadow"; }
};

Result<TableFacts> tableFacts(Session& session, const std::string& schema, const std::string& table,
                              const CancelToken& token) {
    TableFacts facts;
    auto done =
        forEach(session,
                "SELECT name, type, wr, strict FROM pragma_table_list WHERE schema = ?1 COLLATE NOCASE AND "
                "name = ?2 COLLATE NOCASE",
                {schema, table}, token, [&](sqlite3_stmt* row) {
                    facts.found = true;
                    facts.name = text(row, 0);
                    facts.kind = text(row, 1);
                    facts.withoutRowid = sqlite3_column_int(row, 2) != 0;
                    facts.strict = sqlite3_column_int(row, 3) != 0;
                });
    if (!done) return fail(done.error());
    return facts;
}

/// Row counts that ANALYZE left in sqlite_stat1, by table.
Result<std::map<std::string, uint64_t>> analyzedRows(Session& session, const std::string& schema,
                                                     const CancelToken& token) {
    std::map<std::string, uint64_t> rows;
    auto facts = tableFacts(session, schema, "sqlite_stat1", token);
    if (!facts) return fail(facts.error());
    if (!facts->found) return rows;
    auto done = forEach(session, "SELECT tbl, stat FROM " + SqliteDialect().quote(schema) + ".sqlite_stat1",
                        {}, token, [&](sqlite3_stmt* row) {
                            const std::string stat = text(row, 1);
                            uint64_t count = 0;
                            const auto parsed =
                                std::from_chars(stat.data(), stat.data() + stat.size(), count);
                            if (parsed.ec == std::errc())
                                rows[text(row, 0)] = std::max(rows[text(row, 0)], count);
                        });
    if (!done) return fail(done.error());
    return rows;
}

struct RawColumn {
    DeclaredColumn declared;
    bool notNull = false;
    int keyPosition = 0;
    bool generated = false;
};

Result<std::vector<RawColumn>> rawColumns(Session& session, const std::string& schema,
                                          const TableFacts& facts, const CancelToken& token) {
    std::vector<RawColumn> columns;
    auto done = forEach(session, "SELECT name, type, \"notnull\", pk, hidden FROM pragma_table_xinfo(?1, ?2)",
                        {facts.name, schema}, token, [&](sqlite3_stmt* row) {
                            const int hidden = sqlite3_column_int(row, 4);
                            if (hidden == 1) return;  // an argument of a virtual table
                            RawColumn column;
                            column.declared.name = text(row, 0);
                            column.declared.declared = text(row, 1);
                            column.declared.guaranteed = facts.strict;
                            column.declared.computed = !facts.binds();
                            column.notNull = sqlite3_column_int(row, 2) != 0;
                            column.keyPosition = sqlite3_column_int(row, 3);
                            column.generated = hidden > 1;
                            columns.push_back(std::move(column));
                        });
    if (!done) return fail(done.error());
    const auto keys =
        std::count_if(columns.begin(), columns.end(), [](const auto& c) { return c.keyPosition > 0; });
    for (RawColumn& column : columns) {
        if (column.keyPosition == 0) continue;
        const bool rowid = keys == 1 && !facts.withoutRowid && facts.binds() &&
                           sqlite3_stricmp(column.declared.declared.c_str(), "INTEGER") == 0;
        column.notNull = column.notNull || facts.withoutRowid || rowid;
    }
    return columns;
}

/// Shows the choices rows from both ends of the table: old and new habits of the program that writes it.
Result<void> sample(Session& session, const std::string& schema, const TableFacts& facts,
                    std::vector<TypeChoice>& choices, const std::vector<RawColumn>& columns,
                    const CancelToken& token) {
    if (std::none_of(choices.begin(), choices.end(), [](const auto& c) { return c.needsSample(); }))
        return {};
    const SqliteDialect dialect;
    std::string list;
    for (const RawColumn& column : columns)
        list += (list.empty() ? "" : ", ") + dialect.quote(column.declared.name);
    const std::string from =
        "SELECT " + list + " FROM " + dialect.quote(schema) + "." + dialect.quote(facts.name);
    const auto observe = [&](sqlite3_stmt* row) {
        for (size_t i = 0; i < choices.size(); i++)
            choices[i].observe(sqlite3_column_value(row, static_cast<int>(i)));
    };
    const std::string limit = " LIMIT " + std::to_string(kSampleRows);
    auto front = forEach(session, from + limit, {}, token, observe);
    if (!front) return front;
    // A column of the table may be called rowid and hide the real one: then only the front is looked at.
    const bool hidden = std::any_of(columns.begin(), columns.end(), [](const auto& c) {
        return sqlite3_stricmp(c.declared.name.c_str(), "rowid") == 0;
    });
    if (facts.kind != "table" || facts.withoutRowid || hidden) return {};
    return forEach(session, from + " ORDER BY rowid DESC" + limit, {}, token, observe);
}

Result<std::vector<connect::ForeignKey>> foreignKeys(Session& session, const std::string& schema,
                                                     const std::string& table, const CancelToken& token) {
    std::map<int, connect::ForeignKey> keys;
    auto done = forEach(
        session,
        "SELECT id, \"table\", \"from\", \"to\" FROM pragma_foreign_key_list(?1, ?2) ORDER BY id, seq",
        {table, schema}, token, [&](sqlite3_stmt* row) {
            auto& key = keys[sqlite3_column_int(row, 0)];
            key.target = {schema, text(row, 1)};
            key.columns.push_back(text(row, 2));
            if (sqlite3_column_type(row, 3) != SQLITE_NULL) key.targetColumns.push_back(text(row, 3));
        });
    if (!done) return fail(done.error());
    std::vector<connect::ForeignKey> out;
    for (auto& [id, key] : keys) {
        if (key.targetColumns.empty()) {  // REFERENCES t: its primary key
            auto found =
                forEach(session, "SELECT name FROM pragma_table_xinfo(?1, ?2) WHERE pk > 0 ORDER BY pk",
                        {key.target.name, schema}, token,
                        [&key = key](sqlite3_stmt* row) { key.targetColumns.push_back(text(row, 0)); });
            if (!found) return fail(found.error());
        }
        out.push_back(std::move(key));
    }
    return out;
}

/// The table's column that a column of a result is, if it is one unchanged; views are seen through.
std::optional<sql::ColumnSource> sourceOf(sqlite3_stmt* statement, int column) {
    const char* schema = sqlite3_column_database_name(statement, column);
    const char* table = sqlite3_column_table_name(statement, column);
    const char* origin = sqlite3_column_origin_name(statement, column);
    if (!schema || !table || !origin) return std::nullopt;
    return sql::ColumnSource{schema, table, origin};
}

std::string kindComment(const std::string& kind) {
    return kind == "virtual" ? "virtual table" : "";
}

}  // namespace

Result<connect::Catalog> describeDatabases(Session& session, const CancelToken& token) {
    connect::Catalog catalog;
    auto done =
        forEach(session,
                "SELECT name, file FROM pragma_database_list WHERE name <> 'temp' OR EXISTS (SELECT 1 FROM "
                "sqlite_temp_schema) ORDER BY seq",
                {}, token, [&](sqlite3_stmt* row) {
                    connect::Object object;
                    object.kind = connect::ObjectKind::Schema;
                    object.name = text(row, 0);
                    object.comment = text(row, 1);
                    catalog.objects.push_back(std::move(object));
                });
    if (!done) return fail(done.error());
    return catalog;
}

Result<connect::Catalog> describeTables(Session& session, const std::string& schema,
                                        const CancelToken& token) {
    auto databases = describeDatabases(session, token);
    if (!databases) return databases;
    if (std::none_of(databases->objects.begin(), databases->objects.end(),
                     [&](const auto& o) { return sqlite3_stricmp(o.name.c_str(), schema.c_str()) == 0; })) {
        return fail(ErrorCode::NotFound, "There is no database '" + schema + "' in this connection",
                    "The file itself is 'main'; others come from the field Attach.");
    }
    auto rows = analyzedRows(session, schema, token);
    if (!rows) return fail(rows.error());
    connect::Catalog catalog;
    auto done = forEach(
        session,
        "SELECT name, type FROM pragma_table_list WHERE schema = ?1 COLLATE NOCASE AND type <> 'shadow' "
        "AND name NOT LIKE 'sqlite\\_%' ESCAPE '\\' ORDER BY name",
        {schema}, token, [&](sqlite3_stmt* row) {
            connect::Object object;
            const std::string kind = text(row, 1);
            object.kind = kind == "view" ? connect::ObjectKind::View : connect::ObjectKind::Table;
            object.name = text(row, 0);
            object.comment = kindComment(kind);
            if (auto found = rows->find(object.name); found != rows->end()) {
                object.rowEstimate = found->second;
            }
            catalog.objects.push_back(std::move(object));
        });
    if (!done) return fail(done.error());
    return catalog;
}

Result<connect::Catalog> describeTable(Session& session, const std::string& schema, const std::string& table,
                                       const CancelToken& token) {
    auto facts = tableFacts(session, schema, table, token);
    if (!facts) return fail(facts.error());
    if (!facts->found) {
        return fail(ErrorCode::NotFound, "There is no table or view '" + table + "' in '" + schema + "'",
                    "Refresh the schema; it may have been renamed or dropped.");
    }
    auto raw = rawColumns(session, schema, *facts, token);
    if (!raw) return fail(raw.error());
    std::vector<TypeChoice> choices;
    for (const RawColumn& column : *raw) choices.emplace_back(column.declared, session.typing());
    if (auto sampled = sample(session, schema, *facts, choices, *raw, token); !sampled)
        return fail(sampled.error());

    connect::Catalog catalog;
    catalog.comment = kindComment(facts->kind);
    if (facts->kind == "view") {
        auto done =
            forEach(session,
                    "SELECT sql FROM " + SqliteDialect().quote(schema) +
                        ".sqlite_schema WHERE type = 'view' AND name = ?1 COLLATE NOCASE",
                    {facts->name}, token, [&](sqlite3_stmt* row) { catalog.definition = text(row, 0); });
        if (!done) return fail(done.error());
    }
    for (size_t i = 0; i < raw->size(); i++) {
        const RawColumn& from = (*raw)[i];
        sql::Column column;
        column.name = from.declared.name;
        column.nativeType = from.declared.declared;
        column.nullable = !from.notNull;
        column.primaryKey = from.keyPosition > 0;
        if (from.generated) column.comment = "generated";
        choices[i].apply(column, session.utf8());
        catalog.columns.push_back(std::move(column));
    }
    if (facts->kind == "table") {
        auto keys = foreignKeys(session, schema, facts->name, token);
        if (!keys) return fail(keys.error());
        catalog.foreignKeys = std::move(*keys);
        auto rows = analyzedRows(session, schema, token);
        if (!rows) return fail(rows.error());
        if (auto found = rows->find(facts->name); found != rows->end()) catalog.rowEstimate = found->second;
    }
    return catalog;
}

Result<std::vector<sql::Column>> statementColumns(Session& session, sqlite3_stmt* statement,
                                                  Lookahead& lookahead, const CancelToken& token) {
    const int count = sqlite3_column_count(statement);
    std::vector<sql::Column> columns(static_cast<size_t>(count));
    std::vector<TypeChoice> choices;
    for (int i = 0; i < count; i++) {
        const char* declared = sqlite3_column_decltype(statement, i);
        columns[static_cast<size_t>(i)].name = sqlite3_column_name(statement, i);
        columns[static_cast<size_t>(i)].nativeType = declared ? declared : "";
        columns[static_cast<size_t>(i)].source = sourceOf(statement, i);
        choices.emplace_back(DeclaredColumn{sqlite3_column_name(statement, i), declared ? declared : "",
                                            false, declared == nullptr},
                             session.typing());
    }
    const bool open =
        std::any_of(choices.begin(), choices.end(), [](const auto& c) { return c.needsSample(); });
    while (open && sqlite3_stmt_readonly(statement) && lookahead.rows.size() < kLookaheadRows) {
        auto row = session.step(statement, token);
        if (!row) return fail(row.error());
        if (!*row) {
            lookahead.finished = true;
            break;
        }
        std::vector<ValuePtr> values;
        for (int i = 0; i < count; i++) {
            values.emplace_back(sqlite3_value_dup(sqlite3_column_value(statement, i)));
            if (!values.back())
                return fail(ErrorCode::Resource, "Memory ran out while reading the first rows");
            choices[static_cast<size_t>(i)].observe(values.back().get());
        }
        lookahead.rows.push_back(std::move(values));
    }
    for (size_t i = 0; i < columns.size(); i++) {
        choices[i].apply(columns[i], session.utf8());
        columns[i].push = sql::PushRules::none();
    }
    return columns;
}

}  // namespace tributary::connectors::sqlite
