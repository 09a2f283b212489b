// SPDX-License-Identifier: GPL-3.0-or-later
#include "connectors/postgresql/wire_value.h"

#include <array>

namespace tributary::connectors::postgresql {
namespace {

constexpr int kGroup = 4;  // decimal digits in one digit of the wire
constexpr std::array<int, 5> kTens{1, 10, 100, 1000, 10000};

template <class T>
T power(int exponent) {
    T out = 1;
    while (exponent-- > 0) out *= 10;
    return out;
}

}  // namespace

bool WireNumeric::read(const char* bytes, int32_t size) {
    if (size < 8) return false;
    digits = load16(bytes);
    weight = static_cast<int16_t>(load16(bytes + 2));
    sign = load16(bytes + 4);
    scale = load16(bytes + 6);
    data = bytes + 8;
    return size == 8 + 2 * static_cast<int32_t>(digits);
}

template <class T>
Problem WireNumeric::scaled(int precision, int wantedScale, T& out) const {
    out = 0;
    if (sign != 0 && sign != kNegative) return Problem::NotANumber;
    const T limit = power<T>(precision);
    const int groups = (wantedScale + kGroup - 1) / kGroup;  // of the fraction
    for (int index = 0; index <= weight + groups || index < digits; index++) {
        int value = digit(index);
        if (value > 9999) return Problem::Size;
        int below =
            (index - weight) * kGroup - wantedScale;  // decimal digits of this group beyond the wanted scale
        int keep = below <= 0 ? kGroup : kGroup - below;
        if (keep <= 0) {
            if (value != 0) return Problem::Digits;
            continue;
        }
        int cut = kTens[kGroup - keep];
        if (value % cut != 0) return Problem::Digits;
        if (out >= limit)
            return Problem::Digits;  // before it is multiplied: the next step stays in range of T
        T grown;
        if (__builtin_mul_overflow(out, static_cast<T>(kTens[keep]), &grown)) return Problem::Digits;
        if (__builtin_add_overflow(grown, static_cast<T>(value / cut), &out)) return Problem::Digits;
    }
    if (out >= limit) return Problem::Digits;
    if (sign == kNegative) out = -out;
    return Problem::None;
}

template Problem WireNumeric::scaled<int64_t>(int, int, int64_t&) const;
template Problem WireNumeric::scaled<__int128>(int, int, __int128&) const;

void WireNumeric::print(std::string& out) const {
    out.clear();
    switch (sign) {
        case 0:
            break;
        case kNegative:
            out += '-';
            break;
        case kInfinity:
            out = "Infinity";
            return;
        case kMinusInfinity:
            out = "-Infinity";
            return;
        default:
            out = "NaN";
            return;
    }
    auto four = [&](int value) {
        for (int ten = 3; ten >= 0; ten--) out += static_cast<char>('0' + value / kTens[ten] % 10);
    };
    if (weight < 0) {
        out += '0';
    } else {
        out += std::to_string(digit(0));
        for (int index = 1; index <= weight; index++) four(digit(index));
    }
    if (scale == 0) return;
    out += '.';
    size_t end = out.size() + scale;
    for (int index = weight + 1; out.size() < end; index++) four(digit(index));
    out.resize(end);
}

}  // namespace tributary::connectors::postgresql
