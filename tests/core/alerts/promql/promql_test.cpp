// SPDX-License-Identifier: GPL-3.0-or-later
#include <gtest/gtest.h>
#include <sys/wait.h>

#include <cmath>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <random>

#include "core/alerts/promql/engine.h"
#include "core/alerts/promql/series_text.h"

namespace tributary::alerts::promql {
namespace {

namespace fs = std::filesystem;
using std::chrono::minutes;

const std::vector<std::pair<const char*, const char*>> kSeries{
    {"up{job=\"api\", instance=\"a:1\"}", "1x10 0x5 1x15"},
    {"up{job=\"api\", instance=\"b:1\"}", "1x5 _x10 1x15"},
    {"up{job=\"db\", instance=\"c:1\"}", "1x10 stale _x5 0x14"},
    {"requests_total{job=\"api\", code=\"200\"}", "0+13x12 5+7x18"},
    {"requests_total{job=\"api\", code=\"500\"}", "3+1x30"},
    {"requests_total{job=\"db\", code=\"200\"}", "100+20x30"},
    {"temperature{room=\"x\"}",
     "20 21.5 19 22 25 30.25 28 27 26 25 24 23 22 21 20 -5 NaN 3 4 5 6 7 8 9 10 11 12 13 14 15 16"},
    {"temperature{room=\"y\"}", "10-0.5x30"},
    {"limits{job=\"api\"}", "50x30"},
    {"limits{job=\"db\"}", "500x30"},
    {"lat_bucket{le=\"0.1\"}", "0+10x30"},
    {"lat_bucket{le=\"0.5\"}", "0+15x30"},
    {"lat_bucket{le=\"1\"}", "0+18x30"},
    {"lat_bucket{le=\"+Inf\"}", "0+20x30"},
    {"sparse", "1 _x4 2 _x6 3 _x20"},
};

SeriesStore makeStore() {
    SeriesStore store;
    for (const auto& [metric, values] : kSeries) {
        const auto points = *parseValues(values);
        for (size_t i = 0; i < points.size(); ++i)
            if (points[i]) {
                EXPECT_TRUE(store.append(*parseMetric(metric), static_cast<int64_t>(i) * 60'000, *points[i]));
            }
    }
    return store;
}

const char* const kExpressions[] = {
    "up",
    "up == 0",
    "up != bool 1",
    "up{job=~\"a.*\"}",
    "up{job!~\"a.*\"}",
    "up{job!=\"api\"}",
    "{__name__=~\"up|sparse\"}",
    "up offset 3m",
    "up offset -2m",
    "up @ 300",
    "sum(up)",
    "sum by (job) (up)",
    "sum without (instance) (up)",
    "min(temperature)",
    "max by () (temperature)",
    "count(up) by (job)",
    "group(up)",
    // promtool adds the series in no fixed order, which the last digits of these two depend on.
    "round(stddev(requests_total), 1e-9)",
    "round(stdvar by (job) (requests_total), 1e-9)",
    "round(avg(temperature), 1e-9)",
    "quantile(0.3, requests_total)",
    "topk(2, requests_total)",
    "bottomk(1, requests_total)",
    "count_values(\"v\", up)",
    "rate(requests_total[5m])",
    "increase(requests_total[7m])",
    "delta(temperature[5m])",
    "irate(requests_total[5m])",
    "idelta(temperature[5m])",
    "deriv(temperature[6m])",
    "predict_linear(temperature[6m], 600)",
    "avg_over_time(temperature[4m])",
    "min_over_time(temperature[4m])",
    "max_over_time(temperature[4m])",
    "sum_over_time(temperature[4m])",
    "count_over_time(up[10m])",
    "stddev_over_time(temperature[5m])",
    "stdvar_over_time(temperature[5m])",
    "last_over_time(sparse[10m])",
    "present_over_time(sparse[3m])",
    "quantile_over_time(0.75, temperature[6m])",
    "changes(up[10m])",
    "resets(requests_total[20m])",
    "absent(up)",
    "absent(nothing{a=\"b\", c=~\"d\"})",
    "absent_over_time(sparse[2m])",
    "absent_over_time(nothing{x=\"y\"}[5m])",
    "abs(temperature)",
    "ceil(temperature)",
    "floor(temperature)",
    "round(temperature)",
    "round(temperature, 5)",
    "clamp(temperature, 5, 21)",
    "clamp_min(temperature, 8)",
    "clamp_max(temperature, 8)",
    "round(exp(temperature), 0.001)",
    "sgn(temperature)",
    "sqrt(abs(temperature))",
    "-temperature",
    "+temperature",
    "-1 ^ 2",
    "2 ^ 3 ^ 2",
    "1 + 2 * 3 - 4 / 2 % 3",
    "(1 + 2) * 3",
    "7 % -3",
    "-7 % 3",
    "1 / 0",
    "0 / 0",
    "1 < bool 2",
    "3 == bool 4",
    "1e3",
    "0x1F",
    ".5",
    "inf",
    "-Inf",
    "NaN",
    "temperature > 20",
    "20 < temperature",
    "temperature > bool 20",
    "temperature * 2 > 30",
    "1 - temperature",
    "requests_total > on (job) group_left limits",
    "requests_total / on (job) group_left limits",
    "limits * on (job) group_right requests_total",
    "requests_total - ignoring (code) group_left limits",
    "up and on (job) limits",
    "up unless on (job) limits{job=\"db\"}",
    "up or sparse",
    "up or on () sparse",
    "up{job=\"api\"} and up == 1",
    "sum(rate(requests_total[5m])) by (job) > 0.2",
    "limits == on (job) limits",
    "limits{job=\"api\"} == ignoring (job) limits{job=\"db\"}",
    "sum by (job) (requests_total) / on (job) limits",
    "histogram_quantile(0.5, lat_bucket)",
    "histogram_quantile(0.9, rate(lat_bucket[5m]))",
    "histogram_quantile(0.99, lat_bucket)",
    "label_replace(up, \"host\", \"$1\", \"instance\", \"(.*):.*\")",
    "label_replace(up, \"job\", \"\", \"job\", \"api\")",
    "label_join(up, \"both\", \"-\", \"job\", \"instance\")",
    "scalar(sum(up))",
    "scalar(up)",
    "vector(3)",
    "time()",
    "timestamp(sparse)",
    "hour()",
    "minute()",
    "day_of_week(vector(1e9))",
    "days_in_month(vector(1709164800))",
    "month(vector(1e9))",
    "year(vector(1e9))",
    "day_of_month(vector(1e9))",
    "sum_over_time(up[5m:1m])",
    "max_over_time(rate(requests_total[3m])[10m:2m])",
    "avg_over_time((temperature > 20)[10m:1m])",
    "rate(requests_total[5m] offset 2m)",
    "count(up == 1) or vector(0)",
    "sum(up) > bool 1 or vector(0)",
    "round(ln(requests_total), 0.001)",
    "round(log2(requests_total), 0.001)",
    "round(log10(requests_total), 0.001)",
    "pi() * 2",
    "max(temperature) - min(temperature)",
    "up{instance=\"a:1\"} # a comment",
    "sum(up{job=\"nope\"})",
    "up * 0 / 0",
    "round(atan(temperature), 0.001)",
    "temperature atan2 temperature",
    "deg(temperature)",
    "rad(temperature)",
    "changes(temperature[10m])",
};

std::string precisely(double value) {
    if (std::isinf(value)) return value > 0 ? ".inf" : "-.inf";
    char text[64];
    std::snprintf(text, sizeof text, "%.17g", value);
    return text;
}

std::string quoted(const std::string& text) {
    std::string out = "'";
    for (const char c : text) out += c == '\'' ? "''" : std::string(1, c);
    return out + "'";
}

/// Debian's Prometheus as the judge: what we say every expression is, at several instants, is an expectation
/// it has to agree with to the last bit.
TEST(Promql, equalsPrometheus) {
    if (!fs::exists("/usr/bin/promtool"))
        GTEST_SKIP() << "SKIPPED LOUDLY: promtool is not installed (package prometheus)";
    const SeriesStore store = makeStore();
    const fs::path folder = fs::temp_directory_path() / ("tributary-promql-" + std::to_string(getpid()));
    fs::create_directories(folder);
    std::ofstream out(folder / "test.yml");
    out << "evaluation_interval: 1m\ntests:\n- interval: 1m\n  input_series:\n";
    for (const auto& [metric, values] : kSeries)
        out << "  - {series: " << quoted(metric) << ", values: " << quoted(values) << "}\n";
    out << "  promql_expr_test:\n";
    size_t samples = 0;
    for (const char* expression : kExpressions) {
        const auto parsed = parse(expression);
        ASSERT_TRUE(parsed) << expression << ": " << parsed.error().text();
        // The last instant first: what lies beyond it must be there for negative offsets at the earlier ones.
        for (const int minute : {30, 0, 4, 11, 16, 25}) {
            const auto vector = evaluateVector(**parsed, store, TimePoint(minutes(minute)));
            ASSERT_TRUE(vector) << expression << ": " << vector.error().text();
            // promtool compares bits of NaN, of which there are many.
            if (std::any_of(vector->begin(), vector->end(),
                            [](const Element& e) { return std::isnan(e.value); }))
                continue;
            out << "  - expr: " << quoted(expression) << "\n    eval_time: " << minute
                << "m\n    exp_samples:\n";
            for (const Element& element : *vector) {
                Labels labels = element.labels;
                const std::string name = labels.count("__name__") ? labels["__name__"] : "";
                labels.erase("__name__");
                const std::string text = labels.empty() && !name.empty() ? name : name + labelsText(labels);
                out << "    - {labels: " << quoted(text) << ", value: " << precisely(element.value) << "}\n";
                ++samples;
            }
        }
    }
    out.close();
    EXPECT_GT(samples, 800U);
    const fs::path said = folder / "out";
    const int status = std::system(
        ("/usr/bin/promtool test rules " + (folder / "test.yml").string() + " >" + said.string() + " 2>&1")
            .c_str());  // NOLINT
    std::ifstream in(said);
    EXPECT_EQ(WEXITSTATUS(status), 0) << std::string(std::istreambuf_iterator<char>(in), {}).substr(0, 6000);
    fs::remove_all(folder);
}

TEST(Promql, whatIsNotUnderstoodIsAnErrorWithItsPlace) {
    struct Case {
        const char* text;
        uint32_t line, column;
        ErrorCode code = ErrorCode::Syntax;
    };
    for (const Case& c :
         std::initializer_list<Case>{{"", 1, 1},
                                     {"up >", 1, 5},
                                     {"up\n  ?", 2, 3},
                                     {"sum(up", 1, 7},
                                     {"up{job=}", 1, 8},
                                     {"up{job=\"x", 1, 8},
                                     {"up[5m", 1, 6},
                                     {"rate(up)", 1, 9},
                                     {"1 < 2", 1, 6},
                                     {"up and 1", 1, 9},
                                     {"{a=~\".*\"}", 1, 10},
                                     {"up offset", 1, 10},
                                     {"nope(up)", 1, 5, ErrorCode::Unsupported},
                                     {"holt_winters(up[5m], 1, 1)", 1, 13, ErrorCode::Unsupported},
                                     {"up @ start()", 1, 6, ErrorCode::Unsupported}}) {
        const auto parsed = parse(c.text);
        ASSERT_FALSE(parsed) << c.text;
        EXPECT_EQ(parsed.error().code, c.code) << c.text;
        ASSERT_TRUE(parsed.error().position) << c.text;
        EXPECT_EQ(parsed.error().position->line, c.line) << c.text << ": " << parsed.error().text();
        EXPECT_EQ(parsed.error().position->column, c.column) << c.text << ": " << parsed.error().text();
    }
}

TEST(Promql, whatPrometheusRefusesIsRefused) {
    const SeriesStore store = makeStore();
    for (const char* text :
         {"requests_total + on (job) limits", "limits + on (job) requests_total", "sum(up) + on (job) up[5m]",
          "label_replace(up, \"instance\", \"x\", \"job\", \".*\")",
          "up offset 1m + ignoring (instance) up"}) {
        const auto parsed = parse(text);
        if (!parsed) continue;
        EXPECT_FALSE(evaluateVector(**parsed, store, TimePoint(minutes(4)))) << text;
    }
}

TEST(Promql, damagedExpressionsNeverCrash) {
    std::mt19937 random(99);
    const SeriesStore store = makeStore();
    const auto pick = [&](size_t below) {
        return std::uniform_int_distribution<size_t>(0, below - 1)(random);
    };
    size_t understood = 0;
    for (int round = 0; round < 20'000; ++round) {
        std::string text = kExpressions[pick(std::size(kExpressions))];
        for (size_t edits = 1 + pick(3); edits > 0 && !text.empty(); --edits) {
            const size_t at = pick(text.size());
            if (pick(2))
                text[at] = "()[]{}=!~<>+-*/^%,:@\"' abc019\xff"[pick(31)];
            else
                text.erase(at, 1 + pick(3));
        }
        const auto parsed = parse(text);
        if (!parsed) continue;
        ++understood;
        const auto value = evaluate(**parsed, store, TimePoint(minutes(5)));
        EXPECT_TRUE(value || !value.error().message.empty());
    }
    EXPECT_GT(understood, 1000U);
    EXPECT_FALSE(parse(std::string(100'000, '(')));
    std::string signs(100'000, '-');
    signs.push_back('1');
    EXPECT_FALSE(parse(signs));
}

TEST(Promql, tooMuchWorkIsRefused) {
    const SeriesStore store = makeStore();
    const auto parsed = parse("sum_over_time(sum_over_time(up[1y:1ms])[1y:1ms])");
    ASSERT_TRUE(parsed);
    const auto value = evaluate(**parsed, store, TimePoint(minutes(5)));
    ASSERT_FALSE(value);
    EXPECT_EQ(value.error().code, ErrorCode::Resource);
}

TEST(Promql, valuesOfSeries) {
    const auto values = *parseValues("1 2+3x2 4x1 _ _x2 stale -1.5 NaN 1e3-1x1 Inf");
    ASSERT_EQ(values.size(), 15U);
    EXPECT_EQ(values[3], 8);
    EXPECT_EQ(values[5], 4);
    EXPECT_FALSE(values[8]);
    EXPECT_TRUE(isStale(*values[9]));
    EXPECT_TRUE(std::isnan(*values[11]) && !isStale(*values[11]));
    EXPECT_EQ(values[13], 999);
    for (const char* wrong : {"a", "1+x2", "1x", "1+2", "_y", "1x99999999", "1 2,3", "stale+1"})
        EXPECT_FALSE(parseValues(wrong)) << wrong;
    for (const char* wrong : {"a{", "a{b}", "a{b=c}", "a b", "{\"x\"}"})
        EXPECT_FALSE(parseMetric(wrong)) << wrong;
}

}  // namespace
}  // namespace tributary::alerts::promql
