// SPDX-License-Identifier: GPL-3.0-or-later
#include <gtest/gtest.h>

#include <chrono>
#include <cmath>
#include <nlohmann/json.hpp>
#include <random>

#include "core/alerts/rules/backtest.h"

namespace tributary::alerts {
namespace {

using std::chrono::hours;
using std::chrono::minutes;

const TimePoint kStart = *parseTime("2025-01-06T00:00:00Z");

/// Series that are a function of time: the same for every question, in one pass or one by one.
class WaveSource : public SampleSource {
  public:
    explicit WaveSource(size_t groups, bool ranged = true) : m_groups(groups), m_ranged(ranged) {}

    Result<SampleSet> at(const Query&, TimePoint at, const CancelToken& token) override {
        if (auto going = token.check(); !going) return fail(going.error());
        const int64_t minute = (at - kStart) / minutes(1);
        if (minute < 0) return fail(ErrorCode::NotFound, "there is nothing that old");
        if (minute >= 600 && minute < 605) return fail(ErrorCode::Connection, "the server is down");
        SampleSet rows;
        rows.valueColumns = {"load"};
        rows.labelColumns = {"region", "line"};
        if (minute >= 700 && minute < 703) return rows;
        for (size_t group = 0; group < m_groups; ++group) {
            if (group % 7 == 3 && minute % 500 > 480) continue;  // a group that is missing for a while
            Sample sample;
            sample.labels = {{"region", "r" + std::to_string(group % 5)},
                             {"line", "l" + std::to_string(group)}};
            sample.values = {value(minute, group)};
            if (minute % 97 == static_cast<int64_t>(group)) sample.values[0].reset();
            rows.samples.push_back(std::move(sample));
        }
        ++asked;
        return rows;
    }
    Result<std::vector<std::pair<TimePoint, SampleSet>>> range(const Query& query, TimePoint from,
                                                               TimePoint to, Duration step,
                                                               const CancelToken& token) override {
        if (!m_ranged) return fail(ErrorCode::Unsupported, "one by one");
        std::vector<std::pair<TimePoint, SampleSet>> all;
        for (TimePoint t = from; t <= to; t += step)
            if (auto rows = at(query, t, token)) all.emplace_back(t, std::move(*rows));
        return all;
    }
    static double value(int64_t minute, size_t group) {
        const double day =
            std::sin(static_cast<double>(minute) / 1440 * 2 * M_PI + static_cast<double>(group));
        const uint32_t noise = static_cast<uint32_t>(minute * 2654435761U + group * 40503U) >> 16U;
        return 50 + 30 * day + static_cast<double>(noise % 1000) / 100;
    }
    size_t asked = 0;

  private:
    size_t m_groups;
    bool m_ranged;
};

RuleGroup groupOf() {
    RuleGroup group;
    group.name = "g";
    group.interval = minutes(1);
    return group;
}

Rule thresholdRule() {
    Rule rule;
    rule.name = "HighLoad";
    rule.language = Rule::Language::Sql;
    rule.query = "SELECT … $eval_time";
    rule.condition.kind = Condition::Kind::Threshold;
    rule.condition.bounds.warning = 80;
    rule.condition.bounds.critical = 88;
    rule.condition.bounds.warningRecovery = 70;
    rule.hold = minutes(3);
    rule.keepFiringFor = minutes(5);
    rule.policies = {Policy::Notify, Policy::Notify, Policy::Ok, 2};
    rule.labels = {{"team", "{{ $labels.region }}-ops"}};
    rule.annotations = {{"summary", "{{ $labels.line }} at {{ printf \"%.1f\" $value }}"}};
    return rule;
}

std::string text(const Transition& t) {
    return timeText(t.at) + " " + labelsText(t.labels) + " " + std::string(toString(t.from)) + ">" +
           std::string(toString(t.to)) + " " + std::string(toString(t.severity)) + " " +
           std::to_string(t.value) + " " + t.reason;
}

std::string text(const Alert& a) {
    return labelsText(a.labels) + labelsText(a.annotations) + timeText(a.startsAt) + timeText(a.endsAt);
}

/// What the service does: tick by tick, saving the state after each, a new process now and then.
struct Recording {
    std::vector<std::string> transitions;
    std::vector<std::string> alerts;
};
Recording live(const Rule& rule, SampleSource& source, TimePoint from, TimePoint to, bool restarts) {
    Recording recording;
    const RuleGroup group = groupOf();
    auto evaluator = *RuleEvaluator::make(group, rule, {});
    const Duration history = evaluator->historyWanted();
    for (TimePoint at = nextEvaluation(group, from - history - Duration(1)); at < from; at += group.interval)
        if (auto rows = source.at(queryOf(group, rule), at, CancelToken())) evaluator->learn(at, *rows);
    int tick = 0;
    for (TimePoint at = nextEvaluation(group, from - Duration(1)); at <= to; at = nextEvaluation(group, at)) {
        const auto evaluation = evaluator->evaluate(at, source.at(queryOf(group, rule), at, CancelToken()));
        for (const auto& transition : evaluation.transitions)
            recording.transitions.push_back(text(transition));
        for (const auto& alert : evaluation.alerts) recording.alerts.push_back(text(alert));
        if (!restarts || ++tick % 37 != 0) continue;
        const std::string kept = evaluator->save().dump();
        evaluator = *RuleEvaluator::make(group, rule, {});
        EXPECT_TRUE(evaluator->restore(nlohmann::json::parse(kept)));
    }
    return recording;
}

Recording tested(const Rule& rule, SampleSource& source, TimePoint from, TimePoint to) {
    const RuleGroup group = groupOf();
    Recording recording;
    const auto history = fetchHistory(group, rule, source, from, to, CancelToken());
    EXPECT_TRUE(history) << history.error().text();
    BacktestOptions options;
    options.annotateRepeats = true;
    options.onEvaluated = [&](TimePoint, const std::vector<Alert>& alerts) {
        for (const Alert& alert : alerts) recording.alerts.push_back(text(alert));
    };
    const auto result = backtest(group, rule, *history, options, CancelToken());
    EXPECT_TRUE(result) << result.error().text();
    for (const auto& transition : result->transitions) recording.transitions.push_back(text(transition));
    return recording;
}

void expectSame(const Rule& rule, size_t groups, TimePoint from, TimePoint to, size_t least) {
    WaveSource oneByOne(groups, false);
    const Recording expected = live(rule, oneByOne, from, to, false);
    EXPECT_GE(expected.transitions.size(), least);
    auto sorted = [](std::vector<std::string> all) {
        std::sort(all.begin(), all.end());
        return all;
    };
    const Recording got = tested(rule, oneByOne, from, to);
    EXPECT_EQ(got.transitions, expected.transitions);
    EXPECT_EQ(got.alerts, expected.alerts);
    // The order of one instant's transitions is that of a hash table, which a restart may change.
    const Recording restarted = live(rule, oneByOne, from, to, true);
    EXPECT_EQ(sorted(restarted.transitions), sorted(expected.transitions));
    EXPECT_EQ(sorted(restarted.alerts), sorted(expected.alerts));
}

TEST(Backtest, equalsLiveOverADayOfThresholds) {
    expectSame(thresholdRule(), 20, kStart, kStart + hours(24), 100);
}

TEST(Backtest, equalsLiveForNOfM) {
    Rule rule = thresholdRule();
    rule.hold = Duration(0);
    rule.condition.breaches = 3;
    rule.condition.windows = 5;
    expectSame(rule, 20, kStart, kStart + hours(24), 100);
}

TEST(Backtest, equalsLiveForChange) {
    Rule rule = thresholdRule();
    rule.condition = {};
    rule.condition.kind = Condition::Kind::Change;
    rule.condition.span = minutes(30);
    rule.condition.bounds.warning = 8;
    rule.hold = Duration(0);
    rule.policies.missing = Policy::Fire;
    expectSame(rule, 10, kStart + hours(2), kStart + hours(26), 50);
}

TEST(Backtest, equalsLiveForAnomalies) {
    Rule rule = thresholdRule();
    rule.condition = {};
    rule.condition.kind = Condition::Kind::Anomaly;
    rule.condition.sensitivity = 5;
    rule.hold = Duration(0);
    RuleGroup group = groupOf();
    WaveSource source(1, false);
    const TimePoint from = kStart + hours(3);
    const Recording expected = live(rule, source, from, from + hours(9), false);
    const Recording restarted = live(rule, source, from, from + hours(9), true);
    const Recording got = tested(rule, source, from, from + hours(9));
    EXPECT_EQ(got.transitions, expected.transitions);
    EXPECT_EQ(restarted.transitions, expected.transitions);
    EXPECT_EQ(got.alerts, expected.alerts);
}

TEST(Backtest, tellsIncidentsSpansAndSeries) {
    RuleGroup group = groupOf();
    Rule rule = thresholdRule();
    rule.condition.bounds.critical.reset();
    rule.hold = minutes(1);
    rule.keepFiringFor = Duration(0);
    rule.condition.bounds.warningRecovery.reset();
    History history;
    history.from = kStart;
    history.step = minutes(1);
    const std::vector<double> values{50, 85, 90, 99, 90, 50, 50, 85, 85, 85};
    for (size_t i = 0; i < values.size(); ++i) {
        SampleSet rows;
        rows.valueColumns = {"load"};
        rows.samples.push_back({{{"line", "x"}}, {values[i]}, std::nullopt});
        rows.samples.push_back({{{"line", "y"}}, {1.0}, std::nullopt});
        history.to = kStart + minutes(i);
        history.instants.emplace_back(history.to, rows);
    }
    const auto result = backtest(group, rule, history, {}, CancelToken());
    ASSERT_TRUE(result);
    ASSERT_EQ(result->incidents.size(), 2U);
    const Incident& first = result->incidents[0];
    EXPECT_EQ(first.start, kStart + minutes(1));
    EXPECT_EQ(first.fired, kStart + minutes(2));
    EXPECT_EQ(first.end, kStart + minutes(5));
    EXPECT_EQ(first.peak, 99);
    EXPECT_EQ(first.peakAt, kStart + minutes(3));
    EXPECT_FALSE(result->incidents[1].end);
    EXPECT_EQ(result->longest, minutes(3));
    EXPECT_EQ(result->meanTimeToResolve, minutes(3));
    EXPECT_EQ(result->noisiest, "{line=\"x\"}");
    EXPECT_EQ(result->noisiestIncidents, 2U);
    EXPECT_EQ(result->notificationsUngrouped, 3U);
    ASSERT_EQ(result->spans.size(), 1U);
    ASSERT_EQ(result->spans[0].spans.size(), 4U);
    EXPECT_EQ(result->spans[0].spans[0].state, State::Pending);
    EXPECT_EQ(result->spans[0].spans[1].state, State::Firing);
    EXPECT_EQ(result->spans[0].spans[1].to, kStart + minutes(5));
    EXPECT_EQ(result->spans[0].spans[3].to, history.to);
    ASSERT_EQ(result->series.size(), 2U);
    EXPECT_EQ(result->series[0].values, values);
    EXPECT_EQ(result->series[0].breaches, 7U);
}

TEST(Backtest, stopsWhenAsked) {
    WaveSource source(2, false);
    const CancelToken token;
    token.cancel();
    const auto history = fetchHistory(groupOf(), thresholdRule(), source, kStart, kStart + hours(1), token);
    ASSERT_FALSE(history);
    EXPECT_EQ(history.error().code, ErrorCode::Cancelled);
    const auto whole =
        fetchHistory(groupOf(), thresholdRule(), source, kStart, kStart + hours(1), CancelToken());
    const auto result = backtest(groupOf(), thresholdRule(), *whole, {}, token);
    ASSERT_FALSE(result);
    EXPECT_EQ(result.error().code, ErrorCode::Cancelled);
}

TEST(Backtest, aWeekOfAHundredGroupsIsJudgedWhole) {
    WaveSource source(100);
    RuleGroup group = groupOf();
    const Rule rule = thresholdRule();
    const auto history = fetchHistory(group, rule, source, kStart, kStart + hours(7 * 24), CancelToken());
    ASSERT_TRUE(history);
    const std::clock_t began = std::clock();
    const auto result = backtest(group, rule, *history, {}, CancelToken());
    const double seconds = static_cast<double>(std::clock() - began) / CLOCKS_PER_SEC;
    ASSERT_TRUE(result);
    EXPECT_GT(result->rows, 900'000U);
    EXPECT_GT(result->incidents.size(), 100U);
    RecordProperty("cpu_ms", static_cast<int>(seconds * 1000));
    std::printf("7 days x 1 min x 100 groups: %.0f ms CPU, %zu rows, %zu incidents\n", seconds * 1000,
                result->rows, result->incidents.size());
}

}  // namespace
}  // namespace tributary::alerts
