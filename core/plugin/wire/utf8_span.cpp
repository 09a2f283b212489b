// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/plugin/wire/utf8_span.h"

#include <cstdint>
#include <cstring>

#include "core/base/utf8.h"

namespace tributary::plugin {
namespace {

constexpr uint64_t kHighBits = 0x8080808080808080ULL;

/// Bytes of ASCII at the start, in steps of 64 then 8.
size_t asciiPrefix(const char* text, size_t size) {
    size_t at = 0;
    for (; at + 64 <= size; at += 64) {
        uint64_t words[8];
        std::memcpy(words, text + at, sizeof words);
        uint64_t any = 0;
        for (const uint64_t word : words) any |= word;
        if ((any & kHighBits) != 0) break;
    }
    for (; at + 8 <= size; at += 8) {
        uint64_t word;
        std::memcpy(&word, text + at, sizeof word);
        if ((word & kHighBits) != 0) break;
    }
    while (at < size && static_cast<unsigned char>(text[at]) < 0x80) at++;
    return at;
}

}  // namespace

bool isUtf8(std::string_view text) {
    for (size_t at = 0;;) {
        if (at < text.size() && static_cast<unsigned char>(text[at]) < 0x80)
            at += asciiPrefix(text.data() + at, text.size() - at);
        if (at >= text.size()) return true;
        const size_t length = utf8Length(text.substr(at));
        if (length == 0) return false;
        at += length;
    }
}

}  // namespace tributary::plugin
