// SPDX-License-Identifier: GPL-3.0-or-later
#include <thread>

#include "tests/plugins/odbc-bridge/odbc_fixture.h"

namespace tributary::plugins::test {

const char* pluginFile() {
    return PLUGIN_FILE;
}

namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;

class OdbcPostgresql : public OdbcTest {
  protected:
    void SetUp() override {
        if (!connect("TRIBUTARY_TEST_POSTGRESQL", "PostgreSQL Unicode"))
            GTEST_SKIP()
                << "SKIPPED LOUDLY: TRIBUTARY_TEST_POSTGRESQL is not set; odbc-postgresql is not tested";
    }
};

TEST_F(OdbcPostgresql, TypesAreExact) {
    const auto numbers = m_driver.query(
        "SELECT 1::smallint a, -2147483648 b, 9223372036854775807 c, 1.5::real d, 0.1::float8 e, true f, "
        "12345678901234567890123456789.123456789::numeric(38,9) g, 1.234567890123456789::numeric h, "
        "(-0.01)::numeric(5,2) i, NULL::bigint j, 1::numeric(50,10) k");
    ASSERT_TRUE(numbers.ok()) << numbers.error;
    EXPECT_THAT(numbers.formats, ElementsAre("s", "i", "l", "f", "g", "b", "d:38,9", "u", "d:5,2", "l", "u"));
    EXPECT_THAT(numbers.rows[0],
                ElementsAre("1", "-2147483648", "9223372036854775807", "1.5", "0.10000000000000001", "true",
                            "12345678901234567890123456789.123456789", "1.234567890123456789", "-0.01",
                            "NULL", "1.0000000000"));
}

TEST_F(OdbcPostgresql, TimesTextsAndBytesAreExact) {
    const auto rest = m_driver.query(
        "SELECT DATE '1969-12-31' a, TIME '12:34:56.789123' b, TIMESTAMP '1969-12-31 23:59:59.999999' c, "
        "TIMESTAMPTZ '2024-01-02 03:04:05.678901+02' d, '\\x00ff10'::bytea e, "
        "'a0eebc99-9c0b-4ef8-bb6d-6bb9bd380a11'::uuid f, "
        "'{\"a\": 1}'::jsonb g, 'Zür😀ich'::text h, ''::text i, INTERVAL '1 day' j, '1.10'::money k, "
        "NULL::text l");
    ASSERT_TRUE(rest.ok()) << rest.error;
    EXPECT_EQ(rest.formats, (std::vector<std::string>{"tdD", "ttu", "tsu:", "tsu:UTC", "z", "u", "u", "u",
                                                      "u", "u", "u", "u"}));
    const auto& row = rest.rows[0];
    EXPECT_EQ(row[0], "-1");
    EXPECT_EQ(row[1], "45296789123");
    EXPECT_EQ(row[2], "-1");
    EXPECT_EQ(row[3], "1704157445678901");
    EXPECT_EQ(row[4], std::string("\0\xff\x10", 3));
    EXPECT_EQ(row[5], "a0eebc99-9c0b-4ef8-bb6d-6bb9bd380a11");
    EXPECT_EQ(row[6], "{\"a\": 1}");
    EXPECT_EQ(row[7], "Zür😀ich");
    EXPECT_EQ(row[8], "");
    EXPECT_EQ(row[9], "1 day");
    EXPECT_EQ(row[10], "$1.10");
    EXPECT_EQ(row[11], "NULL");
}

TEST_F(OdbcPostgresql, LongValuesComeWholeInBlocksAndRowByRow) {
    const std::string sql =
        "SELECT i, repeat('ä', CASE WHEN i % 7 = 0 THEN 20000 ELSE 3 END) AS t, "
        "decode(repeat('ab', CASE WHEN i % 5 = 0 THEN 30000 ELSE 2 END), 'hex') AS b, i * 2 AS j FROM "
        "generate_series(1, 500) i";
    for (const char* mode : {"auto", "row"}) {
        m_options["odbc.fetch"] = mode;
        ASSERT_TRUE(m_driver.open(m_options).ok());
        const auto all = m_driver.query(sql);
        ASSERT_TRUE(all.ok()) << mode << ": " << all.error;
        ASSERT_EQ(all.rows.size(), 500u);
        for (size_t i = 1; i <= 500; i++) {
            const auto& row = all.rows[i - 1];
            ASSERT_EQ(row[0], std::to_string(i));
            ASSERT_EQ(row[1].size(), i % 7 ? 6u : 40000u) << mode << " row " << i;
            ASSERT_EQ(row[2].size(), i % 5 ? 2u : 30000u) << mode << " row " << i;
            ASSERT_EQ(row[3], std::to_string(2 * i));
        }
    }
}

TEST_F(OdbcPostgresql, ManyRowsStreamInBatches) {
    const auto many = m_driver.query("SELECT i, 'row ' || i AS t FROM generate_series(1, 200000) i");
    ASSERT_TRUE(many.ok()) << many.error;
    EXPECT_EQ(many.rows.size(), 200000u);
    EXPECT_EQ(many.rows[199999][1], "row 200000");
    EXPECT_GE(many.batches, 4u);
    EXPECT_LE(many.longest, 65536);
}

TEST_F(OdbcPostgresql, StatementsWithoutRowsRunOnceAndAreCounted) {
    run("DROP TABLE IF EXISTS odbc_counted");
    const auto made = m_driver.query("CREATE TABLE odbc_counted (a int)");
    ASSERT_TRUE(made.ok()) << made.error;
    EXPECT_TRUE(made.columns.empty());
    const auto written = m_driver.query("INSERT INTO odbc_counted VALUES (1), (2), (3)");
    ASSERT_TRUE(written.ok()) << written.error;
    EXPECT_EQ(written.affected, 3);
    EXPECT_EQ(m_driver.query("UPDATE odbc_counted SET a = a + 1 WHERE a > 1").affected, 2);
    EXPECT_EQ(m_driver.query("SELECT count(*) FROM odbc_counted").rows[0][0], "3");
    run("DROP TABLE odbc_counted");
}

TEST_F(OdbcPostgresql, TellsTablesKeysAndComments) {
    run("DROP SCHEMA IF EXISTS odbc_t CASCADE");
    run("CREATE SCHEMA odbc_t");
    run("CREATE TABLE odbc_t.customer (id int PRIMARY KEY, name varchar(20) NOT NULL, amount numeric(12,2))");
    run("CREATE TABLE odbc_t.orders (a int, b int, customer int REFERENCES odbc_t.customer (id), PRIMARY KEY "
        "(a, b))");
    run("CREATE VIEW odbc_t.names AS SELECT name FROM odbc_t.customer");
    run("INSERT INTO odbc_t.customer VALUES (1, 'x', 1.5), (2, 'y', NULL)");
    run("ANALYZE odbc_t.customer");
    const auto tables = m_driver.objects(ADBC_OBJECT_DEPTH_TABLES, "odbc_t");
    ASSERT_TRUE(tables.ok()) << tables.error;
    EXPECT_THAT(tables.rows[0][1], HasSubstr("{customer, TABLE"));
    EXPECT_THAT(tables.rows[0][1], HasSubstr("{names, VIEW"));
    const auto customer = m_driver.objects(ADBC_OBJECT_DEPTH_ALL, "odbc_t", "customer");
    EXPECT_THAT(customer.rows[0][1], HasSubstr("{name, 2, NULL, NULL, varchar"));
    EXPECT_THAT(customer.rows[0][1], HasSubstr("{amount, 3, NULL, NULL, numeric(12,2)"));
    EXPECT_THAT(customer.rows[0][1], HasSubstr("PRIMARY KEY, [id]"));
    const auto orders = m_driver.objects(ADBC_OBJECT_DEPTH_ALL, "odbc_t", "orders");
    EXPECT_THAT(orders.rows[0][1], HasSubstr("PRIMARY KEY, [a, b]"));
    EXPECT_THAT(orders.rows[0][1], HasSubstr("FOREIGN KEY, [customer]"));
    EXPECT_THAT(orders.rows[0][1], HasSubstr("odbc_t, customer, id}"));
    const auto schema = m_driver.tableSchema("odbc_t", "customer");
    EXPECT_THAT(schema.formats, ElementsAre("i", "u", "d:12,2"));
    EXPECT_THAT(
        m_driver.query("SELECT \"amount\" FROM \"odbc_t\".\"customer\" WHERE \"id\" > 0 LIMIT 1").column(0),
        ElementsAre("1.50"));
    EXPECT_THAT(m_driver.executeSchema("SELECT id, name FROM odbc_t.customer").columns,
                ElementsAre("id", "name"));
    run("DROP SCHEMA odbc_t CASCADE");
}

TEST_F(OdbcPostgresql, CancelEndsTheStatementOnTheServer) {
    std::atomic<bool> done{false};
    std::thread canceller([&] {
        while (!done) {
            m_driver.cancel();
            std::this_thread::yield();
        }
    });
    const auto from = std::chrono::steady_clock::now();
    const auto slept = m_driver.query("SELECT pg_sleep(30)");
    done = true;
    canceller.join();
    EXPECT_EQ(slept.status, ADBC_STATUS_CANCELLED) << slept.error;
    EXPECT_LT(std::chrono::steady_clock::now() - from, std::chrono::seconds(10));
    EXPECT_THAT(m_driver.query("SELECT 7").column(0), ElementsAre("7"));
}

TEST_F(OdbcPostgresql, AResultLeftUnreadFreesTheConnection) {
    size_t seen = 0;
    const auto some = m_driver.query("SELECT i FROM generate_series(1, 5000000) i", [&] {
        if (++seen == 1) m_driver.cancel();
    });
    EXPECT_EQ(some.status, ADBC_STATUS_CANCELLED) << some.error;
    EXPECT_THAT(m_driver.query("SELECT 7").column(0), ElementsAre("7"));
}

TEST_F(OdbcPostgresql, ErrorsSayWhatHappened) {
    const auto syntax = m_driver.query("SELEC 1");
    EXPECT_EQ(syntax.status, ADBC_STATUS_INVALID_ARGUMENT) << syntax.error;
    EXPECT_EQ(syntax.sqlstate, "42601");
    EXPECT_THAT(syntax.error, HasSubstr("syntax error"));
    EXPECT_EQ(m_driver.query("SELECT * FROM nowhere").status, ADBC_STATUS_NOT_FOUND);
    EXPECT_EQ(m_driver.query("SELECT 1/0").status, ADBC_STATUS_INVALID_DATA);
    auto wrong = m_options;
    wrong["odbc.port"] = "1";
    const auto refused = m_driver.open(wrong);
    EXPECT_EQ(refused.status, ADBC_STATUS_IO) << refused.error;
    EXPECT_THAT(refused.error, Not(HasSubstr(m_options["password"] + ";")));
    wrong["odbc.driver"] = "No Such Driver";
    const auto driver = m_driver.open(wrong);
    EXPECT_FALSE(driver.ok());
    EXPECT_THAT(driver.error, HasSubstr("driver"));
}

TEST_F(OdbcPostgresql, ReadOnlyIsKeptByTheServer) {
    m_options[ADBC_CONNECTION_OPTION_READ_ONLY] = "true";
    const auto opened = m_driver.open(m_options);
    ASSERT_TRUE(opened.ok()) << opened.error;
    const auto write = m_driver.execute("CREATE TABLE odbc_forbidden (a int)");
    EXPECT_FALSE(write.ok());
    EXPECT_TRUE(m_driver.query("SELECT 1").ok());
}

TEST_F(OdbcPostgresql, FreesWhatItTakes) {
    expectNoLeak([&] {
        m_driver.query("SELECT i, repeat('x', 5000) FROM generate_series(1, 20) i");
        m_driver.query("SELECT nonsense");
        m_driver.objects(ADBC_OBJECT_DEPTH_TABLES, "pg_catalog", "pg_class");
    });
}

}  // namespace
}  // namespace tributary::plugins::test
