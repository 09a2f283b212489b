// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>

namespace tributary::plugin {

/// One batch of rows as it lies in shared memory:
///
///     FrameHeader | int64 length of every node | FrameBuffer × buffers | padding | the buffers, each
///     64-aligned
///
/// Nodes are the schema's types in pre-order, a dictionary after its type's children; each has the buffers
/// ArrowType::frameBuffers says. Offsets count from the frame's start. All arrays begin at offset 0.
struct FrameHeader {
    static constexpr uint32_t kMagic = 0x31465254;  // "TRF1"
    uint32_t magic = kMagic;
    uint32_t nodes = 0;
    uint32_t buffers = 0;
    uint32_t reserved = 0;
    uint64_t totalBytes = 0;
};

/// Offset 0: the buffer is absent (a validity without nulls). Buffers follow each other and do not overlap.
struct FrameBuffer {
    uint64_t offset = 0;
    uint64_t length = 0;
};

/// What stands for a string in a view array.
struct ArrowView {
    static constexpr int32_t kInline = 12;
    int32_t length = 0;
    char prefix[4] = {};
    int32_t buffer = 0;  ///< with offset: 8 more characters if the string is inline
    int32_t offset = 0;
};
static_assert(sizeof(ArrowView) == 16);

constexpr uint64_t kFrameAlignment = 64;

constexpr uint64_t alignFrame(uint64_t bytes) {
    return (bytes + kFrameAlignment - 1) & ~(kFrameAlignment - 1);
}

constexpr uint64_t bitmapBytes(int64_t rows) {
    return (static_cast<uint64_t>(rows) + 7) / 8;
}

}  // namespace tributary::plugin
