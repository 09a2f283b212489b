// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/shell_word.h"

#include <algorithm>
#include <cctype>

namespace tributary::cli {

std::string shellWord(const std::string& text) {
    const bool plain = std::all_of(text.begin(), text.end(), [](unsigned char c) {
        return std::isalnum(c) || c >= 0x80 || c == '_' || c == '-' || c == '.' || c == '/';
    });
    if (plain && !text.empty()) return text;
    std::string out = "'";
    for (const char c : text) out += c == '\'' ? std::string("'\\''") : std::string(1, c);
    return out + "'";
}

}  // namespace tributary::cli
