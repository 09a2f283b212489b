// SPDX-License-Identifier: GPL-3.0-or-later
#include <gtest/gtest.h>

#include <cmath>
#include <ctime>
#include <nlohmann/json.hpp>

#include "core/alerts/rules/rule_evaluator.h"

namespace tributary::alerts {
namespace {

using std::chrono::hours;
using std::chrono::minutes;
using std::chrono::seconds;

const TimePoint kStart = *parseTime("2025-01-06T00:00:00Z");

RuleGroup groupOf(size_t limit = 0) {
    RuleGroup group;
    group.name = "g";
    group.interval = minutes(1);
    group.limit = limit;
    return group;
}

Rule ruleOf(Condition::Kind kind = Condition::Kind::EveryRow) {
    Rule rule;
    rule.name = "A";
    rule.language = Rule::Language::Sql;
    rule.query = "q";
    rule.condition.kind = kind;
    if (kind == Condition::Kind::Threshold) rule.condition.bounds.warning = 10;
    rule.policies = defaultPolicies(rule.language, kind);
    return rule;
}

SampleSet rowsOf(std::initializer_list<std::pair<Labels, double>> rows) {
    SampleSet set;
    set.valueColumns = {"v"};
    for (const auto& [labels, value] : rows) set.samples.push_back({labels, {value}, std::nullopt});
    return set;
}

std::unique_ptr<RuleEvaluator> make(const Rule& rule, size_t limit = 0, RuleEvaluator::Options options = {}) {
    auto made = RuleEvaluator::make(groupOf(limit), rule, std::move(options));
    EXPECT_TRUE(made) << made.error().text();
    return std::move(*made);
}

TEST(Evaluator, sendsAsPrometheusDoes) {
    Rule rule = ruleOf();
    rule.labels = {{"team", "x"}};
    rule.annotations = {{"summary", "{{ $labels.host }} is {{ $value }}"}};
    RuleEvaluator::Options options;
    options.externalLabels = {{"cluster", "c"}, {"team", "outer"}};
    options.generatorUrl = "http://here/rules/1";
    const auto evaluator = make(rule, 0, options);
    std::vector<size_t> sent;
    TimePoint at = kStart;
    for (const double value : {1.0, 2.0, 3.0, 4.0}) {
        const auto evaluation = evaluator->evaluate(at, rowsOf({{{{"host", "a"}}, value}}));
        sent.push_back(evaluation.alerts.size());
        at += seconds(30);
        if (evaluation.alerts.empty()) continue;
        const Alert& alert = evaluation.alerts[0];
        EXPECT_EQ(labelsText(alert.labels), R"({alertname="A", cluster="c", host="a", team="x"})");
        EXPECT_EQ(alert.annotations.at("summary"), "a is " + std::to_string(static_cast<int>(value)));
        EXPECT_EQ(alert.startsAt, kStart);
        EXPECT_EQ(alert.endsAt, evaluation.at + minutes(4));
        EXPECT_EQ(alert.generatorUrl, "http://here/rules/1");
    }
    // Again only when more than the resend delay of a minute has passed.
    EXPECT_EQ(sent, (std::vector<size_t>{1, 0, 0, 1}));
    const auto end = evaluator->evaluate(at, rowsOf({}));
    ASSERT_EQ(end.alerts.size(), 1U);
    EXPECT_EQ(end.alerts[0].endsAt, at);
    EXPECT_TRUE(end.alerts[0].isResolvedAt(at));
    // The end is told again for 15 minutes.
    size_t again = 0;
    for (int i = 1; i <= 30; ++i) again += evaluator->evaluate(at + minutes(i), rowsOf({})).alerts.size();
    EXPECT_EQ(again, 7U);
}

TEST(Evaluator, pendingIsNeverSent) {
    Rule rule = ruleOf();
    rule.hold = minutes(5);
    const auto evaluator = make(rule);
    for (int i = 0; i < 5; ++i)
        EXPECT_TRUE(evaluator->evaluate(kStart + minutes(i), rowsOf({{{{"h", "a"}}, 1}})).alerts.empty());
    EXPECT_EQ(evaluator->evaluate(kStart + minutes(5), rowsOf({{{{"h", "a"}}, 1}})).alerts.size(), 1U);
}

TEST(Evaluator, aChangeOfSeverityEndsTheOldAlert) {
    Rule rule = ruleOf(Condition::Kind::Threshold);
    rule.condition.bounds.critical = 20;
    const auto evaluator = make(rule);
    evaluator->evaluate(kStart, rowsOf({{{{"h", "a"}}, 15}}));
    const auto worse = evaluator->evaluate(kStart + minutes(1), rowsOf({{{{"h", "a"}}, 25}}));
    ASSERT_EQ(worse.alerts.size(), 2U);
    EXPECT_EQ(worse.alerts[0].labels.at("severity"), "warning");
    EXPECT_EQ(worse.alerts[0].endsAt, worse.at);
    EXPECT_EQ(worse.alerts[1].labels.at("severity"), "critical");
    EXPECT_EQ(worse.alerts[1].startsAt, worse.at);
    ASSERT_EQ(worse.transitions.size(), 1U);
    EXPECT_EQ(worse.transitions[0].severity, Severity::Critical);
    rule.labels["severity"] = "page";
    const auto named = make(rule);
    EXPECT_EQ(named->evaluate(kStart, rowsOf({{{{"h", "a"}}, 25}})).alerts[0].labels.at("severity"), "page");
}

TEST(Evaluator, duplicateLabelsAreAnErrorAndChangeNothing) {
    const auto evaluator = make(ruleOf());
    evaluator->evaluate(kStart, rowsOf({{{{"h", "a"}}, 1}}));
    const auto twice =
        evaluator->evaluate(kStart + minutes(1), rowsOf({{{{"h", "b"}}, 1}, {{{"h", "b"}}, 2}}));
    ASSERT_TRUE(twice.error);
    EXPECT_EQ(twice.error->code, ErrorCode::Conflict);
    EXPECT_NE(twice.error->message.find("h=\"b\""), std::string::npos);
    EXPECT_EQ(twice.health, State::Error);
    ASSERT_NE(evaluator->find({{"alertname", "A"}, {"h", "a"}}), nullptr);
    EXPECT_EQ(evaluator->find({{"alertname", "A"}, {"h", "a"}})->state, State::Firing);
    EXPECT_EQ(evaluator->find({{"alertname", "A"}, {"h", "b"}}), nullptr);
    EXPECT_FALSE(evaluator->evaluate(kStart + minutes(2), rowsOf({{{{"h", "a"}}, 1}})).error);
}

TEST(Evaluator, labelsOfTheRuleCanMakeRowsEqual) {
    Rule rule = ruleOf();
    rule.labels["h"] = "same";
    const auto evaluation = make(rule)->evaluate(kStart, rowsOf({{{{"h", "a"}}, 1}, {{{"h", "b"}}, 2}}));
    ASSERT_TRUE(evaluation.error);
    EXPECT_EQ(evaluation.error->code, ErrorCode::Conflict);
}

TEST(Evaluator, aFloodOfGroupsIsBoundedByTheLimit) {
    const auto evaluator = make(ruleOf(Condition::Kind::Threshold), 100);
    SampleSet rows;
    rows.valueColumns = {"v"};
    for (int i = 0; i < 200'000; ++i)
        rows.samples.push_back({{{"id", std::to_string(i)}}, {i < 200 ? 50.0 : 1.0}, {}});
    const std::clock_t began = std::clock();
    const auto evaluation = evaluator->evaluate(kStart, rows);
    const double spent = static_cast<double>(std::clock() - began) / CLOCKS_PER_SEC;
    ASSERT_TRUE(evaluation.error);
    EXPECT_EQ(evaluation.error->code, ErrorCode::Resource);
    EXPECT_NE(evaluation.error->message.find("limit of 100"), std::string::npos);
    EXPECT_LE(evaluation.alerts.size(), 1U);  // the one about the rule
    EXPECT_LT(spent, 20);
    // A million never get that far: the source stops reading.
    EXPECT_EQ(queryOf(groupOf(), ruleOf()).limit, kMostRows);
    EXPECT_LT(kMostRows, 1'000'000U);
}

TEST(Evaluator, timeGoingBackwardsIsRefused) {
    Rule rule = ruleOf();
    rule.hold = minutes(2);
    const auto evaluator = make(rule);
    evaluator->evaluate(kStart + minutes(5), rowsOf({{{{"h", "a"}}, 1}}));
    const auto back = evaluator->evaluate(kStart, rowsOf({{{{"h", "a"}}, 1}}));
    ASSERT_TRUE(back.error);
    EXPECT_EQ(back.error->code, ErrorCode::InvalidArgument);
    EXPECT_TRUE(back.transitions.empty());
    EXPECT_EQ(evaluator->instances()[0].activeAt, kStart + minutes(5));
    EXPECT_FALSE(evaluator->evaluate(kStart + minutes(7), rowsOf({{{{"h", "a"}}, 1}})).error);
    EXPECT_EQ(evaluator->instances()[0].state, State::Firing);
}

TEST(Evaluator, missingColumnsAndValuesAreToldOnce) {
    Rule rule = ruleOf(Condition::Kind::Threshold);
    rule.condition.column = "nope";
    const auto wrong = make(rule)->evaluate(kStart, rowsOf({{{{"h", "a"}}, 1}}));
    ASSERT_TRUE(wrong.error);
    EXPECT_NE(wrong.error->message.find("'nope'"), std::string::npos);
    EXPECT_NE(wrong.error->hint.find("v"), std::string::npos);
    SampleSet empty;
    empty.samples.push_back({{{"h", "a"}}, {}, std::nullopt});
    const auto none = make(ruleOf(Condition::Kind::Threshold))->evaluate(kStart, empty);
    ASSERT_TRUE(none.error);
    EXPECT_NE(none.error->message.find("no value"), std::string::npos);
}

TEST(Evaluator, aRowWithoutNumbersFiresAsItself) {
    SampleSet rows;
    rows.samples.push_back({{{"h", "a"}}, {}, std::nullopt});
    const auto evaluation = make(ruleOf())->evaluate(kStart, rows);
    EXPECT_FALSE(evaluation.error);
    ASSERT_EQ(evaluation.transitions.size(), 1U);
    EXPECT_EQ(evaluation.transitions[0].value, 1);
}

TEST(Evaluator, combinedConditionsLookAtSeveralColumns) {
    Rule rule = ruleOf(Condition::Kind::Combined);
    for (const char* column : {"cpu", "mem"}) {
        Condition part;
        part.kind = Condition::Kind::Threshold;
        part.column = column;
        part.bounds.warning = 80;
        part.bounds.critical = 95;
        rule.condition.parts.push_back(part);
    }
    const auto severityOf = [&](double cpu, std::optional<double> mem) {
        SampleSet rows;
        rows.valueColumns = {"mem", "cpu"};
        rows.samples.push_back({{{"h", "a"}}, {mem, cpu}, std::nullopt});
        const auto evaluation = make(rule)->evaluate(kStart, rows);
        return evaluation.transitions.empty() ? Severity::None : evaluation.transitions[0].severity;
    };
    EXPECT_EQ(severityOf(90, 70), Severity::None);
    EXPECT_EQ(severityOf(90, 99), Severity::Warning);
    EXPECT_EQ(severityOf(96, 99), Severity::Critical);
    EXPECT_EQ(severityOf(96, std::nullopt), Severity::None);
    rule.condition.all = false;
    EXPECT_EQ(severityOf(90, 70), Severity::Warning);
    EXPECT_EQ(severityOf(90, 99), Severity::Critical);
}

TEST(Evaluator, checkComparesColumns) {
    Rule rule = ruleOf(Condition::Kind::Check);
    rule.condition.expectedColumns = {"id", "v"};
    SampleSet rows = rowsOf({});
    rows.labelColumns = {"id"};
    EXPECT_TRUE(make(rule)->evaluate(kStart, rows).alerts.empty());
    rows.labelColumns = {"name"};
    const auto evaluation = make(rule)->evaluate(kStart, rows);
    ASSERT_EQ(evaluation.alerts.size(), 1U);
    EXPECT_EQ(evaluation.alerts[0].annotations.at("reason"), "columns missing: id; unexpected columns: name");
}

TEST(Evaluator, ofRowsWithTimesTheNewestCounts) {
    const auto evaluator = make(ruleOf(Condition::Kind::Threshold));
    SampleSet rows = rowsOf({{{{"h", "a"}}, 50}, {{{"h", "a"}}, 5}, {{{"h", "b"}}, 50}});
    rows.samples[0].time = kStart - minutes(2);
    rows.samples[1].time = kStart - minutes(1);
    rows.samples[2].time = kStart - minutes(3);
    EXPECT_FALSE(evaluator->evaluate(kStart, rows).error);
    ASSERT_EQ(evaluator->instances().size(), 1U);
    EXPECT_EQ(evaluator->instances()[0].labels.at("h"), "b");
    rows.samples[0].time = rows.samples[1].time;
    EXPECT_TRUE(evaluator->evaluate(kStart + minutes(1), rows).error);
}

TEST(Evaluator, noNewRowsLooksAtEachGroup) {
    Rule rule = ruleOf(Condition::Kind::NoNewRows);
    rule.condition.bounds.warning = 600;
    rule.condition.bounds.critical = 3600;
    const auto evaluator = make(rule);
    SampleSet rows = rowsOf({{{{"h", "a"}}, 1}, {{{"h", "b"}}, 1}, {{{"h", "c"}}, 1}});
    rows.samples[0].time = kStart - minutes(2);
    rows.samples[1].time = kStart - minutes(20);
    rows.samples[2].time = kStart - hours(2);
    evaluator->evaluate(kStart, rows);
    const auto instances = evaluator->instances();
    ASSERT_EQ(instances.size(), 2U);
    EXPECT_EQ(instances[0].severity, Severity::Warning);
    EXPECT_EQ(instances[0].value, 1200);
    EXPECT_EQ(instances[1].severity, Severity::Critical);
}

TEST(Evaluator, anErrorOfATemplateStandsInItsText) {
    Rule rule = ruleOf();
    rule.annotations["x"] = "{{ $labels.h | nothing }}";
    const auto evaluation = make(rule)->evaluate(kStart, rowsOf({{{{"h", "a"}}, 1}}));
    EXPECT_EQ(evaluation.alerts[0].annotations.at("x").find("<error expanding template:"), 0U);
    const Alert preview = renderAlert(groupOf(), rule, {{"h", "a"}}, 1, {});
    EXPECT_EQ(preview.annotations, evaluation.alerts[0].annotations);
    EXPECT_EQ(preview.labels, evaluation.alerts[0].labels);
}

TEST(Evaluator, anomaliesAreFoundAndSurviveARestart) {
    Rule rule = ruleOf(Condition::Kind::Anomaly);
    rule.condition.direction = Condition::Direction::Above;
    rule.condition.minDeviation = 20;
    auto evaluator = make(rule);
    const auto value = [](int minute) {
        return 100 + 10 * std::sin(minute / 288.0 * 2 * M_PI) +
               static_cast<double>((minute * 7919) % 13) / 10;
    };
    TimePoint at = kStart;
    for (int i = 0; i < 288 * 15; ++i, at += minutes(5))
        evaluator->learn(at, rowsOf({{{{"h", "a"}}, value(i)}}));
    EXPECT_TRUE(evaluator->evaluate(at, rowsOf({{{{"h", "a"}}, value(0)}})).alerts.empty());
    const std::string kept = evaluator->save().dump();
    auto restarted = make(rule);
    ASSERT_TRUE(restarted->restore(nlohmann::json::parse(kept)));
    for (auto* one : {evaluator.get(), restarted.get()}) {
        const auto evaluation = one->evaluate(at + minutes(5), rowsOf({{{{"h", "a"}}, 400}}));
        ASSERT_EQ(evaluation.alerts.size(), 1U);
        EXPECT_FALSE(evaluation.alerts[0].annotations.at("reason").empty());
        ASSERT_TRUE(one->instances()[0].expected);
        EXPECT_NEAR(*one->instances()[0].expected, 100, 15);
    }
}

TEST(Evaluator, severalColumnsThatPartAreFound) {
    Rule rule = ruleOf(Condition::Kind::Multivariate);
    const auto evaluator = make(rule);
    const auto rows = [](int minute, double off) {
        SampleSet set;
        set.valueColumns = {"cpu", "requests", "io"};
        const double load =
            50 + 20 * std::sin(minute / 60.0) + static_cast<double>((minute * 7919) % 17) / 10;
        const double noise = static_cast<double>((minute * 104729) % 11) / 10;
        set.samples.push_back(
            {{{"h", "a"}}, {load, load * 3 + noise + off, 100 - load + noise}, std::nullopt});
        return set;
    };
    TimePoint at = kStart;
    for (int i = 0; i < 3000; ++i, at += minutes(1)) evaluator->learn(at, rows(i, 0));
    EXPECT_TRUE(evaluator->evaluate(at, rows(3000, 0)).alerts.empty());
    // Each column is where it has often been; together they have never been there.
    size_t alerts = 0;
    for (int i = 1; i <= 30; ++i) alerts += evaluator->evaluate(at + minutes(i), rows(3000 + i, -60)).news;
    EXPECT_GE(alerts, 1U);
    auto restarted = make(rule);
    EXPECT_TRUE(restarted->restore(nlohmann::json::parse(evaluator->save().dump())));
}

TEST(Evaluator, damagedStateIsRefusedAndLeavesAFreshOne) {
    Rule rule = ruleOf(Condition::Kind::Threshold);
    auto evaluator = make(rule);
    evaluator->evaluate(kStart, rowsOf({{{{"h", "a"}}, 50}}));
    const nlohmann::json good = evaluator->save();
    const std::string text = good.dump();
    size_t refused = 0;
    for (size_t at = 0; at < text.size(); at += 3) {
        for (const char c : {'9', '"', '{', 'x', '-'}) {
            std::string damaged = text;
            damaged[at] = c;
            const auto parsed = nlohmann::json::parse(damaged, nullptr, false);
            if (parsed.is_discarded()) continue;
            auto fresh = make(rule);
            if (const auto restored = fresh->restore(parsed); !restored) {
                ++refused;
                EXPECT_EQ(restored.error().code, ErrorCode::Corrupt);
                EXPECT_TRUE(fresh->instances().empty());
            }
            fresh->evaluate(kStart + hours(100'000), rowsOf({{{{"h", "a"}}, 50}}));
        }
    }
    EXPECT_GT(refused, 20U);
    for (const char* none : {"{}", "[]", "null", "1"})
        EXPECT_FALSE(make(rule)->restore(nlohmann::json::parse(none)));
}

TEST(Evaluator, rulesThatMakeNoSenseAreRefused) {
    Rule rule = ruleOf(Condition::Kind::Threshold);
    rule.condition.bounds = {};
    EXPECT_FALSE(RuleEvaluator::make(groupOf(), rule, {}));
    rule = ruleOf();
    rule.name.clear();
    rule.record = "a:b";
    const auto recording = RuleEvaluator::make(groupOf(), rule, {});
    ASSERT_FALSE(recording);
    EXPECT_EQ(recording.error().code, ErrorCode::Unsupported);
}

TEST(Evaluator, instantsAreMultiplesOfTheIntervalPlusOffset) {
    RuleGroup group = groupOf();
    group.interval = minutes(5);
    group.offset = seconds(20);
    EXPECT_EQ(nextEvaluation(group, kStart), kStart + seconds(20));
    EXPECT_EQ(nextEvaluation(group, kStart + seconds(20)), kStart + minutes(5) + seconds(20));
    EXPECT_EQ(nextEvaluation(group, TimePoint(seconds(-301))), TimePoint(seconds(-280)));
}

}  // namespace
}  // namespace tributary::alerts
