// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/result/number_text.h"

#include <fmt/format.h>

#include <array>
#include <bit>
#include <cmath>
#include <cstring>
#include <string>
#include <string_view>

namespace tributary::result {
namespace {

constexpr std::array<uint64_t, 20> kPowers = [] {
    std::array<uint64_t, 20> out{};
    uint64_t power = 1;
    for (auto& entry : out) entry = power, power *= 10;
    return out;
}();

constexpr std::array<char, 200> kPairs = [] {
    std::array<char, 200> out{};
    for (size_t i = 0; i < 100; i++) {
        out[2 * i] = static_cast<char>('0' + i / 10);
        out[2 * i + 1] = static_cast<char>('0' + i % 10);
    }
    return out;
}();

char* writeText(char* to, std::string_view text) {
    std::memcpy(to, text.data(), text.size());
    return to + text.size();
}

char* writeTwo(char* to, uint64_t value) {
    std::memcpy(to, &kPairs[2 * value], 2);
    return to + 2;
}

int countDigits(uint64_t value) {
    const int guess = std::bit_width(value | 1) * 1233 >> 12;  // log10(2) = 1233/4096, never above
    return guess + (value >= kPowers[static_cast<size_t>(guess)] ? 1 : 0) + (value == 0 ? 1 : 0);
}

/// The last `digits` digits of `value`, with zeros in front.
char* writePadded(char* to, uint64_t value, int digits) {
    char* const end = to + digits;
    char* at = end;
    for (; digits >= 2; digits -= 2, value /= 100) {
        at -= 2;
        std::memcpy(at, &kPairs[2 * (value % 100)], 2);
    }
    if (digits == 1) at[-1] = static_cast<char>('0' + value % 10);
    return end;
}

/// `value` divided by the `scale`-th power of ten.
char* writeScaled(char* to, uint64_t value, size_t scale) {
    const uint64_t whole = value / kPowers[scale];
    to = writeUnsigned(to, whole);
    *to++ = '.';
    return writePadded(to, value - whole * kPowers[scale], static_cast<int>(scale));
}

/// `digits` (with a sign perhaps) with a point before the last `scale` of them, and a zero before the point
/// if needed.
char* writePoint(char* to, std::string_view digits, uint8_t scale) {
    if (digits.front() == '-') {
        *to++ = '-';
        digits.remove_prefix(1);
    }
    if (digits.size() > scale) {
        to = writeText(to, digits.substr(0, digits.size() - scale));
        *to++ = '.';
        return writeText(to, digits.substr(digits.size() - scale));
    }
    to = writeText(to, "0.");
    std::memset(to, '0', scale - digits.size());
    return writeText(to + (scale - digits.size()), digits);
}

/// Numbers of at most three decimals, which most are: nullptr for all others. `kUnique`: no two decimals
/// below it (as digits without the point) are the same T, so one that divides to the value is its shortest
/// text.
template <typename T>
char* writeShort(char* to, T size) {
    constexpr T kUnique = std::is_same_v<T, float> ? T(1e6) : T(1e15);
    if (!(size < kUnique)) return nullptr;
    if (const auto whole = static_cast<uint64_t>(size); static_cast<T>(whole) == size) {
        return writeText(writeUnsigned(to, whole), ".0");
    }
    for (size_t scale = 1; scale <= 3; scale++) {
        const T power = static_cast<T>(kPowers[scale]);
        const T scaled = size * power + T(0.5);
        if (!(scaled < kUnique)) return nullptr;
        const auto digits = static_cast<uint64_t>(scaled);
        if (static_cast<T>(digits) / power == size) return writeScaled(to, digits, scale);
    }
    return nullptr;
}

/// Lays out the shortest digits the way DuckDB does: plain from 1e-4 up to below 1e16.
template <typename T>
char* writeFloating(char* to, T value) {
    if (std::isnan(value)) return writeText(to, "nan");
    if (std::signbit(value)) *to++ = '-';
    const T size = std::abs(value);
    if (std::isinf(value)) return writeText(to, "inf");
    if (char* end = writeShort(to, size)) return end;
    const auto shortest = fmt::detail::dragonbox::to_decimal(size);
    const uint64_t digits = shortest.significand;
    const int count = countDigits(digits);
    const int exponent = shortest.exponent + count - 1;
    if (exponent < -4 || exponent >= 16) {
        char* const end = writePadded(to + 1, digits, count);
        to[0] = to[1];
        to[1] = '.';
        to = count > 1 ? end : to + 1;
        *to++ = 'e';
        *to++ = exponent < 0 ? '-' : '+';
        const auto power = static_cast<uint64_t>(std::abs(exponent));
        return power >= 100 ? writePadded(to, power, 3) : writeTwo(to, power);
    }
    if (exponent < 0) {
        to = writeText(to, "0.");
        return writePadded(to, digits, count - exponent - 1);
    }
    if (count <= exponent + 1) {
        // A whole number: all its digits, not zeros where the shortest form left off.
        return writeText(writeUnsigned(to, static_cast<uint64_t>(size)), ".0");
    }
    return writeScaled(to, digits, static_cast<size_t>(count - exponent - 1));
}

struct Civil {
    uint32_t year, month, day;
};

/// The day in the proleptic Gregorian calendar, for years from 1 to 9999: days are counted from 0000-03-01,
/// where a leap day ends its year (H. Hinnant, "chrono-compatible low-level date algorithms").
Civil civil(int32_t daysSince1970) {
    const auto days = static_cast<uint32_t>(daysSince1970 + 719'468);
    const uint32_t era = days / 146'097;
    const uint32_t ofEra = days - era * 146'097;
    const uint32_t yearOfEra = (ofEra - ofEra / 1460 + ofEra / 36'524 - ofEra / 146'096) / 365;
    const uint32_t ofYear = ofEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100);
    const uint32_t march = (5 * ofYear + 2) / 153;
    const uint32_t month = march < 10 ? march + 3 : march - 9;
    return {yearOfEra + era * 400 + (month <= 2 ? 1 : 0), month, ofYear - (153 * march + 2) / 5 + 1};
}

constexpr int32_t kFirstDay = -719'162;  // 0001-01-01
constexpr int32_t kLastDay = 2'932'896;  // 9999-12-31

char* writeDay(char* to, int32_t days) {
    const Civil date = civil(days);
    to = writeTwo(writeTwo(to, date.year / 100), date.year % 100);
    *to++ = '-';
    to = writeTwo(to, date.month);
    *to++ = '-';
    return writeTwo(to, date.day);
}

}  // namespace

char* writeUnsigned(char* to, uint64_t value) {
    return writePadded(to, value, countDigits(value));
}
char* writeSigned(char* to, int64_t value) {
    if (value >= 0) return writeUnsigned(to, static_cast<uint64_t>(value));
    *to++ = '-';
    return writeUnsigned(to, 0 - static_cast<uint64_t>(value));
}

char* writeDouble(char* to, double value) {
    return writeFloating(to, value);
}
char* writeFloat(char* to, float value) {
    return writeFloating(to, value);
}

char* writeDecimal(char* to, int64_t value, uint8_t scale) {
    if (scale == 0) return writeSigned(to, value);
    if (value < 0) *to++ = '-';
    const uint64_t size = value < 0 ? 0 - static_cast<uint64_t>(value) : static_cast<uint64_t>(value);
    return writeScaled(to, size, scale);
}

char* writeDecimal(char* to, duckdb::hugeint_t value, uint8_t scale) {
    const std::string digits = duckdb::Hugeint::ToString(value);
    return scale == 0 ? writeText(to, digits) : writePoint(to, digits, scale);
}

char* writeDate(char* to, duckdb::date_t date) {
    if (date.days >= kFirstDay && date.days <= kLastDay) return writeDay(to, date.days);
    return writeText(to, duckdb::Date::ToString(date));
}

char* writeTime(char* to, int64_t micros) {
    const auto all = static_cast<uint64_t>(micros);
    const uint64_t seconds = all / 1'000'000;
    uint64_t fraction = all % 1'000'000;
    to = writeTwo(to, seconds / 3600);
    *to++ = ':';
    to = writeTwo(to, seconds / 60 % 60);
    *to++ = ':';
    to = writeTwo(to, seconds % 60);
    if (fraction == 0) return to;
    *to++ = '.';
    int digits = 6;
    for (; fraction % 10 == 0; fraction /= 10) digits--;
    return writePadded(to, fraction, digits);
}

char* writeTimestamp(char* to, duckdb::timestamp_t timestamp) {
    constexpr int64_t kDay = 86'400'000'000;
    int64_t days = timestamp.value / kDay;
    int64_t micros = timestamp.value % kDay;
    if (micros < 0) {
        micros += kDay;
        days--;
    }
    if (days < kFirstDay || !duckdb::Timestamp::IsFinite(timestamp)) {  // "(BC)" stands at the very end
        return writeText(to, duckdb::Timestamp::ToString(timestamp));
    }
    to = writeDate(to, duckdb::date_t(static_cast<int32_t>(days)));
    *to++ = ' ';
    return writeTime(to, micros);
}

}  // namespace tributary::result
