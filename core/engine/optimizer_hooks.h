// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <duckdb/optimizer/optimizer_extension.hpp>

namespace tributary::engine {

/// What we do after DuckDB's own optimisers, in this order:
/// 1. the guard: DuckDB 1.4.4 sends join filters below LIMIT and TOP_N, which changes which rows those keep
/// (wrong
///    answers, on local tables too; duckdb issue 22924). Such filters are taken off again.
/// 2. LIMIT and ORDER BY … LIMIT directly above a remote scan go to the source. The operator above stays.
duckdb::OptimizerExtension optimizerHooks();

}  // namespace tributary::engine
