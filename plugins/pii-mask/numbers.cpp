// SPDX-License-Identifier: GPL-3.0-or-later
#include <algorithm>
#include <map>

#include "plugins/pii-mask/finders.h"

namespace pii {
namespace {

bool endsAt(std::string_view text, size_t end) {
    return end >= text.size() || !isAlnum(text[end]);
}

/// Reads a number by its pattern: d a digit, - an optional separator, everything else itself.
size_t patternAt(std::string_view text, size_t at, std::string_view pattern, std::string_view separators) {
    size_t i = at;
    for (const char p : pattern) {
        const char c = i < text.size() ? text[i] : '\0';
        if (p == '-') {
            i += c != '\0' && separators.find(c) != std::string_view::npos;
        } else if (p == 'd' ? isDigit(c) : p == c) {
            ++i;
        } else {
            return 0;
        }
    }
    return endsAt(text, i) ? i - at : 0;
}

size_t chineseMobileAt(std::string_view text, size_t at) {
    for (const std::string_view prefix : {"", "+86-", "0086-", "86-"}) {
        const size_t length = patternAt(text, at, std::string(prefix) + "1dd-dddd-dddd", " -");
        if (length == 0) continue;
        const size_t one = text.find('1', at + (prefix.empty() ? 0 : prefix.size() - 1));
        if (text[one + 1] >= '3') return length;
    }
    return 0;
}

size_t internationalAt(std::string_view text, size_t at) {
    if (text[at] != '+' || at + 1 >= text.size() || text[at + 1] < '1' || text[at + 1] > '9') return 0;
    size_t digits = 0, end = 0;
    for (size_t i = at + 1; i < text.size() && digits <= 15; ++i) {
        const char c = text[i];
        if (isDigit(c)) {
            ++digits;
            end = i + 1;
        } else if ((c != ' ' && c != '-' && c != '.' && c != '(' && c != ')') || i > end + 1) {
            break;
        }
    }
    return digits >= 8 && digits <= 15 && endsAt(text, end) ? end - at : 0;
}

std::string digitsIn(std::string_view text) {
    std::string out;
    for (const char c : text) {
        if (isDigit(c)) out += c;
    }
    return out;
}

bool hasLuhnDigit(const std::string& digits) {
    int sum = 0;
    bool twice = false;
    for (size_t i = digits.size(); i-- > 0; twice = !twice) {
        const int digit = (digits[i] - '0') * (twice ? 2 : 1);
        sum += digit > 9 ? digit - 9 : digit;
    }
    return sum % 10 == 0;
}

const std::map<std::string_view, size_t>& ibanLengths() {
    static const std::map<std::string_view, size_t> kLengths = {
        {"AD", 24}, {"AE", 23}, {"AL", 28}, {"AT", 20}, {"AZ", 28}, {"BA", 20}, {"BE", 16}, {"BG", 22},
        {"BH", 22}, {"BI", 27}, {"BR", 29}, {"BY", 28}, {"CH", 21}, {"CR", 22}, {"CY", 28}, {"CZ", 24},
        {"DE", 22}, {"DJ", 27}, {"DK", 18}, {"DO", 28}, {"EE", 20}, {"EG", 29}, {"ES", 24}, {"FI", 18},
        {"FK", 18}, {"FO", 18}, {"FR", 27}, {"GB", 22}, {"GE", 22}, {"GI", 23}, {"GL", 18}, {"GR", 27},
        {"GT", 28}, {"HR", 21}, {"HU", 28}, {"IE", 22}, {"IL", 23}, {"IQ", 23}, {"IS", 26}, {"IT", 27},
        {"JO", 30}, {"KW", 30}, {"KZ", 20}, {"LB", 28}, {"LC", 32}, {"LI", 21}, {"LT", 20}, {"LU", 20},
        {"LV", 21}, {"LY", 25}, {"MC", 27}, {"MD", 24}, {"ME", 22}, {"MK", 19}, {"MN", 20}, {"MR", 27},
        {"MT", 31}, {"MU", 30}, {"NI", 28}, {"NL", 18}, {"NO", 15}, {"OM", 23}, {"PK", 24}, {"PL", 28},
        {"PS", 29}, {"PT", 25}, {"QA", 29}, {"RO", 24}, {"RS", 22}, {"RU", 33}, {"SA", 24}, {"SC", 31},
        {"SD", 18}, {"SE", 24}, {"SI", 19}, {"SK", 24}, {"SM", 27}, {"SO", 23}, {"ST", 25}, {"SV", 28},
        {"TL", 23}, {"TN", 24}, {"TR", 26}, {"UA", 29}, {"VA", 22}, {"VG", 24}, {"XK", 20}};
    return kLengths;
}

}  // namespace

size_t phoneAt(std::string_view text, size_t at) {
    if (text[at] != '+' && text[at] != '(' && !isDigit(text[at])) return 0;
    if (const size_t length = chineseMobileAt(text, at)) return length;
    if (const size_t length = internationalAt(text, at)) return length;
    // North American numbers need their separators, and Chinese landlines theirs: other digits are often no
    // phone.
    for (const std::string_view pattern :
         {"(ddd) ddd-dddd", "(ddd)ddd-dddd", "ddd-ddd-dddd", "ddd.ddd.dddd"}) {
        size_t length = patternAt(text, at, pattern, "-");
        if (pattern[3] == '-' && length != 12) length = 0;
        const size_t first = at + (text[at] == '(' ? 1 : 0);
        if (length > 0 && text[first] >= '2') return length;
    }
    for (const std::string_view pattern : {"0dd-dddddddd", "0ddd-dddddddd", "0ddd-ddddddd"}) {
        const size_t length = patternAt(text, at, pattern, "-");
        if (length == pattern.size() && text[at + 1] != '0') return length;
    }
    return 0;
}

size_t idCardAt(std::string_view text, size_t at) {
    if (at + 18 > text.size() || !endsAt(text, at + 18)) return 0;
    static constexpr int kWeights[17] = {7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2};
    int sum = 0;
    for (size_t i = 0; i < 17; ++i) {
        if (!isDigit(text[at + i])) return 0;
        sum += (text[at + i] - '0') * kWeights[i];
    }
    const char last = text[at + 17] == 'x' ? 'X' : text[at + 17];
    if (last != "10X98765432"[sum % 11]) return 0;
    const auto number = [&](size_t from, size_t length) {
        int out = 0;
        for (size_t i = at + from; i < at + from + length; ++i) out = out * 10 + (text[i] - '0');
        return out;
    };
    const int year = number(6, 4), month = number(10, 2), day = number(12, 2);
    static constexpr int kDays[12] = {31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
    const bool leap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
    if (text[at] == '0' || year < 1850 || year > 2199 || month < 1 || month > 12 || day < 1 ||
        day > kDays[month - 1])
        return 0;
    return month == 2 && day == 29 && !leap ? 0 : 18;
}

size_t bankCardAt(std::string_view text, size_t at) {
    if (text[at] < '2' || text[at] > '6') return 0;
    size_t best = 0, digits = 0;
    for (size_t i = at; i < text.size(); ++i) {
        const bool digit = isDigit(text[i]);
        digits += digit;
        if (digits > 19) break;
        if (!digit && (!(text[i] == ' ' || text[i] == '-') || !isDigit(text[i - 1]))) break;
        const bool groupEnds = digit && (i + 1 == text.size() || !isAlnum(text[i + 1]));
        if (!groupEnds || digits < 13) continue;
        const std::string number = digitsIn(text.substr(at, i + 1 - at));
        if (hasLuhnDigit(number) && number.find_first_not_of(number[0]) != std::string::npos)
            best = i + 1 - at;
    }
    return best;
}

size_t ibanAt(std::string_view text, size_t at) {
    const auto known = ibanLengths().find(text.substr(at, 2));
    if (known == ibanLengths().end()) return 0;
    std::string plain;
    size_t i = at;
    for (; i < text.size() && plain.size() < known->second; ++i) {
        if (text[i] == ' ' && plain.size() % 4 == 0 && !plain.empty()) continue;
        if (!isDigit(text[i]) && !(text[i] >= 'A' && text[i] <= 'Z')) return 0;
        plain += text[i];
    }
    if (plain.size() != known->second || !endsAt(text, i)) return 0;
    std::rotate(plain.begin(), plain.begin() + 4, plain.end());
    int rest = 0;
    for (const char c : plain)
        rest = isDigit(c) ? (rest * 10 + (c - '0')) % 97 : (rest * 100 + (c - 'A' + 10)) % 97;
    return rest == 1 ? i - at : 0;
}

}  // namespace pii
