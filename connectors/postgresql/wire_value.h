// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <bit>
#include <cstdint>
#include <cstring>
#include <string>

namespace tributary::connectors::postgresql {

/// Why a value was not taken.
enum class Problem { None, Size, Encoding, DateRange, Infinity, NotANumber, Digits, ArrayShape, Version };

inline uint16_t load16(const char* p) {
    uint16_t v;
    std::memcpy(&v, p, sizeof v);
    return __builtin_bswap16(v);
}
inline uint32_t load32(const char* p) {
    uint32_t v;
    std::memcpy(&v, p, sizeof v);
    return __builtin_bswap32(v);
}
inline uint64_t load64(const char* p) {
    uint64_t v;
    std::memcpy(&v, p, sizeof v);
    return __builtin_bswap64(v);
}
static_assert(std::endian::native == std::endian::little);

/// The wire form of a numeric: digits to the base 10000, the first one weighted 10000^weight.
struct WireNumeric {
    static constexpr uint16_t kNegative = 0x4000;
    static constexpr uint16_t kNaN = 0xC000;
    static constexpr uint16_t kInfinity = 0xD000;
    static constexpr uint16_t kMinusInfinity = 0xF000;

    uint16_t digits = 0;
    int16_t weight = 0;
    uint16_t sign = 0;
    uint16_t scale = 0;
    const char* data = nullptr;  ///< 2 bytes a digit

    bool read(const char* bytes, int32_t size);
    /// The value × 10^scale, if it has at most `precision` digits then and nothing behind them.
    template <class T>
    Problem scaled(int precision, int scale, T& out) const;
    /// As the server prints it, with every digit of its scale.
    void print(std::string& out) const;

  private:
    int digit(int index) const { return index >= 0 && index < digits ? load16(data + 2 * index) : 0; }
};

}  // namespace tributary::connectors::postgresql
