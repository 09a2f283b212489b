// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "core/alerts/promql/series_store.h"
#include "core/alerts/rules/rule_test.h"

namespace tributary::alerts {

/// A rule-test file as read.
struct RuleTestFile {
    struct Series {
        Labels labels;
        std::vector<std::optional<double>> values;
    };
    struct ExpectedAlert {
        Labels labels;
        Labels annotations;
        auto operator<=>(const ExpectedAlert&) const = default;
    };
    struct AlertCheck {
        Duration at{0};
        std::string alertname;
        std::vector<ExpectedAlert> expected;
    };
    struct ExpectedSample {
        Labels labels;
        double value = 0;
    };
    struct ExpressionCheck {
        std::string expression;
        Duration at{0};
        std::vector<ExpectedSample> expected;
    };
    struct Test {
        std::string name;
        Duration interval{0};
        std::vector<Series> series;
        std::vector<InputTable> tables;
        std::vector<AlertCheck> alerts;
        std::vector<ExpressionCheck> expressions;
        Labels externalLabels;
        std::string externalUrl;

        Duration last() const;  ///< the latest instant anything is checked at
    };

    std::vector<std::string> ruleFiles;  ///< patterns, as written
    Duration interval = std::chrono::minutes(1);
    std::vector<std::string> groupOrder;
    std::vector<Test> tests;
};

Result<RuleTestFile> readRuleTestFile(const std::string& text, const std::string& file);

}  // namespace tributary::alerts
