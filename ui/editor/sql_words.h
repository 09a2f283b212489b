// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string_view>
#include <vector>

namespace tributary::ui {

/// Words the editor colours and offers, lower case, sorted. SQL as DuckDB speaks it plus what the sources
/// add.
const std::vector<std::string_view>& sqlKeywords();
const std::vector<std::string_view>& sqlFunctions();
const std::vector<std::string_view>& sqlTypes();

}  // namespace tributary::ui
