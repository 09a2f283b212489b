// SPDX-License-Identifier: GPL-3.0-or-later
#include <gtest/gtest.h>

#include <random>

#include "core/alerts/rules/rule_file.h"

namespace tributary::alerts {
namespace {

using std::chrono::minutes;
using std::chrono::seconds;

constexpr const char* kPrometheus = R"(
groups:
  - name: node
    interval: 30s
    limit: 5
    rules:
      - record: job:up:sum
        expr: sum by (job) (up)
        labels: {team: infra}
      - alert: InstanceDown
        expr: up == 0
        for: 5m
        keep_firing_for: 10m
        labels:
          severity: page
        annotations:
          summary: "Instance {{ $labels.instance }} down"
          description: >-
            {{ $labels.instance }} of job {{ $labels.job }} has been down
            for more than 5 minutes.
)";

constexpr const char* kOurs = R"(
groups:
  - name: revenue
    interval: 1m
    offset: 10s
    query_offset: 30s
    connection: shop
    labels: {team: data}
    rules:
      - alert: RevenueDrop
        id: 0193-a
        enabled: false
        query: |
          SELECT region, line, sum(eur) AS revenue, max(at) AS at
          FROM shop.public.orders
          WHERE at <= $eval_time
          GROUP BY ALL
        value_columns: [revenue, orders]
        label_columns: [region, line]
        time_column: at
        condition:
          type: threshold
          column: revenue
          op: below
          warning: 100
          warning_recovery: 120.5
          critical: 50
          breaches: 3
          windows: 5
        policies: {no_data: notify, error: keep_last, missing: fire, missing_after: 4}
      - {alert: B, expr: up, connection: prom, condition: {type: change, ago: 1h, percent: true, warning: 20}}
      - {alert: C, query: q, connection: c, condition: {type: no_new_rows, warning: 10m, critical: 1h30m}}
      - {alert: D, query: q, condition: {type: row_count, op: '<', critical: 1}}
      - {alert: E, query: q, condition: {type: absence, expected: [{region: EU}, {region: US, line: a}]}}
      - {alert: F, query: q, condition: {type: check, allowed_rows: 2, expected_columns: [id, name]}}
      - {alert: G, query: q, condition: {type: anomaly, column: v, sensitivity: 0.5, direction: below,
         min_deviation: 5, min_deviation_percent: 10, time_zone: Europe/Berlin}}
      - {alert: H, query: q, condition: {type: multivariate, columns: [a, b]}}
      - alert: I
        query: q
        condition:
          type: combined
          match: any
          of:
            - {column: cpu, warning: 80, critical: 90}
            - {column: mem, op: at_least, warning: 90}
      - {alert: I, query: q}
)";

TEST(RuleFile, readsPrometheusFilesUnchanged) {
    const auto groups = readRules(kPrometheus, "node.yml");
    ASSERT_TRUE(groups) << groups.error().text();
    ASSERT_EQ(groups->size(), 1U);
    const RuleGroup& group = groups->front();
    EXPECT_EQ(group.interval, seconds(30));
    EXPECT_EQ(group.limit, 5U);
    ASSERT_EQ(group.rules.size(), 2U);
    EXPECT_TRUE(group.rules[0].isRecording());
    const Rule& rule = group.rules[1];
    EXPECT_EQ(rule.language, Rule::Language::PromQl);
    EXPECT_EQ(rule.hold, minutes(5));
    EXPECT_EQ(rule.keepFiringFor, minutes(10));
    EXPECT_EQ(rule.labels.at("severity"), "page");
    EXPECT_EQ(rule.policies, Policies::prometheus());
    EXPECT_EQ(rule.id, "node.yml/node/InstanceDown");
    EXPECT_EQ(rule.condition, Condition());
}

TEST(RuleFile, readsTheExtensions) {
    const auto groups = readRules(kOurs, "f");
    ASSERT_TRUE(groups) << groups.error().text();
    const RuleGroup& group = groups->front();
    EXPECT_EQ(group.offset, seconds(10));
    EXPECT_EQ(group.delay, seconds(30));
    const Rule& rule = group.rules[0];
    EXPECT_EQ(rule.id, "0193-a");
    EXPECT_FALSE(rule.enabled);
    EXPECT_EQ(rule.language, Rule::Language::Sql);
    EXPECT_EQ(rule.condition.bounds.comparison, Comparison::Below);
    EXPECT_EQ(rule.condition.bounds.warningRecovery, 120.5);
    EXPECT_EQ(rule.condition.breaches, 3U);
    EXPECT_EQ(rule.policies, (Policies{Policy::Notify, Policy::KeepLast, Policy::Fire, 4}));
    EXPECT_EQ(group.rules[2].condition.bounds.critical, 5400);
    EXPECT_EQ(group.rules[2].language, Rule::Language::Native);
    EXPECT_EQ(group.rules[4].condition.expectedSets.size(), 2U);
    EXPECT_EQ(group.rules[8].condition.parts.size(), 2U);
    EXPECT_EQ(group.rules[9].id, "f/revenue/I#2");
    EXPECT_EQ(queryOf(group, rule).connection, "");
    EXPECT_EQ(queryOf(group, group.rules[1]).connection, "prom");
}

TEST(RuleFile, whatIsWrittenReadsBackTheSame) {
    for (const char* text : {kPrometheus, kOurs}) {
        const auto first = readRules(text, "f");
        ASSERT_TRUE(first);
        const std::string written = writeRules(*first);
        const auto second = readRules(written, "f");
        ASSERT_TRUE(second) << second.error().text() << written;
        EXPECT_EQ(*first, *second) << written;
        EXPECT_EQ(writeRules(*second), written);
        for (const Rule& rule : first->front().rules) {
            const auto alone = readRule(writeRule(rule), "f");
            ASSERT_TRUE(alone) << alone.error().text();
            Rule expected = rule;
            if (!rule.idIsGiven) expected.id = alone->id;
            EXPECT_EQ(*alone, expected);
        }
    }
}

TEST(RuleFile, prometheusRulesAreWrittenWithItsKeysOnly) {
    const std::string written = writeRules(*readRules(kPrometheus, "f"));
    for (const char* ours : {"query", "condition", "policies", "enabled", "id:", "offset", "connection"})
        EXPECT_EQ(written.find(ours), std::string::npos) << written;
}

/// Texts that YAML likes to take for something else.
TEST(RuleFile, everyTextSurvives) {
    const std::vector<std::string> texts{"null",
                                         "~",
                                         "true",
                                         "no",
                                         "1",
                                         "1e3",
                                         "0x1f",
                                         "-",
                                         "- a",
                                         "a: b",
                                         "a #b",
                                         "#",
                                         "'",
                                         "\"",
                                         "\\",
                                         "{{ $value }}",
                                         " leading",
                                         "trailing ",
                                         "two\nlines",
                                         "two\nlines\n",
                                         "three\n\n\n",
                                         "\nfirst empty",
                                         "  indented\nlines",
                                         "tab\tin",
                                         "line \nwith space",
                                         "日本語\nテキスト",
                                         "*alias",
                                         "&anchor",
                                         "!tag",
                                         "|",
                                         ">",
                                         "%",
                                         "@",
                                         "`",
                                         "",
                                         "2025-01-31",
                                         "a\rb",
                                         "a\r\nb",
                                         std::string("nul\0byte", 8),
                                         "\x7f",
                                         "---",
                                         "...",
                                         "=",
                                         "<<",
                                         "x:",
                                         "?",
                                         "[a",
                                         "{a"};
    RuleGroup group;
    group.name = "g";
    group.file = "f";
    int number = 0;
    for (const std::string& text : texts) {
        Rule rule;
        rule.name = "A" + std::to_string(number++);
        rule.id = "f/g/" + rule.name;
        rule.query = "q" + text;
        rule.annotations["x"] = text.find("{{") == std::string::npos ? text : "plain";
        rule.labels["y"] = rule.annotations["x"];
        rule.connection = text;
        group.rules.push_back(rule);
    }
    const std::string written = writeRules({group});
    const auto read = readRules(written, "f");
    ASSERT_TRUE(read) << read.error().text() << written;
    ASSERT_EQ(read->front().rules.size(), texts.size());
    for (size_t i = 0; i < texts.size(); ++i) EXPECT_EQ(read->front().rules[i], group.rules[i]) << texts[i];
}

struct Wrong {
    const char* name;
    const char* text;
    uint32_t line, column;
    const char* says;
};
void PrintTo(const Wrong& wrong, std::ostream* out) {
    *out << wrong.name;
}

class RuleFileMistakes : public testing::TestWithParam<Wrong> {};

TEST_P(RuleFileMistakes, areToldWithTheirPlace) {
    const Wrong& wrong = GetParam();
    const auto read = readRules(wrong.text, "rules.yml");
    ASSERT_FALSE(read);
    EXPECT_EQ(read.error().code, ErrorCode::Syntax);
    ASSERT_TRUE(read.error().position) << read.error().text();
    EXPECT_EQ(read.error().position->line, wrong.line) << read.error().text();
    EXPECT_EQ(read.error().position->column, wrong.column) << read.error().text();
    EXPECT_NE(read.error().text().find(wrong.says), std::string::npos) << read.error().text();
    const std::string place = "rules.yml:" + std::to_string(wrong.line) + ":" + std::to_string(wrong.column);
    EXPECT_EQ(read.error().message.find(place), 0U) << read.error().message;
}

const Wrong kWrong[] = {
    {"unknownTopKey", "group: []", 1, 1, "Did you mean 'groups'?"},
    {"unknownGroupKey", "groups:\n- name: a\n  intervall: 1m", 3, 3, "Did you mean 'interval'?"},
    {"unknownRuleKey", "groups:\n- name: a\n  rules:\n  - alert: A\n    expr: up\n    fro: 1m", 6, 5,
     "Did you mean 'for'?"},
    {"unknownConditionKey",
     "groups:\n- name: a\n  rules:\n  - alert: A\n    expr: up\n    condition: {type: threshold, warn: 3}", 6,
     34, "Did you mean 'warning'?"},
    {"unknownType", "groups:\n- name: a\n  rules:\n  - {alert: A, expr: up, condition: {type: treshold}}", 4,
     44, "Did you mean 'threshold'?"},
    {"keyTwice", "groups:\n- name: a\n  name: b", 3, 3, "twice"},
    {"groupTwice", "groups:\n- name: a\n- name: a", 3, 3, "twice"},
    {"noGroupName", "groups:\n- interval: 1m", 2, 3, "needs 'name'"},
    {"neitherAlertNorRecord", "groups:\n- name: a\n  rules:\n  - expr: up", 4, 5, "`alert` and `record`"},
    {"noExpression", "groups:\n- name: a\n  rules:\n  - alert: A", 4, 5, "`expr`"},
    {"twoQueries", "groups:\n- name: a\n  rules:\n  - {alert: A, expr: up, query: q}", 4, 5, "one of"},
    {"badDuration", "groups:\n- name: a\n  rules:\n  - {alert: A, expr: up, for: soon}", 4, 31,
     "not a duration"},
    {"badLabelName", "groups:\n- name: a\n  rules:\n  - alert: A\n    expr: up\n    labels:\n      a-b: c", 7,
     7, "no name for a label"},
    {"badTemplate",
     "groups:\n- name: a\n  rules:\n  - alert: A\n    expr: up\n    annotations:\n      x: \"{{ nope\"", 7,
     10, "template"},
    {"recordWithFor", "groups:\n- name: a\n  rules:\n  - {record: a, expr: up, for: 1m}", 4, 32, "no `for`"},
    {"badNumber", "groups:\n- name: a\n  limit: many", 3, 10, "whole number"},
    {"badFlag", "groups:\n- name: a\n  rules:\n  - {alert: A, expr: up, enabled: maybe}", 4, 35,
     "true or false"},
    {"badPolicy", "groups:\n- name: a\n  rules:\n  - {alert: A, expr: up, policies: {error: panic}}", 4, 44,
     "no policy"},
    {"badOperator",
     "groups:\n- name: a\n  rules:\n  - {alert: A, query: q, condition: {type: threshold, op: over, warning: "
     "1}}",
     4, 59, "no comparison"},
    {"thresholdWithoutLevel",
     "groups:\n- name: a\n  rules:\n  - {alert: A, query: q, condition: {type: threshold}}", 4, 5,
     "without a level"},
    {"levelsInWrongOrder",
     "groups:\n- name: a\n  rules:\n  - {alert: A, query: q, condition: {type: threshold, warning: 9, "
     "critical: 1}}",
     4, 5, "before 'warning'"},
    {"recoveryBeyondLevel",
     "groups:\n- name: a\n  rules:\n"
     "  - {alert: A, query: q, condition: {type: threshold, warning: 9, warning_recovery: 10}}",
     4, 5, "before it is reached"},
    {"tooManyBreaches",
     "groups:\n- name: a\n  rules:\n"
     "  - {alert: A, query: q, condition: {type: threshold, warning: 9, breaches: 4, windows: 3}}",
     4, 5, "4 of 3"},
    {"changeWithoutSpan",
     "groups:\n- name: a\n  rules:\n  - {alert: A, query: q, condition: {type: change, warning: 9}}", 4, 5,
     "how long ago"},
    {"offsetBeyondInterval", "groups:\n- name: a\n  interval: 1m\n  offset: 1m", 2, 3, "within its interval"},
    {"listForMap", "groups:\n- - a", 2, 3, "must be a map"},
    {"mapForList", "groups: {a: b}", 1, 9, "must be a list"},
    {"openQuote", "groups:\n- name: \"a", 2, 11, "quot"},
    {"badIndentation", "groups:\n- name: a\n interval: 1m", 3, 2, "rules.yml"},
    {"tabIndent", "groups:\n\t- name: a", 2, 2, "rules.yml"},
};
INSTANTIATE_TEST_SUITE_P(All, RuleFileMistakes, testing::ValuesIn(kWrong),
                         [](const auto& info) { return info.param.name; });

TEST(RuleFile, emptyFilesHaveNoRules) {
    for (const char* text : {"", "# nothing\n", "groups:", "groups: []", "{}"}) {
        const auto read = readRules(text, "f");
        ASSERT_TRUE(read) << read.error().text();
        EXPECT_TRUE(read->empty());
    }
    EXPECT_FALSE(readRuleFile("/no/such/file.yml"));
}

/// Damaged files are refused or read, never a crash or a hang.
TEST(RuleFile, mutationsNeverCrash) {
    std::mt19937 random(1234);
    const auto pick = [&](size_t below) {
        return std::uniform_int_distribution<size_t>(0, below - 1)(random);
    };
    const std::string bits[] = {"{{",     "}}",
                                ": ",     "- ",
                                "\n",     "  ",
                                "\"",     "'",
                                "[",      "]",
                                "{",      "}",
                                "&a ",    "*a",
                                "!!",     "|\n",
                                ">",      "#",
                                "\t",     "\xff",
                                "1e999",  "-1",
                                "~",      "<<: *a",
                                "type: ", "999999999999999999999"};
    size_t read = 0, refused = 0;
    for (int round = 0; round < 6000; ++round) {
        std::string text = round % 2 ? kPrometheus : kOurs;
        for (size_t edits = 1 + pick(4); edits > 0; --edits) {
            const size_t at = pick(text.size());
            switch (pick(4)) {
                case 0:
                    text[at] = static_cast<char>(pick(256));
                    break;
                case 1:
                    text.erase(at, 1 + pick(20));
                    break;
                case 2:
                    text.insert(at, bits[pick(std::size(bits))]);
                    break;
                default:
                    text.insert(pick(text.size()), text.substr(at, pick(60)));
            }
            if (text.empty()) text = " ";
        }
        const auto groups = readRules(text, "f");
        if (!groups) {
            ++refused;
            EXPECT_FALSE(groups.error().message.empty());
            continue;
        }
        ++read;
        const auto again = readRules(writeRules(*groups), "f");
        ASSERT_TRUE(again) << again.error().text() << "\n" << writeRules(*groups) << "\nof\n" << text;
        EXPECT_EQ(*again, *groups) << text;
    }
    EXPECT_GT(read, 300U);
    EXPECT_GT(refused, 1000U);
}

TEST(RuleFile, deepNestingAndAliasBombsAreRefused) {
    EXPECT_FALSE(readRules("groups: " + std::string(20000, '['), "f"));
    std::string bomb = "groups:\n- name: a\n  rules:\n  - &r {alert: A, expr: up}\n";
    for (int i = 0; i < 25'000; ++i) bomb += "  - *r\n";
    const auto read = readRules(bomb, "f");
    ASSERT_FALSE(read);
    EXPECT_NE(read.error().message.find("more than"), std::string::npos);
}

}  // namespace
}  // namespace tributary::alerts
