// SPDX-License-Identifier: GPL-3.0-or-later
// What the server's system tables tell about databases, tables and columns.
#include <algorithm>
#include <cstdlib>
#include <map>

#include "connectors/clickhouse/connection.h"
#include "connectors/clickhouse/dialect.h"

namespace tributary::connectors::clickhouse {
namespace {

using connect::Catalog;
using connect::Object;
using connect::ObjectKind;

std::string quoted(const std::string& text) {
    return ClickhouseDialect::quoteText(text);
}

ObjectKind kindOf(const std::string& engine) {
    static const std::map<std::string, ObjectKind> kKinds = {
        {"View", ObjectKind::View},
        {"LiveView", ObjectKind::View},
        {"WindowView", ObjectKind::View},
        {"MaterializedView", ObjectKind::MaterializedView},
        {"MySQL", ObjectKind::ForeignTable},
        {"PostgreSQL", ObjectKind::ForeignTable},
        {"ODBC", ObjectKind::ForeignTable},
        {"JDBC", ObjectKind::ForeignTable},
        {"MongoDB", ObjectKind::ForeignTable},
        {"Redis", ObjectKind::ForeignTable},
        {"SQLite", ObjectKind::ForeignTable},
        {"S3", ObjectKind::ForeignTable},
        {"URL", ObjectKind::ForeignTable},
        {"HDFS", ObjectKind::ForeignTable},
        {"Distributed", ObjectKind::ForeignTable},
    };
    auto it = kKinds.find(engine);
    return it == kKinds.end() ? ObjectKind::Table : it->second;
}

std::optional<uint64_t> number(const std::string& text) {
    if (text.empty()) return std::nullopt;
    return std::strtoull(text.c_str(), nullptr, 10);
}

std::string defaultNote(const std::string& kind) {
    if (kind == "ALIAS") return "ALIAS: computed when it is read";
    if (kind == "MATERIALIZED") return "MATERIALIZED: computed when a row is written";
    return {};
}

}  // namespace

Result<Catalog> ClickhouseConnection::describe(const connect::ObjectPath& path, const CancelToken& token) {
    if (path.empty()) return describeSchemas(token);
    if (path.size() == 1) return describeTables(path[0], token);
    return describeColumns(path[0], path[1], token);
}

Result<bool> ClickhouseConnection::systemColumn(const std::string& table, const std::string& column,
                                                const CancelToken& token) {
    if (!m_systemColumns) {
        auto found = rows(
            "SELECT table, name FROM system.columns WHERE database = 'system' AND table IN ('tables', "
            "'columns', "
            "'databases')",
            token);
        if (!found) return fail(found.error());
        m_systemColumns = std::move(*found);
    }
    return std::any_of(m_systemColumns->begin(), m_systemColumns->end(),
                       [&](const Row& row) { return row[0] == table && row[1] == column; });
}

Result<Catalog> ClickhouseConnection::describeSchemas(const CancelToken& token) {
    auto hasComment = systemColumn("databases", "comment", token);
    if (!hasComment) return fail(hasComment.error());
    auto found = rows(std::string("SELECT name, ") + (*hasComment ? "comment" : "''") +
                          " FROM system.databases ORDER BY name",
                      token);
    if (!found) return fail(found.error());
    Catalog out;
    for (Row& row : *found) out.objects.push_back({ObjectKind::Schema, row[0], row[1], std::nullopt});
    return out;
}

Result<Catalog> ClickhouseConnection::describeTables(const std::string& schema, const CancelToken& token) {
    auto hasComment = systemColumn("tables", "comment", token);
    auto hasRows = systemColumn("tables", "total_rows", token);
    if (!hasComment) return fail(hasComment.error());
    if (!hasRows) return fail(hasRows.error());
    auto found = rows(std::string("SELECT name, engine, ") + (*hasComment ? "comment" : "''") + ", " +
                          (*hasRows ? "ifNull(toString(total_rows), '')" : "''") +
                          " FROM system.tables WHERE database = " + quoted(schema) + " ORDER BY name",
                      token);
    if (!found) return fail(found.error());
    std::map<std::string, uint64_t> counts;
    if (!*hasRows) {  // before 20.x: what the parts of MergeTree tables say
        auto parts = rows("SELECT table, toString(sum(rows)) FROM system.parts WHERE active AND database = " +
                              quoted(schema) + " GROUP BY table",
                          token);
        if (!parts) return fail(parts.error());
        for (const Row& row : *parts) counts[row[0]] = number(row[1]).value_or(0);
    }
    Catalog out;
    for (Row& row : *found) {
        Object object{kindOf(row[1]), row[0], row[2], number(row[3])};
        if (auto it = counts.find(row[0]); it != counts.end()) object.rowEstimate = it->second;
        out.objects.push_back(std::move(object));
    }
    return out;
}

Result<std::string> ClickhouseConnection::viewDefinition(const std::string& schema, const std::string& table,
                                                         const CancelToken& token) {
    auto known = systemColumn("tables", "create_table_query", token);
    if (!known) return fail(known.error());
    if (!*known) return std::string();
    auto found = rows("SELECT create_table_query FROM system.tables WHERE database = " + quoted(schema) +
                          " AND name = " + quoted(table),
                      token);
    if (!found) return fail(found.error());
    return found->empty() ? std::string() : found->front()[0];
}

Result<Catalog> ClickhouseConnection::describeColumns(const std::string& schema, const std::string& table,
                                                      const CancelToken& token) {
    auto hasComment = systemColumn("columns", "comment", token);
    auto hasKey = systemColumn("columns", "is_in_primary_key", token);
    if (!hasComment) return fail(hasComment.error());
    if (!hasKey) return fail(hasKey.error());
    auto found =
        rows(std::string("SELECT name, type, default_kind, ") + (*hasComment ? "comment" : "''") + ", " +
                 (*hasKey ? "toString(is_in_primary_key)" : "''") +
                 " FROM system.columns WHERE database = " + quoted(schema) + " AND table = " + quoted(table),
             token);
    if (!found) return fail(found.error());
    if (found->empty()) {
        return fail(ErrorCode::NotFound, "There is no table '" + table + "' in database '" + schema + "'",
                    "Check the name: ClickHouse distinguishes upper and lower case. Refresh the schema if it "
                    "changed.");
    }
    Catalog out;
    for (Row& row : *found) {
        if (row[2] == "EPHEMERAL") continue;  // never stored: it cannot be read
        sql::Column column = makeColumn(row[0], row[1], m_options.strings);
        column.comment = row[3];
        column.primaryKey = row[4] == "1";
        const std::string note = defaultNote(row[2]);
        if (!note.empty()) column.note = column.note.empty() ? note : column.note + "; " + note;
        out.columns.push_back(std::move(column));
    }
    auto tables = describeTables(schema, token);
    if (!tables) return fail(tables.error());
    for (const Object& object : tables->objects) {
        if (object.name != table) continue;
        out.rowEstimate = object.rowEstimate;
        out.comment = object.comment;
        if (object.kind == ObjectKind::Table) continue;
        auto definition = viewDefinition(schema, table, token);
        if (!definition) return fail(definition.error());
        out.definition = std::move(*definition);
    }
    return out;
}

}  // namespace tributary::connectors::clickhouse
