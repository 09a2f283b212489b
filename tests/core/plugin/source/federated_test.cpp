// SPDX-License-Identifier: GPL-3.0-or-later
// Plugin sources in one statement with others, through the engine: filters, columns and limits reach the
// driver.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cstdlib>
#include <sstream>

#include "core/engine/federation.h"
#include "tests/conformance/scratch.h"
#include "tests/plugins/drivers/driver_plugin.h"

namespace tributary::plugin {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using Rows = std::vector<std::vector<std::string>>;

/// The registry owns its connectors; the driver's stays where its host is.
class Borrowed : public connect::Connector {
  public:
    explicit Borrowed(const connect::Connector& real) : m_real(real) {}
    const connect::Descriptor& descriptor() const override { return m_real.descriptor(); }
    Result<std::unique_ptr<connect::Connection>> open(const connect::Settings& settings,
                                                      const CancelToken& token) const override {
        return m_real.open(settings, token);
    }

  private:
    const connect::Connector& m_real;
};

class PluginFederation : public ::testing::Test {
  protected:
    void SetUp() override {
        m_duck = testing::driverConnector("duckdb");
        ASSERT_TRUE(m_duck);
        m_registry.add(std::make_unique<Borrowed>(*m_duck->connector));
        m_postgresql = testing::driverConnector("postgresql");
        if (m_postgresql) m_registry.add(std::make_unique<Borrowed>(*m_postgresql->connector));
        m_flightsql = testing::driverConnector("flightsql");
        if (m_flightsql) m_registry.add(std::make_unique<Borrowed>(*m_flightsql->connector));
        auto made = engine::Federation::create(m_registry);
        ASSERT_TRUE(made) << made.error().text();
        m_federation = std::move(*made);
        connect::Settings settings;
        settings.set("folder", m_folder.path());
        settings.set("file", "data.duckdb");
        auto attached = m_federation->attach("duck", "adbc-duckdb", settings);
        ASSERT_TRUE(attached) << attached.error().text();
        m_session = std::move(*m_federation->openSession());
        native("duck",
               "CREATE TABLE fact AS SELECT i AS id, i % 10 AS g, 'name ' || (i % 100) AS name, "
               "(i / 8)::DECIMAL(12,3) AS amount FROM range(20000) r(i)");
        // One process writes a DuckDB file, any number read it.
        ASSERT_TRUE(m_federation->detach("duck"));
        settings.set("read_only", "true");
        attached = m_federation->attach("duck", "adbc-duckdb", settings);
        ASSERT_TRUE(attached) << attached.error().text();
    }

    static Rows drain(engine::QueryRun& run) {
        Rows out;
        duckdb::DataChunk chunk;
        duckdb::vector<duckdb::LogicalType> types;
        for (const auto& column : run.columns()) types.push_back(column.type);
        if (types.empty()) return out;
        chunk.Initialize(duckdb::Allocator::DefaultAllocator(), types);
        for (;;) {
            chunk.Reset();
            auto more = run.next(chunk);
            if (!more) throw std::runtime_error(more.error().text());
            if (!*more) return out;
            for (duckdb::idx_t r = 0; r < chunk.size(); r++) {
                auto& row = out.emplace_back();
                for (duckdb::idx_t c = 0; c < chunk.ColumnCount(); c++)
                    row.push_back(chunk.GetValue(c, r).ToString());
            }
        }
    }

    Rows native(const std::string& connection, const std::string& text) {
        auto run = m_session->runNative(connection, text, {}, m_token);
        if (!run) throw std::runtime_error(run.error().text());
        return drain(**run);
    }

    Rows rows(const std::string& text) {
        auto run = m_session->run(text, {}, m_token);
        if (!run) throw std::runtime_error(run.error().text());
        Rows out = drain(**run);
        m_sent.clear();
        for (const auto& source : (*run)->profile().sources) m_sent.push_back(source.remoteText);
        return out;
    }

    conformance::Scratch m_folder;
    std::unique_ptr<testing::DriverConnector> m_duck;
    std::unique_ptr<testing::DriverConnector> m_postgresql;
    std::unique_ptr<testing::DriverConnector> m_flightsql;
    connect::ConnectorRegistry m_registry;
    std::unique_ptr<engine::Federation> m_federation;
    std::unique_ptr<engine::Session> m_session;
    std::vector<std::string> m_sent;
    CancelToken m_token;
};

TEST_F(PluginFederation, SendsColumnsFiltersAndLimits) {
    EXPECT_THAT(rows("SELECT name FROM duck.main.fact WHERE id = 4711 AND g = 1"),
                ElementsAre(ElementsAre("name 11")));
    ASSERT_EQ(m_sent.size(), 1u);
    EXPECT_THAT(m_sent[0], ::testing::StartsWith("SELECT \"name\" FROM "));
    EXPECT_THAT(m_sent[0], HasSubstr("4711"));
    EXPECT_EQ(rows("SELECT id FROM duck.main.fact LIMIT 3").size(), 3u);
    EXPECT_THAT(m_sent[0], HasSubstr("LIMIT 3"));
    EXPECT_THAT(rows("SELECT count(*), sum(amount) FROM duck.main.fact WHERE name LIKE 'name 7%'"),
                ElementsAre(ElementsAre(
                    "2200", rows("SELECT sum((i / 8)::DECIMAL(12,3)) FROM range(20000) r(i) WHERE "
                                 "'name ' || (i % 100) LIKE 'name 7%'")[0][0])));
}

TEST_F(PluginFederation, AnswersStayTheSameWithoutPushdown) {
    const std::vector<std::string> statements = {
        "SELECT g, count(*), min(name), max(amount) FROM duck.main.fact WHERE id BETWEEN 100 AND 9000 GROUP "
        "BY g "
        "ORDER BY g",
        "SELECT id, name FROM duck.main.fact WHERE name IN ('name 3', 'name 50') ORDER BY id LIMIT 20",
        "SELECT count(*) FROM duck.main.fact a JOIN duck.main.fact b ON a.id = b.id + 1 WHERE b.g = 3"};
    std::vector<Rows> pushed;
    for (const auto& text : statements) pushed.push_back(rows(text));
    rows("SET disabled_optimizers = 'extension'");
    for (size_t i = 0; i < statements.size(); i++) EXPECT_EQ(rows(statements[i]), pushed[i]) << statements[i];
}

TEST_F(PluginFederation, NativeTextInsideAStatement) {
    EXPECT_THAT(rows("SELECT answer + 1 FROM query('duck', 'SELECT 41 AS answer')"),
                ElementsAre(ElementsAre("42")));
}

TEST_F(PluginFederation, ExplainTellsWhatIsSent) {
    auto explained = m_session->explain("SELECT name FROM duck.main.fact WHERE id = 5", m_token);
    ASSERT_TRUE(explained) << explained.error().text();
}

/// "key=value key=value" as the scripts of test servers print it.
connect::Settings settingsOf(const std::string& server) {
    connect::Settings settings;
    std::istringstream words(server);
    for (std::string word; words >> word;) {
        const size_t equals = word.find('=');
        const std::string key = word.substr(0, equals);
        if (key == "password") settings.setSecret(key, word.substr(equals + 1));
        for (const char* known : {"host", "port", "user", "database", "uri"}) {
            if (key == known) settings.set(key, word.substr(equals + 1));
        }
    }
    return settings;
}

/// A Flight SQL server that answers in four parts, in one statement with another plugin.
TEST_F(PluginFederation, FlightSqlInPartsWithAnotherPlugin) {
    const char* server = std::getenv("TRIBUTARY_TEST_FLIGHTSQL");
    if (!m_flightsql || !server || !*server)
        GTEST_SKIP() << "NOT TESTED: needs TRIBUTARY_TEST_FLIGHTSQL and TRIBUTARY_TEST_ADBC_DRIVER_FLIGHTSQL";
    auto settings = settingsOf(server);
    settings.set("dialect", "sqlite");
    auto attached = m_federation->attach("flight", "adbc-flightsql", settings);
    ASSERT_TRUE(attached) << attached.error().text();
    native("flight", "DROP TABLE IF EXISTS parted_labels");
    native("flight", "CREATE TABLE parted_labels (id INTEGER PRIMARY KEY, label TEXT, g INTEGER)");
    native("flight",
           "INSERT INTO parted_labels WITH RECURSIVE n(i) AS (SELECT 0 UNION ALL SELECT i + 1 FROM n WHERE i "
           "< 19999) SELECT i, 'label ' || i, i % 10 FROM n");
    EXPECT_THAT(rows("SELECT label FROM flight.main.parted_labels WHERE id BETWEEN 4710 AND 4711 AND g = 1"),
                ElementsAre(ElementsAre("label 4711")));
    ASSERT_EQ(m_sent.size(), 1u);
    EXPECT_THAT(m_sent[0], ::testing::StartsWith("SELECT `label` FROM "));
    EXPECT_THAT(m_sent[0], HasSubstr("4710"));
    EXPECT_EQ(rows("SELECT id FROM flight.main.parted_labels LIMIT 3").size(), 3u);
    EXPECT_THAT(m_sent[0], HasSubstr("LIMIT 3"));
    const std::string join =
        "SELECT f.g, count(*), min(l.label), sum(f.amount) FROM flight.main.parted_labels l JOIN "
        "duck.main.fact f ON l.id = f.id WHERE l.g IN (3, 4) GROUP BY f.g ORDER BY f.g";
    const auto answer = rows(join);
    ASSERT_EQ(answer.size(), 2u);
    EXPECT_EQ(answer[0][1], "2000");
    EXPECT_EQ(answer[1][2], "label 10004");
    // In order means: not in parts.
    EXPECT_THAT(rows("SELECT id FROM flight.main.parted_labels ORDER BY id DESC LIMIT 2"),
                ElementsAre(ElementsAre("19999"), ElementsAre("19998")));
    rows("SET disabled_optimizers = 'extension'");
    EXPECT_EQ(rows(join), answer);
    native("flight", "DROP TABLE parted_labels");
}

TEST_F(PluginFederation, PostgresqlJoinsWithAnotherPlugin) {
    const char* server = std::getenv("TRIBUTARY_TEST_POSTGRESQL");
    if (!m_postgresql || !server || !*server)
        GTEST_SKIP()
            << "NOT TESTED: needs TRIBUTARY_TEST_POSTGRESQL and TRIBUTARY_TEST_ADBC_DRIVER_POSTGRESQL";
    const auto settings = settingsOf(server);
    auto attached = m_federation->attach("pg", "adbc-postgresql", settings);
    ASSERT_TRUE(attached) << attached.error().text();
    native("pg", "DROP TABLE IF EXISTS public.plugin_groups");
    native("pg",
           "CREATE TABLE public.plugin_groups AS SELECT i AS g, 'group ' || i AS label, "
           "(i * 1.5)::numeric(10,2) AS weight FROM generate_series(0, 9) r(i)");
    const auto answer = rows(
        "SELECT p.label, count(*), sum(f.amount) FROM duck.main.fact f JOIN pg.public.plugin_groups p ON p.g "
        "= f.g "
        "WHERE p.g IN (2, 3) GROUP BY p.label ORDER BY p.label");
    EXPECT_EQ(answer.size(), 2u);
    EXPECT_EQ(answer[0][0], "group 2");
    EXPECT_EQ(answer[0][1], "2000");
    native("pg", "DROP TABLE public.plugin_groups");
}

}  // namespace
}  // namespace tributary::plugin
