// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string>
#include <string_view>

namespace tributary {

/// `text` as character data or a quoted attribute of XML and HTML: & < > " by name. Control characters, which
/// XML 1.0 cannot hold, become blanks; line ends and tabs stay when `keepLines`, else they become blanks,
/// too.
std::string escapeMarkup(std::string_view text, bool keepLines);

}  // namespace tributary
