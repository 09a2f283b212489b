// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string>
#include <vector>

#include "core/alerts/rules/rule.h"
#include "core/alerts/rules/rule_state.h"

namespace tributary::alerts {

/// The labels and annotations of a rule's alerts: templates over the row, as Prometheus expands them. A
/// template's error stands in its text.
class RuleTexts {
  public:
    RuleTexts(const RuleGroup& group, const Rule& rule, Labels externalLabels, std::string externalUrl);

    /// The row's labels, the rule's and alertname: the identity.
    Labels alertLabels(const Labels& rowLabels, double value, const std::vector<std::string>& columns,
                       const std::vector<std::optional<double>>& values) const;
    /// True: `alertLabels` differs with the value, so it cannot be kept.
    bool labelsUseValue() const { return m_labelsUseValue; }
    Labels annotations(const Instance& instance, const std::vector<std::string>& columns) const;
    /// Of an alert about the rule or a group rather than a row: NoData, RuleError, MissingSeries.
    Labels specialLabels(Cause cause, const Labels& rowLabels) const;

  private:
    struct Row {
        const Labels& labels;
        double value;
        const std::vector<std::string>& columns;
        const std::vector<std::optional<double>>& values;
        std::string_view reason;
        std::string_view severity;
        std::optional<double> expected;
    };
    std::string expand(const std::string& text, const Row& row) const;

    std::string m_name;
    Labels m_labels;  ///< the group's and the rule's
    Labels m_annotations;
    Labels m_externalLabels;
    std::string m_externalUrl;
    bool m_labelsUseValue = false;
};

}  // namespace tributary::alerts
