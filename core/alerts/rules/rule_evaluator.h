// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <functional>
#include <memory>
#include <nlohmann/json_fwd.hpp>
#include <optional>
#include <string>
#include <vector>

#include "core/alerts/model/alert.h"
#include "core/alerts/model/sample.h"
#include "core/alerts/rules/anomaly_model.h"
#include "core/alerts/rules/rule.h"
#include "core/alerts/rules/rule_state.h"

namespace tributary::alerts {

/// What one series was found to be at one instant, for charts: the value and what it was compared with.
struct Judgement {
    const Labels* rowLabels = nullptr;   ///< valid until the next evaluation
    std::optional<double> value;         ///< none: NULL
    Severity severity = Severity::None;  ///< of a breach with levels
    bool breached = false;
    bool held = false;                             ///< not over the level, but not recovered either
    std::optional<double> expected, lower, upper;  ///< of an anomaly condition
    std::string reason;
    Reason why;  ///< the reason for programs
};

/// What one evaluation came to.
struct Evaluation {
    TimePoint at{};
    std::vector<Transition> transitions;
    std::vector<Alert> alerts;  ///< to be sent now
    size_t news = 0;            ///< so many of the first of them begin or end; the others are repeats
    std::optional<Error>
        error;  ///< the query's, or the rule's own (duplicate labels, over the limit, time …)
    State health = State::Normal;  ///< of the rule: Normal, NoData or Error
    size_t rows = 0;
    size_t breaches = 0;
};

/// One alerting rule at work: judges the rows of each instant, keeps the state of every instance and says
/// what is to be sent. The same object serves the service, the back-test and the rule tests, so they cannot
/// differ. Not thread-safe; reads no clock and asks no source.
class RuleEvaluator {
  public:
    struct Options {
        Labels externalLabels;    ///< added to what is sent; `$externalLabels` in templates
        std::string externalUrl;  ///< `$externalURL`
        std::string generatorUrl;
        Duration resendDelay = std::chrono::minutes(1);
        AnomalyModelFactory models;  ///< empty: detectorModels()
        bool keepJudgements = false;
        bool annotateRepeats =
            true;  ///< false: what is told again keeps the annotations it was told with first
    };

    /// `group` gives interval, limit and labels. A rule that `validate` refuses gives its error.
    static Result<std::unique_ptr<RuleEvaluator>> make(const RuleGroup& group, const Rule& rule,
                                                       Options options);
    ~RuleEvaluator();

    const Rule& rule() const;
    /// How far back a new rule wants to know its series before it can judge (T of a Change, weeks for an
    /// anomaly); 0: nothing. Give what there is to `learn`, oldest first.
    Duration historyWanted() const;
    void learn(TimePoint at, const SampleSet& rows);

    /// The rows as of `at`, or why there are none. Instants must not go back.
    Evaluation evaluate(TimePoint at, const Result<SampleSet>& rows);

    /// Every series of the last evaluation (Options::keepJudgements), in the order of the rows.
    const std::vector<Judgement>& judgements() const;
    /// All instances, annotations expanded.
    std::vector<Instance> instances() const;
    /// Each of them as it is, in no order, without copies; annotations as last sent.
    void visit(const std::function<void(const Instance&)>& visitor) const;
    /// Null when there is none; valid until the next evaluation.
    const Instance* find(const Labels& labels) const;
    State health() const;
    /// The error of the last evaluation, if it had one.
    const std::optional<Error>& lastError() const;
    std::optional<TimePoint> lastAt() const;

    /// "Not an anomaly", said of the alert of these labels: its incident is over with the next evaluation and
    /// its like is not reported again. NotFound without such an alert; InvalidArgument when the rule's
    /// condition learns nothing.
    Result<void> accept(const Labels& alertLabels);

    /// All of the state. `restore` into an evaluator of the same rule goes on where it stopped; into one of
    /// an edited rule keeps the instances whose labels are still made. Corrupt leaves a fresh state.
    nlohmann::json save() const;
    Result<void> restore(const nlohmann::json& state);

  private:
    struct Impl;
    explicit RuleEvaluator(std::unique_ptr<Impl> impl);
    std::unique_ptr<Impl> m_impl;
};

/// Labels and annotations of a row as they would be sent: for the live preview of templates. An error of a
/// template stands in its text, as Prometheus does it.
Alert renderAlert(const RuleGroup& group, const Rule& rule, const Labels& rowLabels, double value,
                  const RuleEvaluator::Options& options);

}  // namespace tributary::alerts
