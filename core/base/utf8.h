// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace tributary {

/// Bytes of the well-formed UTF-8 character at the start of `text`; 0 when there is none (RFC 3629: no
/// overlong forms, no surrogates, nothing above U+10FFFF).
size_t utf8Length(std::string_view text);

/// Offset of the first byte that is not well-formed UTF-8; npos when all is.
size_t firstInvalidUtf8(std::string_view text);

/// `text` for a terminal or a log: control characters and stray bytes as \xHH, so that what a server or a
/// file says can neither move the cursor nor break the line. Line ends and tabs stay when `keepLines`, else
/// they become one blank together with the blanks around them.
std::string printable(std::string_view text, bool keepLines);

}  // namespace tributary
