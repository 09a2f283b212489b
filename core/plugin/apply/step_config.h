// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <map>
#include <string>
#include <vector>

#include "core/base/error.h"
#include "core/plugin/package/manifest.h"

namespace tributary::plugin {

/// What a person filled into the form of a processor, visual, notifier or exporter: field key → text, as a
/// form or a command line has it. May hold secrets.
using StepConfig = std::map<std::string, std::string>;

/// The JSON object the plugin gets: integers and booleans as such, "columns" as an array, everything else as
/// text; defaults filled in, empty optional fields left out. InvalidArgument names the field that is missing,
/// unknown, no number or not among the choices. `columns` are the names the input has: a column field must be
/// one of them (not looked at when empty).
Result<std::string> configJson(const StepPart& part, const StepConfig& config,
                               const std::vector<std::string>& columns);

/// The names in a "columns" value: separated by commas; one that holds a comma or quotes stands in double
/// quotes, doubled inside.
std::vector<std::string> columnNames(const std::string& value);
std::string columnNamesText(const std::vector<std::string>& names);

}  // namespace tributary::plugin
