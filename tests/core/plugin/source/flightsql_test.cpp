// SPDX-License-Identifier: GPL-3.0-or-later
// adbc_driver_flightsql, unchanged and in its sandbox, on a real Flight SQL server (Apache Arrow's example).
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <condition_variable>
#include <cstdlib>
#include <mutex>
#include <sstream>
#include <thread>

#include "core/plugin/source/plugin_connection.h"
#include "core/plugin/trial/trial.h"
#include "tests/conformance/harness.h"
#include "tests/plugins/drivers/driver_test.h"

namespace tributary::plugin {
namespace {

using conformance::readAll;
using conformance::Rows;
using ::testing::HasSubstr;
using Clock = std::chrono::steady_clock;

class FlightSql : public testing::DriverTest {
  protected:
    void SetUp() override {
        m_driver = testing::driverConnector("flightsql");
        const char* server = std::getenv("TRIBUTARY_TEST_FLIGHTSQL");
        if (!m_driver || !server || !*server) {
            GTEST_SKIP() << "NOT TESTED: needs TRIBUTARY_TEST_FLIGHTSQL and "
                            "TRIBUTARY_TEST_ADBC_DRIVER_FLIGHTSQL; ./dev test sets both";
        }
        std::istringstream words(server);
        for (std::string word; words >> word;) {
            const size_t equals = word.find('=');
            const std::string key = word.substr(0, equals), value = word.substr(equals + 1);
            key == "password" ? m_settings.setSecret(key, value) : m_settings.set(key, value);
        }
        m_settings.set("dialect", "sqlite");
    }
    /// A table of so many rows: id from 1, a text, and a group of 0 … 9.
    void makeRows(connect::Connection& connection, const std::string& table, int rows) {
        run(connection, "DROP TABLE IF EXISTS " + table);
        run(connection, "CREATE TABLE " + table + " (id INTEGER PRIMARY KEY, t TEXT, g INTEGER)");
        run(connection, "INSERT INTO " + table +
                            " WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 "
                            "FROM n WHERE i < " +
                            std::to_string(rows) + ") SELECT i, 'row ' || i, i % 10 FROM n");
    }
    sql::RemoteQuery whole(connect::Connection& connection, const std::string& table) {
        auto described = connection.describe({"main", table}, m_token);
        if (!described) throw std::runtime_error(described.error().text());
        sql::RemoteQuery query;
        query.table = {"main", table};
        query.columns = described->columns;
        for (size_t i = 0; i < query.columns.size(); i++) query.projection.push_back(i);
        return query;
    }

    CancelToken m_token;
};

TEST_F(FlightSql, TellsWhatItIsAndWhatItHas) {
    auto connection = open();
    EXPECT_EQ(connection->capabilities().product, "db_name");  // so the server calls itself
    EXPECT_THAT(connection->capabilities().version, HasSubstr("sqlite 3"));
    makeRows(*connection, "listed", 3);
    auto schemas = connection->describe({}, m_token);
    ASSERT_TRUE(schemas) << schemas.error().text();
    ASSERT_EQ(schemas->objects.size(), 1u);
    EXPECT_EQ(schemas->objects[0].name, "main");
    auto tables = connection->describe({"main"}, m_token);
    ASSERT_TRUE(tables) << tables.error().text();
    EXPECT_TRUE(std::any_of(tables->objects.begin(), tables->objects.end(),
                            [](const auto& table) { return table.name == "listed"; }));
    auto table = connection->describe({"main", "listed"}, m_token);
    ASSERT_TRUE(table) << table.error().text();
    ASSERT_EQ(table->columns.size(), 3u);
    EXPECT_TRUE(table->columns[0].primaryKey);
    EXPECT_EQ(table->columns[0].type, duckdb::LogicalType::BIGINT);
    EXPECT_EQ(table->columns[1].type, duckdb::LogicalType::VARCHAR);
    EXPECT_EQ(table->columns[1].nativeType, "TEXT");
}

TEST_F(FlightSql, ReachesNothingButItsServer) {
    auto connection = open();
    const std::string uri = m_settings.text("uri", "");
    EXPECT_EQ(m_driver->host->lastGrants().networkHosts,
              std::vector<std::string>{uri.substr(std::string("grpc://").size())});
    EXPECT_TRUE(m_driver->host->lastGrants().writePaths.empty());
}

TEST_F(FlightSql, SaysWhatIsWrong) {
    auto connection = open();
    auto missing = connection->native("SELECT * FROM no_such_table", m_token);
    ASSERT_FALSE(missing);
    EXPECT_EQ(missing.error().code, ErrorCode::Query);
    EXPECT_THAT(missing.error().text(), HasSubstr("no such table: no_such_table"));
    EXPECT_TRUE(connection->isAlive());

    auto settings = m_settings;
    settings.setSecret("password", "not-the-password");
    auto refused = m_driver->connector->open(settings, m_token);
    ASSERT_FALSE(refused);
    EXPECT_EQ(refused.error().code, ErrorCode::Authentication) << refused.error().text();
    EXPECT_THAT(refused.error().text(), ::testing::Not(HasSubstr("not-the-password")));

    settings = m_settings;
    settings.set("uri", "grpc://no-such-host.invalid:31337");
    auto nowhere = m_driver->connector->open(settings, m_token);
    ASSERT_FALSE(nowhere);
    EXPECT_EQ(nowhere.error().code, ErrorCode::Connection) << nowhere.error().text();
}

TEST_F(FlightSql, IsReadOnlyWithoutTouchingTheServersOwnConnections) {
    makeRows(*open(), "kept", 3);
    m_settings.set("read_only", "true");
    auto reader = open();
    EXPECT_FALSE(reader->capabilities().readOnlyEnforced);
    auto refused = reader->native("DELETE FROM kept", m_token);
    ASSERT_FALSE(refused);
    EXPECT_EQ(refused.error().code, ErrorCode::Permission);
    m_settings.set("read_only", "");
    run(*open(), "INSERT INTO kept VALUES (4, 'row 4', 4)");  // PRAGMA query_only was never set for others
    EXPECT_EQ(run(*reader, "SELECT count(*) FROM kept"), (Rows{{"4"}}));
}

TEST_F(FlightSql, CancelsARunningStatement) {
    auto connection = open();
    std::thread canceller([&] {
        std::mutex mutex;
        std::unique_lock lock(mutex);
        std::condition_variable().wait_for(lock, std::chrono::milliseconds(300));
        m_token.cancel();
    });
    const auto begin = Clock::now();
    auto reader = connection->native(
        "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 4000000000) SELECT "
        "count(*) FROM n",
        m_token);
    Result<conformance::ReadBack> back = reader ? readAll(**reader) : fail(reader.error());
    canceller.join();
    ASSERT_FALSE(back);
    EXPECT_EQ(back.error().code, ErrorCode::Cancelled);
    EXPECT_LT(Clock::now() - begin, std::chrono::seconds(3));
}

TEST_F(FlightSql, ReadsAResultInParts) {
    auto connection = open();
    makeRows(*connection, "parted_rows", 200000);
    const auto query = whole(*connection, "parted_rows");
    auto& process = dynamic_cast<PluginConnection&>(*connection).session().process();
    auto parts = process.partitions("SELECT id FROM parted_rows", m_token);
    ASSERT_TRUE(parts) << parts.error().text();
    ASSERT_EQ(parts->parts.size(), 4u);
    EXPECT_FALSE(parts->schema);  // many servers tell it with the first rows only
    auto reader = connection->read(query, m_token);
    ASSERT_TRUE(reader) << reader.error().text();
    auto back = readAll(**reader);
    ASSERT_TRUE(back) << back.error().text();
    // In their order: one part after the other. (The driver itself hangs or crashes on an answer in several
    // parts whose schema the server does not tell beforehand.)
    auto plain = connection->native("SELECT * FROM parted_rows", m_token);
    ASSERT_TRUE(plain) << plain.error().text();
    auto expected = readAll(**plain);
    ASSERT_TRUE(expected) << expected.error().text();
    EXPECT_EQ(back->sorted(), expected->sorted());
    EXPECT_EQ(back->rowCount, 200000u);
}

TEST_F(FlightSql, APartThatFailsFailsTheWhole) {
    auto connection = open();
    makeRows(*connection, "parted_broken", 200000);
    auto reader = connection->read(whole(*connection, "parted_broken"), m_token);
    ASSERT_TRUE(reader) << reader.error().text();
    auto back = readAll(**reader);
    ASSERT_FALSE(back);
    EXPECT_THAT(back.error().text(), HasSubstr("this part of the result is broken"));
    reader->reset();
    EXPECT_EQ(run(*connection, "SELECT 1"), (Rows{{"1"}}));
}

TEST_F(FlightSql, CancelInTheMiddleOfParts) {
    auto connection = open();
    makeRows(*connection, "parted_many", 1000000);
    auto query = whole(*connection, "parted_many");
    auto reader = connection->read(query, m_token);
    ASSERT_TRUE(reader) << reader.error().text();
    auto chunk = conformance::makeChunk((*reader)->columns());
    for (int i = 0; i < 20; i++) {
        chunk->Reset();
        ASSERT_TRUE((*reader)->next(*chunk));
    }
    const auto begin = Clock::now();
    m_token.cancel();
    chunk->Reset();
    auto more = (*reader)->next(*chunk);
    ASSERT_FALSE(more);
    EXPECT_EQ(more.error().code, ErrorCode::Cancelled);
    reader->reset();
    EXPECT_LT(Clock::now() - begin, std::chrono::seconds(3));
}

TEST_F(FlightSql, ALimitDoesNotWaitForTheParts) {
    auto connection = open();
    makeRows(*connection, "parted_many", 1000000);
    auto query = whole(*connection, "parted_many");
    const size_t started = m_driver->host->starts();
    query.limit = 5;
    auto reader = connection->read(query, m_token);
    ASSERT_TRUE(reader) << reader.error().text();
    auto back = readAll(**reader);
    ASSERT_TRUE(back) << back.error().text();
    EXPECT_EQ(back->rowCount, 5u);
    reader->reset();
    EXPECT_EQ(m_driver->host->starts(), started) << "five rows are not worth a process";
}

TEST_F(FlightSql, PassesItsTrial) {
    auto connection = open();
    makeRows(*connection, "parted_rows", 2000);
    connection.reset();
    TrialOptions options;
    options.settings = m_settings;
    options.writes = true;
    auto results =
        tryPlugin(*m_driver->host, m_driver->host->installed(), m_driver->dialects, options, m_token);
    ASSERT_TRUE(results) << results.error().text();
    std::map<std::string, Outcome> outcomes;
    for (const auto& result : *results) {
        EXPECT_NE(result.outcome, Outcome::Failed) << result.name << ": " << result.detail;
        outcomes[result.group] = result.outcome;
        if (result.group == "ingest") {
            EXPECT_THAT(result.detail, HasSubstr("not implemented"));
        }
    }
    for (const char* group :
         {"connect", "list", "types", "query", "errors", "cancel", "partitions", "leaks", "crash"})
        EXPECT_EQ(outcomes[group], Outcome::Passed) << group;
    EXPECT_EQ(outcomes["ingest"], Outcome::Skipped) << "this server takes no rows";
}

}  // namespace
}  // namespace tributary::plugin
