// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "core/alerts/rules/rule.h"

namespace tributary::alerts {

/// Reads rules in Prometheus' rule-file form with the extensions of docs/alerts.md. A mistake is a Syntax
/// error with `position` (line and column, from 1) and `file:line:column` in the message; a key that is not
/// known is refused with the nearest one that is. Pure: safe in any thread.
Result<std::vector<RuleGroup>> readRules(std::string_view yaml, const std::string& file);
/// The same from a file.
Result<std::vector<RuleGroup>> readRuleFile(const std::string& path);

/// The text that `readRules` reads back to the same rules. What stands at its default is left out; rules of
/// Prometheus' own form use Prometheus' keys only.
std::string writeRules(const std::vector<RuleGroup>& groups);
/// One rule as an entry of `rules:`, for the rule dialog.
std::string writeRule(const Rule& rule);
/// One rule by itself, as `writeRule` writes it.
Result<Rule> readRule(std::string_view yaml, const std::string& file);

}  // namespace tributary::alerts
