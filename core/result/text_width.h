// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstddef>
#include <string_view>

namespace tributary::result {

/// Columns of a terminal that UTF-8 text takes: East Asian wide characters and emoji count 2, combining marks
/// 0 (Unicode Standard Annex 11; what a terminal shows may differ for newer characters). Independent of the
/// locale.
size_t displayWidth(std::string_view text);

}  // namespace tributary::result
