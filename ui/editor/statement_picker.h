// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "core/sql/splitter.h"
#include "ui/session/run.h"

namespace tributary::ui {

/// Every statement of the script.
std::vector<RunStatement> wholeScript(const std::string& script, sql::Lexis lexis);

/// What Ctrl+Enter runs: the statements in the selection, else the one under the cursor.
std::vector<RunStatement> underCursor(const std::string& script, size_t cursor,
                                      const std::optional<std::pair<size_t, size_t>>& selection,
                                      sql::Lexis lexis);

}  // namespace tributary::ui
