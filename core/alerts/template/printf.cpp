// SPDX-License-Identifier: GPL-3.0-or-later
#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "core/alerts/template/go_format.h"

namespace tributary::alerts::templates {
namespace {

constexpr int kMaxWidth = 10'000;  ///< Go stops at a million; no message needs either

struct Flags {
    bool minus = false, plus = false, sharp = false, space = false, zero = false;
    int width = -1;
    int precision = -1;
};

std::string padded(std::string text, const Flags& flags, bool number = false) {
    size_t length = 0;
    for (size_t at = 0; at < text.size(); ++length) nextCodePoint(text, at);
    const size_t width = flags.width < 0 ? 0 : static_cast<size_t>(flags.width);
    if (length >= width) return text;
    const size_t missing = width - length;
    if (flags.minus) return text + std::string(missing, ' ');
    if (!flags.zero) return std::string(missing, ' ') + text;
    const size_t sign =
        number && !text.empty() && (text[0] == '-' || text[0] == '+' || text[0] == ' ') ? 1 : 0;
    return text.substr(0, sign) + std::string(missing, '0') + text.substr(sign);
}

std::string badVerb(char32_t verb, const Json& json) {
    std::string out = "%!";
    appendUtf8(out, verb);
    if (json.is_null()) return out + "(<nil>)";
    return out + "(" + goType(json) + "=" + formatValue(json) + ")";
}

std::string integer(int64_t value, char32_t verb, const Flags& flags, const Json& json) {
    if (verb == 'c') {
        std::string out;
        appendUtf8(out, value < 0 || value > 0x10FFFF ? 0xFFFD : static_cast<uint32_t>(value));
        return padded(out, flags);
    }
    if (verb == 'q') {
        std::string out = "'";
        appendUtf8(out, value < 0 || value > 0x10FFFF ? 0xFFFD : static_cast<uint32_t>(value));
        return padded(out + "'", flags);
    }
    if (verb == 'U') return padded(fmt::format("U+{:04X}", value), flags);
    const uint64_t size = value < 0 ? 0 - static_cast<uint64_t>(value) : static_cast<uint64_t>(value);
    std::string digits;
    switch (verb) {
        case 'd':
        case 'v':
            digits = fmt::format("{}", size);
            break;
        case 'x':
            digits = fmt::format("{:x}", size);
            break;
        case 'X':
            digits = fmt::format("{:X}", size);
            break;
        case 'o':
        case 'O':
            digits = fmt::format("{:o}", size);
            break;
        case 'b':
            digits = fmt::format("{:b}", size);
            break;
        default:
            return badVerb(verb, json);
    }
    Flags pad = flags;
    if (flags.precision >= 0) {
        pad.zero = false;
        if (digits.size() < static_cast<size_t>(flags.precision))
            digits.insert(0, static_cast<size_t>(flags.precision) - digits.size(), '0');
    }
    std::string prefix = value < 0 ? "-" : flags.plus ? "+" : flags.space ? " " : "";
    if (verb == 'O') prefix += "0o";
    if (flags.sharp)
        prefix += verb == 'x' ? "0x" : verb == 'X' ? "0X" : verb == 'o' ? "0" : verb == 'b' ? "0b" : "";
    return padded(prefix + digits, pad, true);
}

std::string floating(double value, char32_t verb, const Flags& flags, const Json& json) {
    char format = 'g';
    int precision = flags.precision;
    switch (verb) {
        case 'v':
            break;
        case 'g':
        case 'G':
            format = static_cast<char>(verb);
            break;
        case 'f':
        case 'F':
        case 'e':
        case 'E':
            format = verb == 'F' ? 'f' : static_cast<char>(verb);
            if (precision < 0) precision = 6;
            break;
        default:
            return badVerb(verb, json);
    }
    std::string text = formatFloat(value, format, precision);
    Flags pad = flags;
    if (!std::isfinite(value)) {
        pad.zero = false;
        if (std::isnan(value) && (flags.plus || flags.space)) text = "+" + text;
        if (text[0] == '+' && !flags.plus) text[0] = flags.space ? ' ' : '+';
    } else if (text[0] != '-') {
        if (flags.plus) text = "+" + text;
        if (flags.space && !flags.plus) text = " " + text;
    }
    return padded(text, pad, true);
}

std::string hexBytes(const std::string& text, bool upper) {
    std::string out;
    for (unsigned char c : text) out += upper ? fmt::format("{:02X}", c) : fmt::format("{:02x}", c);
    return out;
}

std::string textual(const std::string& text, char32_t verb, const Flags& flags, const Json& json) {
    std::string cut = text;
    if (flags.precision >= 0) {
        size_t at = 0;
        for (int i = 0; i < flags.precision && at < text.size(); ++i) nextCodePoint(text, at);
        cut = text.substr(0, at);
    }
    switch (verb) {
        case 's':
        case 'v':
            return padded(verb == 'v' && flags.sharp ? quoteGo(cut) : cut, flags);
        case 'q':
            return padded(quoteGo(cut), flags);
        case 'x':
        case 'X':
            return padded(hexBytes(cut, verb == 'X'), flags);
        default:
            return badVerb(verb, json);
    }
}

std::string one(const Json& json, char32_t verb, const Flags& flags);

std::string several(const Json& json, char32_t verb, const Flags& flags) {
    std::string out = json.is_array() ? "[" : "map[";
    for (auto it = json.begin(); it != json.end(); ++it) {
        if (it != json.begin()) out += ' ';
        if (json.is_object()) out += textual(it.key(), verb, flags, Json(it.key())) + ":";
        out += one(it.value(), verb, flags);
    }
    return out + "]";
}

std::string one(const Json& json, char32_t verb, const Flags& flags) {
    if (verb == 'T') return padded(goType(json), flags);
    if (isTime(json) || hasTag(json, kDurationTag))
        return verb == 'd' ? integer(json.begin().value().get<int64_t>() * 1'000'000, verb, flags, json)
                           : textual(formatValue(json), verb, flags, json);
    if (const std::string* text = textOf(json)) return textual(*text, verb, flags, json);
    switch (json.type()) {
        case Json::value_t::boolean:
            return verb == 't' || verb == 'v' ? padded(formatValue(json), flags) : badVerb(verb, json);
        case Json::value_t::number_integer:
        case Json::value_t::number_unsigned:
            return integer(json.get<int64_t>(), verb, flags, json);
        case Json::value_t::number_float:
            return floating(json.get<double>(), verb, flags, json);
        case Json::value_t::array:
        case Json::value_t::object:
            return several(json, verb, flags);
        default:
            return verb == 'v' ? padded("<nil>", flags) : badVerb(verb, json);
    }
}

/// One format and its arguments while they are worked off.
class Printf {
  public:
    Printf(std::string_view format, const std::vector<Value>& arguments, size_t limit)
        : m_format(format), m_arguments(arguments), m_limit(limit) {}

    std::string run() {
        while (m_at < m_format.size() && m_out.size() <= m_limit) {
            if (m_format[m_at] != '%') {
                m_out += m_format[m_at++];
                continue;
            }
            ++m_at;
            directive();
        }
        if (!m_reordered && m_argument < m_arguments.size()) extra();
        return std::move(m_out);
    }

  private:
    void directive() {
        Flags flags;
        m_afterIndex = false;
        m_goodIndex = true;
        readFlags(flags);
        readIndex();
        readWidth(flags);
        readPrecision(flags);
        if (!m_afterIndex) readIndex();
        if (m_at >= m_format.size()) {
            m_out += "%!(NOVERB)";
            return;
        }
        const char32_t verb = nextCodePoint(m_format, m_at);
        if (verb == '%') {
            m_out += '%';
        } else if (!m_goodIndex) {
            m_out += "%!";
            appendUtf8(m_out, verb);
            m_out += "(BADINDEX)";
        } else if (m_argument >= m_arguments.size()) {
            m_out += "%!";
            appendUtf8(m_out, verb);
            m_out += "(MISSING)";
        } else {
            m_out += one(m_arguments[m_argument++].json(), verb, flags);
        }
    }

    void readFlags(Flags& flags) {
        for (; m_at < m_format.size(); ++m_at) {
            switch (m_format[m_at]) {
                case '-':
                    flags.minus = true;
                    flags.zero = false;
                    break;
                case '+':
                    flags.plus = true;
                    break;
                case '#':
                    flags.sharp = true;
                    break;
                case ' ':
                    flags.space = true;
                    break;
                case '0':
                    flags.zero = !flags.minus;
                    break;
                default:
                    return;
            }
        }
    }

    /// [3]: which argument comes next.
    void readIndex() {
        if (m_at >= m_format.size() || m_format[m_at] != '[') return;
        m_reordered = true;
        const size_t close = m_format.find(']', m_at);
        size_t begin = m_at + 1;
        int number = 0;
        const bool ok = close != std::string_view::npos && readNumber(begin, number) && begin == close &&
                        number >= 1 && static_cast<size_t>(number) <= m_arguments.size();
        m_at = close == std::string_view::npos ? m_at + 1 : close + 1;
        m_afterIndex = true;
        m_goodIndex = m_goodIndex && ok;
        if (ok) m_argument = static_cast<size_t>(number) - 1;
    }

    bool readNumber(size_t& at, int& out) const {
        const size_t begin = at;
        out = 0;
        for (; at < m_format.size() && m_format[at] >= '0' && m_format[at] <= '9'; ++at)
            out = std::min(out * 10 + (m_format[at] - '0'), kMaxWidth);
        return at > begin;
    }

    bool starArgument(int& out) {
        ++m_at;
        m_afterIndex = false;
        const bool ok = m_argument < m_arguments.size() && m_arguments[m_argument].json().is_number_integer();
        if (ok)
            out = std::clamp<int>(static_cast<int>(m_arguments[m_argument].json().get<int64_t>()), -kMaxWidth,
                                  kMaxWidth);
        if (m_argument < m_arguments.size()) ++m_argument;
        return ok;
    }

    void readWidth(Flags& flags) {
        int width = 0;
        if (m_at < m_format.size() && m_format[m_at] == '*') {
            if (!starArgument(width)) m_out += "%!(BADWIDTH)";
            if (width < 0) {
                width = -width;
                flags.minus = true;
                flags.zero = false;
            }
            flags.width = width;
        } else if (readNumber(m_at, width)) {
            flags.width = width;
        }
    }

    void readPrecision(Flags& flags) {
        if (m_at >= m_format.size() || m_format[m_at] != '.') return;
        ++m_at;
        readIndex();
        int precision = 0;
        if (m_at < m_format.size() && m_format[m_at] == '*') {
            if (!starArgument(precision) || precision < 0) {
                m_out += "%!(BADPREC)";
                return;
            }
        } else {
            readNumber(m_at, precision);
        }
        flags.precision = precision;
    }

    void extra() {
        m_out += "%!(EXTRA ";
        for (size_t i = m_argument; i < m_arguments.size() && m_out.size() <= m_limit; ++i) {
            const Json& json = m_arguments[i].json();
            if (i > m_argument) m_out += ", ";
            m_out += json.is_null() ? "<nil>" : goType(json) + "=" + formatValue(json);
        }
        m_out += ')';
    }

    std::string_view m_format;
    const std::vector<Value>& m_arguments;
    size_t m_limit;
    size_t m_at = 0;
    size_t m_argument = 0;
    bool m_reordered = false;
    bool m_afterIndex = false;
    bool m_goodIndex = true;
    std::string m_out;
};

}  // namespace

std::string formatPrintf(std::string_view format, const std::vector<Value>& arguments, size_t limit) {
    return Printf(format, arguments, limit).run();
}

}  // namespace tributary::alerts::templates
