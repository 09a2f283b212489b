// SPDX-License-Identifier: GPL-3.0-or-later
#include <thread>

#include "tests/core/engine/federation_fixture.h"

namespace tributary::engine {
namespace {
using ::testing::ElementsAre;

class FederationLifecycleTest : public testing::FederationFixture {
  protected:
    void SetUp() override {
        FederationOptions options;
        options.connectionCap = 2;
        start(std::move(options));
        server->execute("CREATE TABLE big AS SELECT range AS id, range % 10 AS g FROM range(300000)");
        server->execute("CREATE TABLE small AS SELECT range AS id FROM range(10)");
    }

    std::unique_ptr<QueryRun> begin(const std::string& sql, const CancelToken& token = {}) {
        auto run = session->run(sql, {}, token);
        EXPECT_TRUE(run) << (run ? "" : run.error().text());
        return run ? std::move(*run) : nullptr;
    }

    void expectAlive() {
        auto result = rows("SELECT count(*) FROM far.big");
        ASSERT_TRUE(result) << result.error().text();
        EXPECT_THAT(*result, ElementsAre(ElementsAre("300000")));
    }
};

TEST_F(FederationLifecycleTest, anUnfinishedRunEndsTheServersStatement) {
    auto run = begin("SELECT * FROM far.big");
    ASSERT_TRUE(run);
    ASSERT_TRUE(readOneChunk(*run));
    EXPECT_EQ(openReaders(), 1u);
    run.reset();
    EXPECT_EQ(openReaders(), 0u);
    expectAlive();
}

TEST_F(FederationLifecycleTest, aRunNobodyReadEndsToo) {
    for (int i = 0; i < 10; i++) begin("SELECT count(*) FROM far.big a JOIN far.big b USING (id)");
    EXPECT_EQ(openReaders(), 0u);
    expectAlive();
}

TEST_F(FederationLifecycleTest, aTransactionOutlivesAnUnfinishedRun) {
    ASSERT_TRUE(rows("CREATE TABLE kept (id BIGINT)"));
    auto run = begin("SELECT * FROM far.big");
    ASSERT_TRUE(readOneChunk(*run));
    run.reset();
    ASSERT_TRUE(rows("INSERT INTO kept VALUES (1)"));
    auto kept = rows("SELECT * FROM kept");
    ASSERT_TRUE(kept) << kept.error().text();
    EXPECT_THAT(*kept, ElementsAre(ElementsAre("1")));
}

TEST_F(FederationLifecycleTest, cancelsAtAnyMoment) {
    for (int microseconds = 0; microseconds < 20'000; microseconds += 700) {
        CancelToken token;
        const auto at = std::chrono::steady_clock::now() + std::chrono::microseconds(microseconds);
        std::thread canceller([&] {
            while (std::chrono::steady_clock::now() < at) std::this_thread::yield();
            token.cancel();
            token.cancel(CancelToken::Reason::Timeout);
        });
        auto result =
            rows("SELECT count(*) FROM far.big a JOIN far.big b USING (id) WHERE a.g <> 3", {}, token);
        canceller.join();
        if (result) {
            EXPECT_THAT(*result, ElementsAre(ElementsAre("270000")));
        } else {
            EXPECT_EQ(result.error().code, ErrorCode::Cancelled) << result.error().text();
        }
        // A worker may still hold the scan for a moment; a second is what a person is promised.
        const auto limit = std::chrono::steady_clock::now() + std::chrono::seconds(1);
        while (openReaders() != 0 && std::chrono::steady_clock::now() < limit) std::this_thread::yield();
        EXPECT_EQ(openReaders(), 0u);
    }
    expectAlive();
}

TEST_F(FederationLifecycleTest, aRunDestroyedLateLeavesTheNextOneAlone) {
    CancelToken ofFirst;
    auto first = begin("SELECT * FROM far.big", ofFirst);
    ASSERT_TRUE(readOneChunk(*first));
    auto second = begin("SELECT id FROM far.big WHERE g = 3");
    ASSERT_TRUE(second);
    auto more = readOneChunk(*first);
    ASSERT_FALSE(more) << "the session has gone on";
    EXPECT_EQ(more.error().code, ErrorCode::Conflict) << more.error().text();
    EXPECT_EQ(first->profile().sources.size(), 1u);
    EXPECT_EQ(first->profile().sources[0].remoteText.find("WHERE"), std::string::npos)
        << "a profile is of its own statement";
    ASSERT_TRUE(readOneChunk(*second));
    ofFirst.cancel();
    first.reset();
    auto rest = testing::drain(*second);
    ASSERT_TRUE(rest) << rest.error().text();
    EXPECT_EQ(second->profile().rows, 30000u);
    second.reset();
    EXPECT_EQ(openReaders(), 0u);
}

TEST_F(FederationLifecycleTest, theNextStatementEndsAScanThatIsReadDirectly) {
    auto first = begin("SELECT * FROM far.big");
    ASSERT_TRUE(readOneChunk(*first));
    EXPECT_EQ(openReaders(), 1u);
    auto second = begin("SELECT 1");
    EXPECT_EQ(openReaders(), 0u) << "the session's one statement is another now";
    ASSERT_TRUE(second);
    first.reset();
    auto rest = testing::drain(*second);
    ASSERT_TRUE(rest) << rest.error().text();
    EXPECT_THAT(*rest, ElementsAre(ElementsAre("1")));
}

TEST_F(FederationLifecycleTest, aScanReadDirectlyGivesColumnsAsWritten) {
    auto some = rows("SELECT g, id, g AS again FROM far.big WHERE id = 42");
    ASSERT_TRUE(some) << some.error().text();
    EXPECT_THAT(*some, ElementsAre(ElementsAre("2", "42", "2")));
    auto local = rows("SELECT id FROM far.big WHERE id = 7 AND g + 0 = 7");
    ASSERT_TRUE(local) << local.error().text();
    EXPECT_THAT(*local, ElementsAre(ElementsAre("7"))) << "what the source does not compare stays here";
}

TEST_F(FederationLifecycleTest, aTableWithoutItsSchemaIsCancelledWhileItWaitsForAPlace) {
    auto first = session->runNative("far", "SELECT * FROM big", {}, {});
    auto second = session->runNative("far", "SELECT * FROM big", {}, {});
    ASSERT_TRUE(first && second);
    for (const char* sql : {"SELECT count(*) FROM far.small", "EXPLAIN SELECT count(*) FROM far.small"}) {
        RunOptions options;
        options.timeout = std::chrono::milliseconds(120);
        const auto begun = std::chrono::steady_clock::now();
        auto result = rows(sql, options);
        ASSERT_FALSE(result) << sql;
        EXPECT_EQ(result.error().code, ErrorCode::Timeout) << result.error().text();
        EXPECT_LT(std::chrono::steady_clock::now() - begun, std::chrono::seconds(3)) << sql;
    }
    first->reset();
    second->reset();
    expectAlive();
}

TEST_F(FederationLifecycleTest, aCancelledTokenStartsNothing) {
    CancelToken token;
    token.cancel();
    for (const char* sql : {"SELECT * FROM far.big", "EXPLAIN SELECT * FROM far.big", "SELECT 1"}) {
        auto result = rows(sql, {}, token);
        ASSERT_FALSE(result) << sql;
        EXPECT_EQ(result.error().code, ErrorCode::Cancelled);
    }
    auto native = session->runNative("far", "SELECT 1", {}, token);
    ASSERT_FALSE(native);
    EXPECT_EQ(native.error().code, ErrorCode::Cancelled);
    expectAlive();
}

TEST_F(FederationLifecycleTest, cancelsWhileItWaitsForAPlace) {
    auto first = session->runNative("far", "SELECT * FROM big", {}, {});
    auto second = session->runNative("far", "SELECT * FROM big", {}, {});
    ASSERT_TRUE(first && second);
    for (const bool native : {true, false}) {
        RunOptions options;
        options.timeout = std::chrono::milliseconds(120);
        auto result = native ? session->runNative("far", "SELECT 1", options, {}).map([](auto&&) {})
                             : rows("SELECT count(*) FROM far.main.small", options).map([](auto&&) {});
        ASSERT_FALSE(result);
        EXPECT_EQ(result.error().code, ErrorCode::Timeout);
    }
    first->reset();
    second->reset();
    expectAlive();
}

TEST_F(FederationLifecycleTest, aFinishedNativeRunGivesItsPlaceBack) {
    std::vector<std::unique_ptr<QueryRun>> kept;
    for (int i = 0; i < 4; i++) {
        RunOptions options;
        options.timeout = std::chrono::seconds(20);
        auto run = session->runNative("far", "SELECT 7 AS n", options, {});
        ASSERT_TRUE(run) << run.error().text();
        auto result = testing::drain(**run);
        ASSERT_TRUE(result) << result.error().text();
        EXPECT_THAT(*result, ElementsAre(ElementsAre("7")));
        ASSERT_EQ((*run)->columns().size(), 1u);
        EXPECT_EQ((*run)->columns()[0].name, "n");
        EXPECT_THAT((*run)->warnings(), ::testing::IsEmpty());
        kept.push_back(std::move(*run));
    }
}

TEST_F(FederationLifecycleTest, aSessionMayGoBeforeItsRun) {
    auto run = begin("SELECT id FROM far.big");
    ASSERT_TRUE(readOneChunk(*run));
    session.reset();
    ASSERT_TRUE(testing::drain(*run));
    run.reset();
    EXPECT_EQ(openReaders(), 0u);
}

TEST_F(FederationLifecycleTest, aConnectionMayGoWhileItIsRead) {
    auto run = begin("SELECT id FROM far.big");
    ASSERT_TRUE(readOneChunk(*run));
    auto detached = federation->detach("far");
    ASSERT_TRUE(detached) << detached.error().text();
    auto rest = testing::drain(*run);
    ASSERT_TRUE(rest) << rest.error().text();
    EXPECT_EQ(rest->size(), 300000u - STANDARD_VECTOR_SIZE);
    run.reset();
    EXPECT_FALSE(rows("SELECT * FROM far.small"));
    ASSERT_TRUE(federation->attach("far", "standin", {}));
    expectAlive();
}

TEST_F(FederationLifecycleTest, aConnectionMayBeReplacedWhileItIsRead) {
    auto run = begin("SELECT id FROM far.big");
    ASSERT_TRUE(readOneChunk(*run));
    auto other = federation->openSession();
    ASSERT_TRUE(other);
    ASSERT_TRUE(federation->detach("far"));
    auto attached = federation->attach("far", "standin", {});
    ASSERT_TRUE(attached) << attached.error().text();
    auto second = (*other)->run("SELECT count(*) FROM far.small", {}, {});
    ASSERT_TRUE(second) << second.error().text();
    ASSERT_TRUE(testing::drain(**second));
    ASSERT_TRUE(testing::drain(*run));
    run.reset();
    expectAlive();
}

TEST_F(FederationLifecycleTest, everythingMayGoInTheWrongOrder) {
    auto run = begin("SELECT id FROM far.big");
    ASSERT_TRUE(readOneChunk(*run));
    federation.reset();
    session.reset();
    ASSERT_TRUE(testing::drain(*run));
}

TEST_F(FederationLifecycleTest, sessionsRunSideBySide) {
    std::vector<std::thread> threads;
    std::atomic<int> right{0};
    for (int t = 0; t < 4; t++) {
        threads.emplace_back([&] {
            auto own = federation->openSession();
            for (int i = 0; own && i < 5; i++) {
                auto run = (*own)->run("SELECT count(*) FROM far.big WHERE g = 3", {}, {});
                auto result = run ? testing::drain(**run) : Result<testing::Rows>(fail(run.error()));
                if (result && (*result)[0][0] == "30000") right++;
                federation->forget("far");
            }
        });
    }
    for (auto& thread : threads) thread.join();
    EXPECT_EQ(right, 20);
}

/// Scans without a session must not keep the workers from those that have one.
TEST_F(FederationLifecycleTest, manyScansShareFewSessions) {
    std::string sql = "SELECT count(*) FROM (SELECT id FROM far.main.big";
    for (int i = 1; i < 24; i++) sql += " UNION ALL SELECT id FROM far.main.big";
    auto answer = rows(sql + ")");
    ASSERT_TRUE(answer) << answer.error().text();
    auto one = rows("SELECT count(*) * 24 FROM far.main.big");
    ASSERT_TRUE(one) << one.error().text();
    EXPECT_EQ(*answer, *one);
}

}  // namespace
}  // namespace tributary::engine
