// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/alerts/evaluation/table_source.h"

#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>

namespace tributary::alerts {
namespace {

namespace fs = std::filesystem;
using std::chrono::minutes;

struct Folder {
    fs::path path = fs::temp_directory_path() / ("tributary-tables-" + std::to_string(getpid()));
    Folder() { fs::create_directories(path); }
    ~Folder() { fs::remove_all(path); }
    std::string write(const std::string& name, const std::string& text) const {
        std::ofstream(path / name) << text;
        return (path / name).string();
    }
};

constexpr const char* kRules = R"(
groups:
  - name: revenue
    rules:
      - alert: RevenueDrop
        query: |
          SELECT region, sum(eur) AS revenue FROM shop.public.orders
          WHERE sold > $eval_time - INTERVAL 10 MINUTE AND sold <= $eval_time GROUP BY region
        condition: {type: threshold, op: below, warning: 100, critical: 50}
        for: 2m
        annotations: {summary: "{{ $labels.region }}: {{ $value }}"}
      - alert: Late
        query: SELECT max(sold) AS sold, 'orders' AS what, count(*) AS n FROM shop.public.orders
        time_column: sold
        condition: {type: no_new_rows, warning: 15m}
      - alert: InstanceDown
        expr: up == 0
)";

std::string testFile(const std::string& checks) {
    return R"(
rule_files: [rules.yml]
tests:
  - name: orders
    input_series: [{series: 'up{job="a"}', values: '1 0 0'}]
    input_tables:
      - name: shop.public.orders
        columns: {region: VARCHAR, eur: DOUBLE, sold: TIMESTAMP, note: VARCHAR}
        rows:
          - [EU, 200, 0m, "it's"]
          - [US, 80, 0m, null]
          - {at: 5m, values: [US, 70, 5m, "12"]}
    alert_rule_test:
)" + checks;
}

RuleTestReport run(const std::string& checks) {
    const Folder folder;
    folder.write("rules.yml", kRules);
    RuleTestOptions options;
    options.tables = TableSource::make;
    return runRuleTests({folder.write("test.yml", testFile(checks))}, options);
}

TEST(TableSource, rulesOverSqlAreTestedOnTables) {
    const RuleTestReport report = run(R"(
      - {eval_time: 1m, alertname: RevenueDrop, exp_alerts: []}
      - eval_time: 2m
        alertname: RevenueDrop
        exp_alerts: [{exp_labels: {region: US}, exp_annotations: {summary: "US: 80"}}]
      - {eval_time: 5m, alertname: RevenueDrop, exp_alerts: []}
      - eval_time: 12m
        alertname: RevenueDrop
        exp_alerts: [{exp_labels: {region: US}, exp_annotations: {summary: "US: 70"}}]
      - {eval_time: 19m, alertname: Late, exp_alerts: []}
      - eval_time: 21m
        alertname: Late
        exp_alerts: [{exp_labels: {what: orders}, exp_annotations: {reason: "the newest row is of 1970-01-01T00:05:00.000Z"}}]
      - eval_time: 2m
        alertname: InstanceDown
        exp_alerts: [{exp_labels: {job: a}}]
)");
    EXPECT_TRUE(report.passed()) << report.text();
    EXPECT_EQ(report.files[0].checks, 7U);
    EXPECT_NE(report.text().find("  SUCCESS"), std::string::npos);
}

TEST(TableSource, whatDiffersIsToldAsPromtoolDoes) {
    const RuleTestReport report = run("      - {eval_time: 2m, alertname: RevenueDrop, exp_alerts: []}\n");
    EXPECT_FALSE(report.passed());
    const std::string text = report.text();
    EXPECT_NE(text.find("  FAILED:\n    name: orders"), std::string::npos) << text;
    EXPECT_NE(text.find("alertname: RevenueDrop, time: 2m"), std::string::npos) << text;
    EXPECT_NE(text.find("exp:[]"), std::string::npos) << text;
    EXPECT_NE(text.find("Labels:{alertname=\"RevenueDrop\", region=\"US\"}"), std::string::npos) << text;
}

TEST(TableSource, mistakesNameTheTable) {
    InputTable table;
    table.name = "t";
    table.columns = {{"a", "NOPE"}};
    auto made = TableSource::make({table});
    ASSERT_FALSE(made);
    EXPECT_NE(made.error().message.find("'t'"), std::string::npos);
    table.columns = {{"a", "INTEGER"}};
    table.rows.push_back({TimePoint(minutes(0)), {"x"}});
    made = TableSource::make({table});
    ASSERT_TRUE(made);
    SampleSource::Query query;
    query.text = "SELECT * FROM t";
    const auto rows = (*made)->at(query, TimePoint(minutes(1)), CancelToken());
    ASSERT_FALSE(rows);
    EXPECT_NE(rows.error().message.find("'t'"), std::string::npos);
    query.text = "SELECT * FROM missing";
    table.rows.clear();
    made = TableSource::make({table});
    EXPECT_FALSE((*made)->at(query, TimePoint(minutes(1)), CancelToken()));
    table.name = "a.b.c.d";
    EXPECT_FALSE(TableSource::make({table}));
}

TEST(TableSource, anEarlierInstantSeesFewerRows) {
    InputTable table;
    table.name = "c.t";
    table.columns = {{"a", "INTEGER"}};
    for (int i = 0; i < 5; ++i) table.rows.push_back({TimePoint(minutes(i)), {i}});
    const auto source = *TableSource::make({table});
    SampleSource::Query query;
    query.text = "SELECT count(*) AS n FROM c.t";
    for (const int minute : {4, 1, 3}) {
        const auto rows = source->at(query, TimePoint(minutes(minute)), CancelToken());
        ASSERT_TRUE(rows) << rows.error().text();
        EXPECT_EQ(*rows->samples[0].values[0], minute + 1);
    }
}

}  // namespace
}  // namespace tributary::alerts
