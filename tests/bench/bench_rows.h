// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <duckdb.hpp>
#include <memory>
#include <vector>

#include "core/sql/remote_query.h"

namespace tributary::bench {

/// The nine columns the scans of run.py read: two integers, a small one, floats, a decimal, text, a flag, a
/// time stamp and a date.
std::vector<sql::Column> columns();
duckdb::vector<duckdb::LogicalType> types();

/// Rows first … first + STANDARD_VECTOR_SIZE - 1 of it; they only depend on `first`.
std::unique_ptr<duckdb::DataChunk> chunk(int64_t first);

}  // namespace tributary::bench
