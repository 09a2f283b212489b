// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/alerts/rules/rule_file.h"

#include <algorithm>
#include <fstream>
#include <map>
#include <set>
#include <sstream>

#include "core/alerts/rules/condition_yaml.h"
#include "core/alerts/rules/yaml_reader.h"
#include "core/alerts/template/template.h"

namespace tributary::alerts {

namespace {

using yaml::Map;
using yaml::mistake;

/// Aliases can make a small text a large file.
constexpr size_t kMostRules = 20'000;

const std::vector<std::string_view> kFileKeys{"groups"};
const std::vector<std::string_view> kGroupKeys{"name",  "interval",   "offset", "delay", "query_offset",
                                               "limit", "connection", "labels", "rules"};
const std::vector<std::string_view> kRuleKeys{
    "alert",    "record",          "expr",          "query",       "connection", "id",      "for",
    "labels",   "keep_firing_for", "value_columns", "annotations", "condition",  "enabled", "label_columns",
    "policies", "time_column"};
const std::vector<std::string_view> kPolicyKeys{"no_data", "error", "missing", "missing_after"};

void checkNames(const Map& map, const std::string& key, const Labels& labels) {
    for (const auto& [name, value] : labels)
        if (!isLabelName(name) || name == "__name__")
            mistake(map.at(key), "'" + name + "' is no name for a label or an annotation.",
                    "Names consist of letters, digits and '_' and do not begin with a digit.");
}

void checkTemplates(const Map& map, const std::string& key, const Labels& texts) {
    static const std::map<std::string, nlohmann::json> kVariables{
        {"labels", nlohmann::json::object()},
        {"externalLabels", nlohmann::json::object()},
        {"externalURL", ""},
        {"value", 0.0},
        {"values", nlohmann::json::object()},
        {"reason", ""},
        {"severity", ""}};
    if (!map.has(key)) return;
    for (const auto& entry : map.at(key)) {
        const std::string& text = texts.at(entry.first.Scalar());
        if (text.find("{{") == std::string::npos) continue;
        if (auto checked = checkTemplate(text, kVariables); !checked)
            mistake(entry.second,
                    "The template of '" + entry.first.Scalar() + "': " + checked.error().message,
                    checked.error().hint);
    }
}

Policies readPolicies(const YAML::Node& node, const Policies& otherwise) {
    const Map map(node, "`policies`", kPolicyKeys);
    Policies policies = otherwise;
    const auto read = [&](const std::string& key, Policy& policy) {
        if (!map.has(key)) return;
        const std::string word = map.text(key);
        for (const Policy candidate : {Policy::Ok, Policy::KeepLast, Policy::Notify, Policy::Fire})
            if (toString(candidate) == word) {
                policy = candidate;
                return;
            }
        mistake(map.at(key), "'" + word + "' is no policy.", "Policies are ok, keep_last, notify and fire.");
    };
    read("no_data", policies.noData);
    read("error", policies.error);
    read("missing", policies.missing);
    policies.missingAfter = static_cast<uint32_t>(
        std::min<uint64_t>(map.count("missing_after", policies.missingAfter), 1'000'000));
    return policies;
}

void readQuery(const Map& map, Rule& rule) {
    rule.connection = map.text("connection");
    if (map.has("expr") == map.has("query"))
        mistake(map.node(),
                "A rule needs one of `expr` (PromQL) and `query` (SQL or a connection's own language).");
    rule.query = map.needText(map.has("expr") ? "expr" : "query");
    rule.language = map.has("expr")           ? Rule::Language::PromQl
                    : rule.connection.empty() ? Rule::Language::Sql
                                              : Rule::Language::Native;
}

Rule readRuleNode(const YAML::Node& node) {
    const Map map(node, "A rule", kRuleKeys);
    Rule rule;
    if (map.has("alert") == map.has("record")) mistake(node, "A rule needs one of `alert` and `record`.");
    readQuery(map, rule);
    rule.labels = map.labels("labels");
    checkNames(map, "labels", rule.labels);
    checkTemplates(map, "labels", rule.labels);
    rule.id = map.text("id");
    rule.idIsGiven = !rule.id.empty();
    rule.enabled = map.flag("enabled", true);
    if (map.has("record")) {
        rule.record = map.needText("record");
        for (const char* key : {"for", "keep_firing_for", "annotations", "condition", "policies"})
            if (map.has(key)) mistake(map.at(key), "A recording rule has no `" + std::string(key) + "`.");
        return rule;
    }
    rule.name = map.needText("alert");
    rule.hold = map.duration("for");
    rule.keepFiringFor = map.duration("keep_firing_for");
    rule.annotations = map.labels("annotations");
    checkNames(map, "annotations", rule.annotations);
    checkTemplates(map, "annotations", rule.annotations);
    rule.valueColumns = map.texts("value_columns");
    rule.labelColumns = map.texts("label_columns");
    rule.timeColumn = map.text("time_column");
    if (map.has("condition")) rule.condition = readCondition(map.at("condition"));
    rule.policies = defaultPolicies(rule.language, rule.condition.kind);
    if (map.has("policies")) rule.policies = readPolicies(map.at("policies"), rule.policies);
    if (auto valid = validate(rule); !valid) mistake(node, valid.error().message, valid.error().hint);
    return rule;
}

RuleGroup readGroup(const YAML::Node& node, const std::string& file, size_t& budget) {
    const Map map(node, "A group", kGroupKeys);
    RuleGroup group;
    group.file = file;
    group.name = map.needText("name");
    group.interval = map.duration("interval");
    group.offset = map.duration("offset");
    if (map.has("delay") && map.has("query_offset"))
        mistake(map.at("query_offset"), "`delay` and `query_offset` mean the same; give one of them.");
    group.delay = map.duration("delay", map.duration("query_offset"));
    group.limit = map.count("limit", 0);
    group.connection = map.text("connection");
    group.labels = map.labels("labels");
    checkNames(map, "labels", group.labels);
    std::map<std::string, size_t> names;
    if (map.has("rules"))
        for (const YAML::Node& entry : yaml::listOf(map.at("rules"), "`rules`")) {
            if (budget-- == 0)
                mistake(entry, "These are more than " + std::to_string(kMostRules) + " rules.");
            Rule rule = readRuleNode(entry);
            const std::string& name = rule.isRecording() ? rule.record : rule.name;
            const size_t number = ++names[name];
            if (!rule.idIsGiven) {
                rule.id = file + "/" + group.name + "/" + name;
                if (number > 1) rule.id += "#" + std::to_string(number);
            }
            group.rules.push_back(std::move(rule));
        }
    if (auto valid = validate(group); !valid) mistake(node, valid.error().message, valid.error().hint);
    return group;
}

}  // namespace

Result<std::vector<RuleGroup>> readRules(std::string_view text, const std::string& file) {
    return yaml::read<std::vector<RuleGroup>>(text, file, [&](const YAML::Node& document) {
        std::vector<RuleGroup> groups;
        if (document.IsNull()) return groups;
        const Map map(document, "A rule file", kFileKeys);
        if (!map.has("groups")) return groups;
        std::set<std::string> names;
        size_t budget = kMostRules;
        for (const YAML::Node& entry : yaml::listOf(map.at("groups"), "`groups`")) {
            groups.push_back(readGroup(entry, file, budget));
            if (!names.insert(groups.back().name).second)
                mistake(entry, "The group '" + groups.back().name + "' is there twice.",
                        "Give it another name.");
        }
        return groups;
    });
}

Result<std::vector<RuleGroup>> readRuleFile(const std::string& path) {
    std::ifstream in(path, std::ios::binary);
    std::ostringstream text;
    if (!in || !(text << in.rdbuf()))
        return fail(ErrorCode::Io, "The rule file '" + path + "' cannot be read.",
                    "Check that it exists, is not empty and may be read.");
    return readRules(text.str(), path);
}

Result<Rule> readRule(std::string_view text, const std::string& file) {
    return yaml::read<Rule>(text, file, [&](const YAML::Node& document) {
        if (!document.IsSequence()) return readRuleNode(document);
        if (document.size() != 1) mistake(document, "One rule is expected here.");
        return readRuleNode(document[0]);
    });
}

}  // namespace tributary::alerts
