// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string>

#include "core/base/error.h"
#include "core/engine/profile.h"

namespace tributary::engine {

/// DuckDB's EXPLAIN (FORMAT JSON) text as our plan, with the remote scans gathered into `sources`.
Result<Explanation> parseExplain(const std::string& json);

}  // namespace tributary::engine
