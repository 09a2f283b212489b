// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <atomic>
#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <string>
#include <vector>

#include "core/alerts/rules/rule_evaluator.h"
#include "core/alerts/store/alert_journal.h"
#include "core/schedule/fence_guard.h"
#include "core/schedule/scheduler.h"
#include "core/schedule/source_pool.h"

namespace tributary::schedule {

/// What the tasks of one ownership share. All of it thread-safe.
struct RuleSurroundings {
    SourcePool* sources = nullptr;
    alerts::AlertJournal* journal = nullptr;
    FenceGuard* guard = nullptr;
    /// Hands alerts to the notification pipeline, after they were kept.
    std::function<void(const std::vector<alerts::Alert>&)> ingest;
    std::function<void(const std::string&)> log;
    std::atomic<uint64_t> evaluations{0};
    std::atomic<uint64_t> failures{0};
    std::atomic<uint64_t> durationMicros{0};
    std::atomic<uint64_t> rows{0};
    std::atomic<int64_t> lastAt{0};  ///< ms, when the newest evaluation ended
};

/// One rule at work: asks its query, lets the evaluator judge, keeps what came of it, hands alerts on. `run`
/// from one thread at a time (the scheduler sees to that).
class RuleTask {
  public:
    /// Of the same state file row it goes on where that stopped; nullptr: from the beginning.
    static Result<std::shared_ptr<RuleTask>> make(const alerts::RuleGroup& group, const alerts::Rule& rule,
                                                  alerts::RuleEvaluator::Options options,
                                                  const std::string* state,
                                                  std::shared_ptr<RuleSurroundings> around);

    const alerts::RuleGroup& group() const { return m_group; }
    const alerts::Rule& rule() const { return m_rule; }
    std::optional<TimePoint> lastAt() const { return m_evaluator->lastAt(); }

    void run(const Tick& tick, const CancelToken& token);
    /// The state as it would be kept; nullopt when an evaluation does not end in time.
    std::optional<std::string> state(std::chrono::milliseconds wait);
    /// "Not an anomaly", said of the alert of these labels: the state after it, to be kept, or why it cannot
    /// be followed; nullopt when an evaluation does not end in time.
    std::optional<Result<std::string>> accept(const alerts::Labels& labels, std::chrono::milliseconds wait);
    /// Keeps the state now, if it was not kept since it changed.
    void keepState();

  private:
    RuleTask(alerts::RuleGroup group, alerts::Rule rule, std::unique_ptr<alerts::RuleEvaluator> evaluator,
             std::shared_ptr<RuleSurroundings> around);
    Result<alerts::SampleSet> ask(TimePoint at, const CancelToken& token);
    void learn(const Tick& tick, const CancelToken& token);
    void describe(const alerts::Evaluation& evaluation, alerts::EvaluationOutcome& out);
    void describeInstances(TimePoint at, alerts::EvaluationOutcome& out);
    void keep(alerts::EvaluationOutcome& outcome);

    const alerts::RuleGroup m_group;
    const alerts::Rule m_rule;
    const std::unique_ptr<alerts::RuleEvaluator> m_evaluator;
    const std::shared_ptr<RuleSurroundings> m_around;
    std::timed_mutex m_mutex;
    bool m_learned = false;
    bool m_unkept = false;   ///< the evaluator knows more than the file
    size_t m_stateSize = 0;  ///< of the state as it was kept last
    TimePoint m_keptAt{};
    std::map<std::string, std::string> m_known;  ///< instances in the file: fingerprint → what was written
};

}  // namespace tributary::schedule
