// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/alerts/template/go_format.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <cstdio>
#include <cstdlib>

#include "core/alerts/template/go_time.h"
#include "core/base/utf8.h"

namespace tributary::alerts::templates {
namespace {

std::string shortestFloat(double value, char format) {
    std::array<char, 512> buffer{};
    const auto write = [&](std::chars_format style) {
        const auto result = std::to_chars(buffer.data(), buffer.data() + buffer.size(), value, style);
        return std::string(buffer.data(), result.ptr);
    };
    if (format == 'f') return write(std::chars_format::fixed);
    const std::string scientific = write(std::chars_format::scientific);
    if (format == 'e') return scientific;
    const int exponent = std::atoi(scientific.c_str() + scientific.find('e') + 1);
    // strconv decides as if the precision were 6.
    return exponent < -4 || exponent >= 6 ? scientific : write(std::chars_format::fixed);
}

int hexDigit(char c) {
    if (c >= '0' && c <= '9') return c - '0';
    if (c >= 'a' && c <= 'f') return c - 'a' + 10;
    if (c >= 'A' && c <= 'F') return c - 'A' + 10;
    return -1;
}

/// \xHH, \uHHHH, \UHHHHHHHH and \OOO: `digits` of base 16 or 8 at `at`.
bool readEscape(std::string_view text, size_t& at, size_t digits, uint32_t base, uint32_t& out) {
    if (at + digits > text.size()) return false;
    out = 0;
    for (size_t i = 0; i < digits; ++i) {
        const int digit = hexDigit(text[at + i]);
        if (digit < 0 || static_cast<uint32_t>(digit) >= base) return false;
        out = out * base + static_cast<uint32_t>(digit);
    }
    at += digits;
    return true;
}

/// What follows a backslash.
bool appendEscape(std::string_view text, size_t& at, char quote, std::string& out) {
    static constexpr std::string_view kNames = "abfnrtv\\";
    static constexpr std::string_view kValues = "\a\b\f\n\r\t\v\\";
    const char c = text[at++];
    if (const size_t i = kNames.find(c); i != std::string_view::npos) {
        out += kValues[i];
        return true;
    }
    if (c == quote) {
        out += c;
        return true;
    }
    uint32_t value = 0;
    if (c == 'x' || (c >= '0' && c <= '7')) {
        if (c != 'x') --at;
        if (!readEscape(text, at, c == 'x' ? 2 : 3, c == 'x' ? 16 : 8, value) || value > 0xFF) return false;
        out += static_cast<char>(value);
        return true;
    }
    if (c != 'u' && c != 'U') return false;
    if (!readEscape(text, at, c == 'u' ? 4 : 8, 16, value)) return false;
    if (value > 0x10FFFF || (value >= 0xD800 && value < 0xE000)) return false;
    appendUtf8(out, value);
    return true;
}

std::string mapText(const Json& json) {
    std::string out = "map[";
    for (auto it = json.begin(); it != json.end(); ++it) {
        if (it != json.begin()) out += ' ';
        out += it.key() + ":" + formatValue(it.value());
    }
    return out + "]";
}

}  // namespace

std::string formatFloat(double value, char format, int precision) {
    if (std::isnan(value)) return "NaN";
    if (std::isinf(value)) return value < 0 ? "-Inf" : "+Inf";
    const char lower = static_cast<char>(format | 0x20);
    if (precision < 0) {
        std::string text = shortestFloat(value, lower);
        if (lower != format) std::transform(text.begin(), text.end(), text.begin(), ::toupper);
        return text;
    }
    const char pattern[] = {'%', '.', '*', format, '\0'};
    const int size = std::snprintf(nullptr, 0, pattern, precision, value);
    std::string out(static_cast<size_t>(size), '\0');
    std::snprintf(out.data(), out.size() + 1, pattern, precision, value);
    return out;
}

std::string formatValue(const Json& json) {
    if (isTime(json)) return goTimeText(timeOf(json));
    if (hasTag(json, kDurationTag)) return goDurationText(json.begin().value().get<int64_t>());
    if (const std::string* text = textOf(json)) return *text;
    switch (json.type()) {
        case Json::value_t::boolean:
            return json.get<bool>() ? "true" : "false";
        case Json::value_t::number_integer:
            return std::to_string(json.get<int64_t>());
        case Json::value_t::number_unsigned:
            return std::to_string(json.get<uint64_t>());
        case Json::value_t::number_float:
            return formatFloat(json.get<double>(), 'g', -1);
        case Json::value_t::array: {
            std::string out = "[";
            for (size_t i = 0; i < json.size(); ++i) out += (i ? " " : "") + formatValue(json[i]);
            return out + "]";
        }
        case Json::value_t::object:
            return mapText(json);
        default:
            return "<nil>";
    }
}

std::string quoteGo(std::string_view text) {
    static constexpr char kHex[] = "0123456789abcdef";
    static constexpr std::string_view kValues = "\a\b\f\n\r\t\v\\\"";
    static constexpr std::string_view kNames = "abfnrtv\\\"";
    std::string out = "\"";
    for (size_t at = 0; at < text.size();) {
        const char c = text[at];
        if (const size_t i = kValues.find(c); i != std::string_view::npos) {
            out += '\\';
            out += kNames[i];
            ++at;
            continue;
        }
        const size_t length = utf8Length(text.substr(at));
        if (length == 0 || static_cast<unsigned char>(c) < 0x20 || c == 0x7F) {
            out += "\\x";
            out += kHex[static_cast<unsigned char>(c) >> 4];
            out += kHex[static_cast<unsigned char>(c) & 15];
            ++at;
            continue;
        }
        out += text.substr(at, length);
        at += length;
    }
    return out + "\"";
}

std::optional<std::string> unquoteGo(std::string_view text, char quote) {
    std::string out;
    for (size_t at = 0; at < text.size();) {
        if (text[at] != '\\') {
            out += text[at++];
            continue;
        }
        if (++at >= text.size() || !appendEscape(text, at, quote, out)) return std::nullopt;
    }
    return out;
}

std::optional<Json> parseGoNumber(std::string_view text) {
    std::string digits;
    for (size_t i = 0; i < text.size(); ++i) {
        if (text[i] == '_') {
            if (i == 0 || i + 1 == text.size() || hexDigit(text[i + 1]) < 0) return std::nullopt;
            continue;
        }
        digits += text[i];
    }
    const bool negative = !digits.empty() && digits[0] == '-';
    std::string body = !digits.empty() && (digits[0] == '-' || digits[0] == '+') ? digits.substr(1) : digits;
    int base = 10;
    size_t skip = 0;
    if (body.size() > 1 && body[0] == '0') {
        const char kind = static_cast<char>(body[1] | 0x20);
        base = kind == 'x'                              ? 16
               : kind == 'b'                            ? 2
               : kind == 'o'                            ? 8
               : body.find_first_of(".eE") == body.npos ? 8
                                                        : 10;
        skip = kind == 'x' || kind == 'b' || kind == 'o' ? 2 : 0;
    }
    uint64_t whole = 0;
    const char* end = body.data() + body.size();
    const auto [at, error] = std::from_chars(body.data() + skip, end, whole, base);
    const uint64_t most = static_cast<uint64_t>(INT64_MAX) + (negative ? 1 : 0);
    if (error == std::errc() && at == end && skip < body.size() && whole <= most)
        return Json(negative ? static_cast<int64_t>(0 - whole) : static_cast<int64_t>(whole));
    const auto number = parseGoFloat(digits);
    // As in Go, a constant such as 1e3 can serve as a whole number, but prints as a float.
    if (!number || !std::isfinite(*number) || body.empty() ||
        !(body[0] == '.' || (body[0] >= '0' && body[0] <= '9')))
        return std::nullopt;
    return Json(*number);
}

std::optional<double> parseGoFloat(std::string_view text) {
    std::string copy(text);
    if (copy.empty()) return std::nullopt;
    const size_t sign = copy[0] == '-' || copy[0] == '+' ? 1 : 0;
    std::string lower = copy.substr(sign);
    std::transform(lower.begin(), lower.end(), lower.begin(),
                   [](unsigned char c) { return std::tolower(c); });
    if (lower == "inf" || lower == "infinity") return copy[0] == '-' ? -INFINITY : INFINITY;
    if (lower == "nan") return sign ? std::nullopt : std::optional<double>(NAN);
    if (lower.empty() || !(lower[0] == '.' || (lower[0] >= '0' && lower[0] <= '9'))) return std::nullopt;
    double value = 0;
    const bool hex = lower.rfind("0x", 0) == 0;
    const char* begin = lower.data() + (hex ? 2 : 0);
    const auto [end, error] = std::from_chars(begin, lower.data() + lower.size(), value,
                                              hex ? std::chars_format::hex : std::chars_format::general);
    if (error != std::errc() || end != lower.data() + lower.size()) return std::nullopt;
    return copy[0] == '-' ? -value : value;
}

void appendUtf8(std::string& out, uint32_t c) {
    if (c > 0x10FFFF || (c >= 0xD800 && c < 0xE000)) c = 0xFFFD;
    if (c < 0x80) {
        out += static_cast<char>(c);
    } else if (c < 0x800) {
        out += {static_cast<char>(0xC0 | (c >> 6)), static_cast<char>(0x80 | (c & 63))};
    } else if (c < 0x10000) {
        out += {static_cast<char>(0xE0 | (c >> 12)), static_cast<char>(0x80 | ((c >> 6) & 63)),
                static_cast<char>(0x80 | (c & 63))};
    } else {
        out += {static_cast<char>(0xF0 | (c >> 18)), static_cast<char>(0x80 | ((c >> 12) & 63)),
                static_cast<char>(0x80 | ((c >> 6) & 63)), static_cast<char>(0x80 | (c & 63))};
    }
}

uint32_t nextCodePoint(std::string_view text, size_t& at) {
    const size_t length = utf8Length(text.substr(at));
    const auto byte = [&](size_t i) {
        return static_cast<uint32_t>(static_cast<unsigned char>(text[at + i]));
    };
    uint32_t out = 0xFFFD;
    if (length == 1) out = byte(0);
    if (length == 2) out = (byte(0) & 31) << 6 | (byte(1) & 63);
    if (length == 3) out = (byte(0) & 15) << 12 | (byte(1) & 63) << 6 | (byte(2) & 63);
    if (length == 4) out = (byte(0) & 7) << 18 | (byte(1) & 63) << 12 | (byte(2) & 63) << 6 | (byte(3) & 63);
    at += length == 0 ? 1 : length;
    return out;
}

std::optional<uint32_t> onlyCodePoint(std::string_view text) {
    if (text.empty()) return std::nullopt;
    size_t at = 0;
    const uint32_t point = nextCodePoint(text, at);
    return at == text.size() ? std::optional<uint32_t>(point) : std::nullopt;
}

std::string formatPrint(const std::vector<Value>& arguments, bool line) {
    std::string out;
    for (size_t i = 0; i < arguments.size(); ++i) {
        const bool bothOther =
            i > 0 && !arguments[i].json().is_string() && !arguments[i - 1].json().is_string();
        if (i > 0 && (line || bothOther)) out += ' ';
        out += formatValue(arguments[i].json());
    }
    if (line) out += '\n';
    return out;
}

}  // namespace tributary::alerts::templates
