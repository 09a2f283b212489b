// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "core/alerts/channels/channel.h"

namespace tributary::alerts::channels {

struct SenderOptions {
    Duration firstDelay = std::chrono::seconds(1);    ///< before the second attempt, then twice as long …
    Duration longestDelay = std::chrono::minutes(5);  ///< … up to this; ± 20 % at random
    Duration attemptTime = std::chrono::seconds(30);  ///< one attempt is stopped after this
    size_t queueLength = 1000;                        ///< of one channel; more are dead letters at once
    size_t deadLetters = 1000;                        ///< kept; the oldest go first
    int perChannel = 1;                               ///< messages under way at once; 1 keeps their order
    uint64_t seed = 0;                                ///< of the jitter; 0: from the system
    std::function<TimePoint()> now;                   ///< empty: the machine's clock
};

/// One message for one channel.
struct SendJob {
    uint64_t id = 0;        ///< the caller's, comes back in the outcome
    std::string channelId;  ///< jobs of one id share a queue
    std::shared_ptr<const Channel> channel;
    std::shared_ptr<const ChannelContext> context;  ///< `now` is set for every attempt
    Message message;
    TimePoint deadline{};  ///< no attempt begins after it; at least one is made
};

/// How a job ended.
struct SendOutcome {
    uint64_t id = 0;
    std::string channelId;
    bool delivered = false;
    bool cancelled = false;
    Error error;  ///< of the last attempt, when not delivered
    uint64_t attempts = 0;
    TimePoint at{};
    Duration duration{0};  ///< since it was handed over
};

/// A message that was given up.
struct DeadLetter {
    uint64_t id = 0;
    std::string channelId;
    TimePoint at{};
    uint64_t attempts = 0;
    std::string error;
    Notification notification;
};

std::string deadLettersToJson(const std::vector<DeadLetter>& letters);
/// Corrupt when it is no such list.
Result<std::vector<DeadLetter>> deadLettersFromJson(const std::string& text);

struct ChannelStatistics {
    uint64_t queued = 0;   ///< waiting now
    uint64_t running = 0;  ///< under way now
    uint64_t delivered = 0;
    uint64_t failed = 0;  ///< given up
    uint64_t attempts = 0;
    uint64_t retries = 0;
    TimePoint lastDelivery{};
    std::string lastError;
};

/// Delivers: a queue and threads of its own for each channel, so that one that hangs holds up nobody else.
/// What fails and may succeed later is tried again with growing pauses, not before the service's Retry-After,
/// and not faster than the channel's own limit per minute. Every job ends in exactly one call of `done`, from
/// a thread of the sender (or of who cancels); it must not call back into the sender. All members are
/// thread-safe. Destroying it stops what is under way and ends what waits as cancelled.
class Sender {
  public:
    Sender(SenderOptions options, std::function<void(const SendOutcome&)> done);
    ~Sender();
    Sender(const Sender&) = delete;

    void send(SendJob job);
    /// Ends a job; false when it is not there any more.
    bool cancel(uint64_t id);
    /// Waits until nothing is queued or under way, at most this long on the machine's clock; false: not yet.
    bool drain(std::chrono::milliseconds wait);
    /// The clock given in the options has moved.
    void wake();

    std::map<std::string, ChannelStatistics> statistics() const;
    std::vector<DeadLetter> deadLetters() const;
    void restoreDeadLetters(std::vector<DeadLetter> letters);
    /// Takes a dead letter off the list, to be sent again.
    std::optional<DeadLetter> takeDeadLetter(uint64_t id);

  private:
    struct State;
    std::unique_ptr<State> m_state;
};

}  // namespace tributary::alerts::channels
