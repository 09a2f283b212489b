// SPDX-License-Identifier: GPL-3.0-or-later
#include <gtest/gtest.h>

#include <fstream>
#include <map>
#include <nlohmann/json.hpp>
#include <sstream>

#include "core/alerts/rules/rule_evaluator.h"

/// data/states.txt: one case a line, `name | rule | rows of each minute | states after each minute`.
///
/// Rows: values of host a, or of hosts a/b/c; `_` the host has no row, `-` its value is NULL, `E` the query
/// fails, `0rows` no rows at all. States: `.` normal, P pending, F firing, R recovering, x resolved; with
/// levels the severity's first letter follows (`Fw`, `Fc`); a special alert (NoData, RuleError,
/// MissingSeries) follows a `+`, the rule's health a `?` (no data) or `!` (error).
namespace tributary::alerts {
namespace {

using std::chrono::minutes;

struct Case {
    std::string name, rule, rows, states;
    size_t line = 0;
};
void PrintTo(const Case& c, std::ostream* out) {
    *out << c.name;
}

std::string trimmed(const std::string& text) {
    const size_t begin = text.find_first_not_of(' ');
    return begin == std::string::npos ? "" : text.substr(begin, text.find_last_not_of(' ') - begin + 1);
}

std::vector<std::string> split(const std::string& text, char separator) {
    std::vector<std::string> parts;
    std::stringstream in(text);
    for (std::string part; std::getline(in, part, separator);) parts.push_back(part);
    return parts;
}

std::vector<std::string> words(const std::string& text) {
    std::vector<std::string> parts;
    std::stringstream in(text);
    for (std::string part; in >> part;) parts.push_back(part);
    return parts;
}

std::vector<Case> readCases() {
    std::ifstream in("tests/core/alerts/rules/data/states.txt");
    std::vector<Case> cases;
    size_t number = 0;
    for (std::string line; std::getline(in, line);) {
        ++number;
        if (line.empty() || line[0] == '#') continue;
        const auto parts = split(line, '|');
        if (parts.size() != 4) {
            ADD_FAILURE() << "states.txt:" << number << " has " << parts.size() << " columns";
            continue;
        }
        cases.push_back({trimmed(parts[0]), trimmed(parts[1]), trimmed(parts[2]), trimmed(parts[3]), number});
    }
    return cases;
}

Policy policyOf(const std::string& word) {
    for (const Policy policy : {Policy::Ok, Policy::KeepLast, Policy::Notify, Policy::Fire})
        if (toString(policy) == word) return policy;
    ADD_FAILURE() << "no policy " << word;
    return Policy::Ok;
}

Comparison comparisonOf(const std::string& word) {
    for (const Comparison c : {Comparison::Above, Comparison::AtLeast, Comparison::Below, Comparison::AtMost,
                               Comparison::Equal, Comparison::NotEqual})
        if (toString(c) == word) return c;
    ADD_FAILURE() << "no comparison " << word;
    return Comparison::Above;
}

/// `for=2m keep=3m rows` as a rule and its group.
struct Setting {
    RuleGroup group;
    Rule rule;
    bool everyRow = false;

    explicit Setting(const std::string& text) {
        group.name = "g";
        group.interval = minutes(1);
        rule.name = "A";
        rule.language = Rule::Language::Sql;
        rule.query = "SELECT host, v FROM t";
        rule.condition.kind = Condition::Kind::Threshold;
        if (text.find("rows") == 0) {
            everyRow = true;
            rule.condition.kind = Condition::Kind::EveryRow;
        }
        rule.policies = defaultPolicies(rule.language, rule.condition.kind);
        for (const std::string& word : words(text)) {
            const size_t at = word.find('=');
            take(word.substr(0, at), at == std::string::npos ? "" : word.substr(at + 1));
        }
        if (rule.condition.bounds.empty()) rule.condition.bounds.warning = 10;
    }

    void take(const std::string& key, const std::string& value) {
        Condition& condition = rule.condition;
        const auto number = [&] { return std::stod(value); };
        if (key == "for")
            rule.hold = *parseDuration(value);
        else if (key == "keep")
            rule.keepFiringFor = *parseDuration(value);
        else if (key == "limit")
            group.limit = std::stoul(value);
        else if (key == "op")
            condition.bounds.comparison = comparisonOf(value);
        else if (key == "warn")
            condition.bounds.warning = number();
        else if (key == "crit")
            condition.bounds.critical = number();
        else if (key == "wrec")
            condition.bounds.warningRecovery = number();
        else if (key == "crec")
            condition.bounds.criticalRecovery = number();
        else if (key == "of")
            condition.breaches = value[0] - '0', condition.windows = value[2] - '0';
        else if (key == "nodata")
            rule.policies.noData = policyOf(value);
        else if (key == "error")
            rule.policies.error = policyOf(value);
        else if (key == "missing")
            rule.policies.missing = policyOf(value);
        else if (key == "after")
            rule.policies.missingAfter = std::stoul(value);
        else if (key == "change")
            condition.kind = Condition::Kind::Change, condition.span = *parseDuration(value);
        else if (key == "percent")
            condition.percent = true;
        else if (key == "count")
            condition.kind = Condition::Kind::RowCount;
        else if (key == "absence")
            condition.kind = Condition::Kind::Absence;
        else if (key == "expect")
            condition.expectedSets.push_back({{"host", value}});
        else if (key == "check")
            condition.kind = Condition::Kind::Check, condition.allowedRows = std::stoul(value);
        else if (key == "silence")
            condition.kind = Condition::Kind::NoNewRows, condition.bounds.warning = number();
        else
            EXPECT_EQ(key, "rows");
    }
};

Result<SampleSet> rowsOf(const std::string& text, bool everyRow) {
    if (text == "E") return fail(ErrorCode::Connection, "the server is down");
    SampleSet set;
    set.valueColumns = {"v"};
    set.labelColumns = {"host"};
    if (text == "0rows") return set;
    char host = 'a';
    for (const std::string& value : split(text, '/')) {
        Sample sample;
        sample.labels = {{"host", std::string(1, host++)}};
        if (value == "_") continue;
        sample.values.emplace_back();
        if (value != "-") sample.values[0] = value == "N" ? std::nan("") : std::stod(value);
        // A query that returns rows only when something is bad.
        if (everyRow && !(sample.values[0] > 10)) continue;
        set.samples.push_back(std::move(sample));
    }
    return set;
}

std::string letter(const Instance& instance) {
    const std::map<State, std::string> kLetters{
        {State::Pending, "P"}, {State::Firing, "F"}, {State::Recovering, "R"}, {State::Resolved, "x"}};
    std::string text = kLetters.at(instance.state);
    if (instance.severity != Severity::None && instance.severity != Severity::Warning)
        text += toString(instance.severity)[0];
    return text;
}

std::string statesOf(const RuleEvaluator& evaluator, size_t hosts) {
    std::vector<std::string> byHost(hosts, ".");
    std::string special;
    for (const Instance& instance : evaluator.instances()) {
        const auto host = instance.labels.find("host");
        if (instance.labels.count("rule") > 0 || (host == instance.labels.end() && hosts > 1))
            special += letter(instance);
        else
            byHost[host == instance.labels.end() ? 0 : host->second[0] - 'a'] = letter(instance);
    }
    std::string text;
    for (const std::string& one : byHost) (text += text.empty() ? "" : "/") += one;
    if (!special.empty()) text += "+" + special;
    if (evaluator.health() == State::NoData) text += "?";
    if (evaluator.health() == State::Error) text += "!";
    return text;
}

class StateTable : public testing::TestWithParam<Case> {};

TEST_P(StateTable, afterEveryMinute) {
    const Case& c = GetParam();
    const Setting setting(c.rule);
    auto evaluator = RuleEvaluator::make(setting.group, setting.rule, {});
    ASSERT_TRUE(evaluator) << evaluator.error().text();
    size_t hosts = 1;
    for (const std::string& word : words(c.rows))
        hosts = std::max<size_t>(hosts, std::count(word.begin(), word.end(), '/') + 1);
    std::string got;
    TimePoint at(minutes(0));
    for (const std::string& word : words(c.rows)) {
        if (word == "restart") {
            auto fresh = RuleEvaluator::make(setting.group, setting.rule, {});
            ASSERT_TRUE((*fresh)->restore(nlohmann::json::parse((*evaluator)->save().dump())));
            evaluator = std::move(fresh);
            continue;
        }
        if (word[0] == '>') {  // time goes by unseen
            at += *parseDuration(word.substr(1));
            continue;
        }
        (*evaluator)->evaluate(at, rowsOf(word, setting.everyRow));
        (got += got.empty() ? "" : " ") += statesOf(**evaluator, hosts);
        at += minutes(1);
    }
    EXPECT_EQ(got, c.states) << "states.txt:" << c.line;
}

INSTANTIATE_TEST_SUITE_P(Cases, StateTable, testing::ValuesIn(readCases()),
                         [](const auto& info) { return info.param.name; });

TEST(StateTable, hasEnoughCases) {
    EXPECT_GE(readCases().size(), 120U);
}

}  // namespace
}  // namespace tributary::alerts
