// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace tributary::plugins::odbc {

/// What one driver needs beyond the standard. `keywords` are added to the connection string unless the user
/// gave them; `atStart` runs once connected.
struct Quirks {
    std::vector<std::pair<std::string, std::string>> keywords;
    std::vector<std::string> atStart;
    std::vector<std::string> whenReadOnly;
    bool sizesAreGuesses = false;  ///< a VARCHAR(10) may be longer: texts are fetched one by one
    bool schemasAreFiles = false;  ///< no schemas, but "main" is understood (SQLite)
    bool cannotSeek = false;       ///< SQLSetPos inside a block reads another row, whatever the driver says
    bool knowsLimit = false;       ///< the language has LIMIT; else: SQL_ATTR_MAX_ROWS instead
    /// Types by the source's name that ODBC's type would spoil: name → Arrow format.
    std::vector<std::pair<std::string, std::string>> types;
};

/// By SQL_DRIVER_NAME and SQL_DBMS_NAME.
Quirks quirksOf(std::string_view driverFile, std::string_view system);

}  // namespace tributary::plugins::odbc
