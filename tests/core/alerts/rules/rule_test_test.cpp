// SPDX-License-Identifier: GPL-3.0-or-later
#include <gtest/gtest.h>
#include <sys/wait.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>

#include "core/alerts/rules/rule_test.h"

namespace tributary::alerts {
namespace {

namespace fs = std::filesystem;

struct Folder {
    fs::path path = fs::temp_directory_path() / ("tributary-ruletest-" + std::to_string(getpid()));
    Folder() { fs::create_directories(path); }
    ~Folder() { fs::remove_all(path); }
    std::string write(const std::string& name, const std::string& text) const {
        std::ofstream(path / name) << text;
        return (path / name).string();
    }
};

constexpr const char* kRules = R"(
groups:
  - name: second
    rules:
      - alert: Busy
        expr: job:busy:sum > 3
        for: 2m
        keep_firing_for: 1m
        labels: {severity: page, place: "{{ $externalLabels.site }}"}
        annotations: {text: "{{ $labels.job }} at {{ $value }} on {{ $externalURL }}"}
  - name: first
    rules:
      - record: job:busy:sum
        expr: sum by (job) (busy)
        labels: {kind: sum}
      - alert: Gone
        expr: absent(busy{job="b"})
      - record: gone:count
        expr: count(ALERTS{alertname="Gone"}) or vector(0)
)";

constexpr const char* kTests = R"(
rule_files: ['ru*.yml']
evaluation_interval: 30s
group_eval_order: [first, second]
tests:
  - interval: 1m
    external_labels: {site: here}
    external_url: http://prom
    input_series:
      - {series: 'busy{job="a", i="1"}', values: '1+1x4 0x10'}
      - {series: 'busy{job="a", i="2"}', values: '1x4 _ 1x10'}
      - {series: 'busy{job="b"}', values: '1x3 stale'}
    alert_rule_test:
      - {eval_time: 3m, alertname: Busy}
      - eval_time: 4m30s
        alertname: Busy
        exp_alerts:
          - exp_labels: {severity: page, place: here, job: a, kind: sum}
            exp_annotations: {text: "a at 6 on http://prom"}
      - {eval_time: 3m45s, alertname: Gone}
      - {eval_time: 4m10s, alertname: Gone, exp_alerts: [{exp_labels: {job: b}}]}
    promql_expr_test:
      - {expr: 'job:busy:sum', eval_time: 1m, exp_samples: [{labels: 'job:busy:sum{job="a", kind="sum"}', value: 3}, {labels: 'job:busy:sum{job="b", kind="sum"}', value: 1}]}
      - {expr: 'gone:count', eval_time: 5m, exp_samples: [{labels: 'gone:count', value: 1}]}
      - {expr: 'ALERTS{alertname="Busy"}', eval_time: 2m30s, exp_samples: [{labels: 'ALERTS{alertname="Busy", alertstate="pending", job="a", kind="sum", place="here", severity="page"}', value: 1}]}
      - {expr: 'count_over_time(ALERTS{alertstate="firing", alertname="Busy"}[10m])', eval_time: 8m, exp_samples: [{labels: '{alertname="Busy", alertstate="firing", job="a", kind="sum", place="here", severity="page"}', value: 4}]}
)";

TEST(RuleTests, aFileOfPromtoolRunsHereAndThereAlike) {
    const Folder folder;
    folder.write("rules.yml", kRules);
    const std::string file = folder.write("test.yml", kTests);
    const RuleTestReport report = runRuleTests({file}, {});
    EXPECT_TRUE(report.passed()) << report.text();
    EXPECT_EQ(report.files[0].tests, 1U);
    EXPECT_EQ(report.files[0].checks, 8U);
    if (!fs::exists("/usr/bin/promtool"))
        GTEST_SKIP() << "SKIPPED LOUDLY: promtool is not installed (package prometheus)";
    const std::string out = (folder.path / "out").string();
    const int status =
        std::system(("/usr/bin/promtool test rules " + file + " >" + out + " 2>&1").c_str());  // NOLINT
    std::ifstream in(out);
    EXPECT_EQ(WEXITSTATUS(status), 0) << std::string(std::istreambuf_iterator<char>(in), {});
}

TEST(RuleTests, failuresSayWhatWasExpectedAndWhatCame) {
    const Folder folder;
    folder.write("rules.yml", kRules);
    const std::string file = folder.write("test.yml", R"(
rule_files: [rules.yml]
tests:
  - name: one
    input_series: [{series: 'busy{job="b"}', values: '1x5'}]
    alert_rule_test: [{eval_time: 1m, alertname: Gone, exp_alerts: [{exp_labels: {job: b}}]}]
    promql_expr_test:
      - {expr: 'busy', eval_time: 1m, exp_samples: [{labels: 'busy{job="b"}', value: 2}]}
      - {expr: 'holt_winters(busy[5m], 0.5, 0.5)', eval_time: 1m}
)");
    const RuleTestReport report = runRuleTests({file}, {});
    ASSERT_EQ(report.files[0].failures.size(), 3U) << report.text();
    const std::string text = report.text();
    EXPECT_NE(text.find("alertname: Gone, time: 1m"), std::string::npos) << text;
    EXPECT_NE(text.find("got:[]"), std::string::npos) << text;
    EXPECT_NE(text.find("exp: busy{job=\"b\"} 2"), std::string::npos) << text;
    EXPECT_NE(text.find("got: busy{job=\"b\"} 1"), std::string::npos) << text;
    EXPECT_NE(text.find("holt_winters"), std::string::npos) << text;
    RuleTestOptions options;
    options.only = "another";
    EXPECT_EQ(runRuleTests({file}, options).files[0].tests, 0U);
}

TEST(RuleTests, filesThatCannotBeReadAreFailuresOfTheirOwn) {
    const Folder folder;
    folder.write("rules.yml", kRules);
    const std::vector<std::string> files{
        (folder.path / "none.yml").string(),
        folder.write("a.yml", "rule_files: [nothing.yml]\ntests: []"),
        folder.write("b.yml", "rule_file: [rules.yml]"),
        folder.write("c.yml", "tests:\n- input_series: [{series: 'a{', values: '1'}]"),
        folder.write("d.yml", "tests:\n- input_series: [{series: a, values: 'x'}]"),
        folder.write(
            "e.yml",
            "rule_files: [rules.yml]\ntests:\n- input_tables: [{name: t, columns: {a: INT}, rows: [[1]]}]"),
        folder.write("f.yml", "evaluation_interval: 0s"),
        folder.write("ok.yml", "rule_files: [rules.yml]\ntests: []")};
    const RuleTestReport report = runRuleTests(files, {});
    ASSERT_EQ(report.files.size(), files.size());
    for (size_t i = 0; i + 1 < files.size(); ++i) EXPECT_EQ(report.files[i].failures.size(), 1U) << files[i];
    EXPECT_TRUE(report.files.back().failures.empty()) << report.text();
    EXPECT_NE(report.files[2].failures[0].find("Did you mean 'rule_files'?"), std::string::npos);
}

}  // namespace
}  // namespace tributary::alerts
