// SPDX-License-Identifier: GPL-3.0-or-later
#include "plugins/odbc-bridge/text.h"

namespace tributary::plugins::odbc {

namespace {

void encode(std::string& out, uint32_t point) {
    const auto put = [&](uint32_t byte) { out += static_cast<char>(byte); };
    if (point < 0x80) return put(point);
    if (point < 0x800) {
        put(0xC0 | point >> 6);
    } else {
        if (point < 0x10000) {
            put(0xE0 | point >> 12);
        } else {
            put(0xF0 | point >> 18);
            put(0x80 | (point >> 12 & 0x3F));
        }
        put(0x80 | (point >> 6 & 0x3F));
    }
    put(0x80 | (point & 0x3F));
}

}  // namespace

void appendFromWide(std::string& out, const SQLWCHAR* text, size_t units) {
    for (size_t i = 0; i < units; i++) {
        uint32_t point = static_cast<uint16_t>(text[i]);
        if (point < 0x80) {
            out += static_cast<char>(point);
            continue;
        }
        if (point >= 0xD800 && point < 0xDC00 && i + 1 < units &&
            (static_cast<uint16_t>(text[i + 1]) & 0xFC00) == 0xDC00) {
            point = 0x10000 + ((point - 0xD800) << 10) + (static_cast<uint16_t>(text[++i]) - 0xDC00u);
        } else if (point >= 0xD800 && point < 0xE000) {
            point = 0xFFFD;
        }
        encode(out, point);
    }
}

std::string fromWide(const SQLWCHAR* text, size_t units) {
    std::string out;
    appendFromWide(out, text, units);
    return out;
}

std::basic_string<SQLWCHAR> toWide(std::string_view text) {
    std::basic_string<SQLWCHAR> out;
    for (size_t i = 0; i < text.size();) {
        const auto lead = static_cast<unsigned char>(text[i]);
        const size_t length = lead < 0x80 ? 1 : lead >= 0xF0 ? 4 : lead >= 0xE0 ? 3 : lead >= 0xC0 ? 2 : 0;
        uint32_t point = length == 1 ? lead : length == 0 ? 0xFFFD : lead & (0xFFu >> (length + 1));
        for (size_t k = 1; k < length; k++) {
            const unsigned next = i + k < text.size() ? static_cast<unsigned char>(text[i + k]) : 0;
            point = (next & 0xC0) == 0x80 ? point << 6 | (next & 0x3F) : 0xFFFD;
        }
        i += length ? length : 1;
        if (point >= 0x10000) {
            out += static_cast<SQLWCHAR>(0xD800 + ((point - 0x10000) >> 10 & 0x3FF));
            out += static_cast<SQLWCHAR>(0xDC00 + ((point - 0x10000) & 0x3FF));
        } else {
            out += static_cast<SQLWCHAR>(point);
        }
    }
    return out;
}

std::optional<__int128> parseDecimal(std::string_view text, int scale) {
    size_t i = 0;
    while (i < text.size() && text[i] == ' ') i++;
    const bool negative = i < text.size() && text[i] == '-';
    if (i < text.size() && (text[i] == '-' || text[i] == '+')) i++;
    __int128 value = 0;
    int digits = 0, behind = -1;
    bool any = false;
    for (; i < text.size() && text[i] != ' '; i++) {
        if (text[i] == '.' && behind < 0) {
            behind = 0;
            continue;
        }
        if (text[i] < '0' || text[i] > '9') return std::nullopt;
        any = true;
        if (behind >= scale) {
            if (text[i] != '0') return std::nullopt;
            continue;
        }
        if (behind >= 0) behind++;
        if ((value != 0 || text[i] != '0') && ++digits > 38) return std::nullopt;
        value = value * 10 + (text[i] - '0');
    }
    for (int k = std::max(behind, 0); k < scale; k++) {
        if (value != 0 && ++digits > 38) return std::nullopt;
        value *= 10;
    }
    if (!any) return std::nullopt;
    return negative ? -value : value;
}

}  // namespace tributary::plugins::odbc
