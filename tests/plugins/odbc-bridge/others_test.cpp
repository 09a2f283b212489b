// SPDX-License-Identifier: GPL-3.0-or-later
#include <thread>

#include "tests/plugins/odbc-bridge/odbc_fixture.h"

namespace tributary::plugins::test {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;

class OdbcMariadb : public OdbcTest {
  protected:
    void SetUp() override {
        if (!connect("TRIBUTARY_TEST_MYSQL", "MariaDB Unicode"))
            GTEST_SKIP() << "SKIPPED LOUDLY: TRIBUTARY_TEST_MYSQL is not set; odbc-mariadb is not tested";
    }
};

TEST_F(OdbcMariadb, TypesAreExact) {
    run("CREATE OR REPLACE TABLE odbc_types (a tinyint, b tinyint unsigned, c bigint unsigned, d "
        "decimal(38,5), e double, f bit(1), "
        "g bit(8), h date, i time(6), j datetime(6), k timestamp(6) NULL, l year, m varchar(20) CHARACTER "
        "SET utf8mb4, n longtext, o blob, "
        "p varbinary(10), q decimal(65,2), r int unsigned, s json)");
    run("SET time_zone = '+00:00'");
    run("INSERT INTO odbc_types VALUES (-1, 200, 18446744073709551615, -12345.67891, 0.1, 1, b'101', "
        "'1969-12-31', '12:34:56.789123', "
        "'1969-12-31 23:59:59.999999', '2024-01-02 03:04:05.678901', 2024, 'Zür😀ich', repeat('x', 50000), "
        "x'00ff', x'0102', 1.50, "
        "4294967295, '{\"a\":1}')");
    run("INSERT INTO odbc_types (a) VALUES (NULL)");
    const auto all = m_driver.query("SELECT * FROM odbc_types");
    ASSERT_TRUE(all.ok()) << all.error;
    EXPECT_EQ(all.formats,
              (std::vector<std::string>{"c", "C", "L", "d:38,5", "g", "b", "z", "tdD", "ttu",
                                        "tsu:", "tsu:UTC", "i", "u", "u", "z", "z", "u", "I", "u"}));
    ASSERT_EQ(all.rows.size(), 2u);
    const auto& row = all.rows[0];
    EXPECT_EQ(Line(row.begin(), row.begin() + 6),
              (Line{"-1", "200", "18446744073709551615", "-12345.67891", "0.10000000000000001", "true"}));
    EXPECT_EQ(row[6], "\x05");
    EXPECT_EQ(Line(row.begin() + 7, row.begin() + 13),
              (Line{"-1", "45296789123", "-1", "1704164645678901", "2024", "Zür😀ich"}));
    EXPECT_EQ(row[13].size(), 50000u);
    EXPECT_EQ(row[14], std::string("\0\xff", 2));
    EXPECT_EQ(Line(row.begin() + 15, row.end()), (Line{"\x01\x02", "1.50", "4294967295", "{\"a\":1}"}));
    EXPECT_EQ(all.rows[1], Line(19, "NULL"));
    run("DROP TABLE odbc_types");
}

TEST_F(OdbcMariadb, DatabasesAreSchemasAndNamesMayBeQuoted) {
    run("CREATE OR REPLACE TABLE odbc_child (a int)");
    run("CREATE OR REPLACE TABLE odbc_parent (id int PRIMARY KEY COMMENT 'the key', t varchar(5) NOT NULL)");
    run("CREATE OR REPLACE TABLE odbc_child (a int, p int, FOREIGN KEY (p) REFERENCES odbc_parent (id))");
    const auto tables = m_driver.objects(ADBC_OBJECT_DEPTH_ALL, "tributary", "odbc_parent");
    ASSERT_TRUE(tables.ok()) << tables.error;
    ASSERT_EQ(tables.rows.size(), 1u);
    EXPECT_EQ(tables.rows[0][0], "NULL");
    EXPECT_THAT(tables.rows[0][1], HasSubstr("{tributary, [{odbc_parent, TABLE"));
    EXPECT_THAT(tables.rows[0][1], HasSubstr("{id, 1, the key, NULL, int"));
    EXPECT_THAT(tables.rows[0][1], HasSubstr("PRIMARY KEY, [id]"));
    const auto child = m_driver.objects(ADBC_OBJECT_DEPTH_ALL, "tributary", "odbc_child");
    EXPECT_THAT(child.rows[0][1], HasSubstr("FOREIGN KEY, [p], [{NULL, tributary, odbc_parent, id}]"));
    run("INSERT INTO odbc_parent VALUES (1, 'a'), (2, 'b')");
    EXPECT_THAT(
        m_driver.query("SELECT \"t\" FROM \"tributary\".\"odbc_parent\" WHERE \"id\" = 2 LIMIT 1").column(0),
        ElementsAre("b"));
    run("DROP TABLE odbc_child");
    run("DROP TABLE odbc_parent");
}

TEST_F(OdbcMariadb, StatementsWithoutRowsRunOnceAndAreCounted) {
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

TEST_F(OdbcMariadb, StreamsCancelsAndGoesOn) {
    const auto many = m_driver.query("SELECT seq, CONCAT('row ', seq) FROM seq_1_to_200000");
    ASSERT_TRUE(many.ok()) << many.error;
    EXPECT_EQ(many.rows.size(), 200000u);
    EXPECT_EQ(many.rows.back()[1], "row 200000");
    std::atomic<bool> done{false};
    std::thread canceller([&] {
        while (!done) {
            m_driver.cancel();
            std::this_thread::yield();
        }
    });
    const auto from = std::chrono::steady_clock::now();
    const auto slept = m_driver.query("SELECT SLEEP(30), seq FROM seq_1_to_2");
    done = true;
    canceller.join();
    EXPECT_EQ(slept.status, ADBC_STATUS_CANCELLED) << slept.error;
    EXPECT_LT(std::chrono::steady_clock::now() - from, std::chrono::seconds(10));
    const auto after = m_driver.query("SELECT 7");
    EXPECT_THAT(after.column(0), ElementsAre("7")) << after.error;
}

TEST_F(OdbcMariadb, ErrorsSayWhatHappened) {
    EXPECT_EQ(m_driver.query("SELEC 1").status, ADBC_STATUS_INVALID_ARGUMENT);
    EXPECT_EQ(m_driver.query("SELECT * FROM nowhere").status, ADBC_STATUS_NOT_FOUND);
    auto wrong = m_options;
    wrong["password"] = "not-it-at-all";
    const auto refused = m_driver.open(wrong);
    EXPECT_EQ(refused.status, ADBC_STATUS_UNAUTHENTICATED) << refused.error;
    EXPECT_THAT(refused.error, Not(HasSubstr("not-it-at-all")));
    m_options[ADBC_CONNECTION_OPTION_READ_ONLY] = "true";
    ASSERT_TRUE(m_driver.open(m_options).ok());
    EXPECT_FALSE(m_driver.execute("CREATE TABLE odbc_forbidden (a int)").ok());
}

class OdbcSqlite : public OdbcTest {
  protected:
    void SetUp() override {
        m_file = std::filesystem::temp_directory_path() / ("odbc_bridge_" + std::to_string(getpid()) + ".db");
        std::filesystem::remove(m_file);
        m_options = {{"odbc.driver", "SQLite3"}, {"odbc.file", m_file.string()}};
        const auto opened = m_driver.open(m_options);
        ASSERT_TRUE(opened.ok()) << opened.error;
        run("CREATE TABLE t (id integer PRIMARY KEY, name varchar(3), x real, b blob, d date, big bigint)");
        run("INSERT INTO t VALUES (1, 'a name longer than three', 0.1, x'00ff', '1969-12-31', "
            "9223372036854775807)");
        run("INSERT INTO t VALUES (2, '', NULL, NULL, NULL, NULL)");
    }
    void TearDown() override {
        m_driver.close();
        std::filesystem::remove(m_file);
    }
    std::filesystem::path m_file;
};

TEST_F(OdbcSqlite, ReadsATable) {
    const auto all = m_driver.query(
        "SELECT \"id\", \"name\", \"x\", \"b\", \"d\", \"big\" FROM \"main\".\"t\" WHERE \"id\" < 3 LIMIT 5");
    ASSERT_TRUE(all.ok()) << all.error;
    EXPECT_THAT(all.formats, ElementsAre("l", "u", "g", "z", "tdD", "l"));
    ASSERT_EQ(all.rows.size(), 2u);
    EXPECT_EQ(all.rows[0], (Line{"1", "a name longer than three", "0.10000000000000001",
                                 std::string("\0\xff", 2), "-1", "9223372036854775807"}));
    EXPECT_EQ(all.rows[1], (Line{"2", "", "NULL", "NULL", "NULL", "NULL"}));
}

TEST_F(OdbcSqlite, TellsItsTables) {
    const auto tables = m_driver.objects(ADBC_OBJECT_DEPTH_ALL, "main", "t");
    ASSERT_TRUE(tables.ok()) << tables.error;
    ASSERT_EQ(tables.rows.size(), 1u);
    EXPECT_THAT(tables.rows[0][1], HasSubstr("{main, [{t, TABLE, [{id, 1,"));
    EXPECT_THAT(tables.rows[0][1], HasSubstr("PRIMARY KEY, [id]"));
    EXPECT_THAT(m_driver.info().rows, ::testing::Contains(ElementsAre("0", "SQLite")));
}

TEST_F(OdbcSqlite, ManyRowsAndCancel) {
    size_t batches = 0;
    const auto all = m_driver.query(
        "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 100000000) SELECT i FROM n",
        [&] {
            if (++batches == 1) m_driver.cancel();
        });
    EXPECT_EQ(all.status, ADBC_STATUS_CANCELLED) << all.error;
    EXPECT_TRUE(m_driver.query("SELECT 1").ok());
}

TEST_F(OdbcSqlite, FreesWhatItTakes) {
    expectNoLeak([&] {
        m_driver.query("SELECT * FROM t");
        m_driver.query("SELECT nonsense");
        m_driver.objects(ADBC_OBJECT_DEPTH_ALL);
    });
}

/// What it does where somebody answers: tds_test.cpp.
TEST_F(OdbcTest, TdsDriverLoadsAndSaysWhyItCannotConnect) {
    const auto refused = m_driver.open({{"odbc.driver", "FreeTDS"},
                                        {"odbc.server", "127.0.0.1"},
                                        {"odbc.port", "1"},
                                        {"username", "sa"},
                                        {"password", "Secret;with}marks"},
                                        {"odbc.connection_string", "TDS_Version=7.4"},
                                        {"odbc.login_timeout", "5"}});
    EXPECT_EQ(refused.status, ADBC_STATUS_IO) << refused.error;
    EXPECT_THAT(refused.error, HasSubstr("Unable to connect"));
    EXPECT_THAT(refused.error, HasSubstr("Check server and port"));
    EXPECT_THAT(refused.error, Not(HasSubstr("Secret")));
}

TEST_F(OdbcTest, SaysWhatIsMissing) {
    EXPECT_THAT(m_driver.open({}).error, HasSubstr("DSN"));
    EXPECT_EQ(m_driver.open({{"odbc.dsn", "no-such-data-source"}}).status, ADBC_STATUS_NOT_FOUND);
    EXPECT_EQ(m_driver.open({{"odbc.driver", "SQLite3"}, {"odbc.fetch", "sometimes"}}).status,
              ADBC_STATUS_INVALID_ARGUMENT);
}

}  // namespace
}  // namespace tributary::plugins::test
