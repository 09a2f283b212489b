// SPDX-License-Identifier: GPL-3.0-or-later
// Counters, peers, bands and reasons in what a rule tells, and what it learns from "not an anomaly".
#include <gtest/gtest.h>

#include <cmath>
#include <nlohmann/json.hpp>
#include <random>

#include "core/alerts/detectors/explanation.h"
#include "core/alerts/rules/rule_evaluator.h"
#include "core/alerts/rules/rule_file.h"

namespace tributary::alerts {
namespace {

using std::chrono::minutes;

const TimePoint kStart = *parseTime("2025-01-06T00:00:00Z");

std::unique_ptr<RuleEvaluator> make(const Condition& condition) {
    RuleGroup group;
    group.name = "g";
    group.interval = minutes(1);
    Rule rule;
    rule.name = "A";
    rule.language = Rule::Language::Sql;
    rule.query = "q";
    rule.condition = condition;
    rule.policies = defaultPolicies(rule.language, condition.kind);
    RuleEvaluator::Options options;
    options.keepJudgements = true;
    auto made = RuleEvaluator::make(group, rule, std::move(options));
    EXPECT_TRUE(made) << made.error().text();
    return std::move(*made);
}

SampleSet one(std::optional<double> value) {
    SampleSet set;
    set.valueColumns = {"v"};
    set.samples.push_back({{{"host", "a"}}, {value}, std::nullopt});
    return set;
}

Condition threshold(double warning, Condition::Counter counter) {
    Condition condition;
    condition.kind = Condition::Kind::Threshold;
    condition.bounds.warning = warning;
    condition.counter = counter;
    return condition;
}

TEST(Counter, rateKnowsResetsAndItsFirstReadingIsNone) {
    const auto evaluator = make(threshold(1.5, Condition::Counter::Rate));
    std::vector<std::optional<double>> seen;
    std::vector<size_t> breaches;
    const double readings[] = {1000, 1060, 1180, 30, 90};  // reset before the fourth
    for (int i = 0; i < 5; ++i) {
        const auto evaluation = evaluator->evaluate(kStart + minutes(i), one(readings[i]));
        EXPECT_FALSE(evaluation.error);
        EXPECT_EQ(evaluation.health, State::Normal);
        seen.push_back(evaluator->judgements().at(0).value);
        breaches.push_back(evaluation.breaches);
    }
    EXPECT_EQ(seen, (std::vector<std::optional<double>>{std::nullopt, 1, 2, 0.5, 1}));
    EXPECT_EQ(breaches, (std::vector<size_t>{0, 0, 1, 0, 0}));
}

TEST(Counter, goesOnAfterARestart) {
    const Condition condition = threshold(100, Condition::Counter::Increase);
    const auto first = make(condition);
    first->evaluate(kStart, one(1000));
    const auto state = first->save();
    const auto second = make(condition);
    ASSERT_TRUE(second->restore(state));
    second->evaluate(kStart + minutes(1), one(1250));
    EXPECT_EQ(second->judgements().at(0).value, 250);
    // NULL is no reading: the next one tells what came since the last.
    second->evaluate(kStart + minutes(2), one(std::nullopt));
    EXPECT_EQ(second->evaluate(kStart + minutes(3), one(1300)).breaches, 0U);
    EXPECT_EQ(second->judgements().at(0).value, 50);
}

TEST(Counter, isRefusedWhereNothingIsCounted) {
    Rule rule;
    rule.name = "A";
    rule.query = "q";
    rule.condition.kind = Condition::Kind::RowCount;
    rule.condition.bounds.warning = 1;
    rule.condition.counter = Condition::Counter::Rate;
    EXPECT_FALSE(validate(rule));
}

SampleSet hosts(std::mt19937& random, const std::string& bad, double by, const std::string& zone = "z") {
    std::normal_distribution<double> noise(0, 1);
    SampleSet set;
    set.valueColumns = {"v"};
    for (int i = 0; i < 8; ++i) {
        const std::string name = "h" + std::to_string(i);
        const double value = 100 + 3 * i + noise(random) + (name == bad ? by : 0);
        set.samples.push_back({{{"host", name}, {"zone", zone}}, {value}, std::nullopt});
    }
    return set;
}

Condition peers() {
    Condition condition;
    condition.kind = Condition::Kind::Peers;
    return condition;
}

TEST(Peers, theOneThatLeavesTheOthersFires) {
    const auto evaluator = make(peers());
    std::mt19937 random(7);
    size_t before = 0;
    for (int i = 0; i < 400; ++i)
        before += evaluator->evaluate(kStart + minutes(i), hosts(random, "", 0)).breaches;
    EXPECT_EQ(before, 0U);
    // All of them move together: that is nobody's leaving.
    auto moved = hosts(random, "", 0);
    for (auto& sample : moved.samples) *sample.values[0] += 500;
    EXPECT_EQ(evaluator->evaluate(kStart + minutes(400), moved).breaches, 0U);
    std::vector<Transition> fired;
    for (int i = 401; i < 411; ++i) {
        const auto evaluation = evaluator->evaluate(kStart + minutes(i), hosts(random, "h3", 40));
        fired.insert(fired.end(), evaluation.transitions.begin(), evaluation.transitions.end());
    }
    ASSERT_EQ(fired.size(), 1U);
    EXPECT_EQ(fired[0].to, State::Firing);
    EXPECT_EQ(fired[0].labels.at("host"), "h3");
}

TEST(Peers, survivesARestartAndTakesAdvice) {
    std::mt19937 random(11);
    auto evaluator = make(peers());
    TimePoint at = kStart;
    const auto step = [&](const std::string& bad) {
        return evaluator->evaluate(at += minutes(1), hosts(random, bad, 40));
    };
    for (int i = 0; i < 300; ++i) step("");
    const auto state = nlohmann::json::parse(evaluator->save().dump());
    evaluator = make(peers());
    ASSERT_TRUE(evaluator->restore(state));
    std::optional<Transition> firing;
    for (int i = 0; i < 10 && !firing; ++i)
        for (const auto& one : step("h3").transitions)
            if (one.to == State::Firing) firing = one;
    ASSERT_TRUE(firing);
    EXPECT_EQ(firing->labels.at("host"), "h3");
    EXPECT_EQ(firing->why.code, "peer.outlier");
    EXPECT_EQ(detectors::render(firing->why), firing->reason);
    ASSERT_TRUE(firing->expected && firing->lower && firing->upper);
    EXPECT_NEAR(*firing->expected, 109, 4);
    EXPECT_LT(*firing->upper, firing->value);
    ASSERT_TRUE(evaluator->accept(firing->labels));
    size_t breaches = 0;
    for (int i = 0; i < 100; ++i) breaches += step("h3").breaches;
    EXPECT_EQ(breaches, 0U) << "its new place is its own";
}

TEST(Peers, labelsTellWhoIsAPeer) {
    Condition condition = peers();
    condition.by = {"zone"};
    const auto evaluator = make(condition);
    std::mt19937 random(3);
    size_t breaches = 0;
    for (int i = 0; i < 300; ++i) {
        auto rows = hosts(random, "", 0, "a");
        // A zone of another size is no outlier of the first one.
        for (auto& sample : hosts(random, "", 0, "b").samples) {
            *sample.values[0] *= 50;
            rows.samples.push_back(std::move(sample));
        }
        breaches += evaluator->evaluate(kStart + minutes(i), rows).breaches;
    }
    EXPECT_EQ(breaches, 0U);
}

TEST(Anomaly, acceptedIsOverAndStaysSoAfterARestart) {
    Condition condition;
    condition.kind = Condition::Kind::Anomaly;
    auto evaluator = make(condition);
    std::mt19937 random(5);
    std::normal_distribution<double> noise(0, 1);
    TimePoint at = kStart;
    const auto step = [&](double shift) {
        return evaluator->evaluate(at += minutes(5), one(100 + noise(random) + shift));
    };
    for (int i = 0; i < 1500; ++i) step(0);
    std::optional<Transition> firing;
    for (int i = 0; i < 30 && !firing; ++i)
        for (const auto& one : step(30).transitions)
            if (one.to == State::Firing) firing = one;
    ASSERT_TRUE(firing);
    EXPECT_FALSE(firing->why.code.empty());
    EXPECT_EQ(detectors::render(firing->why), firing->reason);
    ASSERT_TRUE(firing->expected && firing->lower && firing->upper);
    EXPECT_LT(*firing->lower, *firing->expected);
    EXPECT_LT(*firing->upper, firing->value);
    EXPECT_FALSE(evaluator->accept({{"alertname", "A"}, {"host", "nobody"}}));
    ASSERT_TRUE(evaluator->accept(firing->labels));
    const auto state = nlohmann::json::parse(evaluator->save().dump());
    evaluator = make(condition);
    ASSERT_TRUE(evaluator->restore(state));
    const auto next = step(0);
    ASSERT_FALSE(next.transitions.empty());
    EXPECT_EQ(next.transitions.back().to, State::Resolved);
}

TEST(Anomaly, onlyWhatLearnsCanBeToldSo) {
    const auto evaluator = make(threshold(10, Condition::Counter::None));
    evaluator->evaluate(kStart, one(20));
    const auto refused = evaluator->accept({{"alertname", "A"}, {"host", "a"}, {"severity", "warning"}});
    ASSERT_FALSE(refused);
    EXPECT_EQ(refused.error().code, ErrorCode::InvalidArgument);
}

TEST(Reasons, haveACodeThatHasAText) {
    Condition condition;
    condition.kind = Condition::Kind::Check;
    condition.allowedRows = 0;
    const auto evaluator = make(condition);
    evaluator->evaluate(kStart, one(1));
    const auto& judgement = evaluator->judgements().at(0);
    EXPECT_EQ(judgement.reason, "1 failing row, 0 allowed");
    EXPECT_EQ(judgement.why.code, "check.rows");
    EXPECT_EQ(judgement.why.numbers, (std::vector<double>{1, 0}));
    EXPECT_FALSE(detectors::reasonText("check.rows").empty());
}

TEST(ConditionYaml, keepsCountersAndPeers) {
    RuleGroup group;
    group.name = "g";
    Rule rule;
    rule.name = "A";
    rule.language = Rule::Language::Sql;
    rule.query = "SELECT 1";
    rule.condition = peers();
    rule.condition.by = {"zone", "rack"};
    rule.condition.counter = Condition::Counter::Rate;
    rule.condition.minDeviation = 5;
    rule.condition.direction = Condition::Direction::Above;
    rule.policies = defaultPolicies(rule.language, rule.condition.kind);
    group.rules = {rule};
    const std::string text = writeRules({group});
    EXPECT_NE(text.find("type: peers"), std::string::npos) << text;
    auto back = readRules(text, "x.yml");
    ASSERT_TRUE(back) << back.error().text();
    EXPECT_EQ(back->at(0).rules.at(0).condition, rule.condition) << text;
}

}  // namespace
}  // namespace tributary::alerts
