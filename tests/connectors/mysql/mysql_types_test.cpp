// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/connectors/mysql/mysql_fixture.h"

namespace tributary::connectors {

struct TypeCase {
    std::string declaration;            ///< as in CREATE TABLE
    std::string duckType;               ///< LogicalType::ToString
    std::vector<std::string> literals;  ///< SQL
    std::vector<std::string> expected;  ///< Value::ToString
};

std::vector<TypeCase> numberCases() {
    const std::string nines65(65, '9');
    return {
        {"TINYINT", "TINYINT", {"-128", "127", "0"}, {"-128", "127", "0"}},
        {"TINYINT(1)", "TINYINT", {"-128", "5"}, {"-128", "5"}},
        {"TINYINT UNSIGNED", "UTINYINT", {"0", "255"}, {"0", "255"}},
        {"SMALLINT", "SMALLINT", {"-32768", "32767"}, {"-32768", "32767"}},
        {"SMALLINT UNSIGNED", "USMALLINT", {"65535"}, {"65535"}},
        {"MEDIUMINT", "INTEGER", {"-8388608", "8388607"}, {"-8388608", "8388607"}},
        {"MEDIUMINT UNSIGNED", "UINTEGER", {"16777215"}, {"16777215"}},
        {"INT", "INTEGER", {"-2147483648", "2147483647"}, {"-2147483648", "2147483647"}},
        {"INT UNSIGNED ZEROFILL", "UINTEGER", {"4294967295", "7"}, {"4294967295", "7"}},
        {"BIGINT",
         "BIGINT",
         {"-9223372036854775808", "9223372036854775807", "9007199254740993"},
         {"-9223372036854775808", "9223372036854775807", "9007199254740993"}},
        {"BIGINT UNSIGNED", "UBIGINT", {"18446744073709551615"}, {"18446744073709551615"}},
        {"FLOAT", "FLOAT", {"16777216", "0.1e0", "-3.4028234e38"}, {"16777216.0", "0.1", "-3.4028235e+38"}},
        {"DOUBLE",
         "DOUBLE",
         {"1.7976931348623157e308", "2.2250738585072014e-308", "0.1e0"},
         {"1.7976931348623157e+308", "2.2250738585072014e-308", "0.1"}},
        {"DECIMAL(4,2)", "DECIMAL(4,2)", {"-99.99", "0.01", "0"}, {"-99.99", "0.01", "0.00"}},
        {"DECIMAL(9,0)", "DECIMAL(9,0)", {"999999999", "-1"}, {"999999999", "-1"}},
        {"DECIMAL(18,18)", "DECIMAL(18,18)", {"0.000000000000000001"}, {".000000000000000001"}},
        {"DECIMAL(38,0) UNSIGNED ZEROFILL",
         "DECIMAL(38,0)",
         {"99999999999999999999999999999999999999", "12"},
         {"99999999999999999999999999999999999999", "12"}},
        {"DECIMAL(38,10)",
         "DECIMAL(38,10)",
         {"-9999999999999999999999999999.9999999999", "1.5"},
         {"-9999999999999999999999999999.9999999999", "1.5000000000"}},
        {"DECIMAL(65,0)", "VARCHAR", {nines65, "-" + nines65}, {nines65, "-" + nines65}},
    };
}

std::vector<TypeCase> otherCases() {
    std::string umlauts;
    for (int i = 0; i < 20000; i++) umlauts += "ä";
    return {
        {"BIT(1)", "BIT", {"b'1'", "b'0'"}, {"1", "0"}},
        {"BIT(10)", "BIT", {"b'1000000001'"}, {"1000000001"}},
        {"BIT(64)",
         "BIT",
         {"x'8000000000000001'"},
         {"1000000000000000000000000000000000000000000000000000000000000001"}},
        {"DATE",
         "DATE",
         {"'1000-01-01'", "'9999-12-31'", "'2024-02-29'"},
         {"1000-01-01", "9999-12-31", "2024-02-29"}},
        {"DATETIME", "TIMESTAMP", {"'2024-03-31 02:30:00'"}, {"2024-03-31 02:30:00"}},
        {"DATETIME(6)",
         "TIMESTAMP",
         {"'9999-12-31 23:59:59.999999'", "'1000-01-01 00:00:00.000001'"},
         {"9999-12-31 23:59:59.999999", "1000-01-01 00:00:00.000001"}},
        {"TIMESTAMP(6) NULL",
         "TIMESTAMP WITH TIME ZONE",
         {"'1970-01-01 00:00:01.000001'", "'2024-03-31 01:30:00.5'"},
         {"1970-01-01 00:00:01.000001+00", "2024-03-31 01:30:00.5+00"}},
        {"TIME",
         "INTERVAL",
         {"'838:59:59'", "'-838:59:59'", "'00:00:00'"},
         {"838:59:59", "-838:59:59", "00:00:00"}},
        {"TIME(6)",
         "INTERVAL",
         {"'-00:00:00.000001'", "'23:59:59.999999'"},
         {"-00:00:00.000001", "23:59:59.999999"}},
        {"YEAR", "USMALLINT", {"1901", "2155", "0"}, {"1901", "2155", "0"}},
        {"CHAR(5)", "VARCHAR", {"'ab '", "''"}, {"ab", ""}},
        {"VARCHAR(20)", "VARCHAR", {"'ab '", "''", "'😀ß'", "'a\\\\b\\'\"'"}, {"ab ", "", "😀ß", "a\\b'\""}},
        {"VARCHAR(20) CHARACTER SET latin1", "VARCHAR", {"'Straße €'"}, {"Straße €"}},
        {"VARCHAR(20) CHARACTER SET utf16", "VARCHAR", {"'ж😀'"}, {"ж😀"}},
        {"TEXT", "VARCHAR", {"REPEAT('ä', 20000)"}, {umlauts}},
        {"LONGTEXT", "VARCHAR", {"REPEAT('x', 5000000)"}, {std::string(5000000, 'x')}},
        {"BINARY(3)", "BLOB", {"x'00FF'"}, {"\\x00\\xFF\\x00"}},
        {"VARBINARY(9)", "BLOB", {"x'00'", "''", "'a'"}, {"\\x00", "", "a"}},
        {"LONGBLOB", "BLOB", {"REPEAT('z', 300000)"}, {std::string(300000, 'z')}},
        {"ENUM('a','B',' collate x')", "VARCHAR", {"'a'", "'B'"}, {"a", "B"}},
        {"SET('x','y')", "VARCHAR", {"'x,y'", "''"}, {"x,y", ""}},
        {"JSON", "JSON", {"'{\"a\": [1, null]}'"}, {"{\"a\": [1, null]}"}},
        {"POINT",
         "BLOB",
         {"ST_GeomFromText('POINT(1 2)', 0)"},
         {"\\x00\\x00\\x00\\x00\\x01\\x01\\x00\\x00\\x00\\x00\\x00"
          "\\x00\\x00\\x00\\x00\\xF0?\\x00\\x00\\x00\\x00\\x00"
          "\\x00\\x00@"}},
    };
}

class MysqlTypes : public MysqlTest {
  protected:
    void check(const TypeCase& c) {
        SCOPED_TRACE(c.declaration);
        run("CREATE OR REPLACE TABLE t (n INT PRIMARY KEY, v " + c.declaration + ")");
        std::string insert = "INSERT INTO t VALUES (0, NULL)";
        for (size_t i = 0; i < c.literals.size(); i++) {
            insert += ", (" + std::to_string(i + 1) + ", " + c.literals[i] + ")";
        }
        run(insert);
        auto query = tableQuery("t");
        EXPECT_EQ(query.columns.at(1).type.ToString(), c.duckType);
        checkRows(c, read(query));
        checkRows(c, run("SELECT n, v FROM t"));
    }

    static void checkRows(const TypeCase& c, const Rows& rows) {
        EXPECT_EQ(rows.size(), c.literals.size() + 1);
        for (const auto& row : rows) {
            auto n = row[0].GetValue<int32_t>();
            EXPECT_EQ(row[1].type().ToString(), c.duckType);
            EXPECT_EQ(row[1].IsNull(), n == 0);
            if (n == 0) continue;
            EXPECT_EQ(row[1].ToString(), c.expected[static_cast<size_t>(n) - 1]);
        }
    }
};

TEST_F(MysqlTypes, EveryNumberKeepsItsExtremesAndNull) {
    for (const auto& c : numberCases()) check(c);
}

TEST_F(MysqlTypes, EveryOtherTypeKeepsItsExtremesNullAndEmpty) {
    for (const auto& c : otherCases()) check(c);
}

TEST_F(MysqlTypes, UuidAndInetOfMariaDb) {
    if (m_connection->capabilities().product != "MariaDB") GTEST_SKIP() << "only MariaDB has these types";
    run("CREATE TABLE t (u UUID, i INET6)");
    run("INSERT INTO t VALUES ('123e4567-e89b-12d3-a456-426655440000', '2001:db8::1')");
    auto rows = read(tableQuery("t"));
    EXPECT_EQ(rows.at(0)[0].type(), duckdb::LogicalType::UUID);
    EXPECT_EQ(rows.at(0)[0].ToString(), "123e4567-e89b-12d3-a456-426655440000");
    EXPECT_EQ(rows.at(0)[1].ToString(), "2001:db8::1");
}

TEST_F(MysqlTypes, TheTextProtocolAgrees) {
    // MariaDB prepares everything, so the text protocol is reached through a statement that no server
    // prepares with rows.
    run("CREATE TABLE t (i BIGINT UNSIGNED, d DECIMAL(38,2), s TEXT, b BLOB, ts DATETIME(6), tm TIME(3), "
        "bits BIT(9))");
    run("INSERT INTO t VALUES (18446744073709551615, -123.45, 'ä', x'00', '2024-01-02 03:04:05.000006', "
        "'-25:00:00.5', b'100000001'), (NULL, NULL, NULL, NULL, NULL, NULL, NULL)");
    run("SET GLOBAL max_prepared_stmt_count = 0");
    auto rows = tryRun("SELECT * FROM t");
    auto restored = tryRun("SET GLOBAL max_prepared_stmt_count = 16382");
    ASSERT_TRUE(restored.has_value()) << restored.error().text();
    ASSERT_TRUE(rows.has_value()) << rows.error().text();
    ASSERT_EQ(rows->size(), 2u);
    std::vector<std::string> expected = {"18446744073709551615",       "-123.45",     "ä",        "\\x00",
                                         "2024-01-02 03:04:05.000006", "-25:00:00.5", "100000001"};
    for (size_t i = 0; i < expected.size(); i++) {
        EXPECT_EQ((*rows)[0][i].ToString(), expected[i]);
        EXPECT_TRUE((*rows)[1][i].IsNull());
    }
}

TEST_F(MysqlTypes, ZeroDatesAreAnErrorNullOrText) {
    run("CREATE TABLE t (n INT, d DATE, dt DATETIME(3), ts TIMESTAMP NULL)");
    run("SET SESSION sql_mode = 'ALLOW_INVALID_DATES'");
    run("INSERT INTO t VALUES (1, '0000-00-00', '0000-00-00', '0000-00-00'), (2, '2020-00-10', '2020-02-31 "
        "01:02:03.5', NULL)");
    auto refused = tryRun("SELECT d FROM t WHERE n = 1");
    ASSERT_FALSE(refused.has_value());
    EXPECT_EQ(refused.error().code, ErrorCode::Data);
    EXPECT_NE(refused.error().message.find("'d'"), std::string::npos) << refused.error().text();
    EXPECT_FALSE(refused.error().hint.empty());
    EXPECT_EQ(one("SELECT 1"), "1") << "the session must survive the refused row";

    auto asNull = openWith("zero_dates", "null");
    auto rows = drain(asNull->native("SELECT d, dt, ts FROM t ORDER BY n", m_token));
    ASSERT_TRUE(rows.has_value()) << rows.error().text();
    for (int i = 0; i < 2; i++) {
        for (int c = 0; c < 3; c++) EXPECT_TRUE((*rows)[i][c].IsNull());
    }
    auto asText = openWith("zero_dates", "text");
    rows = drain(asText->native("SELECT d, dt, ts FROM t ORDER BY n", m_token));
    ASSERT_TRUE(rows.has_value()) << rows.error().text();
    EXPECT_EQ((*rows)[0][0].ToString(), "0000-00-00");
    EXPECT_EQ((*rows)[0][1].ToString(), "0000-00-00 00:00:00.000");
    EXPECT_EQ((*rows)[0][2].ToString(), "0000-00-00 00:00:00");
    EXPECT_EQ((*rows)[1][0].ToString(), "2020-00-10");
    EXPECT_EQ((*rows)[1][1].ToString(), "2020-02-31 01:02:03.500");
}

TEST_F(MysqlTypes, TinyintOneIsBooleanOnRequest) {
    run("CREATE TABLE t (b TINYINT(1))");
    run("INSERT INTO t VALUES (1), (0), (NULL)");
    auto connection = openWith("tinyint1_bool", "true");
    auto rows = drain(connection->native("SELECT b FROM t ORDER BY b", m_token));
    ASSERT_TRUE(rows.has_value()) << rows.error().text();
    EXPECT_TRUE((*rows)[0][0].IsNull());
    EXPECT_EQ((*rows)[1][0].ToString(), "false");
    EXPECT_EQ((*rows)[2][0].ToString(), "true");
    run("INSERT INTO t VALUES (5)");
    rows = drain(connection->native("SELECT b FROM t", m_token));
    ASSERT_FALSE(rows.has_value());
    EXPECT_EQ(rows.error().code, ErrorCode::Data);
}

TEST_F(MysqlTypes, ManyRowsAndAnEmptyProjection) {
    run("CREATE TABLE t (n BIGINT PRIMARY KEY, s VARCHAR(40))");
    run("INSERT INTO t SELECT seq, CONCAT('row ', seq) FROM seq_1_to_10000");
    auto query = tableQuery("t");
    auto rows = read(query);
    ASSERT_EQ(rows.size(), 10000u);
    int64_t sum = 0;
    for (const auto& row : rows) sum += row[0].GetValue<int64_t>();
    EXPECT_EQ(sum, 50005000);
    EXPECT_EQ(rows[4096][1].ToString(), "row " + rows[4096][0].ToString());
    query.projection.clear();
    EXPECT_EQ(read(query).size(), 10000u);
    EXPECT_EQ(run("SELECT n FROM t WHERE n < 0").size(), 0u);
}

}  // namespace tributary::connectors
