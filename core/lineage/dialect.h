// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

namespace tributary::lineage {

enum class SqlDialect : uint8_t {
    Ansi,
    PostgreSql,
    MySql,
    ClickHouse,
    Sqlite,
    DuckDb,
    TSql,
    Oracle,
    Snowflake,
    BigQuery,
    Redshift,
    Spark,
    Hive,
    Trino,
    Teradata,
    InfluxQl,
    Flux,
    Databend
};

/// By the names people use ("postgres", "postgresql", "mssql", "tsql", "databricks", "spark", "presto",
/// "athena", "greenplum" …); nullopt when unknown.
std::optional<SqlDialect> dialectNamed(std::string_view name);

/// What tells the dialects apart for a reader that only wants to know which column comes from where. Where a
/// dialect does not care, the tolerant reading is taken.
struct DialectTraits {
    SqlDialect dialect = SqlDialect::Ansi;
    bool backslashInStrings = false;   ///< '\'' is one quote
    bool doubleQuoteIsString = false;  ///< "…" is text
    bool brackets = false;             ///< [name]
    bool hashComment = false;          ///< # to the end of the line
    bool slashComment = false;         ///< // to the end of the line
    bool dollarQuotes = false;         ///< $tag$ … $tag$
    bool tripleQuotes = false;         ///< '''…''' and """…"""
    bool hashInNames = false;          ///< #temp, a#b
    bool quoteOperator = false;        ///< q'[…]'
    bool nestedComments = false;
    bool dashesInNames = false;          ///< my-project.dataset.table
    bool dottedQuotedNames = false;      ///< `a.b.c` are three parts
    bool newStatementByKeyword = false;  ///< no semicolon is needed between statements
    bool goBatches = false;              ///< GO on its line ends a batch
    bool slashEndsStatement = false;     ///< / on its line ends a statement
    bool lateralAliases = false;         ///< a select item may use the aliases before it
    bool useNamesSchema = false;         ///< USE x sets the schema, not the database
    bool plusConcatenates = false;       ///< 'a' + 'b'
    bool stringAlias = false;            ///< SELECT x 'alias'
    bool colonPaths = false;             ///< payload:field.path
    bool implicitRecursion = false;      ///< WITH without RECURSIVE may name itself
    bool stages = false;                 ///< FROM @stage, and $1 for its first column
    bool usingTakesSide = false;      ///< a column of USING is the left side's, but of a RIGHT or FULL join
    bool uniqueDerivedNames = false;  ///< two columns of a derived table may not share a name
    bool castKeepsName = false;       ///< CAST(a AS …) is called a
    bool unnestsFields = false;       ///< UNNEST of structs makes columns of their fields
    char fieldSeparator = 0;          ///< between a column and its field, where fields are told apart
};

const DialectTraits& traitsOf(SqlDialect dialect);

}  // namespace tributary::lineage
