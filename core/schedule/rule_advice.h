// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string>
#include <vector>

#include "core/alerts/detectors/suggestion.h"
#include "core/alerts/model/sample.h"
#include "core/alerts/rules/rule.h"
#include "core/alerts/store/alert_journal.h"
#include "core/alerts/store/alert_store.h"
#include "core/base/cancel_token.h"
#include "core/schedule/clock.h"

namespace tributary::schedule {

struct SuggestOptions {
    Duration past = std::chrono::hours(14 * 24);
    bool above = true;  ///< bad when high; else when low
    Duration within{
        0};  ///< cancels the token (Timeout) when asking instant by instant takes longer; 0: never
    size_t mostSeries = 50;  ///< of a query that gives more, the first by their labels
};

/// Levels for one series of a rule's query.
struct SeriesSuggestion {
    alerts::Labels labels;  ///< of the row
    size_t values = 0;
    alerts::detectors::ThresholdSuggestion levels;
    std::string problem;  ///< why there are no levels; empty: there are
};

/// Thresholds learnt from what the rule's query gave in the past; its condition tells the column and whether
/// values are counters. Blocks on the source: a thread of its own.
Result<std::vector<SeriesSuggestion>> suggestThresholds(const alerts::RuleGroup& group,
                                                        const alerts::Rule& rule,
                                                        alerts::SampleSource& source, alerts::TimePoint now,
                                                        const SuggestOptions& options,
                                                        const CancelToken& token);

/// What a rule's own alerts say about it.
struct RuleAdvice {
    alerts::TimePoint from{};  ///< not before the rule was changed last
    alerts::TimePoint to{};
    size_t alerts = 0;  ///< that fired
    size_t acknowledged = 0;
    std::vector<alerts::detectors::Reason> reasons;  ///< strongest first; empty: nothing to mend
};
Result<RuleAdvice> adviceOf(const alerts::AlertStore& store, const alerts::AlertJournal& journal,
                            const alerts::RuleGroup& group, const alerts::Rule& rule, alerts::TimePoint now,
                            Duration past);

}  // namespace tributary::schedule
