// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace tributary::lineage {

/// Names and types of the fields of "STRUCT<a INT, b: STRING>", "ROW(a INT)", "TUPLE(a INT)" or an array of
/// one; empty for any other type.
std::vector<std::pair<std::string, std::string>> structFields(std::string_view type);

}  // namespace tributary::lineage
