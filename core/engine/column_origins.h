// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <duckdb/planner/logical_operator.hpp>
#include <vector>

#include "core/engine/profile.h"

namespace tributary::engine {

/// Where every column of an optimised plan's answer comes from: its expressions are followed down to the
/// remote scans. What cannot be followed (a recursive query, a table function) has no origin.
std::vector<ColumnOrigin> columnOrigins(duckdb::LogicalOperator& plan);

}  // namespace tributary::engine
