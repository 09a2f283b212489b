// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <deque>
#include <unordered_map>

#include "core/alerts/rules/condition_judge.h"
#include "core/alerts/rules/hash_labels.h"
#include "core/alerts/rules/peer_judge.h"
#include "core/alerts/rules/rule_evaluator.h"
#include "core/alerts/rules/rule_texts.h"

namespace tributary::alerts {

/// What rule_evaluator.cpp (the rule as a whole) and rule_rows.cpp (its rows) share.
struct RuleEvaluator::Impl {
    Impl(const RuleGroup& group, const Rule& theRule, Options theOptions);

    SeriesMemory& memoryOf(const Labels& rowLabels, size_t row);
    const Labels& labelsOf(SeriesMemory& memory, const Sample& sample, double value);
    Judgement judgeSample(TimePoint at, const Sample& sample, size_t row, SeriesMemory& memory);
    void judgeRow(TimePoint at, const Sample& sample, size_t row, std::vector<Breach>& breaches);
    void judgePeers(TimePoint at, const std::vector<const Sample*>& samples);
    void judgeWholeQuery(TimePoint at, const SampleSet& rows, std::vector<Breach>& breaches);
    void judgeSilence(TimePoint at, std::vector<Breach>& breaches);
    void missSeries(TimePoint at, std::vector<Breach>& breaches);
    bool isNoData(const SampleSet& rows) const;
    bool keeps(const Instance& instance) const;
    Breach special(Cause cause, Policy policy, const Labels& rowLabels, std::string reason, Reason why) const;
    std::vector<const Sample*> readings(TimePoint at, std::vector<const Sample*> samples,
                                        std::deque<Sample>& owned);
    Breach toBreach(const Judgement& judgement, SeriesMemory& memory, const Sample& sample);
    void judgeEachRow(TimePoint at, const SampleSet& rows, std::vector<Breach>& breaches);
    void judgeRows(TimePoint at, const SampleSet& rows, Evaluation& out);
    bool usesModels() const {
        return rule.condition.kind == Condition::Kind::Anomaly ||
               rule.condition.kind == Condition::Kind::Multivariate;
    }
    bool countsUp() const { return rule.condition.counter != Condition::Counter::None; }
    void withoutRows(TimePoint at, Policy policy, Cause cause, const std::string& reason, const Reason& why,
                     Evaluation& out);
    void failed(TimePoint at, const Error& error, Evaluation& out);
    void setHealth(TimePoint at, State now, const std::string& reason, const Reason& why, Evaluation& out);
    std::vector<const Sample*> newestRows(const SampleSet& rows) const;
    Severity severityOf(const Labels& labels) const;

    const Rule rule;
    const Options options;
    const RuleTexts texts;
    ConditionJudge judge;
    PeerJudge peers;
    std::vector<Judgement> peerJudgements;  ///< of the rows of this pass
    RuleState state;
    std::unordered_map<Labels, SeriesMemory, HashLabels> series;
    std::vector<SeriesMemory*> order;  ///< of the rows of the last pass: the next one mostly has the same
    std::vector<std::string> columns;
    std::vector<Judgement> judgements;
    uint64_t pass = 0;
    State health = State::Normal;
    std::optional<Error> lastError;
    std::optional<TimePoint> last;
    std::optional<TimePoint> newestRow;  ///< NoNewRows
    uint64_t rowsHash = 0;               ///< NoNewRows without a time column
};

}  // namespace tributary::alerts
