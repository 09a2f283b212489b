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

bool isSystemDatabase(const std::string& name) {
    return name == "system" || name == "information_schema" || name == "INFORMATION_SCHEMA";
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
    if (m_systemColumns.empty()) {
        auto found = rows("SELECT " + std::string(kSystemColumns), token);
        if (!found) return fail(found.error());
        if (!found->empty()) m_systemColumns = found->front()[0];
    }
    return m_systemColumns.find(" " + table + "." + column + " ") != std::string::npos;
}

Result<Catalog> ClickhouseConnection::describeSchemas(const CancelToken& token) {
    auto hasComment = systemColumn("databases", "comment", token);
    if (!hasComment) return fail(hasComment.error());
    auto found = rows(std::string("SELECT name, ") + (*hasComment ? "comment" : "''") +
                          " FROM system.databases ORDER BY name",
                      token);
    if (!found) return fail(found.error());
    Catalog out;
    for (Row& row : *found) {
        out.objects.push_back({ObjectKind::Schema, row[0], row[1], std::nullopt, isSystemDatabase(row[0])});
    }
    return out;
}

Result<Catalog> ClickhouseConnection::describeTables(const std::string& schema, const CancelToken& token) {
    auto hasComment = systemColumn("tables", "comment", token);
    auto hasRows = systemColumn("tables", "total_rows", token);
    if (!hasComment) return fail(hasComment.error());
    if (!hasRows) return fail(hasRows.error());
    // Before 20.x: what the parts of MergeTree tables say.
    const std::string join = *hasRows ? ""
                                      : " ANY LEFT JOIN (SELECT table AS name, sum(rows) AS total FROM "
                                        "system.parts WHERE active AND database = " +
                                            quoted(schema) + " GROUP BY table) USING name";
    auto found =
        rows(std::string("SELECT name, engine, ") + (*hasComment ? "comment" : "''") + ", " +
                 (*hasRows ? "ifNull(toString(total_rows), '')" : "if(total > 0, toString(total), '')") +
                 " FROM system.tables" + join + " WHERE database = " + quoted(schema) + " ORDER BY name",
             token);
    if (!found) return fail(found.error());
    Catalog out;
    for (Row& row : *found) {
        // ".inner.v" and ".inner_id.…" hold the rows of a materialised view that has no table of its own.
        const bool isSystem = row[0].starts_with(".inner");
        out.objects.push_back({kindOf(row[1]), row[0], row[2], number(row[3]), isSystem});
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
    auto facts = tableFacts(schema, table, token);
    if (!facts) return fail(facts.error());
    auto found =
        rows(std::string("SELECT name, type, default_kind, ") + (*hasComment ? "comment" : "''") + ", " +
                 (*hasKey ? "toString(is_in_primary_key)" : "''") + ", " + *facts +
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
    const Row& any = found->front();
    out.comment = any[6];
    out.rowEstimate = number(any[7]);
    if (any[5].empty() || kindOf(any[5]) == ObjectKind::Table) return out;
    auto definition = viewDefinition(schema, table, token);
    if (!definition) return fail(definition.error());
    out.definition = std::move(*definition);
    return out;
}

/// Engine, comment and number of rows of one table, as subqueries: each question costs a millisecond or two.
Result<std::string> ClickhouseConnection::tableFacts(const std::string& schema, const std::string& table,
                                                     const CancelToken& token) {
    auto hasComment = systemColumn("tables", "comment", token);
    auto hasRows = systemColumn("tables", "total_rows", token);
    if (!hasComment) return fail(hasComment.error());
    if (!hasRows) return fail(hasRows.error());
    const auto ask = [&](const std::string& what) {
        return "(SELECT any(" + what + ") FROM system.tables WHERE database = " + quoted(schema) +
               " AND name = " + quoted(table) + ")";
    };
    const std::string parts =
        "(SELECT if(sum(rows) > 0, toString(sum(rows)), '') FROM system.parts WHERE active AND "
        "database = " +
        quoted(schema) + " AND table = " + quoted(table) + ")";
    return ask("engine") + ", " + (*hasComment ? ask("comment") : "''") + ", " +
           (*hasRows ? ask("ifNull(toString(total_rows), '')") : parts);
}

}  // namespace tributary::connectors::clickhouse
