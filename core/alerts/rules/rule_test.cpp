// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/alerts/rules/rule_test.h"

#include <fmt/format.h>
#include <glob.h>

#include <algorithm>
#include <cmath>
#include <filesystem>
#include <fstream>
#include <map>
#include <set>
#include <sstream>

#include "core/alerts/promql/engine.h"
#include "core/alerts/rules/rule_evaluator.h"
#include "core/alerts/rules/rule_file.h"
#include "core/alerts/rules/rule_test_file.h"

namespace tributary::alerts {

namespace {

int64_t millis(TimePoint at) {
    return at.time_since_epoch().count();
}

/// The groups of a test file's rule files, in the order they are evaluated in.
Result<std::vector<RuleGroup>> loadRules(const RuleTestFile& file, const std::string& path) {
    const auto folder = std::filesystem::path(path).parent_path();
    std::vector<RuleGroup> groups;
    for (const std::string& pattern : file.ruleFiles) {
        const std::string full =
            std::filesystem::path(pattern).is_absolute() ? pattern : (folder / pattern).string();
        glob_t found{};
        const bool any = ::glob(full.c_str(), 0, nullptr, &found) == 0;
        const std::vector<std::string> paths(found.gl_pathv, found.gl_pathv + (any ? found.gl_pathc : 0));
        ::globfree(&found);
        if (!any)
            return fail(ErrorCode::NotFound, "There is no rule file '" + full + "'.",
                        "Rule files are looked for beside the test file.");
        for (const std::string& one : paths) {
            auto read = readRuleFile(one);
            if (!read) return fail(std::move(read.error()));
            std::move(read->begin(), read->end(), std::back_inserter(groups));
        }
    }
    const auto rank = [&](const RuleGroup& group) {
        return std::find(file.groupOrder.begin(), file.groupOrder.end(), group.name) -
               file.groupOrder.begin();
    };
    std::stable_sort(groups.begin(), groups.end(),
                     [&](const RuleGroup& a, const RuleGroup& b) { return rank(a) < rank(b); });
    return groups;
}

/// One rule within a test: evaluates, and leaves its series as Prometheus would.
class RuleUnderTest {
  public:
    static Result<std::unique_ptr<RuleUnderTest>> make(const RuleGroup& group, const Rule& rule,
                                                       const RuleTestFile::Test& test, Duration interval) {
        auto made = std::make_unique<RuleUnderTest>();
        made->m_rule = rule;
        made->m_group = group;
        made->m_group.interval = interval;
        if (rule.isRecording()) {
            auto parsed = promql::parse(rule.query);
            if (!parsed) return fail(std::move(parsed.error()));
            made->m_expression = std::move(*parsed);
            return made;
        }
        RuleEvaluator::Options options;
        options.externalLabels = test.externalLabels;
        options.externalUrl = test.externalUrl;
        options.models = detectorModels();
        auto evaluator = RuleEvaluator::make(made->m_group, rule, std::move(options));
        if (!evaluator) return fail(std::move(evaluator.error()));
        made->m_evaluator = std::move(*evaluator);
        return made;
    }

    Result<void> evaluate(TimePoint at, promql::SeriesStore& store, SampleSource& series,
                          SampleSource* tables) {
        std::map<Labels, double> results;
        if (auto done =
                m_rule.isRecording() ? record(at, store, results) : alert(at, series, tables, results);
            !done)
            return done;
        for (const auto& [labels, value] : results)
            if (auto added = store.append(labels, millis(at), value); !added) return added;
        for (const Labels& labels : m_last)
            if (results.count(labels) == 0)
                if (auto added = store.append(labels, millis(at), promql::staleMarker()); !added)
                    return added;
        m_last.clear();
        for (const auto& [labels, value] : results) m_last.insert(labels);
        return {};
    }

    const RuleEvaluator* evaluator() const { return m_evaluator.get(); }
    const Rule& rule() const { return m_rule; }

  private:
    Result<void> record(TimePoint at, const promql::SeriesStore& store, std::map<Labels, double>& results) {
        auto vector = promql::evaluateVector(*m_expression, store, at, m_group.interval);
        if (!vector) return fail(std::move(vector.error()));
        for (promql::Element& element : *vector) {
            element.labels["__name__"] = m_rule.record;
            for (const Labels* labels : {&m_group.labels, &m_rule.labels})
                for (const auto& [name, value] : *labels) element.labels[name] = value;
            std::erase_if(element.labels, [](const auto& label) { return label.second.empty(); });
            if (!results.emplace(element.labels, element.value).second)
                return fail(ErrorCode::Conflict, "The recording rule '" + m_rule.record +
                                                     "' makes two series of the same labels.");
        }
        return {};
    }

    Result<void> alert(TimePoint at, SampleSource& series, SampleSource* tables,
                       std::map<Labels, double>& results) {
        const bool sql = m_rule.language != Rule::Language::PromQl;
        if (sql && tables == nullptr)
            return fail(ErrorCode::Unsupported, "The rule '" + m_rule.name + "' asks in SQL.",
                        "Give the test `input_tables`.");
        SampleSource& source = sql ? *tables : series;
        const auto rows = source.at(queryOf(m_group, m_rule), at - m_group.delay, CancelToken());
        const Evaluation evaluation = m_evaluator->evaluate(at, rows);
        if (evaluation.error) return fail(*evaluation.error);
        m_evaluator->visit([&](const Instance& instance) {
            if (instance.state != State::Pending && !isFiring(instance.state)) return;
            Labels labels = instance.labels;
            labels["__name__"] = "ALERTS_FOR_STATE";
            results[labels] = static_cast<double>(millis(instance.activeAt) / 1000);
            labels["__name__"] = "ALERTS";
            labels["alertstate"] = isFiring(instance.state) ? "firing" : "pending";
            results[labels] = 1;
        });
        return {};
    }

    Rule m_rule;
    RuleGroup m_group;
    std::unique_ptr<promql::Expression> m_expression;
    std::unique_ptr<RuleEvaluator> m_evaluator;
    std::set<Labels> m_last;  ///< series it left at the last instant
};

std::string alertsText(const std::vector<RuleTestFile::ExpectedAlert>& alerts) {
    if (alerts.empty()) return "[]";
    std::string out = "[";
    for (size_t i = 0; i < alerts.size(); ++i)
        out += fmt::format("\n              {}:\n                Labels:{}\n                Annotations:{}",
                           i, labelsText(alerts[i].labels), labelsText(alerts[i].annotations));
    return out + "\n              ]";
}

std::string samplesText(const std::vector<RuleTestFile::ExpectedSample>& samples) {
    if (samples.empty()) return "nil";
    std::string out;
    for (const auto& sample : samples) {
        Labels labels = sample.labels;
        std::string name;
        if (const auto found = labels.find("__name__"); found != labels.end()) {
            name = found->second;
            labels.erase(found);
        }
        out += fmt::format("{}{}{} {:g}", out.empty() ? "" : ", ", name, labelsText(labels), sample.value);
    }
    return out;
}

/// One test of a file, from the first instant to the last.
class TestRun {
  public:
    TestRun(const RuleTestFile::Test& test, Duration interval, RuleTestReport::File& report)
        : m_test(test),
          m_interval(interval),
          m_report(report),
          m_source(m_store),
          m_next(test.series.size(), 0) {}

    void run(const std::vector<RuleGroup>& groups, const RuleTestOptions& options) {
        if (!prepare(groups, options)) return;
        std::vector<const RuleTestFile::AlertCheck*> checks;
        for (const auto& check : m_test.alerts) checks.push_back(&check);
        std::stable_sort(checks.begin(), checks.end(),
                         [](const auto* a, const auto* b) { return a->at < b->at; });
        size_t next = 0;
        for (Duration at{0}; at <= m_test.last(); at += m_interval) {
            load(TimePoint(at));
            for (const auto& rule : m_rules)
                if (auto done = rule->evaluate(TimePoint(at), m_store, m_source, m_tables.get()); !done)
                    failed(fmt::format("rule: {}, time: {}, err: {}",
                                       rule->rule().isRecording() ? rule->rule().record : rule->rule().name,
                                       durationText(at), done.error().text()));
            for (; next < checks.size() && checks[next]->at < at + m_interval; ++next) check(*checks[next]);
        }
        for (const auto& check : m_test.expressions) this->check(check);
    }

  private:
    void failed(const std::string& text) {
        m_report.failures.push_back(m_test.name.empty() ? text : "name: " + m_test.name + ",\n    " + text);
    }

    bool prepare(const std::vector<RuleGroup>& groups, const RuleTestOptions& options) {
        for (const RuleGroup& group : groups)
            for (const Rule& rule : group.rules) {
                if (!rule.enabled) continue;
                auto made = RuleUnderTest::make(group, rule, m_test, m_interval);
                if (!made) {
                    failed(made.error().text());
                    return false;
                }
                m_rules.push_back(std::move(*made));
            }
        if (m_test.tables.empty()) return true;
        if (!options.tables) {
            failed("Tables cannot be had here: `input_tables` are not supported by this program.");
            return false;
        }
        auto tables = options.tables(m_test.tables);
        if (!tables) {
            failed(tables.error().text());
            return false;
        }
        m_tables = std::move(*tables);
        return true;
    }

    void load(TimePoint until) {
        for (size_t i = 0; i < m_test.series.size(); ++i) {
            const auto& [labels, values] = m_test.series[i];
            for (size_t& next = m_next[i]; next < values.size(); ++next) {
                const TimePoint at(m_test.interval * static_cast<int64_t>(next));
                if (at > until) break;
                if (!values[next]) continue;
                if (auto added = m_store.append(labels, millis(at), *values[next]); !added)
                    failed(added.error().text());
            }
        }
    }

    void check(const RuleTestFile::AlertCheck& check) {
        ++m_report.checks;
        std::vector<RuleTestFile::ExpectedAlert> got;
        for (const auto& rule : m_rules) {
            if (rule->evaluator() == nullptr) continue;
            for (const Instance& instance : rule->evaluator()->instances())
                if (isFiring(instance.state) && instance.labels.at("alertname") == check.alertname)
                    got.push_back({instance.labels, instance.annotations});
        }
        auto expected = check.expected;
        std::sort(expected.begin(), expected.end());
        std::sort(got.begin(), got.end());
        if (got == expected) return;
        failed(fmt::format("alertname: {}, time: {}, \n        exp:{}, \n        got:{}", check.alertname,
                           durationText(check.at), alertsText(expected), alertsText(got)));
    }

    void check(const RuleTestFile::ExpressionCheck& check) {
        ++m_report.checks;
        const std::string where =
            fmt::format("expr: \"{}\", time: {}, ", check.expression, durationText(check.at));
        auto parsed = promql::parse(check.expression);
        if (!parsed) return failed(where + "err: " + parsed.error().text());
        auto vector = promql::evaluateVector(**parsed, m_store, TimePoint(check.at), m_interval);
        if (!vector) return failed(where + "err: " + vector.error().text());
        std::vector<RuleTestFile::ExpectedSample> got;
        for (promql::Element& element : *vector) got.push_back({std::move(element.labels), element.value});
        auto expected = check.expected;
        const auto byLabels = [](const auto& a, const auto& b) { return a.labels < b.labels; };
        std::sort(got.begin(), got.end(), byLabels);
        std::sort(expected.begin(), expected.end(), byLabels);
        const bool same = std::equal(
            got.begin(), got.end(), expected.begin(), expected.end(), [](const auto& a, const auto& b) {
                return a.labels == b.labels &&
                       (a.value == b.value || (std::isnan(a.value) && std::isnan(b.value)));
            });
        if (same) return;
        failed(fmt::format("{}\n        exp: {}\n        got: {}", where, samplesText(expected),
                           samplesText(got)));
    }

    const RuleTestFile::Test& m_test;
    Duration m_interval;
    RuleTestReport::File& m_report;
    promql::SeriesStore m_store;
    promql::StoreSource m_source;
    std::vector<size_t> m_next;  ///< of each series, the first value not yet loaded
    std::unique_ptr<SampleSource> m_tables;
    std::vector<std::unique_ptr<RuleUnderTest>> m_rules;
};

RuleTestReport::File runFile(const std::string& path, const RuleTestOptions& options) {
    RuleTestReport::File report;
    report.path = path;
    std::ifstream in(path, std::ios::binary);
    std::ostringstream text;
    if (!in || !(text << in.rdbuf())) {
        report.failures.push_back("The file '" + path + "' cannot be read.");
        return report;
    }
    auto file = readRuleTestFile(text.str(), path);
    if (!file) {
        report.failures.push_back(file.error().text());
        return report;
    }
    auto groups = loadRules(*file, path);
    if (!groups) {
        report.failures.push_back(groups.error().text());
        return report;
    }
    for (const RuleTestFile::Test& test : file->tests) {
        if (!options.only.empty() && test.name.find(options.only) == std::string::npos) continue;
        ++report.tests;
        TestRun(test, file->interval, report).run(*groups, options);
    }
    return report;
}

}  // namespace

bool RuleTestReport::passed() const {
    return std::all_of(files.begin(), files.end(), [](const File& file) { return file.failures.empty(); });
}

std::string RuleTestReport::text() const {
    std::string out;
    for (const File& file : files) {
        out += "Unit Testing:  " + file.path + "\n";
        if (file.failures.empty()) out += "  SUCCESS\n";
        if (!file.failures.empty()) out += "  FAILED:\n";
        for (const std::string& failure : file.failures) out += "    " + failure + "\n";
        out += "\n";
    }
    return out;
}

RuleTestReport runRuleTests(const std::vector<std::string>& paths, const RuleTestOptions& options) {
    RuleTestReport report;
    for (const std::string& path : paths) report.files.push_back(runFile(path, options));
    return report;
}

}  // namespace tributary::alerts
