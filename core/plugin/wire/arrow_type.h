// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <array>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "core/base/error.h"
#include "plugins/sdk/tributary_arrow.h"

namespace tributary::plugin {

/// How the buffers of an Arrow array are arranged; several formats share one.
enum class Layout : uint8_t {
    Null,
    Bits,   ///< validity, bits
    Fixed,  ///< validity, values of `width` bytes
    Text32,
    Text64,
    View,    ///< validity, 16-byte views, one data buffer (frames carry them packed into one)
    List32,  ///< also maps
    List64,
    ListView32,
    ListView64,
    FixedList,
    Struct,
    SparseUnion,
    DenseUnion
};

/// A parsed format string with its children.
struct ArrowType {
    Layout layout = Layout::Null;
    uint32_t width = 0;     ///< bytes of a Fixed value
    bool utf8 = false;      ///< Text and View: text, not bytes
    bool isMap = false;     ///< List32 of a struct of key and value
    bool isSigned = false;  ///< Fixed integers, which can index a dictionary
    bool isInteger = false;
    int64_t listSize = 0;                    ///< FixedList
    std::array<int16_t, 128> childOfCode{};  ///< unions: type code → child, -1: none
    std::string name;
    std::vector<ArrowType> children;
    std::unique_ptr<ArrowType> dictionary;

    /// Buffers an array of this type has in a frame.
    unsigned frameBuffers() const;
};

/// What is accepted; beyond it the sender is taken for broken or hostile.
struct WireLimits {
    static constexpr unsigned kNesting = 16;
    static constexpr size_t kColumns = 16'384;
    static constexpr size_t kNodes = 65'536;
    static constexpr size_t kNameBytes = 16'384;
    static constexpr size_t kMetadataBytes = 1 << 20;
    static constexpr int64_t kRows = 1 << 26;  ///< of one batch
    static constexpr int64_t kChildRows = INT64_C(1) << 31;
    static constexpr uint64_t kFrameBytes = 256ULL << 20;
    static constexpr uint64_t kMessageBytes = 128ULL << 20;
    // What a frame may stand for beyond what it holds (times 8 elements, 16 bytes of text a byte of it).
    static constexpr uint64_t kFreeElements = 64ULL << 20;
    static constexpr uint64_t kFreeText = 1ULL << 30;
};

/// Reads one format string, strictly by the specification's grammar; children and dictionary are not set.
/// Unsupported: run-end encoding. Data: anything else.
Result<ArrowType> parseFormat(std::string_view format);

/// Reads a whole schema: the root must be a struct.
Result<ArrowType> parseSchema(const ArrowSchema& root);

}  // namespace tributary::plugin
