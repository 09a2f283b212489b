// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string>

namespace tributary::cli {

/// `text` as one word of a shell command.
std::string shellWord(const std::string& text);

}  // namespace tributary::cli
