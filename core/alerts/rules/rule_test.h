// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <functional>
#include <memory>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "core/alerts/model/sample.h"
#include "core/alerts/rules/rule.h"

namespace tributary::alerts {

/// A table of a rule test (`input_tables`), for rules over SQL.
struct InputTable {
    struct Row {
        TimePoint at{};  ///< the row exists from then on
        std::vector<nlohmann::json> values;
    };
    std::string name;                                          ///< as the query names it, with dots
    std::vector<std::pair<std::string, std::string>> columns;  ///< name and SQL type
    std::vector<Row> rows;                                     ///< sorted by `at`
};

/// Makes the source that SQL rules of a test are asked on; it shows the rows that exist at the instant asked.
using TableSourceFactory =
    std::function<Result<std::unique_ptr<SampleSource>>(const std::vector<InputTable>& tables)>;

struct RuleTestOptions {
    TableSourceFactory tables;  ///< empty: tests with `input_tables` are an Unsupported error
    std::string only;           ///< only tests whose name holds this; empty: all
};

struct RuleTestReport {
    struct File {
        std::string path;
        std::vector<std::string> failures;  ///< as promtool words them; empty: SUCCESS
        size_t tests = 0;
        size_t checks = 0;  ///< alert_rule_test and promql_expr_test entries
    };
    std::vector<File> files;
    bool passed() const;
    /// What promtool prints: "Unit Testing:  FILE", "  SUCCESS" or "  FAILED:" and why.
    std::string text() const;
};

/// Runs rule-test files: promtool's form and `input_tables`. Rule files are found beside the test file. A
/// file that cannot be read or understood is a failure of that file; the others are run.
RuleTestReport runRuleTests(const std::vector<std::string>& paths, const RuleTestOptions& options);

}  // namespace tributary::alerts
