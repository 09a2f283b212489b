// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <duckdb.hpp>
#include <functional>
#include <memory>

#include "core/base/cancel_token.h"
#include "core/plugin/wire/arrow_source.h"
#include "core/result/result_store.h"

namespace tributary::plugin {

/// Reads a plugin's rows to the end into a result of their own, in exact types (see arrow_type.h). `progress`
/// gets the rows so far after every batch. Blocks; any thread but the window's.
Result<std::shared_ptr<result::ResultStore>> collectRows(
    ArrowSource& rows, duckdb::DatabaseInstance& database, const CancelToken& token,
    const std::function<void(uint64_t rows)>& progress = {});

}  // namespace tributary::plugin
