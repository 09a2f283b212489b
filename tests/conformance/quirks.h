// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <chrono>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "core/connect/connector.h"

namespace tributary::conformance {

/// One value of a type: how the source's language writes it, and the exact text DuckDB must print for it.
struct Sample {
    std::string literal;                  ///< for INSERT, e.g. "CAST('x' AS bytea)"; "NULL" for NULL
    std::optional<std::string> expected;  ///< duckdb::Value::ToString(); nullopt: NULL
};

/// One native type. The suite makes a table (id, v) with one row per sample; id counts from 1.
struct TypeCase {
    std::string name;             ///< of the test case: letters, digits and underscores
    std::string nativeType;       ///< as in CREATE TABLE
    std::string duckType;         ///< LogicalType::ToString() of what the connector must hand out
    std::vector<Sample> samples;  ///< ordinary values, extremes, NULL, empty
    bool pushEquality = true;     ///< the connector must be able to push v = value …
    bool pushOrdering = true;     ///< … and v < value
};

/// What a source cannot do at all. `lacks` maps it to the reason, which the skipped test prints.
enum class Feature {
    Null,  ///< NULL cannot be stored
    Views,
    PrimaryKeys,
    ForeignKeys,
    NativeWrite,  ///< native() takes no INSERT with a row count
    NativeError,  ///< native() cannot be given a wrong text
    DescribeNative,
    SlowStatement,       ///< nothing that runs for long
    ReadOnly,            ///< no read-only switch
    Authentication,      ///< no password
    Network,             ///< no host
    OddNames,            ///< names are restricted
    CaseSensitiveNames,  ///< "Aa" and "aA" are one name
    TwoSessions,         ///< only one at a time
};

struct ColumnSpec {
    std::string name;
    std::string nativeType;
};

/// A table to be made in the source. Cells are native literals.
struct TableSpec {
    std::string name;
    std::vector<ColumnSpec> columns;  ///< the first is the key `id`, of `Quirks::idType`
    std::vector<std::vector<std::string>> rows;
};

/// Everything the suite has to know about one source. The defaults suit SQL databases; see README.md.
class Quirks {
  public:
    virtual ~Quirks() = default;

    std::string id;     ///< connector id
    std::string label;  ///< test name prefix; default: id
    std::string
        environment;  ///< variable with "key=value key=value" settings; empty: `settings()` is overridden
    std::vector<std::string> secretKeys = {"password"};
    std::string schema;              ///< where the suite makes its tables
    std::string typeTables = "tc_";  ///< prefix: two sources of one server keep apart
    std::string idType = "BIGINT";
    std::string idDuckType = "BIGINT";
    std::string intType = "BIGINT";  ///< native types of the plain tests
    std::string textType = "VARCHAR(200)";
    std::vector<TypeCase> types;
    std::map<Feature, std::string> lacks;

    std::string nativeOne;                        ///< a native text with one row and one column …
    std::string nativeOneText;                    ///< … whose value prints as this
    std::string nativeWrong = "SELEC 1";          ///< a native text the source refuses
    std::string nativeSlow;                       ///< a native text that runs for minutes
    std::chrono::milliseconds cancelLimit{2000};  ///< within it a cancelled statement has ended
    std::vector<std::string> oddNames = {"select",
                                         "with space",
                                         "quote\"d",
                                         "back`tick",
                                         "Mixed Case",
                                         "汉字 表",
                                         "semi;colon",
                                         "per%cent",
                                         "dash-ed",
                                         "o'clock",
                                         "a_name_that_is_quite_long_but_still_within_sixty_three_bytes"};

    virtual std::unique_ptr<connect::Connector> connector() const = 0;
    /// Where the source is; nullopt: not available here (the suite skips loudly). Default: parses
    /// `environment`.
    virtual std::optional<connect::Settings> settings();
    /// Makes (or replaces) a table with these rows. Default: DROP, CREATE and INSERT through native().
    virtual Result<void> create(connect::Connection& connection, const TableSpec& table);
    /// Makes `name` a view over `table`. Default: DROP VIEW, CREATE VIEW.
    virtual Result<void> createView(connect::Connection& connection, const std::string& name,
                                    const std::string& table);
    /// Rows per INSERT; 0: all in one.
    virtual size_t insertBatch() const { return 500; }
    virtual std::string quote(const std::string& name) const;
    /// `schema`.`name` as native text writes it.
    virtual std::string qualified(const std::string& name) const;
    virtual std::string createTableText(const TableSpec& table) const;
    virtual std::string dropTableText(const std::string& name) const;
    /// Native literal of a text; default 'text' with quotes doubled.
    virtual std::string textLiteral(const std::string& text) const;
    /// For the tests of errors.
    virtual connect::Settings withWrongPassword(connect::Settings settings) const;
    virtual connect::Settings withDeadHost(connect::Settings settings) const;

    bool has(Feature feature) const { return lacks.count(feature) == 0; }
    /// Runs native text to its end.
    static Result<void> run(connect::Connection& connection, const std::string& text);
};

// One per source; quirks.cpp lists them.
std::unique_ptr<Quirks> makeSqliteQuirks();
std::unique_ptr<Quirks> makeInfluxdbQuirks();
std::unique_ptr<Quirks> makeInfluxdb1On2Quirks();
std::unique_ptr<Quirks> makeInfluxdb2Quirks();
std::unique_ptr<Quirks> makeMysqlQuirks();
std::unique_ptr<Quirks> makeClickhouseQuirks();
std::unique_ptr<Quirks> makePostgresqlQuirks();
std::unique_ptr<Quirks> makeDuckdbQuirks();
std::unique_ptr<Quirks> makeFilesQuirks();
std::unique_ptr<Quirks> makeDuckdbDriverQuirks();
std::unique_ptr<Quirks> makeSqliteDriverQuirks();
std::unique_ptr<Quirks> makeFlightsqlDriverQuirks();
std::unique_ptr<Quirks> makePostgresqlDriverQuirks();

/// All sources, in the order they are tested.
const std::vector<std::unique_ptr<Quirks>>& allQuirks();

}  // namespace tributary::conformance
