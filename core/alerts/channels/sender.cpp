// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/alerts/channels/sender.h"

#include <algorithm>
#include <condition_variable>
#include <deque>
#include <list>
#include <mutex>
#include <random>
#include <set>
#include <thread>

namespace tributary::alerts::channels {
namespace {

constexpr Duration kMinute = std::chrono::minutes(1);

TimePoint systemNow() {
    return std::chrono::floor<Duration>(std::chrono::system_clock::now());
}

struct Entry {
    SendJob job;
    TimePoint since{};
    TimePoint due{};
    uint64_t attempts = 0;
    CancelToken token;  ///< of the attempt under way
    TimePoint stopAt{};
    bool running = false;
    bool cancelled = false;
    bool ended = false;
};

/// The queue of one channel and who works it off.
struct Lane {
    std::list<std::shared_ptr<Entry>> entries;  ///< in the order they came
    std::deque<TimePoint> starts;               ///< of attempts in the last minute
    TimePoint blockedUntil{};                   ///< the service asked for a pause
    ChannelStatistics statistics;
    std::vector<std::thread> threads;
    int running = 0;
};

}  // namespace

struct Sender::State {
    SenderOptions options;
    std::function<void(const SendOutcome&)> done;
    mutable std::mutex mutex;
    std::condition_variable changed;
    std::map<std::string, Lane> lanes;
    std::deque<DeadLetter> letters;
    std::mt19937_64 random;
    bool stops = false;
    std::thread watchdog;

    TimePoint now() const { return options.now ? options.now() : systemNow(); }

    Duration pause(uint64_t attempts) {
        Duration base = options.firstDelay;
        for (uint64_t i = 1; i < attempts && base < options.longestDelay; ++i) base *= 2;
        base = std::min(base, options.longestDelay);
        std::uniform_real_distribution<double> jitter(0.8, 1.2);
        return Duration(static_cast<int64_t>(static_cast<double>(base.count()) * jitter(random)));
    }

    static SendOutcome outcomeOf(const Entry& entry, TimePoint at) {
        SendOutcome out;
        out.id = entry.job.id;
        out.channelId = entry.job.channelId;
        out.attempts = entry.attempts;
        out.at = at;
        out.duration = at - entry.since;
        return out;
    }

    void bury(const Entry& entry, const Error& error, TimePoint at) {
        letters.push_back({entry.job.id, entry.job.channelId, at, entry.attempts, error.text(),
                           entry.job.message.notification});
        while (letters.size() > options.deadLetters) letters.pop_front();
    }

    /// What the lane does next and when it may; nullptr: nothing waits. Messages of one group keep their
    /// order, others pass one that waits for another attempt.
    std::shared_ptr<Entry> next(Lane& lane, TimePoint at, TimePoint& due) const {
        std::shared_ptr<Entry> chosen;
        std::set<std::string_view> groups;
        for (const auto& entry : lane.entries) {
            const bool first = groups.insert(entry->job.message.notification.groupKey).second;
            if (entry->running || !first) continue;
            if (!chosen || entry->due < chosen->due) chosen = entry;
            if (chosen->due <= at) break;
        }
        if (!chosen) return nullptr;
        due = std::max(chosen->due, lane.blockedUntil);
        const auto limit = static_cast<size_t>(chosen->job.channel->descriptor().messagesPerMinute);
        while (!lane.starts.empty() && lane.starts.front() + kMinute <= at) lane.starts.pop_front();
        if (limit > 0 && lane.starts.size() >= limit)
            due = std::max(due, lane.starts[lane.starts.size() - limit] + kMinute);
        return chosen;
    }

    void wait(std::unique_lock<std::mutex>& lock, TimePoint due, TimePoint at) {
        // The options' clock may be one that is moved by hand: `wake` then says so.
        const auto span = std::clamp<Duration>(due - at, Duration(1), Duration(60'000));
        changed.wait_for(lock, span);
    }

    void work(Lane& lane) {
        std::unique_lock lock(mutex);
        while (!stops) {
            const TimePoint at = now();
            TimePoint due{};
            const auto entry = next(lane, at, due);
            if (!entry) {
                changed.wait(lock);
            } else if (entry->attempts > 0 && std::max(due, at) > entry->job.deadline) {
                Error late(ErrorCode::Timeout, "The next attempt would be after the message's deadline.");
                finish(lock, lane, entry, late);
            } else if (due > at) {
                wait(lock, due, at);
            } else {
                attempt(lock, lane, entry, at);
            }
        }
    }

    void attempt(std::unique_lock<std::mutex>& lock, Lane& lane, const std::shared_ptr<Entry>& entry,
                 TimePoint at) {
        entry->running = true;
        entry->token = CancelToken();
        entry->stopAt = at + options.attemptTime;
        if (entry->attempts++ > 0) ++lane.statistics.retries;
        ++lane.statistics.attempts;
        ++lane.running;
        lane.starts.push_back(at);
        changed.notify_all();
        ChannelContext context = *entry->job.context;
        context.now = at;
        lock.unlock();
        SendResult result = entry->job.channel->send(entry->job.message, context, entry->token);
        lock.lock();
        --lane.running;
        entry->running = false;
        settle(lock, lane, entry, result);
    }

    void settle(std::unique_lock<std::mutex>& lock, Lane& lane, const std::shared_ptr<Entry>& entry,
                const SendResult& result) {
        if (result) return finish(lock, lane, entry, std::nullopt);
        Error error = result.error().error;
        if (error.code == ErrorCode::Timeout) error.retryable = true;
        lane.statistics.lastError = error.text();
        if (entry->cancelled || stops || !error.retryable) return finish(lock, lane, entry, error);
        const TimePoint at = now();
        const Duration asked = std::max(result.error().retryAfter.value_or(Duration(0)), Duration(0));
        entry->due = at + std::max(pause(entry->attempts), asked);
        // What a service says about its load is about every message to it.
        if (asked.count() > 0) lane.blockedUntil = std::max(lane.blockedUntil, at + asked);
        if (entry->due > entry->job.deadline) return finish(lock, lane, entry, error);
        changed.notify_all();
    }

    /// Takes the entry out and tells; the lock is let go of meanwhile.
    void finish(std::unique_lock<std::mutex>& lock, Lane& lane, const std::shared_ptr<Entry>& entry,
                std::optional<Error> error) {
        const TimePoint at = now();
        SendOutcome outcome = outcomeOf(*entry, at);
        outcome.delivered = !error;
        outcome.cancelled = error && (entry->cancelled || stops);
        if (!error) {
            ++lane.statistics.delivered;
            lane.statistics.lastDelivery = at;
            lane.statistics.lastError.clear();
        } else {
            outcome.error = *error;
            if (outcome.cancelled) outcome.error = Error(ErrorCode::Cancelled, "The message was cancelled.");
            if (!outcome.cancelled) {
                ++lane.statistics.failed;
                bury(*entry, *error, at);
            }
        }
        entry->ended = true;
        entry->stopAt = TimePoint::max();
        // Still in the list while `done` runs: who waits for silence waits for it too.
        entry->running = true;
        ++lane.running;
        lock.unlock();
        if (done) done(outcome);
        lock.lock();
        --lane.running;
        lane.entries.remove(entry);
        changed.notify_all();
    }

    /// Stops attempts that take too long.
    void watch() {
        std::unique_lock lock(mutex);
        while (!stops) {
            const TimePoint at = now();
            TimePoint soonest = TimePoint::max();
            for (auto& [id, lane] : lanes) {
                for (const auto& entry : lane.entries) {
                    if (!entry->running || entry->stopAt == TimePoint::max()) continue;
                    if (entry->stopAt <= at) {
                        entry->token.cancel(CancelToken::Reason::Timeout);
                        entry->stopAt = TimePoint::max();
                    } else {
                        soonest = std::min(soonest, entry->stopAt);
                    }
                }
            }
            if (soonest == TimePoint::max()) {
                changed.wait(lock);
            } else {
                wait(lock, soonest, at);
            }
        }
    }
};

Sender::Sender(SenderOptions options, std::function<void(const SendOutcome&)> done)
    : m_state(std::make_unique<State>()) {
    m_state->options = std::move(options);
    m_state->done = std::move(done);
    m_state->random.seed(m_state->options.seed ? m_state->options.seed : std::random_device{}());
    m_state->watchdog = std::thread([state = m_state.get()] { state->watch(); });
}

Sender::~Sender() {
    std::vector<std::thread> threads;
    {
        std::lock_guard lock(m_state->mutex);
        m_state->stops = true;
        for (auto& [id, lane] : m_state->lanes) {
            for (auto& entry : lane.entries) entry->token.cancel();
            for (auto& thread : lane.threads) threads.push_back(std::move(thread));
        }
        threads.push_back(std::move(m_state->watchdog));
        m_state->changed.notify_all();
    }
    for (auto& thread : threads) thread.join();
    std::unique_lock lock(m_state->mutex);
    for (auto& [id, lane] : m_state->lanes) {
        while (!lane.entries.empty())
            m_state->finish(lock, lane, lane.entries.front(), Error(ErrorCode::Cancelled, ""));
    }
}

void Sender::send(SendJob job) {
    std::unique_lock lock(m_state->mutex);
    Lane& lane = m_state->lanes[job.channelId];
    auto entry = std::make_shared<Entry>();
    entry->job = std::move(job);
    entry->since = entry->due = m_state->now();
    const bool full = lane.entries.size() >= m_state->options.queueLength;
    lane.entries.push_back(entry);
    if (full) {
        Error error(ErrorCode::Resource, "Too many messages wait for this channel already.",
                    "See why it does not take them, or group alerts more.");
        return m_state->finish(lock, lane, entry, error);
    }
    const auto wanted = std::min(lane.entries.size(), static_cast<size_t>(m_state->options.perChannel));
    while (lane.threads.size() < wanted)
        lane.threads.emplace_back([state = m_state.get(), &lane] { state->work(lane); });
    m_state->changed.notify_all();
}

bool Sender::cancel(uint64_t id) {
    std::unique_lock lock(m_state->mutex);
    for (auto& [name, lane] : m_state->lanes) {
        for (const auto& entry : lane.entries) {
            if (entry->job.id != id || entry->cancelled || entry->ended) continue;
            entry->cancelled = true;
            if (entry->running) {
                entry->token.cancel();
            } else {
                const auto kept = entry;
                m_state->finish(lock, lane, kept, Error(ErrorCode::Cancelled, ""));
            }
            return true;
        }
    }
    return false;
}

bool Sender::drain(std::chrono::milliseconds wait) {
    std::unique_lock lock(m_state->mutex);
    return m_state->changed.wait_for(lock, wait, [&] {
        return std::all_of(m_state->lanes.begin(), m_state->lanes.end(),
                           [](const auto& lane) { return lane.second.entries.empty(); });
    });
}

void Sender::wake() {
    std::lock_guard lock(m_state->mutex);
    m_state->changed.notify_all();
}

std::map<std::string, ChannelStatistics> Sender::statistics() const {
    std::lock_guard lock(m_state->mutex);
    std::map<std::string, ChannelStatistics> out;
    for (const auto& [id, lane] : m_state->lanes) {
        ChannelStatistics& one = out[id] = lane.statistics;
        one.running = static_cast<uint64_t>(lane.running);
        one.queued = lane.entries.size() - one.running;
    }
    return out;
}

std::vector<DeadLetter> Sender::deadLetters() const {
    std::lock_guard lock(m_state->mutex);
    return {m_state->letters.begin(), m_state->letters.end()};
}

void Sender::restoreDeadLetters(std::vector<DeadLetter> letters) {
    std::lock_guard lock(m_state->mutex);
    m_state->letters.insert(m_state->letters.begin(), std::make_move_iterator(letters.begin()),
                            std::make_move_iterator(letters.end()));
    while (m_state->letters.size() > m_state->options.deadLetters) m_state->letters.pop_front();
}

std::optional<DeadLetter> Sender::takeDeadLetter(uint64_t id) {
    std::lock_guard lock(m_state->mutex);
    const auto it = std::find_if(m_state->letters.begin(), m_state->letters.end(),
                                 [&](const DeadLetter& letter) { return letter.id == id; });
    if (it == m_state->letters.end()) return std::nullopt;
    DeadLetter out = std::move(*it);
    m_state->letters.erase(it);
    return out;
}

}  // namespace tributary::alerts::channels
