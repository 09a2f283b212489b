// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace tributary::ui {

/// JSON with line breaks and indentation, every token left exactly as it is written (numbers of any length,
/// escapes, repeated keys). nullopt when the text is not JSON or is a bare scalar, which needs no
/// indentation. Any thread.
std::optional<std::string> indentJson(std::string_view text);

}  // namespace tributary::ui
