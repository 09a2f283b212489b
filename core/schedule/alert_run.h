// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <map>
#include <memory>
#include <mutex>
#include <string>
#include <vector>

#include "core/schedule/alert_service.h"
#include "core/schedule/rule_task.h"

namespace tributary::schedule {

/// What runs while this program owns the lease: from taking it to losing it or giving it back.
class AlertRun {
  public:
    /// Goes on where the owner before stopped.
    static Result<std::shared_ptr<AlertRun>> start(const AlertServiceSurroundings& around,
                                                   const AlertServiceOptions& options,
                                                   alerts::AlertJournal& journal,
                                                   std::shared_ptr<FenceGuard> guard);
    ~AlertRun();

    /// Rules, routing, silences and acknowledgements as they stand in the store now.
    Result<void> reload();
    /// Follows what people decided since: "not an anomaly", undelivered notifications to be sent again.
    void takeDecisions();
    /// Ends evaluations and sending in good order and keeps all state. After it only the destructor.
    void stop();

    FenceGuard& guard() { return *m_guard; }
    /// nullptr once stopped.
    std::shared_ptr<Notifier> notifier() const;
    void addTo(AlertServiceStatus& status) const;

  private:
    AlertRun(const AlertServiceSurroundings& around, const AlertServiceOptions& options,
             alerts::AlertJournal& journal, std::shared_ptr<FenceGuard> guard);
    Result<void> loadRules();
    void putRule(const alerts::RuleGroup& group, const alerts::Rule& rule,
                 const std::map<std::string, std::string>& states);
    Result<std::shared_ptr<const alerts::RoutingConfig>> routing();
    void putWatchdog();
    void schedule(const std::shared_ptr<RuleTask>& task);
    alerts::RuleEvaluator::Options evaluatorOptions() const;

    const AlertServiceSurroundings& m_around;
    const AlertServiceOptions& m_options;
    alerts::AlertJournal& m_journal;
    const std::shared_ptr<FenceGuard> m_guard;
    SourcePool m_sources;
    std::shared_ptr<RuleSurroundings> m_shared;
    std::shared_ptr<Notifier> m_notifier;  ///< of m_mutex
    Scheduler m_scheduler;

    mutable std::mutex m_mutex;
    std::map<std::string, std::shared_ptr<RuleTask>> m_tasks;  ///< by rule id
    size_t m_groups = 0;
    std::vector<std::string> m_errors;
    const TimePoint m_begun;
};

}  // namespace tributary::schedule
