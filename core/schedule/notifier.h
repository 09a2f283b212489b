// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <condition_variable>
#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <string>
#include <thread>
#include <vector>

#include "core/alerts/channels/sender.h"
#include "core/alerts/routing/pipeline.h"
#include "core/alerts/store/alert_journal.h"
#include "core/alerts/store/alert_store.h"
#include "core/schedule/clock.h"
#include "core/schedule/fence_guard.h"

namespace tributary::schedule {

/// Where one channel of a receiver leads.
struct ChannelTarget {
    std::string id;    ///< jobs of one id share a queue
    std::string name;  ///< for people
    std::shared_ptr<const alerts::channels::Channel> channel;
    std::shared_ptr<const alerts::channels::ChannelContext> context;
};

/// Finds the target of `receiver.channels[index]`. Called from the notifier's thread.
using ChannelResolver = std::function<Result<ChannelTarget>(const alerts::RoutingConfig& config,
                                                            const alerts::Receiver& receiver, size_t index)>;

struct NotifierStats {
    uint64_t delivered = 0;
    uint64_t failed = 0;
    uint64_t attempts = 0;
    size_t underWay = 0;
    std::map<std::string, alerts::channels::ChannelStatistics> channels;
};

/// The pipeline at work: takes alerts, sends what is due by the channels, and keeps in the journal what must
/// survive, before and after sending. One thread of its own. All members are thread-safe.
class Notifier {
  public:
    struct Surroundings {
        std::shared_ptr<Clock> clock;
        alerts::AlertStore* store = nullptr;
        alerts::AlertJournal* journal = nullptr;
        std::shared_ptr<FenceGuard> guard;
        ChannelResolver resolve;
        std::function<void(const std::string&)> log;
        alerts::channels::SenderOptions sender;
    };

    /// Restores what the journal has of the owner before.
    static Result<std::unique_ptr<Notifier>> start(Surroundings around,
                                                   std::shared_ptr<const alerts::RoutingConfig> config);
    /// Stops sending; what was not sent is sent by the next owner.
    ~Notifier();

    void ingest(const std::vector<alerts::Alert>& alerts);
    /// Another configuration (nullptr: as it is); silences and acknowledgements are read anew.
    Result<void> reload(std::shared_ptr<const alerts::RoutingConfig> config);
    /// Sends a notification that was given up once more, by the channel it was for; what comes of it is kept
    /// as of any other. One that is being sent again is not sent twice.
    void resend(const alerts::DeadLetterRecord& letter);
    /// Waits until nothing is under way, at most so long.
    void drain(std::chrono::milliseconds wait);

    std::vector<alerts::KnownAlert> alerts() const;
    alerts::Verdict explain(const alerts::Labels& labels) const;
    NotifierStats stats() const;

  private:
    explicit Notifier(Surroundings around);
    void restore(std::shared_ptr<const alerts::RoutingConfig> config, TimePoint now);
    Result<void> loadDecisions(TimePoint now);
    void loop();
    void keepChanges();
    void hand(alerts::Delivery delivery);
    void ended(const alerts::channels::SendOutcome& outcome);
    void refused(const alerts::Delivery& delivery, const std::string& channel, const Error& error);
    TimePoint now() const { return m_around.clock->now(); }

    /// What is under way, by the pipeline's number.
    struct UnderWay {
        alerts::Notification notification;
        std::string channel;
    };
    void keepEnded(const UnderWay& job, const alerts::channels::SendOutcome& outcome);

    const Surroundings m_around;
    mutable std::mutex m_mutex;  ///< of the pipeline and what follows
    std::unique_ptr<alerts::Pipeline> m_pipeline;
    std::map<uint64_t, UnderWay> m_underWay;
    std::map<std::string, std::string> m_unkept;  ///< changes that could not be written yet
    std::vector<std::string> m_acknowledged;
    std::condition_variable m_wake;
    bool m_due = false;
    bool m_stopping = false;
    NotifierStats m_counts;
    std::mutex m_keeping;  ///< changes are written in the order they were taken
    std::unique_ptr<alerts::channels::Sender> m_sender;
    std::thread m_thread;
};

}  // namespace tributary::schedule
