// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <functional>
#include <map>
#include <ostream>
#include <string>
#include <vector>

#include "core/connect/settings.h"
#include "core/engine/federation.h"
#include "tests/oracle/query_generator.h"

namespace tributary::oracle {

/// One source of the differential test: how its table of nasty values is made.
struct OracleSource {
    std::string name;  ///< and connector id unless `type` says otherwise
    std::string type;
    std::string environment;  ///< variable with the server's settings; empty: `prepare` makes a file
    std::string table;        ///< as DuckDB names it, without the connection: main.oracle_t
    std::vector<TestColumn> columns;

    /// Statements in the source's language that make and fill the table.
    std::function<std::vector<std::string>(const std::vector<std::vector<std::optional<std::string>>>& rows)>
        statements;
    /// For sources that are files, or that are not filled by statements: makes it, gives the settings.
    std::function<connect::Settings(const std::vector<std::vector<std::optional<std::string>>>& rows,
                                    const std::map<std::string, std::string>& server)>
        prepare;
    std::string filterMark = "WHERE";  ///< stands in a statement only if a filter was pushed
};

/// For test names and failure messages.
inline void PrintTo(const OracleSource& source, std::ostream* out) {
    *out << source.name;
}

std::vector<OracleSource> oracleSources();

/// About `count` rows: each value of every column at least once, the rest by chance from `seed`.
std::vector<std::vector<std::optional<std::string>>> nastyRows(const std::vector<TestColumn>& columns,
                                                               size_t count, uint32_t seed);

/// Removes the files the sources made.
void removeScratch();

/// The server's settings as a connection takes them.
connect::Settings settingsOf(const std::map<std::string, std::string>& server);

/// "host=… port=…" → key, value.
std::map<std::string, std::string> parseSettings(const std::string& text);

}  // namespace tributary::oracle
