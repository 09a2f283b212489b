// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/engine/federation.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "core/engine/export.h"
#include "tests/core/engine/standin_source.h"

namespace tributary::engine {
namespace {
using ::testing::Contains;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;
using testing::StandinServer;

using Rows = std::vector<std::vector<std::string>>;

class FederationTest : public ::testing::Test {
  protected:
    void SetUp() override {
        server = std::make_shared<StandinServer>();
        server->execute(
            "CREATE TABLE fact AS SELECT range AS id, (range * 7919) % 1000 AS k, range % 10 AS g, "
            "'n' || (range % 100) AS name FROM range(20000)");
        server->execute("CREATE TABLE \"Odd Näme\" AS SELECT 1 AS \"select\", 'x' AS \"Mixed Case\"");
        registry.add(testing::makeStandinConnector(server));
        auto made = Federation::create(registry);
        ASSERT_TRUE(made) << made.error().text();
        federation = std::move(*made);
        auto attached = federation->attach("far", "standin", {});
        ASSERT_TRUE(attached) << attached.error().text();
        session = std::move(*federation->openSession());
    }

    Result<Rows> rows(const std::string& sql, const RunOptions& options = {}, CancelToken token = {}) {
        auto run = session->run(sql, options, token);
        if (!run) return fail(run.error());
        return drain(**run);
    }

    static Result<Rows> drain(QueryRun& run) {
        Rows out;
        duckdb::DataChunk chunk;
        duckdb::vector<duckdb::LogicalType> types;
        for (const auto& column : run.columns()) types.push_back(column.type);
        if (!types.empty()) chunk.Initialize(duckdb::Allocator::DefaultAllocator(), types);
        for (;;) {
            chunk.Reset();
            auto more = run.next(chunk);
            if (!more) return fail(more.error());
            if (!*more) return out;
            for (size_t r = 0; r < chunk.size(); r++) {
                std::vector<std::string> row;
                for (size_t c = 0; c < chunk.ColumnCount(); c++)
                    row.push_back(chunk.GetValue(c, r).ToString());
                out.push_back(std::move(row));
            }
        }
    }

    std::shared_ptr<StandinServer> server;
    connect::ConnectorRegistry registry;
    std::unique_ptr<Federation> federation;
    std::unique_ptr<Session> session;
};

TEST_F(FederationTest, sendsOnlyTheColumnsAndRowsAskedFor) {
    auto result =
        rows("SELECT name FROM far.main.fact WHERE id BETWEEN 5 AND 6 AND g IN (5, 7) AND name LIKE 'n5%'");
    ASSERT_TRUE(result) << result.error().text();
    EXPECT_THAT(*result, ElementsAre(ElementsAre("n5")));
    auto sent = server->takeStatements();
    ASSERT_EQ(sent.size(), 1u);
    EXPECT_THAT(sent[0], ::testing::StartsWith("SELECT \"name\" FROM \"main\".\"fact\" WHERE "));
    EXPECT_THAT(sent[0], HasSubstr("\"id\" >= 5"));
    EXPECT_THAT(sent[0], HasSubstr("\"g\" IN (5, 7)"));
    EXPECT_THAT(sent[0], HasSubstr("starts_with(\"name\", 'n5')"));
}

TEST_F(FederationTest, findsTheDefaultSchemaAndNamesInAnyCase) {
    auto result = rows("SELECT count(*) FROM FAR.Fact");
    ASSERT_TRUE(result) << result.error().text();
    EXPECT_THAT(*result, ElementsAre(ElementsAre("20000")));
    auto odd = rows("SELECT \"select\", \"mixed case\" FROM far.main.\"Odd Näme\"");
    ASSERT_TRUE(odd) << odd.error().text();
    EXPECT_THAT(*odd, ElementsAre(ElementsAre("1", "x")));
}

TEST_F(FederationTest, keepsWhatCannotBePushedAndSaysWhy) {
    auto result = rows("SELECT count(*) FROM far.fact WHERE name LIKE '%7' AND g = 7");
    ASSERT_TRUE(result) << result.error().text();
    EXPECT_THAT(*result, ElementsAre(ElementsAre("2000")));
    auto sent = server->takeStatements();
    EXPECT_THAT(sent, Contains(HasSubstr("WHERE \"g\" = 7")));
    auto explanation = session->explain("SELECT count(*) FROM far.fact WHERE name LIKE '%7' AND g = 7", {});
    ASSERT_TRUE(explanation) << explanation.error().text();
    ASSERT_EQ(explanation->sources.size(), 1u);
    EXPECT_THAT(explanation->sources[0].remoteText, HasSubstr("\"g\" = 7"));
    EXPECT_THAT(explanation->sources[0].local, Not(IsEmpty()));
    EXPECT_THAT(server->takeStatements(), IsEmpty()) << "explaining must not run anything";
}

TEST_F(FederationTest, looksThroughLongListsHere) {
    std::string values = "0";
    for (int i = 1; i <= 2000; i++) values += ", " + std::to_string(i * 5);
    for (const char* is : {" IN (", " NOT IN ("}) {
        const std::string where = "FROM far.fact WHERE id" + std::string(is) + values + ")";
        auto result = rows("SELECT count(*) " + where);
        ASSERT_TRUE(result) << result.error().text();
        EXPECT_THAT(*result, ElementsAre(ElementsAre(is[1] == 'I' ? "2001" : "17999")));
        for (const auto& sent : server->takeStatements())
            EXPECT_LT(sent.size(), 1000u) << sent.substr(0, 200);
        auto explanation = session->explain("SELECT id " + where, {});
        ASSERT_TRUE(explanation) << explanation.error().text();
        ASSERT_EQ(explanation->sources[0].local.size(), 1u);
        EXPECT_THAT(explanation->sources[0].local[0], HasSubstr("2001 values"));
        EXPECT_LT(explanation->sources[0].local[0].size(), 200u);
    }
}

TEST_F(FederationTest, honoursTheCollationOfTheSource) {
    server->textRules = sql::PushRules::none();
    federation->forget("far");
    auto result = rows("SELECT count(*) FROM far.fact WHERE name = 'n7' OR g = 3");
    ASSERT_TRUE(result) << result.error().text();
    EXPECT_THAT(*result, ElementsAre(ElementsAre("2200")));
    EXPECT_THAT(server->takeStatements(), Contains(Not(HasSubstr("WHERE"))))
        << "an OR with one branch that stays local must stay local as a whole";
}

TEST_F(FederationTest, pushesLimitAndTopN) {
    ASSERT_TRUE(rows("SELECT id FROM far.fact LIMIT 10 OFFSET 5"));
    EXPECT_THAT(server->takeStatements(), Contains(HasSubstr("LIMIT 15")));
    auto top = rows("SELECT id FROM far.fact ORDER BY id DESC LIMIT 2");
    ASSERT_TRUE(top) << top.error().text();
    EXPECT_THAT(*top, ElementsAre(ElementsAre("19999"), ElementsAre("19998")));
    EXPECT_THAT(server->takeStatements(), Contains(HasSubstr("ORDER BY \"id\" DESC NULLS LAST LIMIT 2")));
    ASSERT_TRUE(rows("SELECT id FROM far.fact WHERE name LIKE '%7' LIMIT 3"));
    EXPECT_THAT(server->takeStatements(), Contains(Not(HasSubstr("LIMIT"))));
}

TEST_F(FederationTest, bringsJoinKeysToTheSource) {
    ASSERT_TRUE(rows("CREATE TEMP TABLE few AS SELECT unnest([3, 500, 19000])::BIGINT AS id"));
    auto result = rows("SELECT count(*) FROM far.fact JOIN few USING (id)");
    ASSERT_TRUE(result) << result.error().text();
    EXPECT_THAT(*result, ElementsAre(ElementsAre("3")));
    EXPECT_THAT(server->takeStatements(), Contains(HasSubstr("IN (3, 500, 19000)")));
}

TEST_F(FederationTest, neverPutsJoinFiltersBelowALimit) {
    ASSERT_TRUE(rows("CREATE TEMP TABLE few AS SELECT unnest([3, 500, 19999])::BIGINT AS id"));
    for (const char* sql :
         {"SELECT count(*) FROM (SELECT * FROM far.fact ORDER BY id DESC LIMIT 10) f JOIN few USING (id)",
          "SELECT count(*) FROM (SELECT * FROM (SELECT range AS id FROM range(20000)) ORDER BY id "
          "DESC LIMIT 10) f JOIN few USING (id)"}) {
        auto result = rows(sql);
        ASSERT_TRUE(result) << result.error().text();
        EXPECT_THAT(*result, ElementsAre(ElementsAre("1"))) << sql;
    }
}

TEST_F(FederationTest, guardsLocalTablesAgainstTheSameDefect) {
    ASSERT_TRUE(rows("CREATE TEMP TABLE big AS SELECT range AS id, range % 97 AS k FROM range(100000)"));
    ASSERT_TRUE(rows("CREATE TEMP TABLE few AS SELECT unnest([1, 2])::BIGINT AS id"));
    auto result =
        rows("SELECT count(*) FROM (SELECT * FROM big ORDER BY id DESC LIMIT 3000) f JOIN few USING (id)");
    ASSERT_TRUE(result) << result.error().text();
    EXPECT_THAT(*result, ElementsAre(ElementsAre("0")));
}

TEST_F(FederationTest, runsNativeTextAsATable) {
    auto result =
        rows("SELECT g, n FROM query('far', 'SELECT g, count(*) AS n FROM fact GROUP BY g') WHERE g = 4");
    ASSERT_TRUE(result) << result.error().text();
    EXPECT_THAT(*result, ElementsAre(ElementsAre("4", "2000")));
    auto unknown = rows("SELECT * FROM query('nowhere', 'SELECT 1')");
    ASSERT_FALSE(unknown);
    EXPECT_THAT(unknown.error().message, HasSubstr("nowhere"));
}

TEST_F(FederationTest, bindsParametersAndPushesThem) {
    RunOptions options;
    options.parameters = {{"wanted", "17"}};
    auto result = rows("SELECT name FROM far.fact WHERE id = $wanted", options);
    ASSERT_TRUE(result) << result.error().text();
    EXPECT_THAT(*result, ElementsAre(ElementsAre("n17")));
    EXPECT_THAT(server->takeStatements(), Contains(HasSubstr("\"id\" = 17")));
}

TEST_F(FederationTest, tellsTheSourcesErrorAndItsName) {
    server->failAfterRows = 2048;
    auto result = rows("SELECT max(id) FROM far.fact");
    ASSERT_FALSE(result);
    EXPECT_EQ(result.error().code, ErrorCode::Connection);
    EXPECT_EQ(result.error().source, "far");
    EXPECT_EQ(result.error().hint, "Run it again.");
    server->failAfterRows.reset();
    EXPECT_TRUE(rows("SELECT max(id) FROM far.fact")) << "the next statement gets a fresh session";
}

TEST_F(FederationTest, pointsAtTheMistake) {
    auto result = rows("SELECT id,\n       nosuch FROM far.fact");
    ASSERT_FALSE(result);
    EXPECT_EQ(result.error().code, ErrorCode::Syntax);
    ASSERT_TRUE(result.error().position);
    EXPECT_EQ(result.error().position->line, 2u);
    EXPECT_EQ(result.error().position->column, 8u);
    EXPECT_EQ(result.error().position->length, 6u);
}

TEST_F(FederationTest, cancelStopsAStalledSource) {
    server->stall = true;
    CancelToken token;
    auto run = session->run("SELECT max(id) FROM far.fact", {}, token);
    ASSERT_TRUE(run) << run.error().text();
    std::thread canceller([&] {
        while (true) {
            std::lock_guard lock(server->mutex);
            if (server->openReaders > 0) break;
        }
        token.cancel();
    });
    auto result = drain(**run);
    canceller.join();
    ASSERT_FALSE(result);
    EXPECT_EQ(result.error().code, ErrorCode::Cancelled);
    EXPECT_EQ(server->interrupts, 1u);
    run->reset();
    server->stall = false;
    EXPECT_TRUE(rows("SELECT 1"));
}

TEST_F(FederationTest, aTimeLimitIsToldAsOne) {
    server->stall = true;
    RunOptions options;
    options.timeout = std::chrono::milliseconds(30);
    auto result = rows("SELECT max(id) FROM far.fact", options);
    ASSERT_FALSE(result);
    EXPECT_EQ(result.error().code, ErrorCode::Timeout);
}

TEST_F(FederationTest, anUnreachableSourceHurtsOnlyItsOwnStatements) {
    server->openError = Error(ErrorCode::Connection, "nobody listens on host:1", "Start the server.");
    federation->forget("far");
    auto result = rows("SELECT * FROM far.fact");
    ASSERT_FALSE(result);
    EXPECT_EQ(result.error().code, ErrorCode::Connection);
    EXPECT_EQ(federation->status("far").health, ConnectionStatus::Health::Failing);
    EXPECT_TRUE(rows("SELECT 42"));
    EXPECT_TRUE(rows("SHOW ALL TABLES"));
}

TEST_F(FederationTest, refusesToChangeAttachedSources) {
    auto result = rows("INSERT INTO far.main.fact VALUES (1, 2, 3, 'x')");
    ASSERT_FALSE(result);
    EXPECT_THAT(result.error().message, HasSubstr("only reads"));
}

TEST_F(FederationTest, explainsInSql) {
    auto result = rows("EXPLAIN SELECT id FROM far.fact WHERE g = 1");
    ASSERT_TRUE(result) << result.error().text();
    std::string text;
    for (const auto& row : *result) text += row[0] + "\n";
    EXPECT_THAT(text, HasSubstr("SELECT \"id\" FROM \"main\".\"fact\" WHERE \"g\" = 1"));
}

TEST_F(FederationTest, profilesEachSource) {
    auto run = session->run("SELECT id FROM far.fact WHERE g = 1", {}, {});
    ASSERT_TRUE(run);
    ASSERT_TRUE(drain(**run));
    const auto profile = (*run)->profile();
    EXPECT_EQ(profile.rows, 2000u);
    ASSERT_EQ(profile.sources.size(), 1u);
    EXPECT_EQ(profile.sources[0].rows, 2000u);
    EXPECT_EQ(profile.sources[0].connection, "far");
    EXPECT_TRUE(profile.totalMs);
}

}  // namespace
}  // namespace tributary::engine
