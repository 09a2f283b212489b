// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "core/alerts/template/template.h"
#include "core/alerts/template/value.h"
#include "core/base/error.h"

namespace tributary::alerts::templates {

using Arguments = std::vector<Value>;

/// A function of templates. Its errors say what is wrong with the arguments; who calls adds the name and the
/// place.
struct Function {
    std::string_view name;
    int least = 0;
    int most = -1;  ///< -1: any number
    Result<Value> (*call)(const Arguments& arguments, const TemplateOptions& options) = nullptr;
};

/// nullptr: there is none. `and` and `or` are here for their names only: the executor runs them, since they
/// do not look at what they do not need.
const Function* findFunction(std::string_view name);

/// The tables findFunction looks into.
const std::vector<Function>& goFunctions();
const std::vector<Function>& monitoringFunctions();

/// The field or method `name` of a value; `arguments` are a method's.
Result<Value> fieldOf(const Value& value, const std::string& name, const Arguments& arguments);

/// Element `key` of a list or object, as Go's `index`.
Result<Value> elementOf(const Value& value, const Value& key);

/// template.HTMLEscapeString and url.QueryEscape.
std::string escapeHtml(std::string_view text);
std::string escapeQuery(std::string_view text);

Result<const std::string*> textArgument(const Value& value);

}  // namespace tributary::alerts::templates
