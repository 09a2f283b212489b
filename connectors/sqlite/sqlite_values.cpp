// SPDX-License-Identifier: GPL-3.0-or-later
#include "connectors/sqlite/sqlite_values.h"

#include <charconv>
#include <cmath>
#include <cstdio>
#include <cstdlib>

namespace tributary::connectors::sqlite {

namespace {

constexpr int64_t kMicrosPerSecond = 1000000;
constexpr int64_t kMicrosPerDay = 86400 * kMicrosPerSecond;

/// Takes exactly `count` digits from the front.
bool digits(std::string_view& text, size_t count, int32_t& out) {
    if (text.size() < count) return false;
    out = 0;
    for (size_t i = 0; i < count; i++) {
        if (text[i] < '0' || text[i] > '9') return false;
        out = out * 10 + (text[i] - '0');
    }
    text.remove_prefix(count);
    return true;
}

bool take(std::string_view& text, char c) {
    if (text.empty() || text[0] != c) return false;
    text.remove_prefix(1);
    return true;
}

bool dateFront(std::string_view& text, int32_t& days) {
    int32_t year, month, day;
    if (!digits(text, 4, year) || !take(text, '-') || !digits(text, 2, month) || !take(text, '-') ||
        !digits(text, 2, day)) {
        return false;
    }
    if (!duckdb::Date::IsValid(year, month, day)) return false;
    days = duckdb::Date::FromDate(year, month, day).days;
    return true;
}

bool timeFront(std::string_view& text, int64_t& micros) {
    int32_t hour, minute, second = 0;
    if (!digits(text, 2, hour) || !take(text, ':') || !digits(text, 2, minute)) return false;
    int64_t fraction = 0;
    if (take(text, ':')) {
        if (!digits(text, 2, second)) return false;
        if (take(text, '.')) {
            size_t places = 0;
            for (; !text.empty() && text[0] >= '0' && text[0] <= '9'; places++) {
                if (places < 6) {
                    fraction = fraction * 10 + (text[0] - '0');
                } else if (text[0] != '0') {
                    return false;  // finer than a microsecond
                }
                text.remove_prefix(1);
            }
            if (places == 0) return false;
            for (; places < 6; places++) fraction *= 10;
        }
    }
    if (hour > 23 || minute > 59 || second > 59) return false;
    micros = ((hour * 60 + minute) * 60 + second) * kMicrosPerSecond + fraction;
    return true;
}

bool zoneFront(std::string_view& text, int64_t& offset) {
    offset = 0;
    if (take(text, 'Z')) return true;
    const bool west = !text.empty() && text[0] == '-';
    int32_t hour, minute;
    if (!take(text, west ? '-' : '+') || !digits(text, 2, hour) || !take(text, ':') ||
        !digits(text, 2, minute)) {
        return false;
    }
    if (hour > 15 || minute > 59) return false;
    offset = (hour * 60 + minute) * 60 * kMicrosPerSecond * (west ? -1 : 1);
    return true;
}

bool dateTimeFront(std::string_view& text, int64_t& micros) {
    int32_t days;
    int64_t time = 0;
    if (!dateFront(text, days)) return false;
    if (take(text, ' ') || take(text, 'T')) {
        if (!timeFront(text, time)) return false;
    } else if (!text.empty()) {
        return false;
    }
    micros = days * kMicrosPerDay + time;
    return true;
}

/// 15 digits name one double each; with more it would be open which decimal was meant.
bool decimalOfReal(double real, uint8_t scale, duckdb::hugeint_t& out) {
    if (!std::isfinite(real)) return false;
    if (scale <= 15) {
        // Both operands of the division are exact, so it yields the double nearest to n / 10^scale.
        const double unit = std::pow(10.0, scale);
        const double scaled = std::nearbyint(real * unit);
        if (std::fabs(scaled) < 1e15) {
            out = duckdb::hugeint_t(static_cast<int64_t>(scaled));
            return scaled / unit == real;
        }
    }
    char text[40];
    std::snprintf(text, sizeof text, "%.14e", real);
    if (std::strtod(text, nullptr) != real) return false;
    int64_t mantissa = 0;
    const char* p = text;
    for (; *p != 'e'; p++) {
        if (*p >= '0' && *p <= '9') mantissa = mantissa * 10 + (*p - '0');
    }
    int exponent = std::atoi(p + 1) - 14;
    if (mantissa == 0) exponent = 0;
    for (; mantissa != 0 && mantissa % 10 == 0; exponent++) mantissa /= 10;
    const int shift = exponent + scale;
    if (shift < 0 || shift >= 38) return false;
    out = duckdb::hugeint_t(real < 0 ? -mantissa : mantissa);
    return duckdb::Hugeint::TryMultiply(out, duckdb::Hugeint::POWERS_OF_TEN[shift], out);
}

void hex(std::string_view bytes, std::string& out) {
    static constexpr char kDigits[] = "0123456789ABCDEF";
    out = "X'";
    for (unsigned char c : bytes) {
        out += kDigits[c >> 4];
        out += kDigits[c & 15];
    }
    out += '\'';
}

}  // namespace

bool parseDate(std::string_view text, int32_t& days) {
    return dateFront(text, days) && text.empty();
}
bool parseTime(std::string_view text, int64_t& micros) {
    return timeFront(text, micros) && text.empty();
}
bool parseTimestamp(std::string_view text, int64_t& micros) {
    return dateTimeFront(text, micros) && text.empty();
}

bool parseTimestampTz(std::string_view text, int64_t& micros) {
    int64_t offset;
    if (!dateTimeFront(text, micros)) return false;
    take(text, ' ');
    if (!zoneFront(text, offset) || !text.empty()) return false;
    micros -= offset;
    return true;
}

bool exactDecimal(sqlite3_value* value, uint8_t width, uint8_t scale, duckdb::hugeint_t& out) {
    const duckdb::hugeint_t limit = duckdb::Hugeint::POWERS_OF_TEN[width];
    const int type = sqlite3_value_type(value);
    if (type == SQLITE_INTEGER) {
        out = duckdb::hugeint_t(sqlite3_value_int64(value));
        if (!duckdb::Hugeint::TryMultiply(out, duckdb::Hugeint::POWERS_OF_TEN[scale], out)) return false;
    } else if (type == SQLITE_FLOAT) {
        if (!decimalOfReal(sqlite3_value_double(value), scale, out)) return false;
    } else {
        return false;
    }
    return out < limit && out > -limit;
}

void exactText(sqlite3_value* value, std::string& out) {
    char buffer[64];
    switch (sqlite3_value_type(value)) {
        case SQLITE_INTEGER: {
            auto end = std::to_chars(buffer, buffer + sizeof buffer, sqlite3_value_int64(value));
            out.assign(buffer, end.ptr);
            return;
        }
        case SQLITE_FLOAT: {
            auto end = std::to_chars(buffer, buffer + sizeof buffer, sqlite3_value_double(value));
            out.assign(buffer, end.ptr);
            if (out.find_first_not_of("-0123456789") == std::string::npos) out += ".0";
            return;
        }
        case SQLITE_BLOB:
            return hex(blobOf(value), out);
        default: {
            const std::string_view text = textOf(value);
            if (!duckdb::Value::StringIsValid(text.data(), text.size())) return hex(text, out);
            out.assign(text);
        }
    }
}

std::string_view textOf(sqlite3_value* value) {
    const auto* text = reinterpret_cast<const char*>(sqlite3_value_text(value));
    return text ? std::string_view(text, static_cast<size_t>(sqlite3_value_bytes(value)))
                : std::string_view("", 0);
}

std::string_view blobOf(sqlite3_value* value) {
    const auto* bytes = static_cast<const char*>(sqlite3_value_blob(value));
    return bytes ? std::string_view(bytes, static_cast<size_t>(sqlite3_value_bytes(value)))
                 : std::string_view("", 0);
}

const char* storageClass(sqlite3_value* value) {
    switch (sqlite3_value_type(value)) {
        case SQLITE_INTEGER:
            return "INTEGER";
        case SQLITE_FLOAT:
            return "REAL";
        case SQLITE_TEXT:
            return "TEXT";
        case SQLITE_BLOB:
            return "BLOB";
        default:
            return "NULL";
    }
}

}  // namespace tributary::connectors::sqlite
