// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <duckdb.hpp>
#include <optional>
#include <string>
#include <vector>

namespace tributary::result {

/// Exact text of every cell of a vector: what the grid, CSV and copy show. nullopt = NULL. Timestamps with a
/// zone are printed in UTC with offset +00; blobs as \xAB…; doubles in the shortest form that reads back
/// equal.
std::vector<std::optional<std::string>> formatVector(duckdb::Vector& vector, duckdb::idx_t count);

/// Numbers are right-aligned.
bool isNumeric(const duckdb::LogicalType& type);

}  // namespace tributary::result
