// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <nlohmann/json.hpp>
#include <optional>
#include <string>
#include <vector>

#include "core/base/error.h"

namespace tributary::cli {

/// One line of a printed table; nothing: NULL.
using Row = std::vector<std::optional<std::string>>;

/// Prints text on standard output as an aligned table; a failure is told. Returns the exit status.
int showTable(const std::vector<std::string>& headers, const std::vector<Row>& rows);

/// Prints indented JSON on standard output; bytes that are not UTF-8 become U+FFFD. Returns kOk.
int showJson(const nlohmann::json& json);
int showJson(const nlohmann::ordered_json& json);

}  // namespace tributary::cli
