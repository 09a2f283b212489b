// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/connect/connection_pool.h"

#include <gtest/gtest.h>

#include <atomic>
#include <future>
#include <latch>

namespace tributary::connect {
namespace {

/// What the tests decide and what the connector then did.
struct Server {
    std::atomic<int> opened{0};
    std::atomic<int> closed{0};
    std::atomic<int> open{0};
    std::atomic<int> mostOpen{0};
    std::atomic<bool> alive{true};
    std::atomic<bool> answersSlowly{false};
    std::optional<Error> refusal;
    std::mutex mutex;  ///< of secretSeen
    std::string secretSeen;
};

class FakeConnection : public Connection {
  public:
    explicit FakeConnection(Server& server) : m_server(server) {
        m_server.opened++;
        const int now = ++m_server.open;
        int most = m_server.mostOpen;
        while (now > most && !m_server.mostOpen.compare_exchange_weak(most, now)) {
        }
    }
    ~FakeConnection() override {
        m_server.open--;
        m_server.closed++;
    }
    const Capabilities& capabilities() const override { return m_capabilities; }
    Result<Catalog> describe(const ObjectPath&, const CancelToken&) override { return Catalog(); }
    Result<std::unique_ptr<ChunkReader>> read(const sql::RemoteQuery&, const CancelToken&) override {
        return fail(ErrorCode::Unsupported, "no rows here");
    }
    Result<std::unique_ptr<ChunkReader>> native(std::string_view, const CancelToken&) override {
        return fail(ErrorCode::Unsupported, "no rows here");
    }
    Result<std::vector<sql::Column>> describeNative(std::string_view, const CancelToken&) override {
        return fail(ErrorCode::Unsupported, "no rows here");
    }
    bool isAlive() override { return m_server.alive; }
    void interrupt() noexcept override {}

  private:
    Server& m_server;
    Capabilities m_capabilities;
};

class FakeConnector : public Connector {
  public:
    explicit FakeConnector(Server& server) : m_server(server) {}
    const Descriptor& descriptor() const override { return m_descriptor; }
    Result<std::unique_ptr<Connection>> open(const Settings& settings,
                                             const CancelToken& token) const override {
        while (m_server.answersSlowly && !token.isCancelled()) std::this_thread::yield();
        if (token.isCancelled()) return fail(token.error());
        if (m_server.refusal) return fail(*m_server.refusal);
        {
            std::lock_guard lock(m_server.mutex);  // sessions are opened side by side
            m_server.secretSeen = settings.text("password");
        }
        return std::make_unique<FakeConnection>(m_server);
    }

  private:
    Server& m_server;
    Descriptor m_descriptor;
};

class ConnectionPoolTest : public ::testing::Test {
  protected:
    std::shared_ptr<ConnectionPool> makePool(size_t cap, SettingsResolver resolver = {}) {
        return std::make_shared<ConnectionPool>(m_connector, Settings(), std::move(resolver), "shop", cap);
    }

    Server m_server;
    FakeConnector m_connector{m_server};
    const CancelToken m_token;
};

TEST_F(ConnectionPoolTest, reusesASessionThatWasGivenBack) {
    auto pool = makePool(3);
    for (int i = 0; i < 5; i++) ASSERT_TRUE(pool->acquire(m_token));
    EXPECT_EQ(m_server.opened, 1);
    EXPECT_EQ(pool->openCount(), 1u);
}

TEST_F(ConnectionPoolTest, opensNoMoreThanItsCapUnderManyThreads) {
    auto pool = makePool(3);
    std::atomic<int> leases{0};
    std::atomic<int> mostLeases{0};
    std::latch start(8);
    std::vector<std::thread> threads;
    for (int t = 0; t < 8; t++) {
        threads.emplace_back([&] {
            start.arrive_and_wait();
            for (int i = 0; i < 200; i++) {
                auto lease = pool->acquire(m_token);
                ASSERT_TRUE(lease);
                const int now = ++leases;
                int most = mostLeases;
                while (now > most && !mostLeases.compare_exchange_weak(most, now)) {
                }
                if (i % 7 == 0) lease->discard();
                leases--;
            }
        });
    }
    for (auto& thread : threads) thread.join();
    EXPECT_LE(mostLeases, 3);
    EXPECT_LE(m_server.mostOpen, 3);
    EXPECT_LE(pool->openCount(), 3u);
    EXPECT_EQ(m_server.open, static_cast<int>(pool->openCount()));
}

TEST_F(ConnectionPoolTest, aWaiterGetsThePlaceThatBecomesFree) {
    auto pool = makePool(1);
    auto first = pool->acquire(m_token);
    ASSERT_TRUE(first);
    auto second = std::async(std::launch::async, [&] { return pool->acquire(m_token).has_value(); });
    while (!pool->isContended()) std::this_thread::yield();
    first->discard();
    first = fail(ErrorCode::Internal, "given back");
    EXPECT_TRUE(second.get());
    EXPECT_FALSE(pool->isContended());
    EXPECT_EQ(m_server.opened, 2) << "the discarded session is not handed on";
}

TEST_F(ConnectionPoolTest, aWaiterIsCancelled) {
    auto pool = makePool(1);
    auto first = pool->acquire(m_token);
    CancelToken mine;
    auto second = std::async(std::launch::async, [&] { return pool->acquire(mine); });
    while (!pool->isContended()) std::this_thread::yield();
    mine.cancel(CancelToken::Reason::Timeout);
    auto outcome = second.get();
    ASSERT_FALSE(outcome);
    EXPECT_EQ(outcome.error().code, ErrorCode::Timeout);
    EXPECT_FALSE(pool->isContended());
}

TEST_F(ConnectionPoolTest, openingIsCancelledAndGivesItsPlaceBack) {
    auto pool = makePool(1);
    m_server.answersSlowly = true;
    CancelToken mine;
    auto slow = std::async(std::launch::async, [&] { return pool->acquire(mine); });
    while (pool->openCount() == 0) std::this_thread::yield();
    mine.cancel();
    EXPECT_EQ(slow.get().error().code, ErrorCode::Cancelled);
    m_server.answersSlowly = false;
    EXPECT_TRUE(pool->acquire(m_token)) << "a cancelled attempt is no failure that would be remembered";
}

TEST_F(ConnectionPoolTest, replacesADeadSession) {
    auto pool = makePool(2);
    ASSERT_TRUE(pool->acquire(m_token));
    m_server.alive = false;
    auto lease = pool->acquire(m_token);
    ASSERT_TRUE(lease);
    EXPECT_EQ(m_server.opened, 2);
    EXPECT_EQ(m_server.closed, 1);
}

TEST_F(ConnectionPoolTest, aDeadHostFailsFastUntilItIsForgotten) {
    auto pool = makePool(2);
    m_server.refusal = Error(ErrorCode::Connection, "nothing listens there");
    auto first = pool->acquire(m_token);
    ASSERT_FALSE(first);
    EXPECT_EQ(first.error().source, "shop");
    m_server.refusal.reset();
    auto second = pool->acquire(m_token);
    ASSERT_FALSE(second) << "within the pause the host is not asked";
    EXPECT_EQ(second.error().message, first.error().message);
    EXPECT_EQ(pool->openCount(), 0u);
    pool->clear();
    EXPECT_TRUE(pool->acquire(m_token));
}

TEST_F(ConnectionPoolTest, aWrongPasswordEarnsNoPause) {
    auto pool = makePool(2);
    m_server.refusal = Error(ErrorCode::Authentication, "password refused");
    EXPECT_FALSE(pool->acquire(m_token));
    m_server.refusal.reset();
    EXPECT_TRUE(pool->acquire(m_token));
}

TEST_F(ConnectionPoolTest, clearClosesIdleSessionsNowAndLeasedOnesLater) {
    auto pool = makePool(2);
    auto leased = pool->acquire(m_token);
    ASSERT_TRUE(leased);
    ASSERT_TRUE(pool->acquire(m_token));
    EXPECT_EQ(pool->openCount(), 2u);
    pool->clear();
    EXPECT_EQ(m_server.closed, 1);
    leased = fail(ErrorCode::Internal, "given back");
    EXPECT_EQ(m_server.closed, 2);
    EXPECT_EQ(pool->openCount(), 0u);
}

TEST_F(ConnectionPoolTest, asksForSecretsOnceAndHidesThemInErrors) {
    int asked = 0;
    auto pool = makePool(2, [&](Settings& settings) -> Result<void> {
        asked++;
        settings.setSecret("password", "Sesame-1");
        return {};
    });
    EXPECT_FALSE(pool->settings().has("password")) << "not before a session is wanted";
    m_server.refusal = Error(ErrorCode::Authentication, "'Sesame-1' is wrong", "not Sesame-1");
    auto refused = pool->acquire(m_token);
    ASSERT_FALSE(refused);
    EXPECT_EQ(refused.error().text().find("Sesame-1"), std::string::npos) << refused.error().text();
    m_server.refusal.reset();
    ASSERT_TRUE(pool->acquire(m_token));
    EXPECT_EQ(m_server.secretSeen, "Sesame-1");
    EXPECT_EQ(asked, 1);
}

TEST_F(ConnectionPoolTest, aSecretThatCannotBeHadFailsTheSessionAlone) {
    bool locked = true;
    auto pool = makePool(1, [&](Settings&) -> Result<void> {
        if (locked) return fail(ErrorCode::Authentication, "the keyring is locked");
        return {};
    });
    EXPECT_FALSE(pool->acquire(m_token));
    locked = false;
    EXPECT_TRUE(pool->acquire(m_token)) << "the place was given back, and it is asked again";
}

TEST_F(ConnectionPoolTest, aLeaseMayOutliveWhoeverMadeThePool) {
    auto pool = makePool(1);
    auto lease = pool->acquire(m_token);
    ASSERT_TRUE(lease);
    pool.reset();
    EXPECT_TRUE((*lease)->isAlive());
    lease = fail(ErrorCode::Internal, "given back");
    EXPECT_EQ(m_server.open, 0);
}

}  // namespace
}  // namespace tributary::connect
