// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <map>
#include <optional>
#include <string>

#include "core/lineage/syntax/token_stream.h"

namespace tributary::lineage {

/// The text that tokens [first, last) make, when it is constant: literals, variables of known content, and
/// their concatenation by ||, + or CONCAT. nullopt when any part is only known at run time.
std::optional<std::string> constantText(const TokenStream& tokens, size_t first, size_t last,
                                        const std::map<std::string, std::string>& variables);

}  // namespace tributary::lineage
