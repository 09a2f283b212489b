// SPDX-License-Identifier: GPL-3.0-or-later
#include "connectors/postgresql/describe.h"

#include <cmath>
#include <cstdlib>

namespace tributary::connectors::postgresql {
namespace {

using connect::Catalog;
using connect::Object;
using connect::ObjectKind;

std::string cell(const PGresult* rows, int row, int column) {
    return PQgetvalue(rows, row, column);
}

bool isTrue(const PGresult* rows, int row, int column) {
    return *PQgetvalue(rows, row, column) == 't';
}

ObjectKind kindOf(char relkind) {
    switch (relkind) {
        case 'v':
            return ObjectKind::View;
        case 'm':
            return ObjectKind::MaterializedView;
        case 'f':
            return ObjectKind::ForeignTable;
        default:
            return ObjectKind::Table;
    }
}

/// reltuples is -1 before the first ANALYZE; before PostgreSQL 14 it was 0 with no pages.
std::optional<uint64_t> estimate(const PGresult* rows, int row, int tuples, int pages) {
    double count = std::strtod(PQgetvalue(rows, row, tuples), nullptr);
    bool known = count > 0 || (count == 0 && std::atoi(PQgetvalue(rows, row, pages)) > 0);
    if (!known) return std::nullopt;
    return static_cast<uint64_t>(std::llround(count));
}

/// Did an extension bring the row of `catalog` that `alias` stands for?
std::string ofExtension(const std::string& catalog, const std::string& alias) {
    return "EXISTS (SELECT 1 FROM pg_catalog.pg_depend d WHERE d.classid = 'pg_catalog." + catalog +
           "'::regclass AND d.objid = " + alias + ".oid AND d.deptype = 'e')";
}

tl::unexpected<Error> notFound(const std::string& what) {
    return fail(ErrorCode::NotFound, what + " does not exist, or this user may not see it",
                "Refresh the schema, and mind upper and lower case.");
}

}  // namespace

Result<Catalog> CatalogReader::schemas(const CancelToken& token) {
    auto result = session.query(
        "SELECT n.nspname, obj_description(n.oid, 'pg_namespace'), n.nspname ~ '^pg_' OR n.nspname IN "
        "('information_schema', 'crdb_internal') OR " +
            ofExtension("pg_namespace", "n") +
            " FROM pg_catalog.pg_namespace n WHERE n.nspname !~ '^pg_(toast|temp)' "
            "ORDER BY n.nspname IN ('pg_catalog', 'information_schema'), 1",
        {}, token);
    if (!result) return fail(result.error());
    Catalog catalog;
    for (int i = 0; i < PQntuples(result->get()); i++) {
        catalog.objects.push_back({ObjectKind::Schema,
                                   cell(result->get(), i, 0),
                                   cell(result->get(), i, 1),
                                   {},
                                   isTrue(result->get(), i, 2)});
    }
    return catalog;
}

Result<Catalog> CatalogReader::tables(const std::string& schema, const CancelToken& token) {
    auto result = session.query(
        "SELECT c.relname, c.relkind, obj_description(c.oid, 'pg_class'), c.reltuples, c.relpages, " +
            ofExtension("pg_class", "c") +
            " FROM pg_catalog.pg_namespace n LEFT JOIN pg_catalog.pg_class c "
            "ON c.relnamespace = n.oid AND c.relkind IN ('r', 'p', 'v', 'm', 'f') WHERE n.nspname = $1 ORDER "
            "BY "
            "1",
        {schema}, token);
    if (!result) return fail(result.error());
    const PGresult* rows = result->get();
    if (PQntuples(rows) == 0) return notFound("Schema '" + schema + "'");
    Catalog catalog;
    for (int i = 0; i < PQntuples(rows); i++) {
        if (PQgetisnull(rows, i, 0)) continue;  // a schema without tables
        ObjectKind kind = kindOf(*PQgetvalue(rows, i, 1));
        auto count = kind == ObjectKind::View ? std::nullopt : estimate(rows, i, 3, 4);
        catalog.objects.push_back({kind, cell(rows, i, 0), cell(rows, i, 2), count, isTrue(rows, i, 5)});
    }
    return catalog;
}

Result<Catalog> CatalogReader::columns(const std::string& schema, const std::string& table,
                                       const CancelToken& token) {
    auto result = session.query(
        "SELECT c.oid, c.relkind, obj_description(c.oid, 'pg_class'), c.reltuples, c.relpages, "
        "CASE WHEN c.relkind IN ('v', 'm') THEN pg_get_viewdef(c.oid) END "
        "FROM pg_catalog.pg_class c JOIN pg_catalog.pg_namespace n ON c.relnamespace = n.oid "
        "WHERE n.nspname = $1 AND c.relname = $2 AND c.relkind IN ('r', 'p', 'v', 'm', 'f')",
        {schema, table}, token);
    if (!result) return fail(result.error());
    const PGresult* rows = result->get();
    if (PQntuples(rows) == 0) return notFound("Table '" + schema + "." + table + "'");
    Catalog catalog;
    catalog.comment = cell(rows, 0, 2);
    catalog.definition = cell(rows, 0, 5);
    if (kindOf(*PQgetvalue(rows, 0, 1)) != ObjectKind::View) catalog.rowEstimate = estimate(rows, 0, 3, 4);
    const std::string oid = cell(rows, 0, 0);
    if (auto read = readColumns(oid, catalog, token); !read) return fail(read.error());
    if (auto read = readForeignKeys(oid, catalog, token); !read) return fail(read.error());
    return catalog;
}

Result<void> CatalogReader::readColumns(const std::string& table, Catalog& catalog,
                                        const CancelToken& token) {
    const std::string collation =
        hasCollations ? "CASE WHEN NOT co.collisdeterministic THEN co.collname END" : "NULL";
    auto result = session.query(
        "SELECT a.attname, a.atttypid, a.atttypmod, a.attndims, a.attnotnull, "
        "coalesce(a.attnum = ANY (i.indkey), false), col_description(a.attrelid, a.attnum), " +
            collation +
            " FROM pg_catalog.pg_attribute a "
            "LEFT JOIN pg_catalog.pg_index i ON i.indrelid = a.attrelid AND i.indisprimary "
            "LEFT JOIN pg_catalog.pg_collation co ON co.oid = a.attcollation "
            "WHERE a.attrelid = $1::oid AND a.attnum > 0 AND NOT a.attisdropped ORDER BY a.attnum",
        {table}, token);
    if (!result) return fail(result.error());
    const PGresult* rows = result->get();
    std::vector<WireType> wireTypes;
    for (int i = 0; i < PQntuples(rows); i++) {
        auto oid = static_cast<Oid>(std::strtoul(PQgetvalue(rows, i, 1), nullptr, 10));
        wireTypes.push_back({oid, std::atoi(PQgetvalue(rows, i, 2)), std::atoi(PQgetvalue(rows, i, 3))});
    }
    if (auto loaded = types.load(session, wireTypes, token); !loaded) return loaded;
    for (int i = 0; i < PQntuples(rows); i++) {
        TypePlan plan = types.plan(wireTypes[i]);
        sql::Column column;
        column.name = cell(rows, i, 0);
        column.type = plan.type;
        column.nativeType = plan.nativeType;
        column.nullable = !isTrue(rows, i, 4);
        column.primaryKey = isTrue(rows, i, 5);
        column.comment = cell(rows, i, 6);
        column.note = plan.note;
        column.push = plan.push;
        bool isText = plan.type.id() == duckdb::LogicalTypeId::VARCHAR;
        if (isText && !PQgetisnull(rows, i, 7))
            column.nativeType += std::string(kCollationMark) + '"' + cell(rows, i, 7) + '"';
        if (isText && !orderedAsBytes) column.push.ordering = false;
        catalog.columns.push_back(std::move(column));
    }
    return {};
}

Result<void> CatalogReader::readForeignKeys(const std::string& table, Catalog& catalog,
                                            const CancelToken& token) {
    auto result = session.query(
        "SELECT k.conname, own.attname, n.nspname, c.relname, other.attname FROM pg_catalog.pg_constraint k "
        "CROSS JOIN LATERAL unnest(k.conkey, k.confkey) WITH ORDINALITY AS u(key, target, place) "
        "JOIN pg_catalog.pg_attribute own ON own.attrelid = k.conrelid AND own.attnum = u.key "
        "JOIN pg_catalog.pg_attribute other ON other.attrelid = k.confrelid AND other.attnum = u.target "
        "JOIN pg_catalog.pg_class c ON c.oid = k.confrelid JOIN pg_catalog.pg_namespace n ON n.oid = "
        "c.relnamespace "
        "WHERE k.contype = 'f' AND k.conrelid = $1::oid ORDER BY k.conname, u.place",
        {table}, token);
    if (!result) return fail(result.error());
    const PGresult* rows = result->get();
    for (int i = 0; i < PQntuples(rows); i++) {
        auto& keys = catalog.foreignKeys;
        std::string name = cell(rows, i, 0);
        if (keys.empty() || keys.back().name != name)
            keys.push_back({name, {}, {cell(rows, i, 2), cell(rows, i, 3)}, {}});
        keys.back().columns.push_back(cell(rows, i, 1));
        keys.back().targetColumns.push_back(cell(rows, i, 4));
    }
    return {};
}

}  // namespace tributary::connectors::postgresql
