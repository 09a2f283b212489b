// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <functional>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "core/sql/dialect.h"
#include "core/sql/splitter.h"

namespace tributary::plugin {

/// What a plugin source speaks, beyond what ADBC tells: how a statement is written and which comparisons it
/// answers exactly, how a session is set up, and statements that list its tables where the driver cannot. The
/// composition root makes one for every name a manifest may give as its "dialect".
///
/// In statements {schema} and {table} stand for text literals. Empty ones are not used.
struct SourceDialect {
    /// nullptr: whole tables are read with SELECT * FROM name, everything else stays local.
    std::shared_ptr<const sql::Dialect> sql;
    sql::Lexis lexis = sql::Lexis::Standard;
    /// Of a column of a table, by its DuckDB type and the source's name for its type.
    std::function<sql::PushRules(const duckdb::LogicalType& type, const std::string& nativeType)> push;

    std::vector<std::string> sessionTexts;   ///< run when a session opens, such as SET TimeZone = 'UTC'
    std::vector<std::string> readOnlyTexts;  ///< … when it must not write
    std::map<std::string, std::string> readOnlyOptions;  ///< ADBC database options for the same

    std::string currentCatalog;  ///< one value: the only catalog that is listed; empty: all are
    std::string schemaPath;      ///< one value per row: where names without a schema are looked for
    std::string schemas;         ///< name
    std::string tables;          ///< name, type as in information_schema
    std::string columns;         ///< name, type, nullable (YES/NO), primary key (YES/NO), comment
    std::string definition;      ///< one value: the text of a view; no row or empty: a table
    /// A changing statement answers with one column of this name: the rows it changed. Empty: no.
    std::string countColumn;
    /// One value: the rows the last statement changed, where the driver does not count them. Empty: nobody
    /// knows.
    std::string changedRows;
    /// The types a statement answers with depend on the rows: only running it tells them.
    bool typesFromRows = false;
    /// Makes the code of an error as exact as the source's own words allow.
    std::function<void(Error&)> refine;
};

/// By name: "postgresql", "ansi", "none" …
using SourceDialects = std::map<std::string, SourceDialect>;

/// "ansi": what every SQL database understands in the same way. Whole numbers, decimals and tests for NULL
/// are compared there, nothing else. With `limit`, "ansi-limit": … and LIMIT n at the end, which the standard
/// lacks and most understand.
SourceDialect ansiDialect(bool limit = false);
/// "simple": the one SELECT that sources made with the SDK's tributary_adbc.hpp understand. They compare
/// numbers, texts (byte by byte), dates and times as DuckDB does, and stop at LIMIT.
SourceDialect simpleDialect();
/// "none".
SourceDialect bareDialect();

}  // namespace tributary::plugin
