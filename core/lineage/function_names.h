// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstddef>
#include <string_view>

namespace tributary::lineage {

/// What the names of functions say, over all dialects. Names are given in lower case. Pure functions.

/// Folds many rows into one value: sum, string_agg, uniqExact, countIf …
bool isAggregateName(std::string_view name);
/// The argument cannot be read back from the result: hashes, digests, counts, masks.
bool isMaskingName(std::string_view name);
/// Does argument number `index` of `count` decide instead of flow (the first of IF, of NVL2 …)?
bool isConditionArgument(std::string_view name, size_t index, size_t count);
/// Makes rows of a list: unnest, explode, flatten …
bool isUnnestName(std::string_view name);

}  // namespace tributary::lineage
