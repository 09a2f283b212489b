// SPDX-License-Identifier: MIT
#pragma once

#include <array>
#include <cstring>

#include "tributary_json.hpp"

namespace tributary_sdk {

/// What a column holds, without how it is laid out.
enum class Type {
    Null,
    Bool,
    Int,
    UInt,
    Float,
    Decimal,
    Text,
    Binary,
    Date,
    Time,
    Timestamp,
    Duration,
    Interval,
    List,
    Struct,
    Map,
    Union
};

/// How its values lie in memory.
enum class Layout {
    None,
    Bits,
    Fixed,
    Offsets32,
    Offsets64,
    Views,
    FixedList,
    ListView32,
    ListView64,
    Children,
    Sparse,
    Dense
};

/// An Arrow format string, taken apart.
struct TypeInfo {
    Type type = Type::Null;
    Layout layout = Layout::None;
    int width = 0;  ///< bytes of one fixed-width value; values of a fixed-size list
    int precision = 0, scale = 0;
    int64_t perSecond = 1;     ///< units in a second of Time, Timestamp and Duration
    std::string zone;          ///< of a Timestamp; empty: none
    char interval = 'M';       ///< M months, D days and milliseconds, n months, days and nanoseconds
    std::vector<int> typeIds;  ///< of a Union

    bool isNumeric() const {
        return type == Type::Int || type == Type::UInt || type == Type::Float || type == Type::Decimal;
    }
    bool isTemporal() const { return type == Type::Date || type == Type::Timestamp; }

    /// Throws Failure(INVALID_DATA) for what the Arrow specification does not have, or this helper does not
    /// read.
    static TypeInfo parse(const char* format);
};

namespace detail {

inline TypeInfo fixed(Type type, int width) {
    TypeInfo out;
    out.type = type;
    out.layout = Layout::Fixed;
    out.width = width;
    return out;
}

inline TypeInfo laidOut(Type type, Layout layout) {
    TypeInfo out;
    out.type = type;
    out.layout = layout;
    return out;
}

inline int64_t unitsPerSecond(char unit) {
    return unit == 's' ? 1 : unit == 'm' ? 1000 : unit == 'u' ? 1000000 : unit == 'n' ? 1000000000 : 0;
}

inline TypeInfo temporal(std::string_view f) {
    const char kind = f.size() > 1 ? f[1] : '\0', unit = f.size() > 2 ? f[2] : '\0';
    TypeInfo out;
    if (kind == 'd') return fixed(Type::Date, unit == 'D' ? 4 : 8);
    if (kind == 'i') {
        out = fixed(Type::Interval, unit == 'M' ? 4 : unit == 'D' ? 8 : 16);
        out.interval = unit;
        return out;
    }
    if (kind == 't') out = fixed(Type::Time, unit == 's' || unit == 'm' ? 4 : 8);
    if (kind == 's') out = fixed(Type::Timestamp, 8);
    if (kind == 'D') out = fixed(Type::Duration, 8);
    out.perSecond = unitsPerSecond(unit);
    if (kind == 's' && f.size() > 4) out.zone = std::string(f.substr(4));
    return out;
}

inline std::vector<int> numbers(std::string_view text) {
    std::vector<int> out;
    while (!text.empty()) {
        int value = 0;
        const auto end = std::from_chars(text.data(), text.data() + text.size(), value);
        if (end.ec != std::errc()) break;
        out.push_back(value);
        text.remove_prefix(static_cast<size_t>(end.ptr - text.data()));
        if (!text.empty()) text.remove_prefix(1);
    }
    return out;
}

inline TypeInfo nested(std::string_view f) {
    const std::string_view kind = f.substr(0, 2);
    if (kind == "+l") return laidOut(Type::List, Layout::Offsets32);
    if (kind == "+L") return laidOut(Type::List, Layout::Offsets64);
    if (kind == "+s") return laidOut(Type::Struct, Layout::Children);
    if (kind == "+m") return laidOut(Type::Map, Layout::Offsets32);
    if (f.substr(0, 3) == "+vl") return laidOut(Type::List, Layout::ListView32);
    if (f.substr(0, 3) == "+vL") return laidOut(Type::List, Layout::ListView64);
    TypeInfo out;
    if (kind == "+w" && f.size() > 3) {
        out = laidOut(Type::List, Layout::FixedList);
        const auto size = numbers(f.substr(3));
        out.width = size.empty() ? 0 : size[0];
    } else if (kind == "+u" && f.size() > 3) {
        out = laidOut(Type::Union, f[2] == 'd' ? Layout::Dense : Layout::Sparse);
        out.typeIds = numbers(f.substr(4));
    } else {
        failData("A column has the Arrow layout \"" + std::string(f) +
                 "\", which this plugin does not read.");
    }
    return out;
}

inline TypeInfo decimal(std::string_view f) {
    const auto parts = numbers(f.substr(2));
    TypeInfo out = fixed(Type::Decimal, parts.size() > 2 ? parts[2] / 8 : 16);
    if (parts.size() < 2 || (out.width != 4 && out.width != 8 && out.width != 16 && out.width != 32))
        failData("A column has a decimal type that makes no sense: " + std::string(f));
    out.precision = parts[0];
    out.scale = parts[1];
    return out;
}

}  // namespace detail

inline TypeInfo TypeInfo::parse(const char* format) {
    const std::string_view f = format ? format : "";
    const std::string_view signedKinds = "csil", unsignedKinds = "CSIL";
    if (f == "n") return TypeInfo();
    if (f == "b") return detail::laidOut(Type::Bool, Layout::Bits);
    if (f.size() == 1) {
        const size_t s = signedKinds.find(f[0]), u = unsignedKinds.find(f[0]);
        if (s != std::string_view::npos) return detail::fixed(Type::Int, 1 << s);
        if (u != std::string_view::npos) return detail::fixed(Type::UInt, 1 << u);
        if (f == "e" || f == "f" || f == "g")
            return detail::fixed(Type::Float, f == "e" ? 2 : f == "f" ? 4 : 8);
        if (f == "u" || f == "z")
            return detail::laidOut(f == "u" ? Type::Text : Type::Binary, Layout::Offsets32);
        if (f == "U" || f == "Z")
            return detail::laidOut(f == "U" ? Type::Text : Type::Binary, Layout::Offsets64);
    }
    if (f == "vu" || f == "vz") return detail::laidOut(f == "vu" ? Type::Text : Type::Binary, Layout::Views);
    if (f.size() > 2 && f[0] == 'd') return detail::decimal(f);
    if (f.size() > 2 && f[0] == 'w') {
        const auto size = detail::numbers(f.substr(2));
        return detail::fixed(Type::Binary, size.empty() ? 0 : size[0]);
    }
    if (f.size() > 2 && f[0] == 't') return detail::temporal(f);
    if (f.size() > 1 && f[0] == '+') return detail::nested(f);
    failData("A column has the Arrow layout \"" + std::string(f) + "\", which this plugin does not read.");
}

// --- calendar
// ---------------------------------------------------------------------------------------------------

struct CivilDate {
    int64_t year = 1970;
    int month = 1, day = 1;
};

/// Days since 1970-01-01 of the proleptic Gregorian calendar, and back.
inline int64_t daysOf(int64_t year, int month, int day) {
    year -= month <= 2;
    const int64_t era = (year >= 0 ? year : year - 399) / 400;
    const int64_t inEra = year - era * 400;
    const int64_t ofYear = (153 * (month + (month > 2 ? -3 : 9)) + 2) / 5 + day - 1;
    return era * 146097 + inEra * 365 + inEra / 4 - inEra / 100 + ofYear - 719468;
}

inline CivilDate civilOf(int64_t days) {
    days += 719468;
    const int64_t era = (days >= 0 ? days : days - 146096) / 146097;
    const int64_t inEra = days - era * 146097;
    const int64_t year = (inEra - inEra / 1460 + inEra / 36524 - inEra / 146096) / 365;
    const int64_t ofYear = inEra - (365 * year + year / 4 - year / 100);
    const int64_t part = (5 * ofYear + 2) / 153;
    CivilDate out;
    out.day = static_cast<int>(ofYear - (153 * part + 2) / 5 + 1);
    out.month = static_cast<int>(part < 10 ? part + 3 : part - 9);
    out.year = year + era * 400 + (out.month <= 2);
    return out;
}

inline int64_t floorDivide(int64_t a, int64_t b) {
    return a / b - (a % b != 0 && (a < 0) != (b < 0));
}

inline std::string padded(int64_t value, int width) {
    std::string out = std::to_string(value < 0 ? -value : value);
    if (static_cast<int>(out.size()) < width) out.insert(0, static_cast<size_t>(width) - out.size(), '0');
    return value < 0 ? "-" + out : out;
}

inline std::string dateText(int64_t days) {
    const CivilDate date = civilOf(days);
    return padded(date.year, 4) + "-" + padded(date.month, 2) + "-" + padded(date.day, 2);
}

/// hh:mm:ss with as many decimals as the unit has, trailing zeros of the fraction cut off.
inline std::string clockText(int64_t units, int64_t perSecond) {
    const int64_t seconds = units / perSecond;
    std::string out =
        padded(seconds / 3600, 2) + ":" + padded(seconds / 60 % 60, 2) + ":" + padded(seconds % 60, 2);
    if (units % perSecond == 0) return out;
    std::string fraction = padded(units % perSecond, perSecond == 1000 ? 3 : perSecond == 1000000 ? 6 : 9);
    fraction.erase(fraction.find_last_not_of('0') + 1);
    return out + "." + fraction;
}

inline std::string timestampText(int64_t units, int64_t perSecond, bool utc) {
    const int64_t perDay = perSecond * 86400, days = floorDivide(units, perDay);
    return dateText(days) + " " + clockText(units - days * perDay, perSecond) + (utc ? "+00" : "");
}

// --- decimals
// ---------------------------------------------------------------------------------------------------

/// A two's complement integer of `width` bytes, little endian, with `scale` decimals: exact.
inline std::string decimalText(const uint8_t* bytes, int width, int scale) {
    std::array<uint32_t, 8> limbs{};
    std::memcpy(limbs.data(), bytes, static_cast<size_t>(width));
    const int n = width / 4;
    const bool negative = (bytes[width - 1] & 0x80) != 0;
    if (negative) {
        uint64_t carry = 1;
        for (int i = 0; i < n; ++i) {
            carry += static_cast<uint32_t>(~limbs[static_cast<size_t>(i)]);
            limbs[static_cast<size_t>(i)] = static_cast<uint32_t>(carry);
            carry >>= 32;
        }
    }
    std::string digits;
    for (bool more = true; more;) {
        uint64_t rest = 0;
        more = false;
        for (int i = n; i-- > 0;) {
            rest = (rest << 32) | limbs[static_cast<size_t>(i)];
            limbs[static_cast<size_t>(i)] = static_cast<uint32_t>(rest / 1000000000u);
            rest %= 1000000000u;
            more = more || limbs[static_cast<size_t>(i)] != 0;
        }
        digits.insert(0, more ? padded(static_cast<int64_t>(rest), 9) : std::to_string(rest));
    }
    if (scale > 0) {
        if (static_cast<int>(digits.size()) <= scale)
            digits.insert(0, static_cast<size_t>(scale) + 1 - digits.size(), '0');
        digits.insert(digits.size() - static_cast<size_t>(scale), ".");
    } else if (scale < 0 && digits != "0") {
        digits.append(static_cast<size_t>(-scale), '0');
    }
    return negative ? "-" + digits : digits;
}

}  // namespace tributary_sdk
