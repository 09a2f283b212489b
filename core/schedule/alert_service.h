// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <condition_variable>
#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <thread>
#include <vector>

#include "core/alerts/rules/rule.h"
#include "core/alerts/store/alert_journal.h"
#include "core/alerts/store/alert_store.h"
#include "core/alerts/store/lease_keeper.h"
#include "core/schedule/channel_book.h"
#include "core/schedule/notifier.h"
#include "core/schedule/scheduler.h"
#include "core/schedule/source_pool.h"

namespace tributary::schedule {

class AlertRun;

struct AlertServiceOptions {
    std::string program = "service";  ///< "service" or "window": told to others
    std::string address;              ///< of the HTTP endpoint, told to others
    CatchUp catchUp = CatchUp::Once;
    Duration staleAfter =
        std::chrono::seconds(15);  ///< a lease without a heartbeat for so long is taken over
    Duration beatEvery = std::chrono::seconds(3);
    Duration reloadEvery = std::chrono::seconds(1);  ///< how soon changes of the store and files are noticed
    Duration resendDelay = std::chrono::minutes(1);
    Duration keepHistory = std::chrono::hours(24 * 90);
    std::string externalUrl;
    bool watchdog = false;  ///< an alert that always fires, so that somebody notices when it stops coming
    Scheduler::Options scheduler;
    alerts::channels::SenderOptions sender;
    std::chrono::milliseconds stopGrace{5'000};  ///< running queries have so long to end
};

/// What it works with; all of it outlives the service.
struct AlertServiceSurroundings {
    alerts::AlertStore* store = nullptr;
    SourceFactory sources;
    ChannelSurroundings channels;
    std::shared_ptr<Clock> clock;
    std::function<void(const std::string&)> log;  ///< one line for people; any thread
    std::function<void()> reloadSources;  ///< connections or plugins may have changed; called now and then
    /// Rules were loaded, all that are there; must return at once.
    std::function<void(const std::vector<alerts::RuleGroup>&)> rulesLoaded;
};

/// How it stands, for /stats, /health and the window.
struct AlertServiceStatus {
    bool owner = false;
    std::optional<alerts::LeaseRecord> lease;  ///< who is in charge
    TimePoint startedAt{};
    TimePoint ownerSince{};
    size_t rules = 0;
    size_t groups = 0;
    uint64_t evaluations = 0;
    uint64_t failedEvaluations = 0;
    uint64_t evaluationMicros = 0;
    uint64_t rows = 0;
    std::optional<TimePoint> lastEvaluation;
    uint64_t takeovers = 0;  ///< how often this program became the owner
    uint64_t reloads = 0;
    SchedulerStats scheduler;
    NotifierStats notifier;
    std::vector<std::string> errors;  ///< of the configuration, as it stands
};

/// Evaluates the rules of a workspace and sends what comes of them, whenever no other program does: takes the
/// lease when it is free, goes on where the owner before stopped, follows changes of the store, and gives all
/// up at once when somebody else took over. The same object runs in the service and in the window.
/// Thread-safe.
class AlertService {
  public:
    AlertService(AlertServiceSurroundings around, AlertServiceOptions options);
    ~AlertService();

    void start();
    /// Running evaluations end or are cancelled, the state is kept, the lease given back.
    void stop();
    /// Looks for changes now.
    void reload();

    AlertServiceStatus status() const;
    alerts::AlertStore& store() { return *m_around.store; }
    alerts::AlertJournal& journal() { return m_journal; }
    TimePoint now() const { return m_around.clock->now(); }
    const SourceFactory& sources() const { return m_around.sources; }
    /// Alerts as the pipeline knows them; empty while another program is in charge.
    std::vector<alerts::KnownAlert> knownAlerts() const;

  private:
    void loop();
    void beat();
    void tryToOwn();
    void lookForChanges();
    void giveUp(const std::string& why);
    std::shared_ptr<AlertRun> current() const;

    const AlertServiceSurroundings m_around;
    const AlertServiceOptions m_options;
    alerts::AlertJournal m_journal;
    const std::shared_ptr<alerts::LeaseKeeper> m_keeper;
    const std::string m_owner;
    const TimePoint m_startedAt;

    mutable std::mutex m_mutex;
    std::condition_variable m_wake;
    std::shared_ptr<AlertRun> m_run;
    std::optional<alerts::LeaseRecord> m_holder;
    bool m_stopping = false;
    bool m_reloadNow = false;
    uint64_t m_takeovers = 0;
    uint64_t m_reloads = 0;
    // Of the thread alone.
    int64_t m_seenChanges = -1;
    TimePoint m_nextBeat{};
    TimePoint m_nextLook{};
    TimePoint m_nextFiles{};
    TimePoint m_nextPrune{};
    std::string m_toldHolder;
    std::thread m_thread;
};

}  // namespace tributary::schedule
