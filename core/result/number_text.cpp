// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/result/number_text.h"

#include <charconv>
#include <cmath>
#include <cstring>
#include <string>
#include <string_view>

namespace tributary::result {
namespace {

char* writeText(char* to, std::string_view text) {
    std::memcpy(to, text.data(), text.size());
    return to + text.size();
}

char* writeTwo(char* to, int64_t value) {
    to[0] = static_cast<char>('0' + value / 10);
    to[1] = static_cast<char>('0' + value % 10);
    return to + 2;
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

/// Lays out the shortest digits (given as d.ddde±xx) the way DuckDB does: plain from 1e-4 up to below 1e16.
template <typename T>
char* writeFloating(char* to, T value) {
    if (std::isnan(value)) return writeText(to, "nan");
    if (std::isinf(value)) return writeText(to, value < 0 ? "-inf" : "inf");
    char raw[40];
    const char* end = std::to_chars(raw, raw + sizeof raw, value, std::chars_format::scientific).ptr;
    const char* at = raw;
    if (*at == '-') *to++ = *at++;
    char digits[32];
    int count = 0;
    for (; *at != 'e'; at++) {
        if (*at != '.') digits[count++] = *at;
    }
    int exponent = 0;
    at += at[1] == '+' ? 2 : 1;
    std::from_chars(at, end, exponent);
    const auto copy = [&to](const char* from, int length) {
        std::memcpy(to, from, static_cast<size_t>(length));
        to += length;
    };
    const auto zeros = [&to](int length) {
        std::memset(to, '0', static_cast<size_t>(length));
        to += length;
    };
    if (exponent < -4 || exponent >= 16) {
        *to++ = digits[0];
        if (count > 1) *to++ = '.', copy(digits + 1, count - 1);
        *to++ = 'e';
        *to++ = exponent < 0 ? '-' : '+';
        const int size = std::abs(exponent);
        return size >= 100 ? std::to_chars(to, to + 4, size).ptr : writeTwo(to, size);
    }
    if (exponent < 0) {
        to = writeText(to, "0.");
        zeros(-exponent - 1);
        copy(digits, count);
    } else if (count <= exponent + 1) {
        // A whole number: all its digits, not zeros where the shortest form left off.
        to = std::to_chars(to, to + 24, static_cast<int64_t>(std::abs(value))).ptr;
        to = writeText(to, ".0");
    } else {
        copy(digits, exponent + 1);
        *to++ = '.';
        copy(digits + exponent + 1, count - exponent - 1);
    }
    return to;
}

}  // namespace

char* writeDouble(char* to, double value) {
    return writeFloating(to, value);
}
char* writeFloat(char* to, float value) {
    return writeFloating(to, value);
}

char* writeDecimal(char* to, int64_t value, uint8_t scale) {
    if (scale == 0) return std::to_chars(to, to + 24, value).ptr;
    char digits[24];
    const char* end = std::to_chars(digits, digits + sizeof digits, value).ptr;
    return writePoint(to, {digits, static_cast<size_t>(end - digits)}, scale);
}

char* writeDecimal(char* to, duckdb::hugeint_t value, uint8_t scale) {
    const std::string digits = duckdb::Hugeint::ToString(value);
    return scale == 0 ? writeText(to, digits) : writePoint(to, digits, scale);
}

char* writeDate(char* to, duckdb::date_t date) {
    if (duckdb::Date::IsFinite(date)) {
        int32_t year = 0, month = 0, day = 0;
        duckdb::Date::Convert(date, year, month, day);
        if (year >= 1 && year <= 9999) {
            to = writeTwo(writeTwo(to, year / 100), year % 100);
            *to++ = '-';
            to = writeTwo(to, month);
            *to++ = '-';
            return writeTwo(to, day);
        }
    }
    return writeText(to, duckdb::Date::ToString(date));
}

char* writeTime(char* to, int64_t micros) {
    const int64_t seconds = micros / 1'000'000;
    int64_t fraction = micros % 1'000'000;
    to = writeTwo(to, seconds / 3600);
    *to++ = ':';
    to = writeTwo(to, seconds / 60 % 60);
    *to++ = ':';
    to = writeTwo(to, seconds % 60);
    if (fraction == 0) return to;
    *to++ = '.';
    int digits = 6;
    for (; fraction % 10 == 0; fraction /= 10) digits--;
    for (int i = digits - 1; i >= 0; i--, fraction /= 10) to[i] = static_cast<char>('0' + fraction % 10);
    return to + digits;
}

char* writeTimestamp(char* to, duckdb::timestamp_t timestamp) {
    if (!duckdb::Timestamp::IsFinite(timestamp)) return writeText(to, duckdb::Timestamp::ToString(timestamp));
    constexpr int64_t kDay = 86'400'000'000;
    int64_t days = timestamp.value / kDay;
    int64_t micros = timestamp.value % kDay;
    if (micros < 0) {
        micros += kDay;
        days--;
    }
    const duckdb::date_t date(static_cast<int32_t>(days));
    int32_t year = 0, month = 0, day = 0;
    duckdb::Date::Convert(date, year, month, day);
    // "(BC)" stands at the very end.
    if (year < 1) return writeText(to, duckdb::Timestamp::ToString(timestamp));
    to = writeDate(to, date);
    *to++ = ' ';
    return writeTime(to, micros);
}

}  // namespace tributary::result
