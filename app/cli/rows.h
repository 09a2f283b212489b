// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "core/base/error.h"

namespace tributary::cli {

/// Prints rows of text as an aligned table on standard output.
Result<void> printTable(const std::vector<std::string>& headers,
                        const std::vector<std::vector<std::optional<std::string>>>& rows);

}  // namespace tributary::cli
