// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string>
#include <string_view>

#include "core/sql/splitter.h"

namespace tributary::sql {

/// One clause a line, keywords in upper case, long lists broken at their commas. Changes nothing but space
/// and the case of reserved words: a text whose tokens would not all come through (and any Flux or DELIMITER
/// script) is returned as it is. Formatting twice gives the same as once. Any thread.
std::string formatSql(std::string_view text, Lexis lexis);

}  // namespace tributary::sql
