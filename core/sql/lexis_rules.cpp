// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/sql/lexis_rules.h"

namespace tributary::sql {
namespace {

LexisRules standard() {
    LexisRules rules;
    rules.dollarInWords = true;
    rules.dollarParameters = rules.colonParameters = rules.questionParameters = true;
    rules.stringPrefixes = "bnx";
    rules.bodies = true;
    return rules;
}

LexisRules postgresql() {
    LexisRules rules;
    rules.nestedComments = true;
    rules.dollarQuotes = rules.dollarInWords = rules.dollarParameters = true;
    rules.longOperators = true;
    rules.escapeStrings = true;
    rules.stringPrefixes = "ebnx";
    rules.bodies = true;
    rules.splitInParentheses = false;
    return rules;
}

LexisRules mysql() {
    LexisRules rules;
    rules.dashNeedsSpace = rules.hashComment = true;
    rules.executableComments = true;
    rules.backslashInStrings = rules.doubleQuoteIsString = rules.backtickIdentifier = true;
    rules.dollarInWords = true;
    rules.atVariables = rules.questionParameters = true;
    rules.stringPrefixes = "bnx";
    rules.bodies = rules.delimiterCommand = true;
    return rules;
}

LexisRules clickhouse() {
    LexisRules rules;
    rules.hashComment = rules.hashNeedsSpace = true;
    rules.nestedComments = true;
    rules.backslashInStrings = rules.backtickIdentifier = true;
    rules.dollarQuotes = rules.dollarTagMayStartWithDigit = true;
    rules.questionParameters = false;  // ? : is an operator
    rules.braceParameters = true;
    rules.unicodeSpaces = true;
    rules.stringPrefixes = "bx";
    return rules;
}

LexisRules sqlite() {
    LexisRules rules;
    rules.backtickIdentifier = rules.bracketIdentifier = true;
    rules.dollarInWords = true;
    rules.dollarParameters = rules.colonParameters = rules.atParameters = rules.questionParameters = true;
    rules.stringPrefixes = "x";
    rules.bodies = true;
    return rules;
}

LexisRules duckdb() {
    LexisRules rules;
    rules.nestedComments = true;
    rules.dollarQuotes = rules.dollarInWords = rules.dollarParameters = true;
    rules.questionParameters = true;
    rules.unicodeSpaces = true;
    rules.longOperators = true;
    rules.escapeStrings = true;
    rules.stringPrefixes = "ebnx";
    return rules;
}

LexisRules influxql() {
    LexisRules rules;
    rules.backslashInStrings = true;
    rules.doubledQuotes = false;
    rules.dollarParameters = true;
    rules.regexAfterTilde = rules.unitsOnNumbers = true;
    return rules;
}

LexisRules flux() {
    LexisRules rules;
    rules.dashComment = rules.blockComment = false;
    rules.slashComment = true;
    rules.backslashInStrings = rules.doubleQuoteIsString = true;
    rules.doubledQuotes = false;
    rules.regexAfterTilde = rules.unitsOnNumbers = true;
    rules.singleStatement = true;
    return rules;
}

}  // namespace

const LexisRules& rulesFor(Lexis lexis) {
    static const LexisRules kStandard = standard(), kPostgresql = postgresql(), kMysql = mysql(),
                            kClickhouse = clickhouse(), kSqlite = sqlite(), kDuckdb = duckdb(),
                            kInfluxql = influxql(), kFlux = flux();
    switch (lexis) {
        case Lexis::Standard:
            return kStandard;
        case Lexis::PostgreSql:
            return kPostgresql;
        case Lexis::MySql:
            return kMysql;
        case Lexis::ClickHouse:
            return kClickhouse;
        case Lexis::Sqlite:
            return kSqlite;
        case Lexis::DuckDb:
            return kDuckdb;
        case Lexis::InfluxQl:
            return kInfluxql;
        case Lexis::Flux:
            return kFlux;
    }
    return kStandard;
}

Lexis lexisFor(std::string_view connectorId) {
    if (connectorId == "postgresql") return Lexis::PostgreSql;
    if (connectorId == "mysql") return Lexis::MySql;
    if (connectorId == "clickhouse") return Lexis::ClickHouse;
    if (connectorId == "sqlite") return Lexis::Sqlite;
    if (connectorId == "influxdb") return Lexis::InfluxQl;
    if (connectorId == "influxdb2") return Lexis::Flux;
    if (connectorId.empty() || connectorId == "duckdb" || connectorId == "files") return Lexis::DuckDb;
    return Lexis::Standard;
}

}  // namespace tributary::sql
