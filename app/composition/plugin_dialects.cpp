// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/composition/plugin_dialects.h"

#include "connectors/clickhouse/dialect.h"
#include "connectors/duckdb/duck_dialect.h"
#include "connectors/mysql/dialect.h"
#include "connectors/postgresql/dialect.h"
#include "connectors/sqlite/sqlite_dialect.h"

namespace tributary::app {

namespace {

using duckdb::LogicalType;
using duckdb::LogicalTypeId;
using plugin::SourceDialect;
using sql::PushRules;

PushRules nullTestOnly() {
    PushRules rules = PushRules::none();
    rules.nullTest = true;
    return rules;
}

bool isNumber(const LogicalType& type) {
    return type.IsIntegral() && type.id() != LogicalTypeId::BOOLEAN;
}

PushRules wholeNumbersOnly(const LogicalType& type, const std::string&) {
    PushRules rules = nullTestOnly();
    rules.equality = rules.ordering = isNumber(type);
    return rules;
}

/// A column's collation does not show through a driver: text is compared as bytes, whatever it is.
class DuckPluginDialect final : public connectors::duck::DuckDialect {
  public:
    std::string comparand(const sql::Column& column, sql::Comparison) const override {
        const std::string name = quote(column.name);
        return column.type.id() == LogicalTypeId::VARCHAR ? name + " COLLATE \"C\"" : name;
    }

  protected:
    std::optional<std::string> likePrefix(const sql::Predicate& p, const sql::Column& column) const override {
        if (column.type.id() != LogicalTypeId::VARCHAR || p.values.empty()) return std::nullopt;
        const auto text = literal(p.values[0], column);
        if (!text) return std::nullopt;
        return "starts_with(" + comparand(column, sql::Comparison::Equal) + ", " + *text + ")";
    }
};

void refineDuck(Error& error) {
    const auto says = [&](const char* what) { return error.message.find(what) != std::string::npos; };
    if (says("Parser Error") || says("Binder Error") || says("Catalog Error")) error.code = ErrorCode::Syntax;
    if (says("read-only mode")) error.code = ErrorCode::Permission;
    if (says("INTERRUPT")) error.code = ErrorCode::Cancelled;
}

SourceDialect duck() {
    SourceDialect out;
    out.sql = std::make_shared<DuckPluginDialect>();
    out.lexis = sql::Lexis::DuckDb;
    out.push = [](const LogicalType& type, const std::string&) { return connectors::duck::pushRules(type); };
    out.sessionTexts = {"SET TimeZone = 'UTC'", "SET arrow_lossless_conversion = true"};
    out.readOnlyOptions = {{"access_mode", "READ_ONLY"}};
    out.currentCatalog = "SELECT current_database()";
    out.schemaPath = "SELECT current_schema()";
    out.columns =
        "SELECT c.column_name, c.data_type, CASE WHEN c.is_nullable THEN 'YES' ELSE 'NO' END, "
        "CASE WHEN EXISTS (SELECT 1 FROM duckdb_constraints() k WHERE k.database_name = c.database_name AND "
        "k.schema_name = c.schema_name AND k.table_name = c.table_name AND k.constraint_type = 'PRIMARY KEY' "
        "AND "
        "list_contains(k.constraint_column_names, c.column_name)) THEN 'YES' ELSE 'NO' END, c.comment "
        "FROM duckdb_columns() c WHERE c.database_name = current_database() AND c.schema_name = {schema} AND "
        "c.table_name = {table}";
    out.definition =
        "SELECT sql FROM duckdb_views() WHERE database_name = current_database() AND schema_name = {schema} "
        "AND "
        "view_name = {table}";
    out.countColumn = "Count";
    out.refine = refineDuck;
    return out;
}

PushRules postgresqlRules(const LogicalType& type, const std::string& nativeType) {
    switch (type.id()) {
        case LogicalTypeId::BOOLEAN:
        case LogicalTypeId::SMALLINT:
        case LogicalTypeId::INTEGER:
        case LogicalTypeId::BIGINT:
        case LogicalTypeId::FLOAT:
        case LogicalTypeId::DOUBLE:
        case LogicalTypeId::DATE:
        case LogicalTypeId::TIMESTAMP:
        case LogicalTypeId::TIMESTAMP_TZ:
        case LogicalTypeId::UUID: {
            PushRules rules = PushRules::all();
            rules.likePrefix = false;
            return rules;
        }
        case LogicalTypeId::VARCHAR: {
            // In byte order only where the server's encoding is known, which it is not here.
            const bool text = nativeType.starts_with("text") || nativeType.starts_with("character varying");
            PushRules rules = nullTestOnly();
            rules.equality = rules.likePrefix = text;
            return rules;
        }
        default:
            return nullTestOnly();
    }
}

/// libpq tells no SQLSTATE of a connection that was refused.
void refinePostgresql(Error& error) {
    for (const char* what : {"authentication failed", "no password supplied", "no pg_hba.conf entry"}) {
        if (error.message.find(what) == std::string::npos) continue;
        error.code = ErrorCode::Authentication;
        error.hint = "Check user and password, and whether the server lets this user in from here.";
    }
}

SourceDialect postgresql() {
    SourceDialect out;
    out.sql = std::make_shared<connectors::postgresql::PostgresqlDialect>(true);
    out.lexis = sql::Lexis::PostgreSql;
    out.push = postgresqlRules;
    out.sessionTexts = {"SET TIME ZONE 'UTC'", "SET DateStyle = 'ISO'"};
    out.readOnlyTexts = {"SET default_transaction_read_only = on"};
    out.currentCatalog = "SELECT current_database()::text";
    out.schemaPath = "SELECT unnest(current_schemas(false))::text";
    out.schemas = "SELECT nspname::text FROM pg_namespace";
    out.tables =
        "SELECT table_name::text, table_type::text FROM information_schema.tables WHERE table_schema = "
        "{schema}";
    out.columns =
        "SELECT a.attname::text, format_type(a.atttypid, a.atttypmod) || CASE WHEN NOT "
        "coalesce(o.collisdeterministic, true) THEN ' COLLATE \"' || o.collname || '\"' ELSE '' END, "
        "CASE WHEN a.attnotnull THEN 'NO' ELSE 'YES' END, CASE WHEN EXISTS (SELECT 1 FROM pg_index i WHERE "
        "i.indrelid = c.oid AND i.indisprimary AND a.attnum = ANY (i.indkey)) THEN 'YES' ELSE 'NO' END, "
        "coalesce(col_description(c.oid, a.attnum), '') FROM pg_attribute a JOIN pg_class c ON c.oid = "
        "a.attrelid "
        "JOIN pg_namespace n ON n.oid = c.relnamespace LEFT JOIN pg_collation o ON o.oid = a.attcollation "
        "WHERE n.nspname = {schema} AND c.relname = {table} AND a.attnum > 0 AND NOT a.attisdropped";
    out.definition =
        "SELECT pg_get_viewdef(c.oid) FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace WHERE "
        "n.nspname = {schema} AND c.relname = {table} AND c.relkind IN ('v', 'm')";
    out.refine = refinePostgresql;
    return out;
}

SourceDialect mysql() {
    SourceDialect out;
    out.sql = std::make_shared<connectors::mysql::MysqlDialect>();
    out.lexis = sql::Lexis::MySql;
    out.push = wholeNumbersOnly;
    out.sessionTexts = {"SET time_zone = '+00:00'"};
    out.readOnlyTexts = {"SET SESSION TRANSACTION READ ONLY"};
    out.schemaPath = "SELECT DATABASE()";
    out.schemas = "SELECT schema_name FROM information_schema.schemata";
    out.tables = "SELECT table_name, table_type FROM information_schema.tables WHERE table_schema = {schema}";
    out.columns =
        "SELECT column_name, column_type, is_nullable, CASE WHEN column_key = 'PRI' THEN 'YES' ELSE 'NO' "
        "END, "
        "column_comment FROM information_schema.columns WHERE table_schema = {schema} AND table_name = "
        "{table}";
    out.definition =
        "SELECT view_definition FROM information_schema.views WHERE table_schema = {schema} AND table_name = "
        "{table}";
    return out;
}

/// SQLite through a driver that knows none of our guard functions.
class SqlitePluginDialect final : public sql::Dialect {
  public:
    std::string_view id() const override { return m_own.id(); }
    std::string quote(std::string_view name) const override { return m_own.quote(name); }
    std::optional<std::string> literal(const duckdb::Value& value, const sql::Column& column) const override {
        return m_own.literal(value, column);
    }

  private:
    connectors::sqlite::SqliteDialect m_own;
};

SourceDialect sqlite() {
    SourceDialect out;
    out.sql = std::make_shared<SqlitePluginDialect>();
    out.lexis = sql::Lexis::Sqlite;
    // Of a column that was read as whole numbers: others may be hidden among its values, see docs/types.md.
    out.push = [](const LogicalType& type, const std::string& nativeType) {
        PushRules rules = wholeNumbersOnly(type, nativeType);
        if (type.id() != LogicalTypeId::BIGINT) rules = nullTestOnly();
        return rules;
    };
    out.readOnlyTexts = {"PRAGMA query_only = 1"};
    out.schemas = "SELECT name FROM pragma_database_list";
    out.tables = "SELECT name, type FROM pragma_table_list WHERE schema = {schema}";
    out.columns =
        "SELECT name, type, CASE WHEN \"notnull\" THEN 'NO' ELSE 'YES' END, CASE WHEN pk THEN 'YES' ELSE "
        "'NO' END, "
        "'' FROM pragma_table_info({table}, {schema})";
    out.definition = "SELECT sql FROM sqlite_master WHERE type = 'view' AND name = {table}";
    out.typesFromRows = true;
    out.changedRows = "SELECT changes()";
    out.refine = [](Error& error) {
        if (error.message.find("readonly database") != std::string::npos) error.code = ErrorCode::Permission;
    };
    return out;
}

SourceDialect clickhouse() {
    SourceDialect out;
    out.sql = std::make_shared<connectors::clickhouse::ClickhouseDialect>();
    out.lexis = sql::Lexis::ClickHouse;
    out.push = wholeNumbersOnly;
    out.schemaPath = "SELECT currentDatabase()";
    out.schemas = "SELECT name FROM system.databases";
    out.tables =
        "SELECT name, if(engine LIKE '%View', 'VIEW', 'TABLE') FROM system.tables WHERE database = {schema}";
    out.columns =
        "SELECT name, type, if(type LIKE 'Nullable(%', 'YES', 'NO'), if(is_in_primary_key, 'YES', 'NO'), "
        "comment "
        "FROM system.columns WHERE database = {schema} AND table = {table}";
    return out;
}

}  // namespace

plugin::SourceDialects pluginDialects() {
    return {{"ansi", plugin::ansiDialect()},
            {"ansi-limit", plugin::ansiDialect(true)},
            {"simple", plugin::simpleDialect()},
            {"none", plugin::bareDialect()},
            {"duckdb", duck()},
            {"postgresql", postgresql()},
            {"mysql", mysql()},
            {"sqlite", sqlite()},
            {"clickhouse", clickhouse()}};
}

}  // namespace tributary::app
