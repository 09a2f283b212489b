// SPDX-License-Identifier: GPL-3.0-or-later
#include <gtest/gtest.h>
#include <sys/wait.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <map>
#include <random>

#include "core/alerts/promql/engine.h"
#include "core/alerts/promql/series_text.h"
#include "core/alerts/rules/rule_evaluator.h"
#include "core/alerts/rules/rule_file.h"
#include "core/alerts/rules/rule_test.h"

/// Debian's promtool as the judge of the state machine: random rules over random series; what we say is
/// pending and firing at every tick is written down as the expectation of a rule test, and promtool has to
/// agree.
namespace tributary::alerts {
namespace {

namespace fs = std::filesystem;
using std::chrono::minutes;

constexpr int kTicks = 40;
constexpr int kPairs = 1000;
constexpr int kPairsPerFile = 50;

struct Folder {
    fs::path path = fs::temp_directory_path() / ("tributary-rules-" + std::to_string(getpid()));
    Folder() { fs::create_directories(path); }
    ~Folder() { fs::remove_all(path); }
    std::string write(const std::string& name, const std::string& text) const {
        std::ofstream(path / name) << text;
        return (path / name).string();
    }
};

std::pair<int, std::string> run(const std::string& command, const Folder& folder) {
    const fs::path out = folder.path / "out";
    const int status = std::system((command + " >" + out.string() + " 2>&1").c_str());  // NOLINT
    std::ifstream in(out);
    return {WIFEXITED(status) ? WEXITSTATUS(status) : -1,
            std::string(std::istreambuf_iterator<char>(in), {})};
}

bool hasPromtool() {
    return fs::exists("/usr/bin/promtool");
}

/// One rule and the series it looks at.
struct Pair {
    Rule rule;
    std::vector<std::pair<std::string, std::string>> series;  ///< metric, values
};

class Generator {
  public:
    explicit Generator(uint32_t seed) : m_random(seed) {}

    Pair next(int number) {
        Pair pair;
        const std::string metric = "m" + std::to_string(number);
        const int hosts = 1 + pick(3);
        for (int host = 0; host < hosts; ++host)
            pair.series.emplace_back(metric + "{host=\"h" + std::to_string(host) + "\", zone=\"z" +
                                         std::to_string(host % 2) + "\"}",
                                     values());
        pair.rule.name = "R" + std::to_string(number);
        pair.rule.query = expression(metric);
        const std::vector<const char*> durations{"0s", "0s", "1m", "2m", "90s", "3m", "5m", "10m"};
        pair.rule.hold = *parseDuration(durations[pick(8)]);
        pair.rule.keepFiringFor = *parseDuration(durations[pick(8)]);
        if (pick(2)) pair.rule.labels["team"] = "a{{ $labels.zone }}";
        if (pick(4) == 0)
            pair.rule.labels["severity"] = "{{ if gt $value 15.0 }}page{{ else }}ticket{{ end }}";
        if (pick(2)) pair.rule.annotations["summary"] = "{{ $labels.host }} is at {{ $value }}";
        if (pick(3) == 0)
            pair.rule.annotations["about"] = "{{ humanize $value }} {{ printf \"%.2f\" $value }}";
        return pair;
    }

  private:
    int pick(int below) { return std::uniform_int_distribution<int>(0, below - 1)(m_random); }

    std::string values() {
        std::string text;
        int left = kTicks + 1;
        while (left > 0) {
            const int length = std::min(left, 1 + pick(6));
            const std::string start = std::to_string(pick(25));
            switch (pick(7)) {
                case 0:
                    text += "_x" + std::to_string(length) + " ";
                    break;
                case 1:
                    text += "stale ";
                    left += length - 1;
                    break;
                case 2:
                    text += start + "x" + std::to_string(length - 1) + " ";
                    break;
                case 3:
                    text +=
                        start + "+" + std::to_string(1 + pick(4)) + "x" + std::to_string(length - 1) + " ";
                    break;
                case 4:
                    text +=
                        start + "-" + std::to_string(1 + pick(4)) + "x" + std::to_string(length - 1) + " ";
                    break;
                default:
                    for (int i = 0; i < length; ++i)
                        text += std::to_string(pick(25)) + (pick(3) ? " " : ".5 ");
            }
            left -= length;
        }
        return text;
    }

    std::string expression(const std::string& m) {
        const std::string level = std::to_string(5 + pick(15));
        switch (pick(22)) {
            case 0:
                return "avg_over_time(" + m + "[3m]) > " + level;
            case 1:
                return "max_over_time(" + m + "[4m]) >= " + level;
            case 2:
                return "min_over_time(" + m + "[2m]) < " + level;
            case 3:
                return "sum by (zone) (" + m + ") > " + level;
            case 4:
                return "sum without (host) (" + m + ") > " + level;
            case 5:
                return "count(" + m + ") < 2";
            case 6:
                return "absent(" + m + "{host=\"h1\"})";
            case 7:
                return "increase(" + m + "[5m]) > " + level;
            case 8:
                return "rate(" + m + "[5m]) * 60 > 2";
            case 9:
                return "delta(" + m + "[3m]) < -3";
            case 10:
                return m + " offset 2m > " + level;
            case 11:
                return m + " > 5 and " + m + " < " + level;
            case 12:
                return m + " > " + level + " unless " + m + "{host=\"h0\"}";
            case 13:
                return m + "{host=\"h0\"} > 3 or " + m + "{host=~\"h[12]\"} > " + level;
            case 14:
                return "avg by (zone) (" + m + ") / 2 + 1 > 6";
            case 15:
                return m + " - on (host, zone) " + m + " offset 1m > 4";
            case 16:
                return "changes(" + m + "[5m]) > 2";
            case 17:
                return "(" + m + " > bool " + level + ") == 1";
            case 18:
                return "count_over_time(" + m + "[5m]) < 4";
            case 19:
                return "quantile(0.5, " + m + ") > " + level;
            case 20:
                return "max_over_time((" + m + " * 2)[3m:1m]) > " + level;
            default:
                return m + (pick(2) ? " > " : " >= ") + level;
        }
    }

    std::mt19937 m_random;
};

std::string quoted(const std::string& text) {
    std::string out = "'";
    for (const char c : text) out += c == '\'' ? "''" : std::string(1, c);
    return out + "'";
}

std::string mapText(const Labels& labels) {
    std::string out = "{";
    for (const auto& [name, value] : labels)
        out += (out.size() > 1 ? ", " : "") + name + ": " + quoted(value);
    return out + "}";
}

/// Runs our evaluator over the pairs and writes what it says as a rule test.
class ExpectationWriter {
  public:
    std::string write(const std::vector<Pair>& pairs, const std::string& ruleFile) {
        std::string text =
            "rule_files: [" + ruleFile + "]\nevaluation_interval: 1m\ntests:\n- interval: 1m\n";
        text += "  external_labels: {cluster: 'c1'}\n  input_series:\n";
        for (const Pair& pair : pairs)
            for (const auto& [metric, values] : pair.series) {
                text += "  - {series: " + quoted(metric) + ", values: " + quoted(values) + "}\n";
                m_series.emplace_back(*promql::parseMetric(metric), *promql::parseValues(values));
            }
        RuleGroup group;
        group.name = "g";
        group.interval = minutes(1);
        RuleEvaluator::Options options;
        options.externalLabels = {{"cluster", "c1"}};
        for (const Pair& pair : pairs) m_rules.push_back(*RuleEvaluator::make(group, pair.rule, options));
        m_alerts.assign("  alert_rule_test:\n");
        m_samples.assign("  promql_expr_test:\n");
        for (int tick = 0; tick <= kTicks; ++tick) evaluate(tick);
        return text + m_alerts + m_samples;
    }
    size_t firing() const { return m_firing; }
    size_t pending() const { return m_pending; }

  private:
    void evaluate(int tick) {
        const TimePoint at = TimePoint(minutes(tick));
        for (const auto& [labels, values] : m_series) {
            if (tick >= static_cast<int>(values.size()) || !values[tick]) continue;
            ASSERT_TRUE(m_store.append(labels, at.time_since_epoch().count(), *values[tick]));
        }
        promql::StoreSource source(m_store);
        const std::string time = std::to_string(tick) + "m";
        m_samples += "  - expr: ALERTS\n    eval_time: " + time + "\n    exp_samples:\n";
        for (const auto& rule : m_rules) {
            const auto done = rule->evaluate(at, source.at(queryOf({}, rule->rule()), at, CancelToken()));
            ASSERT_FALSE(done.error) << done.error->text();
            // ALERTS tells states at every tick; labels and annotations need not be looked at as often.
            m_checked = tick % 4 == 0;
            if (m_checked)
                m_alerts += "  - eval_time: " + time + "\n    alertname: " + rule->rule().name +
                            "\n    exp_alerts:\n";
            for (const Instance& instance : rule->instances()) note(instance);
        }
    }

    void note(const Instance& instance) {
        if (instance.state != State::Pending && !isFiring(instance.state)) return;
        Labels sample = instance.labels;
        sample["alertstate"] = isFiring(instance.state) ? "firing" : "pending";
        m_samples += "    - {labels: " + quoted("ALERTS" + labelsText(sample)) + ", value: 1}\n";
        ++(isFiring(instance.state) ? m_firing : m_pending);
        if (!isFiring(instance.state) || !m_checked) return;
        Labels labels = instance.labels;
        labels.erase("alertname");
        m_alerts += "    - {exp_labels: " + mapText(labels) +
                    ", exp_annotations: " + mapText(instance.annotations) + "}\n";
    }

    promql::SeriesStore m_store;
    std::vector<std::pair<Labels, std::vector<std::optional<double>>>> m_series;
    std::vector<std::unique_ptr<RuleEvaluator>> m_rules;
    std::string m_alerts, m_samples;
    size_t m_firing = 0, m_pending = 0;
    bool m_checked = true;
};

TEST(Promtool, agreesAtEveryTickOnAThousandRandomPairs) {
    if (!hasPromtool()) GTEST_SKIP() << "SKIPPED LOUDLY: promtool is not installed (package prometheus)";
    const Folder folder;
    Generator generator(20250131);
    std::string files;
    std::vector<std::string> ours;
    size_t firing = 0, pending = 0;
    for (int first = 0; first < kPairs; first += kPairsPerFile) {
        std::vector<Pair> pairs;
        RuleGroup group;
        group.name = "g";
        for (int i = 0; i < kPairsPerFile; ++i) {
            pairs.push_back(generator.next(first + i));
            group.rules.push_back(pairs.back().rule);
        }
        const std::string number = std::to_string(first);
        folder.write("rules" + number + ".yml", writeRules({group}));
        ExpectationWriter writer;
        ours.push_back(
            folder.write("test" + number + ".yml", writer.write(pairs, "rules" + number + ".yml")));
        files += " " + ours.back();
        firing += writer.firing();
        pending += writer.pending();
    }
    // Random rules that never fire would prove nothing.
    EXPECT_GT(firing, 10'000U);
    EXPECT_GT(pending, 3'000U);
    const auto [status, output] = run("/usr/bin/promtool test rules" + files, folder);
    EXPECT_EQ(status, 0) << output.substr(0, 4000);
    const RuleTestReport report = runRuleTests(ours, {});
    EXPECT_TRUE(report.passed()) << report.text().substr(0, 4000);
}

TEST(Promtool, takesTheRulesWeWrite) {
    if (!hasPromtool()) GTEST_SKIP() << "SKIPPED LOUDLY: promtool is not installed (package prometheus)";
    const Folder folder;
    RuleGroup group;
    group.name = "a group: \"quoted\" # with signs";
    group.interval = minutes(5);
    group.limit = 10;
    Generator generator(7);
    for (int i = 0; i < 50; ++i) group.rules.push_back(generator.next(i).rule);
    group.rules[0].annotations["text"] = "several\n lines: {}\n\ttabs \"quotes\" 'more' \\ # 日本\n";
    group.rules[1].query = "up\n  > 1\n# a comment\n  and on () vector(1)\n";
    Rule record;
    record.record = "a:b";
    record.query = "sum(up)";
    record.labels["x"] = "null";
    group.rules.push_back(record);
    const std::string file = folder.write("rules.yml", writeRules({group}));
    const auto [status, output] = run("/usr/bin/promtool check rules " + file, folder);
    EXPECT_EQ(status, 0) << output;
}

}  // namespace
}  // namespace tributary::alerts
