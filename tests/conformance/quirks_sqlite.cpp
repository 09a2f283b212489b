// SPDX-License-Identifier: GPL-3.0-or-later
#include "connectors/sqlite/sqlite_connector.h"
#include "tests/conformance/scratch.h"

namespace tributary::conformance {

namespace {

class SqliteQuirks : public Quirks {
  public:
    SqliteQuirks() {
        id = "sqlite";
        schema = "main";
        idType = "INTEGER";
        intType = "INTEGER";
        nativeOne = "SELECT 40 + 2 AS answer";
        nativeOneText = "42";
        nativeSlow = "WITH RECURSIVE c(x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM c) SELECT max(x) FROM c";
        lacks = {{Feature::Authentication, "a file has no password"},
                 {Feature::Network, "a file has no host"}};
        addNumbers();
        addTexts();
        addTimes();
        addLoose();
    }

    std::unique_ptr<connect::Connector> connector() const override {
        return connectors::makeSqliteConnector();
    }

    std::optional<connect::Settings> settings() override {
        connect::Settings settings;
        settings.set("file", m_folder.path() + "/suite.db");
        if (!m_made) m_folder.write("suite.db", "");  // an empty file is an empty database
        m_made = true;
        return settings;
    }

  private:
    void addNumbers() {
        types.push_back({"integer",
                         "INTEGER",
                         "BIGINT",
                         {{"0", "0"},
                          {"-1", "-1"},
                          {"9223372036854775807", "9223372036854775807"},
                          {"(-9223372036854775807 - 1)", "-9223372036854775808"},
                          {"9007199254740993", "9007199254740993"},
                          {"7.0", "7"},
                          {"NULL", {}}}});
        types.push_back({"real",
                         "REAL",
                         "DOUBLE",
                         {{"0.1", "0.1"},
                          {"-0.0", "0.0"},
                          {"1", "1.0"},
                          {"1e308", "1e+308"},
                          {"9e999", "inf"},
                          {"-9e999", "-inf"},
                          {"5e-324", "5e-324"},
                          {"9007199254740992", "9007199254740992.0"},
                          {"0.30000000000000004", "0.30000000000000004"},
                          {"-2.5e-9", "-2.5e-09"},
                          {"NULL", {}}}});
        types.push_back({"boolean",
                         "BOOLEAN",
                         "BOOLEAN",
                         {{"0", "false"}, {"1", "true"}, {"TRUE", "true"}, {"NULL", {}}}});
        types.push_back({"decimal",
                         "DECIMAL(10,2)",
                         "DECIMAL(10,2)",
                         {{"12.34", "12.34"},
                          {"-0.01", "-0.01"},
                          {"99999999.99", "99999999.99"},
                          {"5", "5.00"},
                          {"0.1", "0.10"},
                          {"'7.5'", "7.50"},
                          {"0", "0.00"},
                          {"NULL", {}}}});
        types.push_back(
            {"decimal_wide",
             "DECIMAL(38,4)",
             "DECIMAL(38,4)",
             {{"9223372036854775807", "9223372036854775807.0000"}, {"0.5", "0.5000"}, {"NULL", {}}},
             false,
             false});
    }

    void addTexts() {
        types.push_back({"text",
                         "TEXT",
                         "VARCHAR",
                         {{"''", ""},
                          {"'a'", "a"},
                          {"'A'", "A"},
                          {"'ab'", "ab"},
                          {"'ab '", "ab "},
                          {"'ä'", "ä"},
                          {"'ß'", "ß"},
                          {"'汉字'", "汉字"},
                          {"'😀'", "😀"},
                          {"'it''s'", "it's"},
                          {"'100%'", "100%"},
                          {"'_x'", "_x"},
                          {"'back\\slash'", "back\\slash"},
                          {"42", "42"},
                          {"NULL", {}}}});
        types.push_back({"text_nocase",
                         "TEXT COLLATE NOCASE",
                         "VARCHAR",
                         {{"'a'", "a"}, {"'A'", "A"}, {"'b'", "b"}, {"'B'", "B"}, {"''", ""}, {"NULL", {}}}});
        types.push_back({"text_rtrim",
                         "VARCHAR(20) COLLATE RTRIM",
                         "VARCHAR",
                         {{"'a'", "a"}, {"'a '", "a "}, {"' a'", " a"}, {"NULL", {}}}});
        types.push_back(
            {"blob",
             "BLOB",
             "BLOB",
             {{"x''", ""}, {"x'00ff'", "\\x00\\xFF"}, {"x'41'", "A"}, {"x'4100'", "A\\x00"}, {"NULL", {}}}});
    }

    void addTimes() {
        types.push_back({"date",
                         "DATE",
                         "DATE",
                         {{"'2024-02-29'", "2024-02-29"},
                          {"'0001-01-01'", "0001-01-01"},
                          {"'9999-12-31'", "9999-12-31"},
                          {"'1969-12-31'", "1969-12-31"},
                          {"NULL", {}}}});
        types.push_back({"datetime",
                         "DATETIME",
                         "TIMESTAMP",
                         {{"'2024-02-29 12:34:56'", "2024-02-29 12:34:56"},
                          {"'2024-02-29T12:34'", "2024-02-29 12:34:00"},
                          {"'2024-02-29 12:34:56.000001'", "2024-02-29 12:34:56.000001"},
                          {"'0001-01-01 00:00:00'", "0001-01-01 00:00:00"},
                          {"'9999-12-31 23:59:59.999999'", "9999-12-31 23:59:59.999999"},
                          {"NULL", {}}}});
        types.push_back({"datetime_zoned",
                         "TIMESTAMP WITH TIME ZONE",
                         "TIMESTAMP WITH TIME ZONE",
                         {{"'2024-02-29 12:34:56Z'", "2024-02-29 12:34:56+00"},
                          {"'2024-02-29T12:34:56.5+05:30'", "2024-02-29 07:04:56.5+00"},
                          {"NULL", {}}}});
        types.push_back({"time",
                         "TIME",
                         "TIME",
                         {{"'00:00'", "00:00:00"}, {"'23:59:59.999999'", "23:59:59.999999"}, {"NULL", {}}}});
        types.push_back({"datetime_unix",
                         "DATETIME",
                         "BIGINT",
                         {{"1709210096", "1709210096"}, {"0", "0"}, {"NULL", {}}}});
        types.push_back(
            {"datetime_julian", "DATETIME", "DOUBLE", {{"2460370.5", "2460370.5"}, {"NULL", {}}}});
    }

    /// Values that do not fit what was declared: exact all the same.
    void addLoose() {
        types.push_back({"loose_integer",
                         "INTEGER",
                         "VARCHAR",
                         {{"1", "1"}, {"'two'", "two"}, {"3.5", "3.5"}, {"x'04'", "X'04'"}, {"NULL", {}}},
                         false,
                         false});
        types.push_back({"loose_date",
                         "DATE",
                         "VARCHAR",
                         {{"'2024-01-31'", "2024-01-31"},
                          {"'31/01/2024'", "31/01/2024"},
                          {"'2024-02-30'", "2024-02-30"},
                          {"1709210096", "1709210096"}},
                         false,
                         false});
        types.push_back({"loose_text",
                         "TEXT",
                         "VARCHAR",
                         {{"'text'", "text"}, {"x'ff'", "X'FF'"}, {"CAST(x'ff' AS TEXT)", "X'FF'"}},
                         false,
                         false});
        types.push_back(
            {"reals_among_integers", "INTEGER", "DOUBLE", {{"1", "1.0"}, {"2.5", "2.5"}, {"NULL", {}}}});
        types.push_back({"exact_among_reals",
                         "NUMERIC",
                         "VARCHAR",
                         {{"9007199254740993", "9007199254740993"}, {"0.1", "0.1"}, {"1e300", "1e+300"}},
                         false,
                         false});
        types.push_back({"decimal_misfit", "DECIMAL(10,2)", "DOUBLE", {{"0.125", "0.125"}, {"1", "1.0"}}});
        types.push_back({"untyped", "", "BIGINT", {{"1", "1"}, {"2", "2"}, {"NULL", {}}}});
        types.push_back(
            {"untyped_text", "", "VARCHAR", {{"'b'", "b"}, {"'B'", "B"}, {"''", ""}, {"NULL", {}}}});
        types.push_back(
            {"untyped_mixed", "", "VARCHAR", {{"1", "1"}, {"'1'", "1"}, {"NULL", {}}}, false, false});
        types.push_back({"json",
                         "JSON",
                         "VARCHAR",
                         {{"'{\"a\":[1,null]}'", "{\"a\":[1,null]}"}, {"NULL", {}}},
                         false,
                         false});
    }

    Scratch m_folder;
    bool m_made = false;
};

}  // namespace

std::unique_ptr<Quirks> makeSqliteQuirks() {
    return std::make_unique<SqliteQuirks>();
}

}  // namespace tributary::conformance
