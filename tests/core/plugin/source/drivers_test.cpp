// SPDX-License-Identifier: GPL-3.0-or-later
// Drivers nobody here wrote, unchanged, each in its sandbox.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "core/plugin/source/plugin_connection.h"
#include "core/plugin/trial/trial.h"
#include "tests/conformance/harness.h"
#include "tests/conformance/scratch.h"
#include "tests/plugins/drivers/driver_test.h"

namespace tributary::plugin {
namespace {

using conformance::readAll;
using conformance::Rows;
using conformance::Scratch;
using ::testing::HasSubstr;

/// DuckDB's own ADBC entry on a file of its own.
class DuckDriver : public testing::DriverTest {
  protected:
    void SetUp() override {
        m_driver = testing::driverConnector("duckdb");
        ASSERT_TRUE(m_driver) << "libduckdb.so is beside every test";
        m_settings.set("folder", m_folder.path());
        m_settings.set("file", "data.duckdb");
    }

    Scratch m_folder;
    CancelToken m_token;
};

TEST_F(DuckDriver, TellsWhatItIs) {
    auto connection = open();
    EXPECT_THAT(connection->capabilities().product, HasSubstr("uck"));
    EXPECT_FALSE(connection->capabilities().version.empty());
    EXPECT_EQ(connection->capabilities().schemaPath, std::vector<std::string>{"main"});
    EXPECT_TRUE(connection->isAlive());
}

TEST_F(DuckDriver, HasTheFolderItWasGivenAndNoNetwork) {
    auto connection = open();
    EXPECT_EQ(m_driver->host->lastGrants().writePaths, std::vector<std::filesystem::path>{m_folder.path()});
    EXPECT_TRUE(m_driver->host->lastGrants().networkHosts.empty());
    const std::string outside = m_folder.path() + "-outside.csv";
    auto reader = connection->native("COPY (SELECT 1) TO '" + outside + "'", m_token);
    EXPECT_FALSE(reader);
    EXPECT_FALSE(std::filesystem::exists(outside));
}

TEST_F(DuckDriver, ReadsMillionsOfRowsExactly) {
    auto connection = open();
    const auto rows =
        run(*connection,
            "SELECT count(*), sum(i), min(t), max(t) FROM (SELECT i, 'row ' || i AS t FROM range(10) r(i))");
    EXPECT_EQ(rows, (Rows{{"10", "45", "row 0", "row 9"}}));
    auto reader = connection->native("SELECT i, 'row number ' || i AS t FROM range(3000000) r(i)", m_token);
    ASSERT_TRUE(reader) << reader.error().text();
    auto chunk = conformance::makeChunk((*reader)->columns());
    uint64_t count = 0;
    int64_t sum = 0;
    for (;;) {
        chunk->Reset();
        auto more = (*reader)->next(*chunk);
        ASSERT_TRUE(more) << more.error().text();
        if (!*more) break;
        const auto* ids = duckdb::FlatVector::GetData<int64_t>(chunk->data[0]);
        const auto* texts = duckdb::FlatVector::GetData<duckdb::string_t>(chunk->data[1]);
        for (duckdb::idx_t i = 0; i < chunk->size(); i++) sum += ids[i];
        ASSERT_EQ(texts[0].GetString(), "row number " + std::to_string(ids[0]));
        count += chunk->size();
    }
    EXPECT_EQ(count, 3000000u);
    EXPECT_EQ(sum, 3000000LL * 2999999 / 2);
    EXPECT_GT((*reader)->bytesRead(), 3000000u * 20);
}

TEST_F(DuckDriver, ACrashIsAnErrorAndTheNextSessionWorks) {
    auto connection = open();
    auto& process = dynamic_cast<PluginConnection&>(*connection).session().process();
    auto reader = connection->native("SELECT i, repeat('x', 200) FROM range(1000000) r(i)", m_token);
    ASSERT_TRUE(reader) << reader.error().text();
    ::kill(process.pid(), SIGSEGV);
    auto back = readAll(**reader);
    ASSERT_FALSE(back);
    EXPECT_THAT(back.error().text(), HasSubstr("DuckDB by ADBC"));
    reader->reset();
    EXPECT_FALSE(connection->isAlive());
    EXPECT_EQ(run(*open(), "SELECT 1"), (Rows{{"1"}}));
}

TEST_F(DuckDriver, IngestsRowsAndGivesThemBack) {
    auto connection = open();
    auto& process = dynamic_cast<PluginConnection&>(*connection).session().process();
    auto rows = process.query("SELECT i AS id, 'row ' || i AS t FROM range(5000) r(i)", m_token);
    ASSERT_TRUE(rows) << rows.error().text();
    // One call at a time, and one process to a file: another session takes the rows into another file.
    m_settings.set("file", "other.duckdb");
    auto other = open();
    auto& target = dynamic_cast<PluginConnection&>(*other).session().process();
    auto written = target.ingest({std::nullopt, std::nullopt, "taken"}, IngestMode::Create, **rows, m_token);
    ASSERT_TRUE(written) << written.error().text();
    EXPECT_EQ(run(*other, "SELECT count(*), sum(id), max(t) FROM taken"),
              (Rows{{"5000", "12497500", "row 999"}}));
}

TEST_F(DuckDriver, PassesItsTrial) {
    auto connection = open();
    run(*connection,
        "CREATE TABLE t AS SELECT i AS id, CASE WHEN i % 3 = 0 THEN NULL ELSE 'x' END AS v FROM range(50) "
        "r(i)");
    connection.reset();
    TrialOptions options;
    options.settings = m_settings;
    auto results =
        tryPlugin(*m_driver->host, m_driver->host->installed(), m_driver->dialects, options, m_token);
    ASSERT_TRUE(results) << results.error().text();
    std::map<std::string, Outcome> outcomes;
    for (const auto& result : *results) {
        EXPECT_NE(result.outcome, Outcome::Failed) << result.name << ": " << result.detail;
        outcomes[result.group] = result.outcome;
    }
    for (const char* group : {"connect", "list", "types", "query", "errors", "cancel", "leaks", "crash"})
        EXPECT_EQ(outcomes[group], Outcome::Passed) << group;
    EXPECT_EQ(outcomes["ingest"], Outcome::Skipped) << "it was not allowed to write";
}

TEST_F(DuckDriver, ATrialOfWhatIsNotThereFails) {
    TrialOptions options;
    options.settings.set("folder", m_folder.path() + "/nowhere");
    auto results =
        tryPlugin(*m_driver->host, m_driver->host->installed(), m_driver->dialects, options, m_token);
    ASSERT_TRUE(results) << results.error().text();
    ASSERT_EQ(results->size(), 1u);
    EXPECT_EQ(results->front().outcome, Outcome::Failed);
    EXPECT_FALSE(results->front().detail.empty());
}

/// The Go driver: it loads, connects and cancels under the same protection.
TEST(FlightSqlDriver, ARefusedConnectionIsToldClearly) {
    auto driver = testing::driverConnector("flightsql");
    if (!driver) GTEST_SKIP() << "NOT TESTED: no TRIBUTARY_TEST_ADBC_DRIVER_FLIGHTSQL; ./dev test fetches it";
    connect::Settings settings;
    settings.set("uri", "grpc://127.0.0.1:1");
    const auto begin = std::chrono::steady_clock::now();
    auto connection = driver->connector->open(settings, CancelToken());
    std::optional<Error> error;
    if (!connection) {
        error = connection.error();
    } else if (auto reader = (*connection)->native("SELECT 1", CancelToken()); !reader) {
        error = reader.error();
    }
    ASSERT_TRUE(error);
    EXPECT_THAT(error->text(), HasSubstr("refused")) << error->text();
    EXPECT_LT(std::chrono::steady_clock::now() - begin, std::chrono::seconds(20));
}

}  // namespace
}  // namespace tributary::plugin
