// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string>
#include <string_view>

#include "core/base/error.h"

namespace tributary::cli {

/// The line of `script` an error stands in with a caret below it, as three lines; of a long line only what is
/// around the place. Nothing in it can control the terminal.
std::string excerpt(std::string_view script, const SourcePosition& at);

}  // namespace tributary::cli
