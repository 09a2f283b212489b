// SPDX-License-Identifier: GPL-3.0-or-later
#include <duckdb/common/types/hugeint.hpp>
#include <duckdb/common/types/uhugeint.hpp>

#include "core/plugin/source/arrow_decode.h"

namespace tributary::plugin {

using duckdb::FlatVector;
using duckdb::hugeint_t;
using duckdb::idx_t;
using duckdb::Vector;

namespace {

template <class T>
const T* values(const ArrowArray& array, int64_t from) {
    return static_cast<const T*>(array.buffers[1]) + array.offset + from;
}

/// Values that mean the same on both sides. `size` is that of one value.
void copyFixed(const ArrowArray& array, int64_t from, idx_t count, Vector& out, idx_t at, size_t size) {
    const auto* source = static_cast<const uint8_t*>(array.buffers[1]);
    if (count == 0 || !source) return;
    std::memcpy(FlatVector::GetData(out) + at * size,
                source + static_cast<size_t>(array.offset + from) * size, count * size);
}

float fromHalf(uint16_t half) {
    const uint32_t sign = static_cast<uint32_t>(half & 0x8000u) << 16;
    const uint32_t exponent = half >> 10 & 0x1fu;
    uint32_t fraction = half & 0x3ffu;
    uint32_t bits = sign;
    if (exponent == 31) {
        bits |= 0x7f800000u | fraction << 13;
    } else if (exponent != 0) {
        bits |= (exponent + 112) << 23 | fraction << 13;
    } else if (fraction != 0) {  // subnormal there, normal here
        uint32_t shift = 0;
        while (!(fraction & 0x400u)) {
            fraction <<= 1;
            shift++;
        }
        bits |= (113 - shift) << 23 | (fraction & 0x3ffu) << 13;
    }
    float value;
    std::memcpy(&value, &bits, sizeof value);
    return value;
}

/// A two's complement number of 32 to 256 bits as magnitude (four words, lowest first) and sign.
struct Wide {
    uint64_t word[4] = {0, 0, 0, 0};
    bool negative = false;
};

Wide readWide(const uint8_t* bytes, size_t size) {
    Wide wide;
    wide.negative = bytes[size - 1] >> 7;
    if (wide.negative) std::memset(wide.word, 0xff, sizeof wide.word);
    std::memcpy(wide.word, bytes, size);
    if (!wide.negative) return wide;
    uint64_t carry = 1;
    for (auto& word : wide.word) {
        word = ~word + carry;
        carry = carry && word == 0;
    }
    return wide;
}

std::string digits(Wide wide) {
    constexpr uint64_t kChunk = 10'000'000'000'000'000'000ULL;  // 10^19
    std::string out;
    do {
        unsigned __int128 rest = 0;
        for (int i = 3; i >= 0; i--) {
            const unsigned __int128 part = rest << 64 | wide.word[i];
            wide.word[i] = static_cast<uint64_t>(part / kChunk);
            rest = part % kChunk;
        }
        std::string chunk = std::to_string(static_cast<uint64_t>(rest));
        const bool more = wide.word[0] | wide.word[1] | wide.word[2] | wide.word[3];
        if (more) chunk.insert(0, 19 - chunk.size(), '0');
        out.insert(0, chunk);
        if (!more) return out;
    } while (true);
}

std::string decimalText(const Wide& wide, int32_t scale) {
    std::string out = digits(wide);
    if (scale < 0) {
        if (out != "0") out.append(static_cast<size_t>(-scale), '0');
    } else if (scale > 0) {
        const auto places = static_cast<size_t>(scale);
        if (out.size() <= places) out.insert(0, places + 1 - out.size(), '0');
        out.insert(out.size() - places, 1, '.');
    }
    return wide.negative ? "-" + out : out;
}

template <class T>
Result<void> storeDecimals(const ArrowColumn& column, const uint8_t* source, idx_t count, Vector& out,
                           idx_t at) {
    auto* target = FlatVector::GetData<T>(out) + at;
    const auto& mask = FlatVector::Validity(out);
    const auto size = static_cast<size_t>(column.width);
    const hugeint_t limit = duckdb::Hugeint::POWERS_OF_TEN[column.precision];
    for (idx_t i = 0; i < count; i++) {
        if (!mask.RowIsValid(at + i)) continue;
        const Wide wide = readWide(source + i * size, size);
        hugeint_t value;
        value.lower = wide.word[0];
        value.upper = static_cast<int64_t>(wide.word[1]);
        if (wide.word[2] || wide.word[3] || value.upper < 0 || value >= limit)
            return misfit(column, "the number " + decimalText(wide, column.scale));
        if (wide.negative) value = -value;
        if constexpr (std::is_same_v<T, hugeint_t>) {
            target[i] = value;
        } else {
            target[i] = static_cast<T>(static_cast<int64_t>(value.lower));
        }
    }
    return {};
}

}  // namespace

TRIBUTARY_ARROW_DECODER(decodeNull) {
    (void)column, (void)array, (void)from, (void)parent, (void)decode;
    for (idx_t i = 0; i < count; i++) FlatVector::SetNull(out, at + i, true);
    return {};
}

TRIBUTARY_ARROW_DECODER(decodeBool) {
    (void)column, (void)decode;
    if (count == 0) return {};
    readValidity(array, from, count, out, at, parent);
    const auto* bits = static_cast<const uint8_t*>(array.buffers[1]);
    auto* target = FlatVector::GetData<bool>(out) + at;
    const auto first = static_cast<uint64_t>(array.offset + from);
    for (idx_t i = 0; i < count; i++) target[i] = bits[(first + i) >> 3] >> ((first + i) & 7) & 1;
    return {};
}

TRIBUTARY_ARROW_DECODER(decodeBool8) {
    (void)column, (void)decode;
    if (count == 0) return {};
    readValidity(array, from, count, out, at, parent);
    const auto* source = values<int8_t>(array, from);
    auto* target = FlatVector::GetData<bool>(out) + at;
    for (idx_t i = 0; i < count; i++) target[i] = source[i] != 0;
    return {};
}

#define TRIBUTARY_COPY(name, size)                         \
    TRIBUTARY_ARROW_DECODER(name) {                        \
        (void)column, (void)decode;                        \
        readValidity(array, from, count, out, at, parent); \
        copyFixed(array, from, count, out, at, size);      \
        return {};                                         \
    }
TRIBUTARY_COPY(decodeFixed1, 1)
TRIBUTARY_COPY(decodeFixed2, 2)
TRIBUTARY_COPY(decodeFixed4, 4)
TRIBUTARY_COPY(decodeFixed8, 8)
TRIBUTARY_COPY(decodeFixed16, 16)
#undef TRIBUTARY_COPY

TRIBUTARY_ARROW_DECODER(decodeHalf) {
    (void)column, (void)decode;
    if (count == 0) return {};
    readValidity(array, from, count, out, at, parent);
    const auto* source = values<uint16_t>(array, from);
    auto* target = FlatVector::GetData<float>(out) + at;
    for (idx_t i = 0; i < count; i++) target[i] = fromHalf(source[i]);
    return {};
}

TRIBUTARY_ARROW_DECODER(decodeDecimal) {
    (void)decode;
    if (count == 0) return {};
    readValidity(array, from, count, out, at, parent);
    const auto* source = static_cast<const uint8_t*>(array.buffers[1]) +
                         static_cast<size_t>(array.offset + from) * static_cast<size_t>(column.width);
    switch (column.type.InternalType()) {
        case duckdb::PhysicalType::INT16:
            return storeDecimals<int16_t>(column, source, count, out, at);
        case duckdb::PhysicalType::INT32:
            return storeDecimals<int32_t>(column, source, count, out, at);
        case duckdb::PhysicalType::INT64:
            return storeDecimals<int64_t>(column, source, count, out, at);
        default:
            return storeDecimals<hugeint_t>(column, source, count, out, at);
    }
}

TRIBUTARY_ARROW_DECODER(decodeDecimalText) {
    (void)decode;
    if (count == 0) return {};
    readValidity(array, from, count, out, at, parent);
    const auto size = static_cast<size_t>(column.width);
    const auto* source =
        static_cast<const uint8_t*>(array.buffers[1]) + static_cast<size_t>(array.offset + from) * size;
    auto* target = FlatVector::GetData<duckdb::string_t>(out) + at;
    for (idx_t i = 0; i < count; i++) {
        if (FlatVector::IsNull(out, at + i)) continue;
        target[i] = duckdb::StringVector::AddString(
            out, decimalText(readWide(source + i * size, size), column.scale));
    }
    return {};
}

TRIBUTARY_ARROW_DECODER(decodeUuid) {
    (void)column, (void)decode;
    if (count == 0) return {};
    readValidity(array, from, count, out, at, parent);
    const auto* source = static_cast<const uint8_t*>(array.buffers[1]) + (array.offset + from) * 16;
    auto* target = FlatVector::GetData<hugeint_t>(out) + at;
    for (idx_t i = 0; i < count; i++) {
        uint64_t half[2];
        std::memcpy(half, source + i * 16, 16);
        target[i].upper = static_cast<int64_t>(__builtin_bswap64(half[0]) ^ (uint64_t(1) << 63));
        target[i].lower = __builtin_bswap64(half[1]);
    }
    return {};
}

}  // namespace tributary::plugin
