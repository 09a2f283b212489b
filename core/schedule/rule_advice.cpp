// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/schedule/rule_advice.h"

#include <algorithm>
#include <map>

#include "core/alerts/rules/backtest.h"
#include "core/alerts/rules/counter.h"

namespace tributary::schedule {

using namespace alerts;

namespace {

/// Instants of the past that are asked for: enough for a tail of one in a thousand.
constexpr int64_t kMostInstants = 4032;
constexpr Duration kWeek = std::chrono::hours(7 * 24);
constexpr size_t kMostHistory = 200'000;

struct Series {
    CounterMemory counter;
    std::optional<TimePoint> newest;  ///< a query with a time column gives the same rows again and again
    std::vector<double> values;
};

size_t columnOf(const Condition& condition, const SampleSet& rows) {
    const std::string& wanted = condition.kind == Condition::Kind::Combined && !condition.parts.empty()
                                    ? condition.parts[0].column
                                    : condition.column;
    const auto found = std::find(rows.valueColumns.begin(), rows.valueColumns.end(), wanted);
    return found == rows.valueColumns.end() ? 0 : static_cast<size_t>(found - rows.valueColumns.begin());
}

std::map<Labels, Series> seriesOf(const History& history, const Condition& condition) {
    std::map<Labels, Series> all;
    for (const auto& [at, rows] : history.instants) {
        if (!rows) continue;
        const size_t column = columnOf(condition, *rows);
        for (const Sample& sample : rows->samples) {
            Series& series = all[sample.labels];
            if (sample.time && series.newest && *sample.time <= *series.newest) continue;
            if (sample.time) series.newest = sample.time;
            const bool counts = condition.counter != Condition::Counter::None;
            const Sample came = counts ? series.counter.since(at, sample, condition.counter) : sample;
            if (column < came.values.size() && came.values[column])
                series.values.push_back(*came.values[column]);
        }
    }
    return all;
}

bool fires(const std::string& state) {
    return state == toString(State::Firing) || state == toString(State::Recovering);
}

std::vector<detectors::PastAlert> alertsOf(std::vector<TransitionRecord> history, TimePoint to,
                                           const std::vector<DecisionRecord>& decisions) {
    std::vector<detectors::PastAlert> out;
    std::map<std::string, TimePoint> open;
    const auto close = [&](const std::string& fingerprint, TimePoint start, TimePoint end) {
        detectors::PastAlert past;
        past.start = start.time_since_epoch().count() * 1000;
        past.end = end.time_since_epoch().count() * 1000;
        past.acknowledged = std::any_of(decisions.begin(), decisions.end(), [&](const DecisionRecord& one) {
            return one.kind == DecisionRecord::Kind::Acknowledged && one.fingerprint == fingerprint &&
                   one.at >= start && one.at <= end;
        });
        out.push_back(past);
    };
    std::reverse(history.begin(), history.end());
    for (const auto& one : history) {
        const auto started = open.find(one.fingerprint);
        if (fires(one.to) && started == open.end()) open.emplace(one.fingerprint, one.at);
        if (fires(one.to) || started == open.end()) continue;
        close(one.fingerprint, started->second, one.at);
        open.erase(started);
    }
    for (const auto& [fingerprint, start] : open) close(fingerprint, start, to);
    std::sort(out.begin(), out.end(), [](const auto& a, const auto& b) { return a.start < b.start; });
    return out;
}

}  // namespace

Result<std::vector<SeriesSuggestion>> suggestThresholds(const RuleGroup& group, const Rule& rule,
                                                        SampleSource& source, TimePoint now,
                                                        const SuggestOptions& options,
                                                        const CancelToken& token) {
    const Duration interval = group.interval > Duration(0) ? group.interval : kDefaultInterval;
    RuleGroup sparse = group;
    sparse.interval = std::max(interval, Duration(options.past / kMostInstants));
    Rule plain = rule;  // nothing to learn before, nothing to judge
    plain.condition = Condition();
    const auto begun = std::chrono::steady_clock::now();
    auto history = fetchHistory(sparse, plain, source, now - options.past, now, token, [&](double) {
        const bool late =
            options.within > Duration(0) && std::chrono::steady_clock::now() - begun > options.within;
        if (late) token.cancel(CancelToken::Reason::Timeout);
    });
    if (!history) return fail(std::move(history.error()));
    std::vector<SeriesSuggestion> out;
    for (const auto& [labels, series] : seriesOf(*history, rule.condition)) {
        if (out.size() >= options.mostSeries) break;
        SeriesSuggestion one;
        one.labels = labels;
        one.values = series.values.size();
        auto levels = detectors::suggestThreshold(
            series.values, options.above,
            static_cast<double>(kWeek.count()) / static_cast<double>(interval.count()));
        levels ? void(one.levels = *levels) : void(one.problem = levels.error().text());
        out.push_back(std::move(one));
    }
    if (out.empty()) {
        return fail(ErrorCode::NotFound, "The query of the rule '" + rule.name + "' gave no rows in the past",
                    "Look further back, or see with `alert eval` what it gives now.");
    }
    return out;
}

Result<RuleAdvice> adviceOf(const AlertStore& store, const AlertJournal& journal, const RuleGroup& group,
                            const Rule& rule, TimePoint now, Duration past) {
    RuleAdvice out;
    out.from = now - past;
    out.to = now;
    auto groups = store.ruleGroups();
    if (!groups) return fail(groups.error());
    for (const auto& one : *groups)
        if (one.file == group.file && one.name == group.name) out.from = std::max(out.from, one.changedAt);
    HistoryFilter filter;
    filter.ruleId = rule.id;
    filter.from = out.from;
    filter.limit = kMostHistory;
    auto history = journal.history(filter);
    if (!history) return fail(history.error());
    auto decisions = journal.decisions(rule.id, kMostHistory);
    if (!decisions) return fail(decisions.error());
    const auto fired = alertsOf(std::move(*history), now, *decisions);
    out.alerts = fired.size();
    for (const auto& one : fired) out.acknowledged += one.acknowledged ? 1 : 0;
    const auto micros = [](auto time) { return time.count() * 1000; };
    out.reasons = detectors::tuningAdvice(fired, micros(rule.hold), micros(out.from.time_since_epoch()),
                                          micros(out.to.time_since_epoch()));
    return out;
}

}  // namespace tributary::schedule
