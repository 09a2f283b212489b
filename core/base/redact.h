// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace tributary {

/// Replaces every occurrence of each secret (of 3 characters or more) in `text` by "•••", also in the forms a
/// URL or a quoted SQL string gives it. Errors and logs pass through this before anybody sees them.
std::string redact(std::string_view text, const std::vector<std::string>& secrets);

}  // namespace tributary
