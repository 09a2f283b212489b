// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/alerts/rules/condition_yaml.h"
#include "core/alerts/rules/rule_file.h"

namespace tributary::alerts {

namespace {

void writePolicies(yaml::Writer& writer, const Policies& policies, const Policies& usual) {
    if (policies == usual) return;
    writer.map("policies", [&] {
        if (policies.noData != usual.noData) writer.text("no_data", toString(policies.noData));
        if (policies.error != usual.error) writer.text("error", toString(policies.error));
        if (policies.missing != usual.missing) writer.text("missing", toString(policies.missing));
        if (policies.missingAfter != usual.missingAfter) writer.count("missing_after", policies.missingAfter);
    });
}

void writeRuleKeys(yaml::Writer& writer, const Rule& rule) {
    writer.text(rule.isRecording() ? "record" : "alert", rule.isRecording() ? rule.record : rule.name);
    if (rule.idIsGiven) writer.text("id", rule.id);
    if (!rule.enabled) writer.text("enabled", "false");
    writer.text(rule.language == Rule::Language::PromQl ? "expr" : "query", rule.query);
    if (!rule.connection.empty()) writer.text("connection", rule.connection);
    writer.texts("value_columns", rule.valueColumns);
    writer.texts("label_columns", rule.labelColumns);
    if (!rule.timeColumn.empty()) writer.text("time_column", rule.timeColumn);
    if (rule.condition != Condition())
        writer.map("condition", [&] { writeCondition(writer, rule.condition); });
    if (rule.hold != Duration(0)) writer.duration("for", rule.hold);
    if (rule.keepFiringFor != Duration(0)) writer.duration("keep_firing_for", rule.keepFiringFor);
    if (!rule.isRecording())
        writePolicies(writer, rule.policies, defaultPolicies(rule.language, rule.condition.kind));
    writer.labels("labels", rule.labels);
    writer.labels("annotations", rule.annotations);
}

void writeGroupKeys(yaml::Writer& writer, const RuleGroup& group) {
    writer.text("name", group.name);
    if (group.interval != Duration(0)) writer.duration("interval", group.interval);
    if (group.offset != Duration(0)) writer.duration("offset", group.offset);
    if (group.delay != Duration(0)) writer.duration("query_offset", group.delay);
    if (group.limit != 0) writer.count("limit", group.limit);
    if (!group.connection.empty()) writer.text("connection", group.connection);
    writer.labels("labels", group.labels);
    writer.list("rules", group.rules, [&](const Rule& rule) { writeRuleKeys(writer, rule); });
}

}  // namespace

std::string writeRules(const std::vector<RuleGroup>& groups) {
    yaml::Writer writer;
    writer.list("groups", groups, [&](const RuleGroup& group) { writeGroupKeys(writer, group); });
    return writer.take();
}

std::string writeRule(const Rule& rule) {
    yaml::Writer writer;
    writeRuleKeys(writer, rule);
    return writer.take();
}

}  // namespace tributary::alerts
