// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <vector>

#include "tests/conformance/quirks.h"

namespace tributary::conformance {

/// Every DuckDB type with its extremes: for database files, and for Parquet written by DuckDB.
std::vector<TypeCase> duckTypes();

inline constexpr const char* kDuckSlow =
    "SELECT sum(a.range * b.range) FROM range(10000000) a, range(10000000) b";

}  // namespace tributary::conformance
