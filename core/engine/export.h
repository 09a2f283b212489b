// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string>

#include "core/engine/session.h"

namespace tributary::engine {

/// Runs `sql` and has the engine write its rows to `file` as Parquet (zstd). Gives the number of rows
/// written. The file appears only when it is whole (PartFile).
Result<uint64_t> exportParquet(Session& session, const std::string& sql, const std::string& file,
                               const RunOptions& options, const CancelToken& token);

}  // namespace tributary::engine
