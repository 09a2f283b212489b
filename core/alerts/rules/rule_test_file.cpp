// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/alerts/rules/rule_test_file.h"

#include <algorithm>
#include <charconv>
#include <cmath>

#include "core/alerts/promql/series_text.h"
#include "core/alerts/rules/yaml_reader.h"

namespace tributary::alerts {

namespace {

using yaml::Map;
using yaml::mistake;

template <typename T>
T take(const YAML::Node& node, Result<T> result) {
    if (!result) mistake(node, result.error().message, result.error().hint);
    return std::move(*result);
}

RuleTestFile::Series readSeries(const YAML::Node& node) {
    const Map map(node, "An input series", {"series", "values"});
    RuleTestFile::Series series;
    series.labels = take(map.at("series"), promql::parseMetric(map.needText("series")));
    series.values = take(map.at("values"), promql::parseValues(map.text("values")));
    return series;
}

nlohmann::json readCell(const YAML::Node& node) {
    if (node.IsNull()) return nullptr;
    const std::string text = yaml::textOf(node, "a value of a row");
    if (node.Tag() == "!") return text;  // in quotes
    if (text == "true" || text == "false") return text == "true";
    int64_t whole = 0;
    const char* const stop = text.data() + text.size();
    if (const auto [end, error] = std::from_chars(text.data(), stop, whole);
        error == std::errc() && end == stop)
        return whole;
    double number = 0;
    if (const auto [end, error] = std::from_chars(text.data(), stop, number);
        error == std::errc() && end == stop)
        return number;
    return text;
}

InputTable readTable(const YAML::Node& node) {
    const Map map(node, "An input table", {"name", "columns", "rows"});
    InputTable table;
    table.name = map.needText("name");
    const YAML::Node columns = map.at("columns");
    if (!columns.IsMap()) mistake(columns, "`columns` must be a map of names and SQL types.");
    for (const auto& entry : columns)
        table.columns.emplace_back(yaml::textOf(entry.first, "a column"),
                                   yaml::textOf(entry.second, "a type"));
    if (!map.has("rows")) return table;
    for (const YAML::Node& entry : yaml::listOf(map.at("rows"), "`rows`")) {
        InputTable::Row row;
        YAML::Node values = entry;
        if (entry.IsMap()) {
            const Map keys(entry, "A row", {"at", "values"});
            row.at = TimePoint(keys.duration("at"));
            values.reset(keys.at("values"));
        }
        for (const YAML::Node& value : yaml::listOf(values, "a row")) row.values.push_back(readCell(value));
        if (row.values.size() != table.columns.size())
            mistake(entry, "A row of '" + table.name + "' has " + std::to_string(row.values.size()) +
                               " values for " + std::to_string(table.columns.size()) + " columns.");
        table.rows.push_back(std::move(row));
    }
    std::stable_sort(table.rows.begin(), table.rows.end(),
                     [](const InputTable::Row& a, const InputTable::Row& b) { return a.at < b.at; });
    return table;
}

RuleTestFile::AlertCheck readAlertCheck(const YAML::Node& node) {
    const Map map(node, "An alert test", {"eval_time", "alertname", "exp_alerts"});
    RuleTestFile::AlertCheck check;
    check.at = map.duration("eval_time");
    check.alertname = map.needText("alertname");
    if (!map.has("exp_alerts")) return check;
    for (const YAML::Node& entry : yaml::listOf(map.at("exp_alerts"), "`exp_alerts`")) {
        const Map alert(entry, "An expected alert", {"exp_labels", "exp_annotations"});
        RuleTestFile::ExpectedAlert expected{alert.labels("exp_labels"), alert.labels("exp_annotations")};
        expected.labels["alertname"] = check.alertname;
        check.expected.push_back(std::move(expected));
    }
    return check;
}

double readValue(const YAML::Node& node) {
    std::string text = yaml::textOf(node, "'value'");
    if (!text.empty() && text.front() == '+') text.erase(0, 1);
    // YAML's own words for them begin with a point.
    if (text == ".nan" || text == ".NaN") text = "nan";
    if (text == ".inf" || text == "-.inf") text.erase(text.find('.'), 1);
    double value = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
    if (error != std::errc() || end != text.data() + text.size())
        mistake(node, "'" + text + "' is not a number.");
    return value;
}

RuleTestFile::ExpressionCheck readExpressionCheck(const YAML::Node& node) {
    const Map map(node, "An expression test", {"expr", "eval_time", "exp_samples"});
    RuleTestFile::ExpressionCheck check;
    check.expression = map.needText("expr");
    check.at = map.duration("eval_time");
    if (!map.has("exp_samples")) return check;
    for (const YAML::Node& entry : yaml::listOf(map.at("exp_samples"), "`exp_samples`")) {
        const Map sample(entry, "An expected sample", {"labels", "value"});
        RuleTestFile::ExpectedSample expected;
        if (sample.has("labels"))
            expected.labels = take(sample.at("labels"), promql::parseMetric(sample.text("labels")));
        if (sample.has("value")) expected.value = readValue(sample.at("value"));
        check.expected.push_back(std::move(expected));
    }
    return check;
}

RuleTestFile::Test readTest(const YAML::Node& node, Duration interval) {
    const Map map(node, "A test",
                  {"name", "interval", "input_series", "input_tables", "alert_rule_test", "promql_expr_test",
                   "external_labels", "external_url"});
    RuleTestFile::Test test;
    test.name = map.text("name");
    test.interval = map.duration("interval", interval);
    if (test.interval <= Duration(0)) mistake(map.at("interval"), "`interval` must be longer than nothing.");
    test.externalLabels = map.labels("external_labels");
    test.externalUrl = map.text("external_url");
    const auto each = [&](const char* key, auto&& read, auto& out) {
        if (!map.has(key)) return;
        for (const YAML::Node& entry : yaml::listOf(map.at(key), "`" + std::string(key) + "`"))
            out.push_back(read(entry));
    };
    each("input_series", readSeries, test.series);
    each("input_tables", readTable, test.tables);
    each("alert_rule_test", readAlertCheck, test.alerts);
    each("promql_expr_test", readExpressionCheck, test.expressions);
    return test;
}

}  // namespace

Duration RuleTestFile::Test::last() const {
    Duration last{0};
    for (const AlertCheck& check : alerts) last = std::max(last, check.at);
    for (const ExpressionCheck& check : expressions) last = std::max(last, check.at);
    return last;
}

Result<RuleTestFile> readRuleTestFile(const std::string& text, const std::string& file) {
    return yaml::read<RuleTestFile>(text, file, [](const YAML::Node& document) {
        const Map map(document, "A rule-test file",
                      {"rule_files", "evaluation_interval", "group_eval_order", "tests"});
        RuleTestFile read;
        read.ruleFiles = map.texts("rule_files");
        read.interval = map.duration("evaluation_interval", read.interval);
        if (read.interval <= Duration(0))
            mistake(map.at("evaluation_interval"), "`evaluation_interval` must be longer than nothing.");
        read.groupOrder = map.texts("group_eval_order");
        if (map.has("tests"))
            for (const YAML::Node& entry : yaml::listOf(map.at("tests"), "`tests`"))
                read.tests.push_back(readTest(entry, read.interval));
        return read;
    });
}

}  // namespace tributary::alerts
