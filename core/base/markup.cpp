// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/markup.h"

namespace tributary {

std::string escapeMarkup(std::string_view text, bool keepLines) {
    std::string out;
    out.reserve(text.size());
    for (const char c : text) {
        const bool lines = keepLines && (c == '\n' || c == '\t');
        switch (c) {
            case '&':
                out += "&amp;";
                break;
            case '<':
                out += "&lt;";
                break;
            case '>':
                out += "&gt;";
                break;
            case '"':
                out += "&quot;";
                break;
            default:
                out += static_cast<unsigned char>(c) < 0x20 && !lines ? ' ' : c;
        }
    }
    return out;
}

}  // namespace tributary
