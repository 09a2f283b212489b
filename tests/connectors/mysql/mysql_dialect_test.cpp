// SPDX-License-Identifier: GPL-3.0-or-later
#include <cmath>
#include <functional>
#include <limits>
#include <set>

#include "tests/connectors/mysql/mysql_fixture.h"

namespace tributary::connectors {

using duckdb::LogicalType;
using duckdb::Value;
using sql::Comparison;
using sql::Predicate;

namespace {

const std::vector<Comparison> kOrderings = {Comparison::Less, Comparison::LessEqual, Comparison::Greater,
                                            Comparison::GreaterEqual};

/// What DuckDB answers for `first op second`; neither NULL.
bool holds(const Value& first, Comparison op, const Value& second) {
    LogicalType common = LogicalType::ForceMaxLogicalType(first.type(), second.type());
    Value left = first.DefaultCastAs(common), right = second.DefaultCastAs(common);
    switch (op) {
        case Comparison::Equal:
            return duckdb::ValueOperations::Equals(left, right);
        case Comparison::NotEqual:
            return !duckdb::ValueOperations::Equals(left, right);
        case Comparison::Less:
            return duckdb::ValueOperations::LessThan(left, right);
        case Comparison::LessEqual:
            return duckdb::ValueOperations::LessThanEquals(left, right);
        case Comparison::Greater:
            return duckdb::ValueOperations::GreaterThan(left, right);
        case Comparison::GreaterEqual:
            return duckdb::ValueOperations::GreaterThanEquals(left, right);
    }
    return false;
}

std::string hex(const std::string& text) {
    std::string out = "_utf8mb4 x'";
    const char* digits = "0123456789abcdef";
    for (unsigned char c : text) {
        out += digits[c >> 4];
        out += digits[c & 15];
    }
    return out + "'";
}

const std::vector<std::string> kNasty = {"a",       "A",    "ä",   "Ä",   "ß",      "ss",     "ab",
                                         "ab ",     " ab",  "",    " ",   "/api/x", "/API/x", "a\\b",
                                         "a'b",     "a\"b", "a%b", "a_b", "a!",     "a\tb",   "Straße",
                                         "strasse", "z",    "Z",   "æ",   "ae",     "ﬁ"};
const std::vector<std::string> kBeyondBmp = {"😀", "😀 ", "👩‍👩‍👧", "𝒳"};

}  // namespace

class MysqlDialect : public MysqlTest {
  protected:
    const sql::Dialect& dialect() { return *m_connection->capabilities().dialect; }

    std::set<int32_t> idsWhere(sql::RemoteQuery query, const Predicate& p) {
        EXPECT_TRUE(dialect().canPush(p, query.columns));
        query.required = {p};
        std::set<int32_t> ids;
        for (const auto& row : read(query)) ids.insert(row[0].GetValue<int32_t>());
        return ids;
    }

    /// Every comparison of column 1 of table t with every value gives what DuckDB would say.
    void checkComparisons(const sql::RemoteQuery& query, const std::vector<Value>& values, bool ordering) {
        ASSERT_GE(query.columns.size(), 2u);
        Rows rows = read(query);
        std::vector<Comparison> ops = {Comparison::Equal, Comparison::NotEqual};
        if (ordering) ops.insert(ops.end(), kOrderings.begin(), kOrderings.end());
        for (const auto& value : values) {
            for (Comparison op : ops) {
                std::set<int32_t> expected;
                for (const auto& row : rows) {
                    if (!row[1].IsNull() && holds(row[1], op, value))
                        expected.insert(row[0].GetValue<int32_t>());
                }
                EXPECT_EQ(idsWhere(query, Predicate::compare(1, op, value)), expected)
                    << query.columns[1].nativeType << " " << sql::toSql(op) << " '" << value.ToString()
                    << "'";
            }
        }
    }

    void checkStaysLocal(const Value& value) {
        auto query = tableQuery("t");
        EXPECT_FALSE(dialect().canPush(Predicate::compare(1, Comparison::Equal, value), query.columns))
            << query.columns[1].nativeType << " = " << value.ToString();
    }

    void checkOrder(sql::RemoteQuery query) {
        Rows all = read(query);
        for (bool descending : {false, true}) {
            for (bool nullsFirst : {false, true}) {
                query.orderBy = {{1, descending, nullsFirst}};
                query.limit = all.size();
                ASSERT_TRUE(dialect().canOrder(query.orderBy[0], query.columns));
                Rows rows = read(query);
                ASSERT_EQ(rows.size(), all.size());
                for (size_t i = 1; i < rows.size(); i++) {
                    const Value &before = rows[i - 1][1], &after = rows[i][1];
                    if (before.IsNull() || after.IsNull()) {
                        EXPECT_FALSE(nullsFirst ? (after.IsNull() && !before.IsNull())
                                                : (before.IsNull() && !after.IsNull()));
                    } else {
                        EXPECT_FALSE(
                            holds(before, descending ? Comparison::Less : Comparison::Greater, after))
                            << before.ToString() << " before " << after.ToString();
                    }
                }
            }
        }
    }

    void fillText(const std::string& declaration, const std::vector<std::string>& texts,
                  const std::string& key = "v(10)") {
        run("CREATE OR REPLACE TABLE t (n INT PRIMARY KEY, v " + declaration + ", KEY (" + key + "))");
        std::string insert = "INSERT INTO t VALUES (0, NULL)";
        for (size_t i = 0; i < texts.size(); i++)
            insert += ", (" + std::to_string(i + 1) + ", " + hex(texts[i]) + ")";
        run(insert);
    }

    void checkText(const sql::RemoteQuery& query, const std::vector<std::string>& texts) {
        ASSERT_GE(query.columns.size(), 2u);
        std::vector<Value> values;
        for (const auto& text : texts) values.emplace_back(text);
        checkComparisons(query, values, query.columns[1].push.ordering);
        Rows rows = read(query);
        std::set<int32_t> some;
        for (const auto& row : rows) {
            if (!row[1].IsNull() && (row[1] == values[0] || row[1] == values[3]))
                some.insert(row[0].GetValue<int32_t>());
        }
        EXPECT_EQ(idsWhere(query, Predicate::in(1, {values[0], values[3], Value("none of them")})), some);
        for (const auto& text : texts) {
            std::set<int32_t> expected;
            for (const auto& row : rows) {
                if (!row[1].IsNull() && row[1].GetValue<std::string>().rfind(text, 0) == 0) {
                    expected.insert(row[0].GetValue<int32_t>());
                }
            }
            EXPECT_EQ(idsWhere(query, Predicate::likePrefix(1, text)), expected) << "LIKE '" << text << "%'";
        }
        if (query.columns[1].push.ordering) checkOrder(query);
    }
};

TEST_F(MysqlDialect, TextComparesByteByByteUnderEveryCollation) {
    std::vector<std::string> all = kNasty;
    all.insert(all.end(), kBeyondBmp.begin(), kBeyondBmp.end());
    for (std::string collation : {"utf8mb4_general_ci", "utf8mb4_unicode_ci", "utf8mb4_bin",
                                  "utf8mb4_nopad_bin", "utf8mb4_german2_ci", "utf8mb4_swedish_ci"}) {
        SCOPED_TRACE(collation);
        fillText("VARCHAR(50) CHARACTER SET utf8mb4 COLLATE " + collation, all);
        checkText(tableQuery("t"), all);
    }
    fillText("TEXT COLLATE utf8mb4_general_ci", all);
    checkText(tableQuery("t"), all);
    fillText("CHAR(50) COLLATE utf8mb4_general_ci", all);
    checkText(tableQuery("t"), all);
}

TEST_F(MysqlDialect, TextOfOtherCharacterSetsComparesAsUnicode) {
    std::vector<std::string> all = kNasty;
    all.insert(all.end(), kBeyondBmp.begin(), kBeyondBmp.end());
    fillText("VARCHAR(50) CHARACTER SET utf8mb3 COLLATE utf8mb3_general_ci", kNasty);
    checkText(tableQuery("t"), all);
    fillText("VARCHAR(50) CHARACTER SET utf16", all);
    checkText(tableQuery("t"), all);
    std::vector<std::string> latin = {"a", "A", "ä", "Ä", "ß", "ab", "ab ", "", "€"};
    fillText("VARCHAR(50) CHARACTER SET latin1 COLLATE latin1_swedish_ci", latin);
    checkText(tableQuery("t"), all);
    fillText("ENUM('a','B','ab','ö')", {"a", "B", "ab", "ö"}, "v");
    checkText(tableQuery("t"), latin);
}

TEST_F(MysqlDialect, QuotingSurvivesEverySqlMode) {
    fillText("VARCHAR(50)", kNasty);
    for (std::string mode :
         {"NO_BACKSLASH_ESCAPES", "ANSI_QUOTES", "ANSI_QUOTES,NO_BACKSLASH_ESCAPES", "ORACLE", ""}) {
        SCOPED_TRACE(mode);
        run("SET SESSION sql_mode = '" + mode + "'");
        checkText(tableQuery("t"), kNasty);
    }
    run("CREATE TABLE `we``ird \"näme` (`se``lect` INT, `\\` INT)");
    run("INSERT INTO `we``ird \"näme` VALUES (1, 2)");
    auto rows = read(tableQuery("we`ird \"näme"));
    EXPECT_EQ(rows.at(0)[1].ToString(), "2");
}

TEST_F(MysqlDialect, NumbersCompareExactly) {
    run("CREATE TABLE t (n INT PRIMARY KEY, v BIGINT UNSIGNED)");
    run("INSERT INTO t VALUES "
        "(0,NULL),(1,0),(2,9007199254740992),(3,9007199254740993),(4,18446744073709551615)");
    checkComparisons(tableQuery("t"),
                     {Value::UBIGINT(0), Value::UBIGINT(9007199254740993ULL), Value::UBIGINT(~0ULL)}, true);
    checkOrder(tableQuery("t"));
    run("CREATE OR REPLACE TABLE t (n INT PRIMARY KEY, v DECIMAL(38,10))");
    run("INSERT INTO t VALUES "
        "(0,NULL),(1,0.1),(2,-9999999999999999999999999999.9999999999),(3,0.1000000001)");
    checkComparisons(
        tableQuery("t"),
        {Value("0.1").DefaultCastAs(LogicalType::DECIMAL(38, 10)),
         Value("-9999999999999999999999999999.9999999999").DefaultCastAs(LogicalType::DECIMAL(38, 10))},
        true);
    run("CREATE OR REPLACE TABLE t (n INT PRIMARY KEY, v DECIMAL(10,2), KEY (v))");
    run("INSERT INTO t VALUES (0,NULL),(1,0.1),(2,0.11),(3,-0.1),(4,99999999.99),(5,-99999999.99)");
    auto decimal = [](const char* text) { return Value(text).DefaultCastAs(LogicalType::DECIMAL(20, 4)); };
    checkComparisons(tableQuery("t"), {decimal("0.1"), decimal("-0.1"), decimal("0"), decimal("99999999.99")},
                     true);
    checkStaysLocal(decimal("0.105"));
    checkStaysLocal(decimal("-0.1001"));
    run("CREATE OR REPLACE TABLE t (n INT PRIMARY KEY, v INT UNSIGNED, KEY (v))");
    run("INSERT INTO t VALUES (0,NULL),(1,0),(2,1),(3,2),(4,4294967295)");
    checkComparisons(tableQuery("t"),
                     {Value::BIGINT(-1), Value::BIGINT(4294967296LL), decimal("1.0"), decimal("0")}, true);
    checkStaysLocal(decimal("1.5"));
    run("CREATE OR REPLACE TABLE t (n INT PRIMARY KEY, v DOUBLE, KEY (v))");
    run("INSERT INTO t VALUES (0,NULL),(1,0.1),(2,1e308),(3,-1e308),(4,0),(5,0.30000000000000004),(6,0.3)");
    const double inf = std::numeric_limits<double>::infinity();
    checkComparisons(
        tableQuery("t"),
        {Value::DOUBLE(0.1), Value::DOUBLE(0.3), Value::DOUBLE(0.1 + 0.2), Value::DOUBLE(-0.0),
         Value::DOUBLE(std::nan("")), Value::DOUBLE(inf), Value::DOUBLE(-inf), Value::DOUBLE(5e-324)},
        true);
    run("CREATE OR REPLACE TABLE t (n INT PRIMARY KEY, v FLOAT, KEY (v))");
    run("INSERT INTO t VALUES (0,NULL),(1,0.1),(2,16777216),(3,-3e38),(4,0.3)");
    checkComparisons(
        tableQuery("t"),
        {Value::FLOAT(0.1f), Value::FLOAT(0.3f), Value::FLOAT(16777216.f), Value::FLOAT(-INFINITY)}, true);
    auto query = tableQuery("t");
    EXPECT_FALSE(
        dialect().canPush(Predicate::compare(1, Comparison::Equal, Value::DOUBLE(0.1)), query.columns))
        << "a double no FLOAT can hold must stay local";
}

TEST_F(MysqlDialect, TimesCompareExactly) {
    run("CREATE TABLE t (n INT PRIMARY KEY, v DATETIME, KEY (v))");
    run("INSERT INTO t VALUES (0,NULL),(1,'2024-01-01 00:00:00'),(2,'2024-01-01 00:00:01'),(3,'1000-01-01'),"
        "(4,'9999-12-31 23:59:59')");
    auto stamp = [](const char* text) { return Value(text).DefaultCastAs(LogicalType::TIMESTAMP); };
    checkComparisons(tableQuery("t"),
                     {stamp("2024-01-01 00:00:00"), stamp("1000-01-01"), stamp("1969-12-31 23:59:59")}, true);
    auto query = tableQuery("t");
    for (const char* beyond :
         {"0999-12-31", "10000-01-01", "infinity", "-infinity", "0044-03-15 (BC)", "2024-01-01 00:00:00.5"}) {
        EXPECT_FALSE(dialect().canPush(Predicate::compare(1, Comparison::Less, stamp(beyond)), query.columns))
            << beyond;
    }
    Value fine = Value("2024-01-01 00:00:00.000000001").DefaultCastAs(LogicalType::TIMESTAMP_NS);
    EXPECT_FALSE(dialect().canPush(Predicate::compare(1, Comparison::Equal, fine), query.columns));
    checkOrder(query);

    run("CREATE OR REPLACE TABLE t (n INT PRIMARY KEY, v TIMESTAMP(6) NULL, KEY (v))");
    run("INSERT INTO t VALUES (0,NULL),(1,'2024-03-31 01:30:00.000001'),(2,'2024-03-31 "
        "02:30:00'),(3,'1970-01-01 00:00:01')");
    auto zoned = [](const char* text) { return Value(text).DefaultCastAs(LogicalType::TIMESTAMP_TZ); };
    checkComparisons(tableQuery("t"),
                     {zoned("2024-03-31 01:30:00.000001+00"), zoned("1969-01-01 00:00:00+00"),
                      zoned("2500-01-01 00:00:00+00")},
                     true);
    run("CREATE OR REPLACE TABLE t (n INT PRIMARY KEY, v DATE, KEY (v))");
    run("INSERT INTO t VALUES (0,NULL),(1,'2024-02-29'),(2,'1000-01-01'),(3,'9999-12-31')");
    checkComparisons(tableQuery("t"), {Value("2024-02-29").DefaultCastAs(LogicalType::DATE)}, true);
}

TEST_F(MysqlDialect, BytesAndUuidsCompareExactly) {
    run("CREATE TABLE t (n INT PRIMARY KEY, v VARBINARY(20), KEY (v))");
    run("INSERT INTO t VALUES (0,NULL),(1,''),(2,x'00'),(3,x'0000'),(4,x'FF'),(5,'a'),(6,'a '),(7,'A')");
    checkComparisons(
        tableQuery("t"),
        {Value::BLOB(""), Value::BLOB("\\x00"), Value::BLOB("\\xFF"), Value::BLOB("a"), Value::BLOB("a ")},
        true);
    checkOrder(tableQuery("t"));
    if (m_connection->capabilities().product != "MariaDB") return;
    run("CREATE OR REPLACE TABLE t (n INT PRIMARY KEY, v UUID)");
    run("INSERT INTO t VALUES (0,NULL),(1,'123e4567-e89b-12d3-a456-426655440000'),(2,UUID())");
    checkComparisons(tableQuery("t"), {Value::UUID("123e4567-e89b-12d3-a456-426655440000")}, false);
}

TEST_F(MysqlDialect, WhatIsNotExactStaysLocal) {
    run("CREATE TABLE t (b BIT(4), tm TIME, y YEAR, j JSON, g POINT, big DECIMAL(65,0), d DATE NOT NULL)");
    auto query = tableQuery("t");
    for (size_t i = 0; i < 6; i++) {
        EXPECT_FALSE(query.columns[i].push.equality) << query.columns[i].name;
        EXPECT_FALSE(query.columns[i].push.ordering) << query.columns[i].name;
        EXPECT_TRUE(dialect().canPush(Predicate::nullTest(i, true), query.columns)) << query.columns[i].name;
    }
    EXPECT_FALSE(query.columns[6].push.nullTest) << "IS NULL is true for a zero date in a NOT NULL column";
    auto nulls = openWith("zero_dates", "null");
    auto catalog = nulls->describe({m_schema, "t"}, m_token);
    ASSERT_TRUE(catalog.has_value());
    EXPECT_FALSE(catalog->columns[6].push.ordering);
    EXPECT_FALSE(catalog->columns[6].note.empty());
}

}  // namespace tributary::connectors
