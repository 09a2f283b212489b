// SPDX-License-Identifier: GPL-3.0-or-later
#include "plugins/odbc-bridge/quirks.h"

namespace tributary::plugins::odbc {

namespace {

bool has(std::string_view text, std::string_view part) {
    return text.find(part) != std::string_view::npos;
}

Quirks postgresql() {
    Quirks out;
    out.knowsLimit = true;
    // A cursor on the server instead of the whole result in memory; booleans as such; numerics without a
    // scale as text, where the driver would otherwise invent one.
    out.keywords = {{"UseDeclareFetch", "1"}, {"Fetch", "4096"}, {"BoolsAsChar", "0"}, {"NumericAs", "12"}};
    // Not the driver's own ReadOnly: it refuses SET, too.
    out.whenReadOnly = {"SET SESSION CHARACTERISTICS AS TRANSACTION READ ONLY"};
    out.atStart = {"SET TIME ZONE 'UTC'"};
    out.types = {{"timestamptz", "tsu:UTC"}, {"money", "u"}, {"timestamp with time zone", "tsu:UTC"}};
    return out;
}

Quirks mariadb() {
    Quirks out;
    out.knowsLimit = true;
    // NO_CACHE and FORWARD_ONLY: rows are read from the server as they are wanted.
    out.keywords = {{"OPTION", "3145728"}};
    // Names may be quoted as in standard SQL, so that statements of every dialect fit.
    out.atStart = {"SET SESSION time_zone = '+00:00'",
                   "SET SESSION sql_mode = CONCAT(@@sql_mode, ',ANSI_QUOTES')"};
    out.whenReadOnly = {"SET SESSION TRANSACTION READ ONLY"};
    // Rows that stream are gone once the block is read.
    out.cannotSeek = true;
    out.types = {{"timestamp", "tsu:UTC"}, {"year", "i"}};
    return out;
}

}  // namespace

Quirks quirksOf(std::string_view driverFile, std::string_view system) {
    if (has(driverFile, "psqlodbc")) return postgresql();
    if (has(driverFile, "maodbc") || has(driverFile, "myodbc")) return mariadb();
    Quirks out;
    if (has(driverFile, "sqlite")) {
        // Without it the driver hands out 32 bits of an INTEGER's 64.
        out.keywords = {{"BigInt", "1"}, {"StepAPI", "1"}};
        out.sizesAreGuesses = true;
        out.schemasAreFiles = true;
    }
    for (const char* one :
         {"SQLite", "MySQL", "MariaDB", "PostgreSQL", "Redshift", "Vertica", "Snowflake", "ClickHouse"})
        out.knowsLimit = out.knowsLimit || has(system, one);
    return out;
}

}  // namespace tributary::plugins::odbc
