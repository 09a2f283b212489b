// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/excerpt.h"

#include <algorithm>
#include <vector>

#include "core/base/utf8.h"
#include "core/result/text_width.h"

namespace tributary::cli {
namespace {
constexpr size_t kBefore = 60;  ///< characters shown before the place
constexpr size_t kAfter = 60;   ///< … and from it on

std::string_view lineOf(std::string_view text, uint32_t line) {
    size_t begin = 0;
    for (uint32_t i = 1; i < line; i++) {
        const size_t end = text.find('\n', begin);
        if (end == std::string_view::npos) return {};
        begin = end + 1;
    }
    std::string_view out = text.substr(begin, text.find('\n', begin) - begin);
    if (!out.empty() && out.back() == '\r') out.remove_suffix(1);
    return out;
}

/// The characters as they are shown: a stray byte or a control character is one of them, escaped.
std::vector<std::string> shownCharacters(std::string_view line) {
    std::vector<std::string> out;
    for (size_t at = 0; at < line.size();) {
        const size_t length = std::max<size_t>(1, utf8Length(line.substr(at)));
        const std::string_view character = line.substr(at, length);
        out.push_back(character == "\t" ? "\t" : printable(character, true));
        at += length;
    }
    return out;
}

}  // namespace

std::string excerpt(std::string_view script, const SourcePosition& at) {
    const auto characters = shownCharacters(lineOf(script, at.line));
    const size_t place = std::min<size_t>(at.column - 1, characters.size());
    const size_t first = place > kBefore + 3 ? place - kBefore : 0;
    const size_t last = characters.size() > place + kAfter + 3 ? place + kAfter : characters.size();
    std::string text = first > 0 ? "…" : "";
    std::string indent = first > 0 ? " " : "";
    for (size_t i = first; i < last; i++) {
        text += characters[i];
        if (i >= place) continue;
        // Tabs stay tabs, so that the caret lines up whatever their width.
        indent += characters[i] == "\t" ? "\t" : std::string(result::displayWidth(characters[i]), ' ');
    }
    if (last < characters.size()) text += "…";
    size_t width = 0;
    for (size_t i = place; i < std::min<size_t>(last, place + at.length); i++)
        width += characters[i] == "\t" ? 1 : result::displayWidth(characters[i]);
    const std::string number = std::to_string(at.line);
    std::string out = "line " + number + ", column " + std::to_string(at.column) + ":\n";
    out += "  " + number + " | " + text + "\n";
    out += "  " + std::string(number.size(), ' ') + " | " + indent + "^" +
           std::string(width > 1 ? width - 1 : 0, '~') + "\n";
    return out;
}

}  // namespace tributary::cli
