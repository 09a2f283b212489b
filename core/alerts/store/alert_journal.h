// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <map>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "core/alerts/store/records.h"
#include "core/base/error.h"

namespace tributary::alerts {

class AlertFile;

/// Everything one evaluation leaves behind, kept all or nothing.
struct EvaluationOutcome {
    EvaluationRecord evaluation;
    std::optional<std::string> state;       ///< of the rule, serialised; nullopt: as before
    std::vector<InstanceRecord> instances;  ///< those that changed
    std::vector<std::string> gone;          ///< fingerprints of instances to forget
    std::vector<TransitionRecord> transitions;
    std::vector<Alert> alerts;  ///< handed to the notification pipeline
};

/// An alert the pipeline was handed, with the rule it came from.
struct KeptAlert {
    std::string ruleId;
    Alert alert;
};

struct HistoryFilter {
    std::optional<TimePoint> from;  ///< included
    std::optional<TimePoint> to;    ///< excluded
    std::string ruleId;             ///< empty: all
    std::string fingerprint;        ///< empty: all
    std::string search;             ///< every word must occur in rule, group or labels
    int64_t before = 0;             ///< only ids below: the next page; 0: from the newest
    size_t limit = 500;
};

/// What the owner of the lease does and what came of it: states, history, evaluations, deliveries. Reading is
/// for everybody; writing takes the Fence and is a Conflict once somebody else is the owner.
/// Thread-safe; blocks on the disk: not for the UI thread.
class AlertJournal {
  public:
    static constexpr size_t kEvaluationsKept = 120;

    explicit AlertJournal(std::shared_ptr<AlertFile> file);
    ~AlertJournal();

    /// Synced to the disk when it has transitions: those notify.
    Result<void> keep(const Fence& fence, const EvaluationOutcome& outcome);
    /// The state of a rule alone, when the program stops.
    Result<void> keepRuleState(const Fence& fence, const std::string& ruleId, const std::string& state);
    /// The delivery and what the pipeline must remember of it, together; not synced. `deadLetter` when it was
    /// given up: of a group and channel the newest is kept, until one is delivered.
    Result<void> keepDelivery(const Fence& fence, const DeliveryRecord& delivery,
                              const std::map<std::string, std::string>& pipelineState,
                              const std::optional<DeadLetterRecord>& deadLetter = std::nullopt);
    /// Pipeline state by key; an empty value removes it.
    Result<void> keepPipelineState(const Fence& fence, const std::map<std::string, std::string>& state,
                                   bool synced);
    /// Forgets alerts the pipeline no longer needs.
    Result<void> dropAlerts(const Fence& fence, const std::vector<std::string>& fingerprints);
    /// Forgets state, instances and evaluations of rules that are not among these.
    Result<void> retainRules(const Fence& fence, const std::vector<std::string>& ruleIds);
    /// Forgets what is older: transitions, deliveries and ended silences.
    Result<void> prune(const Fence& fence, TimePoint olderThan);

    Result<std::map<std::string, std::string>> ruleStates() const;  ///< rule id → serialised
    Result<std::map<std::string, std::string>> pipelineState() const;
    Result<std::vector<KeptAlert>> alerts() const;
    Result<std::vector<InstanceRecord>> instances(const std::string& ruleId = {}) const;
    Result<std::vector<TransitionRecord>> history(const HistoryFilter& filter) const;  ///< newest first
    /// Newest first; of all rules with an empty id.
    Result<std::vector<EvaluationRecord>> evaluations(const std::string& ruleId, size_t limit) const;
    Result<std::map<std::string, EvaluationRecord>> lastEvaluations() const;            ///< by rule id
    Result<std::vector<DeliveryRecord>> deliveries(const HistoryFilter& filter) const;  ///< newest first
    /// Newest first; `asked`: only those that somebody asked to send again.
    Result<std::vector<DeadLetterRecord>> deadLetters(bool asked = false) const;
    /// By anybody: the owner of the lease sends it once more. NotFound.
    Result<void> askToResend(int64_t id);
    /// Of a rule (all with an empty id), newest first.
    Result<std::vector<DecisionRecord>> decisions(const std::string& ruleId, size_t limit) const;
    /// Those that the owner has still to take, oldest first.
    Result<std::vector<DecisionRecord>> openDecisions() const;
    /// The owner took a decision: `outcome` says why it could not be followed (empty: it was), `state` is the
    /// rule's after it. Together, synced.
    Result<void> takeDecision(const Fence& fence, int64_t id, TimePoint at, const std::string& outcome,
                              const std::string& ruleId, const std::optional<std::string>& state);
    /// By anybody: after it was sent again, or to give it up. NotFound.
    Result<void> removeDeadLetter(int64_t id);
    /// Grows with every write of the owner: what the window polls.
    Result<int64_t> writeCounter() const;

  private:
    std::shared_ptr<AlertFile> m_file;
};

}  // namespace tributary::alerts
