// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstddef>
#include <string_view>

namespace tributary::plugin {

/// All of it is well-formed UTF-8. Runs over ASCII at memory speed.
bool isUtf8(std::string_view text);

}  // namespace tributary::plugin
