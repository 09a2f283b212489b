// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "core/alerts/rules/rule_evaluator.h"

namespace tributary::alerts {

/// The rows of a rule's query over a stretch of time, fetched once: dragging a threshold only judges anew.
struct History {
    TimePoint from{};
    TimePoint to{};
    Duration step{};
    std::vector<std::pair<TimePoint, Result<SampleSet>>>
        instants;            ///< oldest first, `from` and `to` among them
    size_t learning = 0;     ///< that many of the first instants lie before `from`: learned, not judged
    bool inOnePass = false;  ///< one range query; else one query an instant
    Duration queryCost{0};   ///< wall time of one query, on average
};

/// Asks for every instant the rule would have been evaluated at from `from` to `to`, and for what it wants to
/// learn before. A query that fails as a whole is the error; a failed instant is kept as such.
Result<History> fetchHistory(const RuleGroup& group, const Rule& rule, SampleSource& source, TimePoint from,
                             TimePoint to, const CancelToken& token,
                             const std::function<void(double share)>& progress = {});

/// From the first instant an instance fired to the one it was resolved at.
struct Incident {
    Labels labels;
    TimePoint start{};  ///< became active (before `for`)
    TimePoint fired{};
    std::optional<TimePoint> end;  ///< none: still firing at the end
    double peak = 0;               ///< the value furthest from normal
    TimePoint peakAt{};
    double firstValue = 0;
    std::optional<double> expectedAtPeak;
    Severity severity = Severity::None;  ///< the worst
    Cause cause = Cause::Row;
    std::string reason;
};

/// One instance's state over time, for drawing; a span ends where the next begins.
struct StateSpan {
    TimePoint from{};
    TimePoint to{};
    State state = State::Normal;
    Severity severity = Severity::None;
};
struct InstanceSpans {
    Labels labels;
    std::vector<StateSpan> spans;  ///< Normal is left out
};

/// One series of the query with what it was compared with, for the chart. NaN: none at that instant.
struct ChartSeries {
    Labels labels;  ///< of the row
    std::vector<TimePoint> times;
    std::vector<double> values;
    std::vector<double> expected, lower, upper;  ///< empty unless the condition has a band
    size_t breaches = 0;
};

struct BacktestResult {
    std::vector<Transition> transitions;
    /// What would have gone to the routing: beginnings and ends; repeats go to `onEvaluated` only.
    std::vector<std::pair<TimePoint, std::vector<Alert>>> alerts;
    std::vector<Incident> incidents;  ///< by start
    std::vector<InstanceSpans> spans;
    std::vector<StateSpan> health;    ///< NoData and Error of the rule
    std::vector<ChartSeries> series;  ///< Options::chart
    std::optional<Error> firstError;
    size_t errors = 0;  ///< evaluations that failed
    size_t evaluations = 0;
    size_t rows = 0;
    std::optional<Duration> longest;
    std::optional<Duration> meanTimeToResolve;  ///< over incidents that ended
    std::string noisiest;                       ///< labels of the row with most incidents; empty: none
    size_t noisiestIncidents = 0;
    size_t notificationsUngrouped = 0;  ///< one a firing and one a resolved alert
};

struct BacktestOptions {
    RuleEvaluator::Options evaluator;
    bool chart = true;
    bool annotateRepeats = false;  ///< true: costs a template for each alert and evaluation
    size_t mostChartSeries = 200;  ///< those with most breaches
    /// Called with what would be sent at each instant, empty ones too: a routing pipeline counts its
    /// messages.
    std::function<void(TimePoint at, const std::vector<Alert>& alerts)> onEvaluated;
};

/// Runs the rule's own evaluator over the history under the history's clock.
Result<BacktestResult> backtest(const RuleGroup& group, const Rule& rule, const History& history,
                                const BacktestOptions& options, const CancelToken& token);

}  // namespace tributary::alerts
