// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <functional>
#include <nlohmann/json_fwd.hpp>
#include <optional>
#include <string>
#include <unordered_map>
#include <vector>

#include "core/alerts/model/alert.h"
#include "core/alerts/rules/condition.h"
#include "core/alerts/rules/hash_labels.h"
#include "core/alerts/rules/reason.h"

namespace tributary::alerts {

enum class State : uint8_t {
    Normal,
    Pending,  ///< breached, not yet for `for`
    Firing,
    Recovering,  ///< firing to the world; not breached any more, held by a recovery level or keep_firing_for
    Resolved,    ///< was firing; kept 15 min so that the end is told again
    NoData,      ///< of a rule: nothing to judge
    Error,       ///< of a rule: the query failed
    MissingSeries,  ///< of a group: it was there before
};
std::string_view toString(State state);
inline bool isFiring(State state) {
    return state == State::Firing || state == State::Recovering;
}

/// What an instance is about.
enum class Cause : uint8_t { Row, NoData, Error, MissingSeries };
std::string_view toString(Cause cause);

/// One row that breaches, as the state machine takes it.
struct Breach {
    Labels labels;                              ///< of the row and the rule, and alertname: the identity
    Labels rowLabels;                           ///< as the query gave them
    std::vector<std::optional<double>> values;  ///< of the rule's value columns
    double value = 0;                           ///< the one that was judged
    Cause cause = Cause::Row;
    Severity severity = Severity::None;  ///< None: the rule has no levels
    bool held = false;   ///< breached only because it has not recovered yet: a firing one shows as Recovering
    std::string reason;  ///< in words, from an anomaly or a check; may be empty
    std::optional<double> expected, lower, upper;  ///< by an anomaly condition
    Reason why;                                    ///< the reason for programs
};

/// One alert of a rule.
struct Instance : Breach {
    State state = State::Pending;
    Labels annotations;  ///< as last expanded: when it was sent, or by RuleEvaluator::instances
    TimePoint activeAt{};
    std::optional<TimePoint> firedAt;
    std::optional<TimePoint> resolvedAt;
    std::optional<TimePoint> keepFiringSince;
    std::optional<TimePoint> lastSentAt;
    TimePoint severitySince{};
    uint64_t seen = 0;     ///< the last update that had it among its breaches
    uint64_t located = 0;  ///< the last update that looked it up
};

/// A change of state, as history keeps it. Those of a rule as a whole (NoData, Error, back to Normal) carry
/// only alertname.
struct Transition {
    TimePoint at{};
    Labels labels;
    State from = State::Normal;
    State to = State::Normal;
    Severity severity = Severity::None;
    double value = 0;
    std::string reason;
    std::optional<double> expected, lower, upper;  ///< what the value was judged by, of an anomaly condition
    Reason why;                                    ///< the reason for programs
};

/// Prometheus' state machine of one alerting rule (rules/alerting.go), told what breaches at each instant.
/// Not thread-safe; reads no clock.
class RuleState {
  public:
    struct Settings {
        Duration hold{0};
        Duration keepFiringFor{0};
        size_t limit = 0;  ///< most pending and firing; 0: none
        Duration interval = std::chrono::minutes(1);
        Duration resendDelay = std::chrono::minutes(1);
        Duration forGrace = std::chrono::minutes(10);      ///< a restored pending alert fires no sooner
        Duration outageTolerance = std::chrono::hours(1);  ///< a pending alert older than that starts afresh
    };
    explicit RuleState(Settings settings) : m_settings(settings) {}

    /// Takes what breaches at `at` and appends the changes of state to `transitions`. Two breaches of equal
    /// labels are a Conflict and an instant before the last one is an InvalidArgument: nothing changes then.
    /// More than `limit` alerts are a Resource error: all are cleared then.
    /// `keep`: says of an instance that did not breach that nothing is known about it; it stays as it is.
    Result<void> update(TimePoint at, std::vector<Breach> breaches, std::vector<Transition>& transitions,
                        const std::function<bool(const Instance&)>& keep = {});

    /// What is due to be sent, marked as sent: first `news` alerts that begin or end, then repeats.
    /// `annotate` sets an instance's annotations; with `annotateRepeats` for repeats too.
    struct Due {
        std::vector<Alert> alerts;
        size_t news = 0;
    };
    Due takeAlertsToSend(TimePoint at, const std::function<void(Instance&)>& annotate,
                         bool annotateRepeats = true);

    /// Sorted by labels, resolved ones of the last 15 min among them.
    std::vector<Instance> instances() const;
    const Instance* find(const Labels& labels) const;
    void visit(const std::function<void(const Instance&)>& visitor) const;
    size_t activeCount() const;  ///< pending and firing ones

    void changeSettings(const Settings& settings) { m_settings = settings; }
    const Settings& settings() const { return m_settings; }

    nlohmann::json save() const;
    /// Corrupt when it is none of ours; the state is empty then. Time the program was down does not count
    /// towards `for`: the first update after it moves pending alerts as Prometheus does.
    Result<void> restore(const nlohmann::json& state);

  private:
    /// Where each breach belongs; null: a new instance. A Conflict when two belong to one.
    Result<std::vector<Instance*>> locate(const std::vector<Breach>& breaches);
    void leaveOutage(TimePoint at);
    void take(TimePoint at, Breach&& breach, Instance& instance);
    void miss(TimePoint at, Instance& instance) const;
    void ripen(TimePoint at, Instance& instance) const;

    Settings m_settings;
    std::unordered_map<Labels, Instance, HashLabels> m_instances;
    std::vector<Instance> m_superseded;  ///< firing alerts of a severity they have no more
    std::optional<TimePoint> m_last;
    uint64_t m_updates = 0;
    bool m_restored = false;
};

}  // namespace tributary::alerts
