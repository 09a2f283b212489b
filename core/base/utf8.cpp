// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/utf8.h"

#include <cstdint>
#include <cstdio>

namespace tributary {
namespace {

bool isControl(std::string_view character) {
    const auto first = static_cast<unsigned char>(character[0]);
    if (character.size() == 1) return first < 0x20 || first == 0x7F;
    const auto next = static_cast<unsigned char>(character[1]);
    // C1 controls: terminals take U+009B for ESC [. U+061C turns the direction of writing.
    if (character.size() == 2) return (first == 0xC2 && next < 0xA0) || (first == 0xD8 && next == 0x9C);
    if (character.size() != 3 || first != 0xE2) return false;
    // So do these, which lets a text be read backwards; among them the two that break lines (U+2028, U+2029).
    const auto last = static_cast<unsigned char>(character[2]);
    return (next == 0x80 && (last == 0x8E || last == 0x8F || (last >= 0xA8 && last <= 0xAE))) ||
           (next == 0x81 && last >= 0xA6 && last <= 0xA9);
}

void appendEscaped(std::string& out, std::string_view bytes) {
    for (const char byte : bytes) {
        char text[5];
        std::snprintf(text, sizeof text, "\\x%02X", static_cast<unsigned char>(byte));
        out += text;
    }
}

}  // namespace

size_t utf8Length(std::string_view text) {
    if (text.empty()) return 0;
    const auto first = static_cast<unsigned char>(text[0]);
    if (first < 0x80) return 1;
    const size_t length = first >= 0xF0 ? 4 : first >= 0xE0 ? 3 : 2;
    if (first < 0xC2 || first > 0xF4 || text.size() < length) return 0;
    uint32_t code = first & (0xFF >> (length + 1));
    for (size_t i = 1; i < length; i++) {
        const auto byte = static_cast<unsigned char>(text[i]);
        if ((byte & 0xC0) != 0x80) return 0;
        code = code << 6 | (byte & 0x3F);
    }
    const bool overlong = (length == 3 && code < 0x800) || (length == 4 && code < 0x10000);
    const bool surrogate = code >= 0xD800 && code <= 0xDFFF;
    return overlong || surrogate || code > 0x10FFFF ? 0 : length;
}

size_t firstInvalidUtf8(std::string_view text) {
    for (size_t at = 0; at < text.size();) {
        const size_t length = utf8Length(text.substr(at));
        if (length == 0) return at;
        at += length;
    }
    return std::string_view::npos;
}

std::string printable(std::string_view text, bool keepLines) {
    std::string out;
    out.reserve(text.size());
    for (size_t at = 0; at < text.size();) {
        const size_t length = utf8Length(text.substr(at));
        const std::string_view character = text.substr(at, length == 0 ? 1 : length);
        at += character.size();
        const bool blank = character == "\n" || character == "\t" || character == "\r" || character == " ";
        if (blank && !keepLines) {
            if (!out.empty() && out.back() != ' ') out += ' ';
        } else if (length == 0 || (isControl(character) && !blank) || character == "\r") {
            appendEscaped(out, character);
        } else {
            out += character;
        }
    }
    while (!keepLines && !out.empty() && out.back() == ' ') out.pop_back();
    return out;
}

}  // namespace tributary
