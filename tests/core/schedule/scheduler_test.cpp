// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/schedule/scheduler.h"

#include <gtest/gtest.h>

#include "tests/core/schedule/fake_clock.h"

namespace tributary::schedule {
namespace {

using namespace std::chrono_literals;
const TimePoint kStart{1'700'000'000'000ms};

/// What jobs did, to be waited for.
class Log {
  public:
    void add(const std::string& id, const Tick& tick) {
        const std::lock_guard lock(m_mutex);
        m_ticks.emplace_back(id, tick);
        m_changed.notify_all();
    }
    /// Waits until there are `count` entries; a test that waits in vain fails by its time limit.
    std::vector<std::pair<std::string, Tick>> waitFor(size_t count) {
        std::unique_lock lock(m_mutex);
        EXPECT_TRUE(m_changed.wait_for(lock, 20s, [&] { return m_ticks.size() >= count; }))
            << m_ticks.size() << " of " << count;
        return m_ticks;
    }
    /// Has it that many within `limit`?
    bool reaches(size_t count, std::chrono::milliseconds limit) {
        std::unique_lock lock(m_mutex);
        return m_changed.wait_for(lock, limit, [&] { return m_ticks.size() >= count; });
    }
    size_t size() {
        const std::lock_guard lock(m_mutex);
        return m_ticks.size();
    }

  private:
    std::mutex m_mutex;
    std::condition_variable m_changed;
    std::vector<std::pair<std::string, Tick>> m_ticks;
};

class SchedulerTest : public ::testing::Test {
  protected:
    std::shared_ptr<FakeClock> m_clock = std::make_shared<FakeClock>(kStart);
    Log m_log;
    Scheduler m_scheduler{m_clock, {2, 8, 50ms}};

    /// A job that is still noted as running when its next instant comes would skip it.
    void waitUntilIdle() {
        const auto limit = std::chrono::steady_clock::now() + 20s;
        while (m_scheduler.stats().running > 0) {
            ASSERT_LT(std::chrono::steady_clock::now(), limit);
            std::this_thread::yield();
        }
    }

    Job logged(const std::string& id) {
        return [this, id](const Tick& tick, const CancelToken&) { m_log.add(id, tick); };
    }
};

TEST(NextInstantTest, IsAMultipleOfTheIntervalPlusOffset) {
    const Timing minute{1min, 0ms, CatchUp::Once};
    const TimePoint whole = nextInstant(minute, kStart);
    EXPECT_EQ(whole.time_since_epoch() % 1min, 0ms);
    EXPECT_GT(whole, kStart);
    EXPECT_EQ(nextInstant(minute, whole), whole + 1min);
    EXPECT_EQ(nextInstant(minute, whole, true), whole);
    EXPECT_EQ(nextInstant(minute, whole - 1ms), whole);
    const Timing shifted{1min, 15s, CatchUp::Once};
    EXPECT_EQ(nextInstant(shifted, whole), whole + 15s);
    EXPECT_EQ(nextInstant(shifted, whole + 15s), whole + 75s);
}

TEST_F(SchedulerTest, RunsEveryInstantOnce) {
    m_scheduler.put("a", {10s, 0ms, CatchUp::Once}, logged("a"));
    m_scheduler.start();
    for (size_t i = 1; i <= 5; i++) {
        m_clock->advance(10s);
        m_log.waitFor(i);
        waitUntilIdle();
    }
    const auto ticks = m_log.waitFor(5);
    ASSERT_EQ(ticks.size(), 5u);
    for (size_t i = 0; i < 5; i++) {
        EXPECT_EQ(ticks[i].second.at, kStart + 10s * (i + 1));
        EXPECT_FALSE(ticks[i].second.madeUp);
    }
}

TEST_F(SchedulerTest, AfterASleepSkipWaitsForTheNextInstant) {
    m_scheduler.put("a", {10s, 0ms, CatchUp::Skip}, logged("a"));
    m_scheduler.start();
    m_clock->advance(95s);
    while (m_scheduler.stats().missed < 9) std::this_thread::yield();
    m_clock->advance(5s);
    const auto ticks = m_log.waitFor(1);
    EXPECT_EQ(ticks[0].second.at, kStart + 100s);
}

TEST_F(SchedulerTest, AfterASleepOnceMakesUpForTheNewest) {
    m_scheduler.put("a", {10s, 0ms, CatchUp::Once}, logged("a"));
    m_scheduler.start();
    m_clock->advance(95s);
    const auto ticks = m_log.waitFor(1);
    EXPECT_EQ(ticks[0].second.at, kStart + 90s);
    EXPECT_TRUE(ticks[0].second.madeUp);
    waitUntilIdle();
    m_clock->advance(5s);
    EXPECT_EQ(m_log.waitFor(2)[1].second.at, kStart + 100s);
    EXPECT_EQ(m_scheduler.stats().missed, 8u);
}

TEST_F(SchedulerTest, AfterASleepEachMakesUpForAllInOrder) {
    m_scheduler.put("a", {10s, 0ms, CatchUp::Each}, logged("a"));
    m_scheduler.start();
    m_clock->advance(95s);
    const auto ticks = m_log.waitFor(9);
    for (size_t i = 0; i < 9; i++) EXPECT_EQ(ticks[i].second.at, kStart + 10s * (i + 1));
    EXPECT_TRUE(ticks[7].second.madeUp);
}

TEST_F(SchedulerTest, TimeTheProgramWasDownIsCaughtUpWith) {
    m_scheduler.put("each", {10s, 0ms, CatchUp::Each}, logged("each"), kStart - 25s);
    m_scheduler.start();
    const auto ticks = m_log.waitFor(3);
    EXPECT_EQ(ticks[0].second.at, kStart - 20s);
    EXPECT_EQ(ticks[2].second.at, kStart);
}

TEST_F(SchedulerTest, ASlowJobSkipsItsOwnInstantsAndDelaysNobody) {
    struct Gate {
        std::mutex mutex;
        std::condition_variable released;
        bool open = false;
    };
    // Shared: the jobs may still be leaving when the test is over.
    const auto gate = std::make_shared<Gate>();
    for (int i = 0; i < 3; i++) {  // more than the pool begins with
        m_scheduler.put("slow" + std::to_string(i), {10s, 0ms, CatchUp::Once},
                        [gate](const Tick&, const CancelToken&) {
                            std::unique_lock lock(gate->mutex);
                            gate->released.wait(lock, [&] { return gate->open; });
                        });
    }
    m_scheduler.put("quick", {10s, 0ms, CatchUp::Once}, logged("quick"));
    m_scheduler.start();
    m_clock->advance(10s);
    // The pool grows when a due job has waited; the clock that stands still must be helped. An instant that
    // comes while the quick job is still noted as running is skipped, so it may take the next one.
    for (int step = 0; step < 2000 && !m_log.reaches(3, 10ms); step++) m_clock->advance(60ms);
    EXPECT_TRUE(m_log.reaches(3, 0ms));
    const auto stats = m_scheduler.stats();
    EXPECT_GE(stats.running, 3u);
    EXPECT_GE(stats.skipped, 6u);
    {
        const std::lock_guard lock(gate->mutex);
        gate->open = true;
    }
    gate->released.notify_all();
}

TEST_F(SchedulerTest, StopCancelsWhatDoesNotEndInTime) {
    std::atomic<bool> cancelled{false};
    std::atomic<bool> begun{false};
    m_scheduler.put("hangs", {10s, 0ms, CatchUp::Once}, [&](const Tick& tick, const CancelToken& token) {
        std::mutex mutex;
        std::condition_variable wake;
        const auto registration = token.onCancel([&] {
            const std::lock_guard lock(mutex);
            wake.notify_all();
        });
        begun = true;
        m_log.add("hangs", tick);
        std::unique_lock lock(mutex);
        wake.wait(lock, [&] { return token.isCancelled(); });
        cancelled = true;
    });
    m_scheduler.start();
    m_clock->advance(10s);
    m_log.waitFor(1);
    m_scheduler.stop(1ms);
    EXPECT_TRUE(cancelled);
    m_clock->advance(100s);
    EXPECT_EQ(m_log.size(), 1u);
}

TEST_F(SchedulerTest, ARemovedTaskRunsNoMore) {
    m_scheduler.put("a", {10s, 0ms, CatchUp::Once}, logged("a"));
    m_scheduler.put("b", {10s, 0ms, CatchUp::Once}, logged("b"));
    m_scheduler.start();
    m_clock->advance(10s);
    m_log.waitFor(2);
    waitUntilIdle();
    m_scheduler.remove("a");
    m_clock->advance(10s);
    const auto ticks = m_log.waitFor(3);
    EXPECT_EQ(ticks[2].first, "b");
    waitUntilIdle();
    m_clock->advance(10s);
    EXPECT_EQ(m_log.waitFor(4)[3].first, "b");
}

TEST_F(SchedulerTest, AChangedTimingCountsFromNow) {
    m_scheduler.put("a", {1h, 0ms, CatchUp::Once}, logged("a"));
    m_scheduler.start();
    m_scheduler.put("a", {10s, 0ms, CatchUp::Once}, logged("new"));
    m_clock->advance(10s);
    EXPECT_EQ(m_log.waitFor(1)[0].first, "new");
}

}  // namespace
}  // namespace tributary::schedule
