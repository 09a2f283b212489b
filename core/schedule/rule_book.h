// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <map>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "core/alerts/rules/rule.h"
#include "core/alerts/store/alert_store.h"
#include "core/base/error.h"

namespace tributary::schedule {

/// The rules of a workspace as they stand in its AlertStore, read. Immutable.
struct RuleBook {
    std::vector<alerts::RuleGroup> groups;  ///< enabled ones, alerting rules only, as the store lists them
    std::vector<Error> errors;              ///< of groups that cannot be read; the others are there
};

/// A group of the store that cannot be read, and two rules of one id, are errors of that group alone.
Result<RuleBook> readRuleBook(const alerts::AlertStore& store);

/// The rule of that id, or of that name when there is only one: NotFound, Conflict naming the ids.
Result<std::pair<alerts::RuleGroup, alerts::Rule>> findRule(const RuleBook& book, const std::string& name);

/// Rules of a file as the store keeps them, one record a group. Errors as of readRules.
Result<std::vector<alerts::RuleGroupRecord>> recordsOfRules(const std::string& yaml, const std::string& file);

/// Reads a file of rules and makes it the store's; its path becomes absolute. Gives the number of rules. An
/// error leaves the store as it was.
Result<size_t> applyRuleFile(alerts::AlertStore& store, const std::string& path);

/// Looks at the files the rules came from and takes over those that changed since; one that cannot be read
/// leaves its rules as they are and is noted in the store. True: something changed.
Result<bool> followRuleFiles(alerts::AlertStore& store);

}  // namespace tributary::schedule
