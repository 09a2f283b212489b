// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <duckdb.hpp>
#include <string_view>

#include "core/base/cancel_token.h"
#include "core/base/error.h"

namespace tributary::connectors::duck {

/// A DuckDB error in the user's words. `statement` (the user's own text) gives a position; a cancelled token
/// wins.
Error toError(const duckdb::ErrorData& data, std::string_view statement, const CancelToken& token);
Error toError(const std::exception& exception);

}  // namespace tributary::connectors::duck
