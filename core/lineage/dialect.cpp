// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/lineage/dialect.h"

#include <algorithm>
#include <array>
#include <string>
#include <utility>

namespace tributary::lineage {
namespace {

using enum SqlDialect;

constexpr std::array<std::pair<std::string_view, SqlDialect>, 58> kNames{{
    {"ansi", Ansi},
    {"sql", Ansi},
    {"generic", Ansi},
    {"", Ansi},
    {"db2", Ansi},
    {"sparksql", Spark},
    {"postgres", PostgreSql},
    {"postgresql", PostgreSql},
    {"pg", PostgreSql},
    {"greenplum", PostgreSql},
    {"materialize", PostgreSql},
    {"risingwave", PostgreSql},
    {"cockroachdb", PostgreSql},
    {"vertica", PostgreSql},
    {"mysql", MySql},
    {"mariadb", MySql},
    {"starrocks", MySql},
    {"doris", MySql},
    {"singlestore", MySql},
    {"tidb", MySql},
    {"clickhouse", ClickHouse},
    {"sqlite", Sqlite},
    {"duckdb", DuckDb},
    {"motherduck", DuckDb},
    {"tsql", TSql},
    {"mssql", TSql},
    {"sqlserver", TSql},
    {"t-sql", TSql},
    {"azure", TSql},
    {"fabric", TSql},
    {"synapse", TSql},
    {"sybase", TSql},
    {"oracle", Oracle},
    {"plsql", Oracle},
    {"snowflake", Snowflake},
    {"bigquery", BigQuery},
    {"redshift", Redshift},
    {"spark", Spark},
    {"databricks", Spark},
    {"delta", Spark},
    {"spark2", Spark},
    {"hive", Hive},
    {"impala", Hive},
    {"trino", Trino},
    {"presto", Trino},
    {"athena", Trino},
    {"teradata", Teradata},
    {"influxql", InfluxQl},
    {"influxdb", InfluxQl},
    {"flux", Flux},
    {"databend", Databend},
    {"exasol", Ansi},
    {"drill", Ansi},
    {"dremio", Ansi},
    {"druid", Ansi},
    {"hana", Ansi},
    {"h2", Ansi},
    {"netezza", PostgreSql},
}};

DialectTraits make(SqlDialect dialect) {
    DialectTraits t;
    t.dialect = dialect;
    const SqlDialect like = dialect == Databend ? Snowflake : dialect;
    const auto is = [like](std::initializer_list<SqlDialect> list) {
        return std::find(list.begin(), list.end(), like) != list.end();
    };
    t.backslashInStrings = is({MySql, ClickHouse, Snowflake, BigQuery, Spark, Hive, InfluxQl, Flux});
    t.doubleQuoteIsString = is({MySql, BigQuery, Spark, Hive, Flux});
    t.brackets = is({TSql, Sqlite});
    t.hashComment = is({MySql, BigQuery, ClickHouse});
    t.slashComment = is({Snowflake, Flux});
    t.dollarQuotes = is({Ansi, PostgreSql, Snowflake, Redshift, DuckDb, Spark, ClickHouse});
    t.tripleQuotes = is({BigQuery});
    t.hashInNames = is({TSql, Redshift, Oracle, Teradata, Ansi});
    t.quoteOperator = is({Oracle});
    t.nestedComments = is({PostgreSql, DuckDb, TSql, Redshift});
    t.dashesInNames = is({BigQuery});
    t.dottedQuotedNames = is({BigQuery});
    t.newStatementByKeyword = is({TSql});
    t.goBatches = is({TSql});
    t.slashEndsStatement = is({Oracle});
    t.lateralAliases = is({Snowflake, Redshift, Spark, DuckDb, Teradata, ClickHouse});
    t.useNamesSchema = is({MySql, Hive, Spark, ClickHouse, Trino});
    t.plusConcatenates = is({TSql, Ansi});
    t.stringAlias = is({MySql, TSql, Spark, Sqlite});
    t.colonPaths = is({Snowflake, Spark});
    t.implicitRecursion = is({TSql, Oracle, Teradata, Ansi, Snowflake});
    t.stages = is({Snowflake});
    t.usingTakesSide = dialect == Databend || is({Spark});
    // Where nothing is known of the dialect, what is an error in many is not guessed at.
    t.uniqueDerivedNames = is({Ansi, MySql, TSql, Oracle, BigQuery});
    t.castKeepsName = is({Ansi, PostgreSql, Redshift});
    t.unnestsFields = is({BigQuery});
    t.fieldSeparator = dialect == BigQuery ? '.' : dialect == Databend ? ':' : '\0';
    return t;
}

}  // namespace

std::optional<SqlDialect> dialectNamed(std::string_view name) {
    std::string folded(name);
    for (char& c : folded) c = c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
    for (const auto& [known, dialect] : kNames) {
        if (known == folded) return dialect;
    }
    return std::nullopt;
}

const DialectTraits& traitsOf(SqlDialect dialect) {
    static constexpr size_t kCount = static_cast<size_t>(Databend) + 1;
    static const std::array<DialectTraits, kCount> all = [] {
        std::array<DialectTraits, kCount> made;
        for (size_t i = 0; i < made.size(); ++i) made[i] = make(static_cast<SqlDialect>(i));
        return made;
    }();
    return all[static_cast<size_t>(dialect)];
}

}  // namespace tributary::lineage
