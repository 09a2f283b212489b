// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/alerts/rules/rule_texts.h"

#include <cmath>
#include <nlohmann/json.hpp>

#include "core/alerts/template/template.h"

namespace tributary::alerts {

namespace {

std::string_view specialName(Cause cause) {
    switch (cause) {
        case Cause::NoData:
            return "NoData";
        case Cause::Error:
            return "RuleError";
        case Cause::MissingSeries:
            return "MissingSeries";
        case Cause::Row:
            break;
    }
    return "Rule";
}

}  // namespace

RuleTexts::RuleTexts(const RuleGroup& group, const Rule& rule, Labels externalLabels, std::string externalUrl)
    : m_name(rule.name),
      m_labels(rule.labels),
      m_annotations(rule.annotations),
      m_externalLabels(std::move(externalLabels)),
      m_externalUrl(std::move(externalUrl)) {
    for (const auto& [name, value] : group.labels) m_labels.try_emplace(name, value);
    for (const auto& [name, value] : m_labels)
        if (value.find("{{") != std::string::npos && (value.find("alue") != std::string::npos))
            m_labelsUseValue = true;
}

std::string RuleTexts::expand(const std::string& text, const Row& row) const {
    if (text.find("{{") == std::string::npos) return text;
    nlohmann::json values = nlohmann::json::object();
    for (size_t i = 0; i < row.columns.size() && i < row.values.size(); ++i)
        if (row.values[i]) values[row.columns[i]] = *row.values[i];
    if (row.expected) values.emplace("expected", *row.expected);
    nlohmann::json dot = {{"Labels", row.labels},
                          {"ExternalLabels", m_externalLabels},
                          {"ExternalURL", m_externalUrl},
                          {"Value", row.value},
                          {"Values", values}};
    std::map<std::string, nlohmann::json> variables{{"labels", row.labels},
                                                    {"externalLabels", m_externalLabels},
                                                    {"externalURL", m_externalUrl},
                                                    {"value", row.value},
                                                    {"values", std::move(values)},
                                                    {"reason", std::string(row.reason)},
                                                    {"severity", std::string(row.severity)}};
    TemplateOptions options;
    options.externalUrl = m_externalUrl;
    auto expanded = expandTemplate(text, dot, variables, options);
    return expanded ? *expanded : "<error expanding template: " + expanded.error().message + ">";
}

Labels RuleTexts::alertLabels(const Labels& rowLabels, double value, const std::vector<std::string>& columns,
                              const std::vector<std::optional<double>>& values) const {
    Labels labels = rowLabels;
    labels.erase("__name__");
    if (!m_labels.empty()) {
        const Labels row = labels;
        for (const auto& [name, text] : m_labels) {
            std::string expanded = expand(text, {row, value, columns, values, {}, {}, {}});
            if (expanded.empty())
                labels.erase(name);
            else
                labels[name] = std::move(expanded);
        }
    }
    labels["alertname"] = m_name;
    std::erase_if(labels, [](const auto& label) { return label.second.empty(); });
    return labels;
}

Labels RuleTexts::annotations(const Instance& instance, const std::vector<std::string>& columns) const {
    Labels row = instance.rowLabels;
    row.erase("__name__");
    Labels annotations;
    if (instance.cause == Cause::Row || instance.labels.count("rule") == 0) {
        for (const auto& [name, text] : m_annotations)
            annotations[name] = expand(text, {row, instance.value, columns, instance.values, instance.reason,
                                              toString(instance.severity), instance.expected});
    }
    if (!instance.reason.empty())
        annotations.try_emplace(instance.cause == Cause::Row ? "reason" : "summary", instance.reason);
    return annotations;
}

Labels RuleTexts::specialLabels(Cause cause, const Labels& rowLabels) const {
    Labels labels = alertLabels(rowLabels, std::nan(""), {}, {});
    labels["alertname"] = std::string(specialName(cause));
    labels["rule"] = m_name;
    return labels;
}

}  // namespace tributary::alerts
