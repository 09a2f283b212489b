// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

#include "core/base/error.h"
#include "core/plugin/wire/arrow_type.h"
#include "core/plugin/wire/frame.h"

namespace tributary::plugin {

/// Flattens rows of an Arrow array into a frame, in two steps: how large it will be, then the bytes. Only the
/// slice's own part of every buffer is copied, and offsets are rebased, so a batch can be sent in pieces. The
/// array is trusted as far as its memory goes: this runs where the array was made. It must outlive the plan.
class FramePlan {
  public:
    /// Rows [first, first + count) of `array`, whose type was parsed by parseSchema. Data if the array's
    /// shape is not its type's.
    static Result<FramePlan> make(const ArrowType& type, const ArrowArray& array, int64_t first,
                                  int64_t count);

    uint64_t bytes() const { return m_total; }
    /// `out` has room for bytes().
    void write(std::byte* out) const;

  private:
    enum class Step : uint8_t {
        Skip,
        Copy,
        Bits,
        Offsets32,
        Offsets64,
        Starts32,  ///< of list views: rebased, 0 where null
        Starts64,
        Sizes32,
        Sizes64,
        Views,
        ViewData,
        UnionOffsets
    };
    /// One buffer to be made.
    struct Piece {
        Step step = Step::Skip;
        const void* source = nullptr;
        int64_t from = 0;   ///< first element
        int64_t count = 0;  ///< elements
        int64_t base = 0;   ///< subtracted from offsets
        const ArrowArray* array = nullptr;
        const ArrowType* type = nullptr;
        uint64_t bytes = 0;
    };

    Result<void> add(const ArrowType& type, const ArrowArray& array, int64_t from, int64_t count, bool root);
    Result<void> addValues(const ArrowType& type, const ArrowArray& array, int64_t from, int64_t count);
    Result<void> addChildren(const ArrowType& type, const ArrowArray& array, int64_t from, int64_t count);
    template <typename Offset>
    void addText(const ArrowArray& array, int64_t from, int64_t count, Step step);
    template <typename Offset>
    Result<void> addList(const ArrowType& type, const ArrowArray& array, int64_t from, int64_t count,
                         Step step);
    template <typename Offset>
    Result<void> addListView(const ArrowType& type, const ArrowArray& array, int64_t from, int64_t count,
                             Step starts, Step sizes);
    void addViews(const ArrowArray& array, int64_t from, int64_t count);
    Result<void> addDenseUnion(const ArrowType& type, const ArrowArray& array, int64_t from, int64_t count);
    void addPiece(Piece piece);
    void writePiece(const Piece& piece, std::byte* out) const;

    std::vector<int64_t> m_lengths;
    std::vector<Piece> m_pieces;
    std::vector<int64_t> m_unionBases;  ///< per dense union 128, where each child's slice starts
    uint64_t m_total = 0;
};

/// Cuts a batch so that each frame has at most `bytes`, if rows can be cut that small.
class FrameSplitter {
  public:
    FrameSplitter(const ArrowType& type, const ArrowArray& array, uint64_t bytes)
        : m_type(type), m_array(array), m_bytes(bytes) {}

    bool done() const { return m_next >= m_array.length; }
    Result<FramePlan> next();

  private:
    const ArrowType& m_type;
    const ArrowArray& m_array;
    const uint64_t m_bytes;
    int64_t m_next = 0;
    int64_t m_step = 0;
};

}  // namespace tributary::plugin
