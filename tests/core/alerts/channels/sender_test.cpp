// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/alerts/channels/sender.h"

#include <gtest/gtest.h>

#include <atomic>
#include <condition_variable>
#include <deque>
#include <mutex>
#include <thread>

#include "tests/core/alerts/channels/sink.h"

namespace tributary::alerts::channels::test {
namespace {

constexpr std::chrono::seconds kPatience{20};

/// Fails as told, then succeeds; remembers when it was called.
class FakeChannel : public Channel {
  public:
    explicit FakeChannel(int perMinute = 0) { m_descriptor.messagesPerMinute = perMinute; }
    const ChannelDescriptor& descriptor() const override { return m_descriptor; }
    SendResult send(const Message& message, const ChannelContext& context,
                    const CancelToken& token) const override {
        std::unique_lock lock(mutex);
        calls.push_back({context.now, message.notification.groupKey});
        changed.notify_all();
        if (hangs) {
            while (!token.isCancelled()) changed.wait_for(lock, std::chrono::milliseconds(5));
            return sendFailed(token.error());
        }
        if (failures.empty()) return {};
        SendError error = failures.front();
        failures.pop_front();
        return tl::unexpected<SendError>(error);
    }
    bool waitForCalls(size_t count) const {
        std::unique_lock lock(mutex);
        return changed.wait_for(lock, kPatience, [&] { return calls.size() >= count; });
    }

    mutable std::mutex mutex;
    mutable std::condition_variable changed;
    mutable std::vector<std::pair<TimePoint, std::string>> calls;
    mutable std::deque<SendError> failures;
    bool hangs = false;

  private:
    ChannelDescriptor m_descriptor;
};

SendError failure(bool retryable, std::optional<Duration> after = std::nullopt) {
    SendError out{Error(ErrorCode::Connection, "down"), after};
    out.error.retryable = retryable;
    return out;
}

/// A sender on a clock moved by hand, and what it reported.
class SenderTest : public testing::Test {
  protected:
    SenderTest() { start({}); }
    void start(SenderOptions options) {
        sender.reset();
        options.seed = 7;
        options.now = [this] { return TimePoint(Duration(clock.load())); };
        sender = std::make_unique<Sender>(options, [this](const SendOutcome& outcome) {
            std::lock_guard lock(mutex);
            outcomes.push_back(outcome);
            changed.notify_all();
        });
    }
    void advance(Duration by) {
        clock += by.count();
        sender->wake();
    }
    SendJob job(uint64_t id, const std::shared_ptr<FakeChannel>& channel,
                Duration until = std::chrono::minutes(5)) {
        SendJob out;
        out.id = id;
        out.channelId = channel == other ? "other" : "one";
        out.channel = channel;
        out.context = std::make_shared<ChannelContext>(contextOf({}));
        out.message = sampleMessage();
        out.message.notification.groupKey = "group" + std::to_string(id);
        out.deadline = TimePoint(Duration(clock.load())) + until;
        return out;
    }
    bool waitForOutcomes(size_t count) {
        std::unique_lock lock(mutex);
        return changed.wait_for(lock, kPatience, [&] { return outcomes.size() >= count; });
    }
    /// Moves the clock in small steps until the channel was called so often.
    bool advanceUntilCalls(const FakeChannel& channel, size_t count, Duration most) {
        for (Duration done{0}; done < most; done += Duration(250)) {
            {
                // A moment for the sender's threads: the clock must not run away from them.
                std::unique_lock lock(channel.mutex);
                if (channel.changed.wait_for(lock, std::chrono::milliseconds(2),
                                             [&] { return channel.calls.size() >= count; }))
                    return true;
            }
            advance(Duration(250));
        }
        return channel.waitForCalls(count);
    }

    std::atomic<int64_t> clock{1'700'000'000'000};
    std::mutex mutex;
    std::condition_variable changed;
    std::vector<SendOutcome> outcomes;
    std::shared_ptr<FakeChannel> channel = std::make_shared<FakeChannel>();
    std::shared_ptr<FakeChannel> other = std::make_shared<FakeChannel>();
    std::unique_ptr<Sender> sender;
};

TEST_F(SenderTest, deliversAndCounts) {
    for (uint64_t id = 1; id <= 20; ++id) sender->send(job(id, channel));
    ASSERT_TRUE(waitForOutcomes(20));
    ASSERT_TRUE(sender->drain(kPatience));
    for (size_t i = 0; i < 20; ++i) {
        EXPECT_TRUE(outcomes[i].delivered);
        EXPECT_EQ(outcomes[i].id, i + 1) << "messages keep their order";
    }
    const ChannelStatistics statistics = sender->statistics()["one"];
    EXPECT_EQ(statistics.delivered, 20u);
    EXPECT_EQ(statistics.attempts, 20u);
    EXPECT_EQ(statistics.queued, 0u);
}

TEST_F(SenderTest, triesAgainWithGrowingPauses) {
    for (int i = 0; i < 4; ++i) channel->failures.push_back(failure(true));
    sender->send(job(1, channel));
    ASSERT_TRUE(channel->waitForCalls(1));
    ASSERT_TRUE(advanceUntilCalls(*channel, 5, std::chrono::minutes(2)));
    ASSERT_TRUE(waitForOutcomes(1));
    EXPECT_TRUE(outcomes[0].delivered);
    EXPECT_EQ(outcomes[0].attempts, 5u);
    for (size_t i = 1; i < 5; ++i) {
        const auto pause =
            static_cast<double>((channel->calls[i].first - channel->calls[i - 1].first).count());
        const double wanted = 1000.0 * static_cast<double>(1 << (i - 1));
        EXPECT_GE(pause, wanted * 0.8) << i;
    }
    EXPECT_EQ(sender->statistics()["one"].retries, 4u);
}

TEST_F(SenderTest, honoursRetryAfterForTheWholeChannel) {
    channel->failures.push_back(failure(true, std::chrono::seconds(60)));
    sender->send(job(1, channel));
    ASSERT_TRUE(channel->waitForCalls(1));
    ASSERT_TRUE(advanceUntilCalls(*channel, 1, Duration(200)));
    sender->send(job(2, channel));
    ASSERT_TRUE(advanceUntilCalls(*channel, 3, std::chrono::minutes(2)));
    ASSERT_TRUE(waitForOutcomes(2));
    EXPECT_GE(channel->calls[1].first - channel->calls[0].first, std::chrono::seconds(60));
}

TEST_F(SenderTest, whatCannotSucceedIsADeadLetterAtOnce) {
    channel->failures.push_back(failure(false));
    sender->send(job(1, channel));
    ASSERT_TRUE(waitForOutcomes(1));
    EXPECT_FALSE(outcomes[0].delivered);
    EXPECT_EQ(outcomes[0].attempts, 1u);
    auto letters = sender->deadLetters();
    ASSERT_EQ(letters.size(), 1u);
    EXPECT_EQ(letters[0].notification.groupKey, "group1");
    // They survive as text.
    auto again = deadLettersFromJson(deadLettersToJson(letters));
    ASSERT_TRUE(again) << again.error().text();
    EXPECT_EQ(again->front().error, letters[0].error);
    EXPECT_EQ(again->front().notification.alerts.size(), 3u);
    EXPECT_FALSE(deadLettersFromJson("[{]"));
    EXPECT_FALSE(deadLettersFromJson("[{\"id\":1}]"));
    EXPECT_TRUE(sender->takeDeadLetter(1));
    EXPECT_FALSE(sender->takeDeadLetter(1));
    sender->restoreDeadLetters(*again);
    EXPECT_EQ(sender->deadLetters().size(), 1u);
}

TEST_F(SenderTest, theDeadlineEndsIt) {
    for (int i = 0; i < 100; ++i) channel->failures.push_back(failure(true));
    sender->send(job(1, channel, std::chrono::seconds(10)));
    ASSERT_TRUE(channel->waitForCalls(1));
    // A hundred failures, but not that much time.
    for (int i = 0; i < 60; ++i) {
        std::unique_lock lock(mutex);
        if (changed.wait_for(lock, std::chrono::milliseconds(5), [&] { return !outcomes.empty(); })) break;
        lock.unlock();
        advance(std::chrono::seconds(1));
    }
    ASSERT_TRUE(waitForOutcomes(1));
    EXPECT_FALSE(outcomes[0].delivered);
    EXPECT_LE(channel->calls.back().first - channel->calls.front().first, std::chrono::seconds(10));
}

TEST_F(SenderTest, aHangingChannelHoldsNobodyUp) {
    channel->hangs = true;
    sender->send(job(1, channel));
    sender->send(job(2, channel));
    ASSERT_TRUE(channel->waitForCalls(1));
    for (uint64_t id = 10; id < 110; ++id) sender->send(job(id, other));
    ASSERT_TRUE(waitForOutcomes(100));
    EXPECT_EQ(sender->statistics()["other"].delivered, 100u);
    EXPECT_EQ(sender->statistics()["one"].running, 1u);
    // Its attempt is stopped when its time is up; then it is the turn of the next.
    advance(std::chrono::seconds(31));
    EXPECT_TRUE(channel->waitForCalls(2));
}

TEST_F(SenderTest, aMessageThatWaitsLetsOtherGroupsPass) {
    channel->failures.push_back(failure(true));
    sender->send(job(1, channel));
    ASSERT_TRUE(channel->waitForCalls(1));
    sender->send(job(2, channel));
    ASSERT_TRUE(waitForOutcomes(1));
    EXPECT_EQ(outcomes[0].id, 2u);
    // But not another message of the same group.
    SendJob later = job(3, channel);
    later.message.notification.groupKey = "group1";
    sender->send(std::move(later));
    ASSERT_TRUE(advanceUntilCalls(*channel, 4, std::chrono::minutes(1)));
    ASSERT_TRUE(waitForOutcomes(3));
    EXPECT_EQ(outcomes[1].id, 1u);
    EXPECT_EQ(outcomes[2].id, 3u);
}

TEST_F(SenderTest, keepsTheChannelsOwnLimit) {
    auto limited = std::make_shared<FakeChannel>(20);
    for (uint64_t id = 1; id <= 45; ++id) sender->send(job(id, limited, std::chrono::hours(1)));
    ASSERT_TRUE(limited->waitForCalls(20));
    while (sender->statistics()["one"].delivered < 20) std::this_thread::yield();
    EXPECT_EQ(limited->calls.size(), 20u);
    ASSERT_TRUE(advanceUntilCalls(*limited, 45, std::chrono::minutes(5)));
    for (size_t i = 20; i < 45; ++i)
        EXPECT_GE(limited->calls[i].first - limited->calls[i - 20].first, std::chrono::minutes(1)) << i;
}

TEST_F(SenderTest, cancelsWhatWaitsAndWhatRuns) {
    channel->hangs = true;
    sender->send(job(1, channel));
    sender->send(job(2, channel));
    ASSERT_TRUE(channel->waitForCalls(1));
    EXPECT_TRUE(sender->cancel(2));
    EXPECT_TRUE(sender->cancel(1));
    EXPECT_FALSE(sender->cancel(9));
    ASSERT_TRUE(waitForOutcomes(2));
    EXPECT_TRUE(outcomes[0].cancelled && outcomes[1].cancelled);
    EXPECT_TRUE(sender->deadLetters().empty());
}

TEST_F(SenderTest, aFullQueueSaysSo) {
    SenderOptions options;
    options.queueLength = 3;
    start(options);
    channel->hangs = true;
    for (uint64_t id = 1; id <= 5; ++id) sender->send(job(id, channel));
    ASSERT_TRUE(waitForOutcomes(2));
    EXPECT_EQ(outcomes[0].error.code, ErrorCode::Resource);
    EXPECT_EQ(sender->deadLetters().size(), 2u);
}

TEST_F(SenderTest, everyJobEndsOnceWhenItIsDestroyed) {
    channel->hangs = true;
    for (uint64_t id = 1; id <= 50; ++id) sender->send(job(id, id % 2 ? channel : other));
    ASSERT_TRUE(channel->waitForCalls(1));
    sender.reset();
    EXPECT_EQ(outcomes.size(), 50u);
}

}  // namespace
}  // namespace tributary::alerts::channels::test
