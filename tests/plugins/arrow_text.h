// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <tributary_arrow.h>

#include <cstdint>
#include <cstring>
#include <string>
#include <vector>

namespace tributary::plugins::test {

/// Cells as text; NULL is "NULL". Dates and times are their plain numbers. Lists are [a, b], structs {a, b}.
using Line = std::vector<std::string>;

inline std::string decimalText(const void* data, int scale) {
    __int128 value;
    std::memcpy(&value, data, sizeof value);
    const bool negative = value < 0;
    unsigned __int128 rest =
        negative ? -static_cast<unsigned __int128>(value) : static_cast<unsigned __int128>(value);
    std::string digits;
    while (rest || static_cast<int>(digits.size()) <= scale) {
        digits.insert(digits.begin(), static_cast<char>('0' + static_cast<int>(rest % 10)));
        rest /= 10;
    }
    if (scale > 0) digits.insert(digits.size() - static_cast<size_t>(scale), ".");
    return (negative ? "-" : "") + digits;
}

template <class T>
std::string numberText(const ArrowArray& array, int64_t at) {
    T value;
    std::memcpy(&value, static_cast<const char*>(array.buffers[1]) + at * static_cast<int64_t>(sizeof value),
                sizeof value);
    if constexpr (std::is_floating_point_v<T>) {
        char out[40];
        std::snprintf(out, sizeof out, "%.17g", static_cast<double>(value));
        return out;
    } else {
        return std::to_string(value);
    }
}

std::string cellText(const ArrowSchema& schema, const ArrowArray& array, int64_t row);

inline std::string listText(const ArrowSchema& schema, const ArrowArray& array, int64_t at) {
    const auto* offsets = static_cast<const int32_t*>(array.buffers[1]);
    std::string out = "[";
    for (int32_t i = offsets[at]; i < offsets[at + 1]; i++)
        out += (i > offsets[at] ? ", " : "") + cellText(*schema.children[0], *array.children[0], i);
    return out + "]";
}

inline std::string fixedText(const std::string& f, const ArrowArray& array, int64_t at) {
    const auto* bytes = static_cast<const uint8_t*>(array.buffers[1]);
    if (f == "b") return bytes[at / 8] >> (at % 8) & 1 ? "true" : "false";
    if (f == "c") return numberText<int8_t>(array, at);
    if (f == "C") return numberText<uint8_t>(array, at);
    if (f == "s") return numberText<int16_t>(array, at);
    if (f == "S") return numberText<uint16_t>(array, at);
    if (f == "i" || f == "tdD") return numberText<int32_t>(array, at);
    if (f == "I") return numberText<uint32_t>(array, at);
    if (f == "L") return numberText<uint64_t>(array, at);
    if (f == "f") return numberText<float>(array, at);
    if (f == "g") return numberText<double>(array, at);
    if (f.rfind("d:", 0) == 0) return decimalText(bytes + at * 16, std::stoi(f.substr(f.find(',') + 1)));
    if (f.rfind("w:", 0) == 0) {
        const int64_t width = std::stoll(f.substr(2));
        return std::string(reinterpret_cast<const char*>(bytes) + at * width, static_cast<size_t>(width));
    }
    return numberText<int64_t>(array, at);
}

inline std::string cellText(const ArrowSchema& schema, const ArrowArray& array, int64_t row) {
    const int64_t at = row + array.offset;
    const std::string f = schema.format;
    if (f.rfind("+ud:", 0) == 0) {
        const auto type = static_cast<const int8_t*>(array.buffers[0])[at];
        return cellText(*schema.children[type], *array.children[type],
                        static_cast<const int32_t*>(array.buffers[1])[at]);
    }
    const auto* validity = static_cast<const uint8_t*>(array.buffers[0]);
    if (validity && !(validity[at / 8] >> (at % 8) & 1)) return "NULL";
    if (f == "+l" || f == "+m") return listText(schema, array, at);
    if (f == "+s") {
        std::string out = "{";
        for (int64_t i = 0; i < schema.n_children; i++)
            out += (i ? ", " : "") + cellText(*schema.children[i], *array.children[i], at);
        return out + "}";
    }
    if (f == "u" || f == "z") {
        const auto* offsets = static_cast<const int32_t*>(array.buffers[1]);
        return std::string(static_cast<const char*>(array.buffers[2]) + offsets[at],
                           static_cast<size_t>(offsets[at + 1] - offsets[at]));
    }
    return fixedText(f, array, at);
}

inline void appendRows(const ArrowSchema& schema, const ArrowArray& batch, std::vector<Line>& rows) {
    for (int64_t row = 0; row < batch.length; row++) {
        Line line;
        for (int64_t i = 0; i < schema.n_children; i++)
            line.push_back(cellText(*schema.children[i], *batch.children[i], row));
        rows.push_back(std::move(line));
    }
}

}  // namespace tributary::plugins::test
