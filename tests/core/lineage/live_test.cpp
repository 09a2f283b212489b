// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/lineage/live.h"

#include <set>

#include "core/lineage/graph.h"
#include "tests/core/engine/federation_fixture.h"

namespace tributary::lineage {
namespace {
using Lines = std::set<std::string>;

class LiveLineageTest : public engine::testing::FederationFixture {
  protected:
    void SetUp() override {
        engine::FederationOptions options;
        options.planObserver = makeLineageObserver();
        start(std::move(options));
        server->execute("CREATE TABLE numbers(id INTEGER, label VARCHAR)");
    }

    std::shared_ptr<const LiveLineage> of(const std::string& sql) {
        auto run = session->run(sql, {}, {});
        if (!run) {
            ADD_FAILURE() << run.error().text();
            return nullptr;
        }
        auto drained = engine::testing::drain(**run);
        EXPECT_TRUE(drained) << drained.error().text();
        return liveLineage(**run);
    }

    static Lines lines(const LiveLineage& live) {
        Lines out;
        for (const auto& edge : live.statement.edges) {
            out.insert(edge.target.table + ":" + edge.target.column + " < " + edge.source.table + "." +
                       edge.source.column + " " + std::string(subtypeName(edge.subtype)));
        }
        return out;
    }
};

TEST_F(LiveLineageTest, QueriesOfRemoteAndLocalTables) {
    ASSERT_TRUE(rows("CREATE TABLE local(id INTEGER, factor INTEGER)"));
    const auto live =
        of("SELECT n.id AS k, sum(n.id * l.factor) total FROM far.main.numbers n JOIN local l "
           "USING (id) WHERE l.factor > 1 GROUP BY n.id");
    ASSERT_TRUE(live);
    EXPECT_EQ(live->error, "");
    EXPECT_EQ(live->statement.kind, "SELECT");
    EXPECT_EQ(live->statement.outputColumns, (std::vector<std::string>{"k", "total"}));
    EXPECT_EQ(live->statement.inputs, (std::vector<std::string>{"far.main.numbers", "memory.main.local"}));
    EXPECT_EQ(lines(*live),
              (Lines{":k < far.main.numbers.id IDENTITY", ":total < far.main.numbers.id AGGREGATION",
                     ":total < memory.main.local.factor AGGREGATION", ": < far.main.numbers.id JOIN",
                     ": < memory.main.local.id JOIN", ": < memory.main.local.factor FILTER",
                     ": < far.main.numbers.id GROUP_BY"}));
}

TEST_F(LiveLineageTest, StatementsThatWrite) {
    ASSERT_TRUE(rows("CREATE TABLE t(a INTEGER, b INTEGER)"));
    const auto made = of("CREATE TABLE copy AS SELECT a + b AS c FROM t");
    ASSERT_TRUE(made);
    EXPECT_EQ(made->statement.kind, "CREATE TABLE AS");
    EXPECT_EQ(lines(*made), (Lines{"memory.main.copy:c < memory.main.t.a TRANSFORMATION",
                                   "memory.main.copy:c < memory.main.t.b TRANSFORMATION"}));
    const auto inserted = of("INSERT INTO t(b) SELECT c FROM copy");
    ASSERT_TRUE(inserted);
    EXPECT_EQ(lines(*inserted), (Lines{"memory.main.t:b < memory.main.copy.c IDENTITY"}));
    const auto updated = of("UPDATE t SET a = copy.c FROM copy WHERE copy.c = t.b");
    ASSERT_TRUE(updated);
    EXPECT_EQ(updated->statement.inputs, (std::vector<std::string>{"memory.main.copy"}));
    EXPECT_EQ(lines(*updated), (Lines{"memory.main.t:a < memory.main.copy.c IDENTITY",
                                      "memory.main.t: < memory.main.copy.c FILTER",
                                      "memory.main.t: < memory.main.t.b FILTER"}));
    const auto merged =
        of("MERGE INTO t USING copy ON t.a = copy.c WHEN MATCHED THEN UPDATE SET b = copy.c WHEN "
           "NOT MATCHED THEN INSERT (a) VALUES (copy.c + 1)");
    ASSERT_TRUE(merged);
    EXPECT_EQ(merged->statement.kind, "MERGE");
    const auto found = lines(*merged);
    EXPECT_TRUE(found.count("memory.main.t:b < memory.main.copy.c IDENTITY"));
    EXPECT_TRUE(found.count("memory.main.t:a < memory.main.copy.c TRANSFORMATION"));
}

TEST_F(LiveLineageTest, ViewsAreMadeOfTheirQuery) {
    const auto live =
        of("CREATE VIEW v(k, twice) AS SELECT label, id * 2 FROM far.main.numbers WHERE id > 0");
    ASSERT_TRUE(live);
    EXPECT_EQ(live->error, "");
    EXPECT_EQ(live->statement.kind, "CREATE VIEW");
    EXPECT_EQ(live->statement.outputs, (std::vector<std::string>{"memory.main.v"}));
    EXPECT_EQ(live->statement.inputs, (std::vector<std::string>{"far.main.numbers"}));
    EXPECT_EQ(lines(*live), (Lines{"memory.main.v:k < far.main.numbers.label IDENTITY",
                                   "memory.main.v:twice < far.main.numbers.id TRANSFORMATION",
                                   "memory.main.v: < far.main.numbers.id FILTER"}));
    const auto again = of("CREATE OR REPLACE VIEW v AS SELECT id FROM far.main.numbers");
    ASSERT_TRUE(again);
    EXPECT_EQ(lines(*again), (Lines{"memory.main.v:id < far.main.numbers.id IDENTITY"}));
    const auto table = of("CREATE TABLE made(a INTEGER DEFAULT 3)");
    EXPECT_TRUE(!table || table->statement.edges.empty());
}

TEST_F(LiveLineageTest, NativeTextIsASource) {
    const auto live = of("SELECT * FROM query('far', 'SELECT * FROM numbers')");
    ASSERT_TRUE(live);
    ASSERT_EQ(live->natives.size(), 1u);
    EXPECT_EQ(live->natives[0].connection, "far");
    EXPECT_EQ(live->natives[0].text, "SELECT * FROM numbers");
    ASSERT_FALSE(live->statement.edges.empty());
    EXPECT_EQ(live->statement.edges[0].source.table, live->natives[0].table);
}

TEST_F(LiveLineageTest, NativeTextIsSeenThrough) {
    const auto live =
        of("SELECT max(twice) AS m, n FROM query('far', 'SELECT id * 2 AS twice, label AS n FROM "
           "numbers WHERE id > 0') GROUP BY n");
    ASSERT_TRUE(live);
    LiveLineage seen;
    seen.statement = throughNatives(*live, [](const std::string&) { return SqlDialect::DuckDb; });
    EXPECT_EQ(seen.statement.inputs, (std::vector<std::string>{"far.numbers"}));
    EXPECT_EQ(lines(seen), (Lines{":m < far.numbers.id AGGREGATION", ":n < far.numbers.label IDENTITY",
                                  ": < far.numbers.label GROUP_BY", ": < far.numbers.id FILTER"}));
    seen.statement = throughNatives(*live, [](const std::string&) { return std::nullopt; });
    EXPECT_EQ(seen.statement.confidence, Confidence::Low);
    EXPECT_EQ(lines(seen), lines(*live)) << "a text nobody reads stays a source";
}

TEST_F(LiveLineageTest, ParametersAndStatementsWithoutPlan) {
    auto run =
        session->run("SELECT id FROM far.main.numbers WHERE id = $n", {.parameters = {{"n", "3"}}}, {});
    ASSERT_TRUE(run) << run.error().text();
    const auto live = liveLineage(**run);
    ASSERT_TRUE(live);
    EXPECT_EQ(lines(*live), (Lines{":id < far.main.numbers.id IDENTITY", ": < far.main.numbers.id FILTER"}));
    run = session->run("SET threads = 4", {}, {});
    ASSERT_TRUE(run) << run.error().text();
    const auto none = liveLineage(**run);
    EXPECT_TRUE(!none || none->statement.edges.empty());
}

}  // namespace
}  // namespace tributary::lineage
