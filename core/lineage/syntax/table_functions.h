// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/lineage/dialect.h"

namespace tributary::lineage {

class TokenStream;

/// Sources that are no table have names of their own: "path:" and a path for files, "call:" and the text for
/// what a function makes of nothing but constants.
inline constexpr std::string_view kFilePrefix = "path:";
inline constexpr std::string_view kCallPrefix = "call:";

/// The source's name for a path. What may be secret in a URL (user, password, signature) is left out.
std::string fileTable(std::string_view path);

/// Which argument of a table function, by its upper-case name, are paths of files; nullopt: none is.
std::optional<size_t> fileArgument(std::string_view function, SqlDialect dialect);

/// The constant paths among the arguments that stand between two tokens; empty when they are computed.
std::vector<std::string> filePaths(const TokenStream& tokens, std::string_view function, size_t first,
                                   size_t last);

/// What a table function calls its only column when nobody names it; empty: not known.
std::string_view onlyColumn(std::string_view function, SqlDialect dialect);

/// A call as it is written, evenly spaced, texts left out (they may be passwords), cut when it is long.
std::string callText(const TokenStream& tokens, size_t first, size_t last);

}  // namespace tributary::lineage
