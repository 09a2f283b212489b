// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <vector>

#include "core/base/error.h"
#include "core/result/store_view.h"

namespace tributary::result {

/// Puts `view` behind the table function `result_rows()` of one DuckDB connection (see StoreQuery). In any
/// other connection the function refuses to bind. Throws nothing; the rows are scanned by DuckDB's threads in
/// parallel.
Result<void> bindStoreScan(duckdb::ClientContext& context, StoreView view, std::vector<RowRange> ranges);

}  // namespace tributary::result
