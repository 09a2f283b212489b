// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/plugin/wire/frame_writer.h"

#include <algorithm>
#include <cstring>
#include <limits>

namespace tributary::plugin {
namespace {

bool isValid(const ArrowArray& array, int64_t index) {
    const auto* bits = array.n_buffers > 0 ? static_cast<const uint8_t*>(array.buffers[0]) : nullptr;
    return bits == nullptr || (bits[index >> 3] >> (index & 7) & 1) != 0;
}

template <typename T>
const T* values(const ArrowArray& array, int buffer) {
    return static_cast<const T*>(array.buffers[buffer]);
}

/// `count` bits from bit `from`, moved to the start.
void copyBits(const uint8_t* source, int64_t from, int64_t count, std::byte* out) {
    const uint8_t* bytes = source + (from >> 3);
    const unsigned shift = from & 7;
    auto* to = reinterpret_cast<uint8_t*>(out);
    const int64_t whole = static_cast<int64_t>(bitmapBytes(count));
    if (shift == 0) {
        std::memcpy(to, bytes, whole);
        return;
    }
    const int64_t last = (static_cast<int64_t>(shift) + count - 1) >> 3;
    for (int64_t i = 0; i < whole; i++) {
        const unsigned high = i < last ? bytes[i + 1] : 0;
        to[i] = static_cast<uint8_t>(bytes[i] >> shift | high << (8 - shift));
    }
}

template <typename Offset>
void copyOffsets(const void* source, int64_t from, int64_t count, int64_t base, std::byte* out) {
    const auto* offsets = static_cast<const Offset*>(source) + from;
    auto* to = reinterpret_cast<Offset*>(out);
    for (int64_t i = 0; i < count; i++) to[i] = static_cast<Offset>(offsets[i] - base);
}

template <typename Offset>
void copyListView(const ArrowArray& array, const void* source, int64_t from, int64_t count, int64_t base,
                  std::byte* out) {
    const auto* sizes = values<Offset>(array, 2);
    const auto* numbers = static_cast<const Offset*>(source);
    auto* to = reinterpret_cast<Offset*>(out);
    for (int64_t i = from; i < from + count; i++) {
        const bool empty = !isValid(array, i) || sizes[i] == 0;
        to[i - from] = empty ? 0 : static_cast<Offset>(numbers[i] - base);
    }
}

const char* viewData(const ArrowArray& array, const ArrowView& view) {
    return static_cast<const char*>(array.buffers[2 + view.buffer]) + view.offset;
}

void copyViews(const ArrowArray& array, int64_t from, int64_t count, std::byte* out) {
    const auto* views = values<ArrowView>(array, 1);
    auto* to = reinterpret_cast<ArrowView*>(out);
    int64_t at = 0;
    for (int64_t i = from; i < from + count; i++) {
        ArrowView view = isValid(array, i) ? views[i] : ArrowView{};
        if (view.length > ArrowView::kInline) {
            view.buffer = 0;
            view.offset = static_cast<int32_t>(at);
            at += view.length;
        }
        to[i - from] = view;
    }
}

void copyViewData(const ArrowArray& array, int64_t from, int64_t count, std::byte* out) {
    const auto* views = values<ArrowView>(array, 1);
    for (int64_t i = from; i < from + count; i++) {
        if (!isValid(array, i) || views[i].length <= ArrowView::kInline) continue;
        std::memcpy(out, viewData(array, views[i]), views[i].length);
        out += views[i].length;
    }
}

Error wrongShape() {
    return {ErrorCode::Data, "the plugin sent rows that do not fit the columns it announced"};
}

}  // namespace

Result<FramePlan> FramePlan::make(const ArrowType& type, const ArrowArray& array, int64_t first,
                                  int64_t count) {
    FramePlan plan;
    if (const auto added = plan.add(type, array, array.offset + first, count, true); !added)
        return fail(added.error());
    plan.m_total = alignFrame(sizeof(FrameHeader) + plan.m_lengths.size() * sizeof(int64_t) +
                              plan.m_pieces.size() * sizeof(FrameBuffer));
    for (const auto& piece : plan.m_pieces) plan.m_total += alignFrame(piece.bytes);
    return plan;
}

void FramePlan::addPiece(Piece piece) {
    if (piece.bytes == 0) piece.step = Step::Skip;
    m_pieces.push_back(piece);
}

Result<void> FramePlan::add(const ArrowType& type, const ArrowArray& array, int64_t from, int64_t count,
                            bool root) {
    if (array.release == nullptr || count < 0 || from < 0 || from + count > array.offset + array.length ||
        array.n_children != static_cast<int64_t>(type.children.size()) ||
        (array.dictionary != nullptr) != (type.dictionary != nullptr))
        return fail(wrongShape());
    const int64_t buffers = type.frameBuffers();
    if (array.n_buffers < (type.layout == Layout::View ? 2 : buffers)) return fail(wrongShape());
    m_lengths.push_back(count);
    const bool hasValidity =
        buffers > 0 && type.layout != Layout::SparseUnion && type.layout != Layout::DenseUnion;
    if (hasValidity) {
        const bool wanted = !root && array.null_count != 0 && array.buffers[0] != nullptr;
        addPiece({wanted ? Step::Bits : Step::Skip, array.buffers[0], from, count, 0, nullptr, nullptr,
                  wanted ? bitmapBytes(count) : 0});
    }
    if (const auto added = addValues(type, array, from, count); !added) return added;
    if (type.dictionary == nullptr) return {};
    return add(*type.dictionary, *array.dictionary, array.dictionary->offset, array.dictionary->length,
               false);
}

Result<void> FramePlan::addValues(const ArrowType& type, const ArrowArray& array, int64_t from,
                                  int64_t count) {
    switch (type.layout) {
        case Layout::Null:
            return {};
        case Layout::Bits:
            addPiece({Step::Bits, array.buffers[1], from, count, 0, nullptr, nullptr, bitmapBytes(count)});
            return {};
        case Layout::Fixed:
            addPiece({Step::Copy, array.buffers[1], from * type.width, count, 0, nullptr, nullptr,
                      static_cast<uint64_t>(count) * type.width});
            return {};
        case Layout::Text32:
            addText<int32_t>(array, from, count, Step::Offsets32);
            return {};
        case Layout::Text64:
            addText<int64_t>(array, from, count, Step::Offsets64);
            return {};
        case Layout::View:
            addViews(array, from, count);
            return {};
        case Layout::List32:
            return addList<int32_t>(type, array, from, count, Step::Offsets32);
        case Layout::List64:
            return addList<int64_t>(type, array, from, count, Step::Offsets64);
        case Layout::ListView32:
            return addListView<int32_t>(type, array, from, count, Step::Starts32, Step::Sizes32);
        case Layout::ListView64:
            return addListView<int64_t>(type, array, from, count, Step::Starts64, Step::Sizes64);
        case Layout::FixedList:
            return addChildren(type, array, from * type.listSize, count * type.listSize);
        case Layout::SparseUnion:
            addPiece({Step::Copy, array.buffers[0], from, count, 0, nullptr, nullptr,
                      static_cast<uint64_t>(count)});
            return addChildren(type, array, from, count);
        case Layout::Struct:
            return addChildren(type, array, from, count);
        case Layout::DenseUnion:
            return addDenseUnion(type, array, from, count);
    }
    return fail(wrongShape());
}

Result<void> FramePlan::addChildren(const ArrowType& type, const ArrowArray& array, int64_t from,
                                    int64_t count) {
    for (size_t i = 0; i < type.children.size(); i++) {
        const ArrowArray& child = *array.children[i];
        const auto added = add(type.children[i], child, child.offset + from, count, false);
        if (!added) return added;
    }
    return {};
}

template <typename Offset>
void FramePlan::addText(const ArrowArray& array, int64_t from, int64_t count, Step step) {
    const auto* offsets = count == 0 ? nullptr : values<Offset>(array, 1);
    const int64_t first = offsets == nullptr ? 0 : offsets[from];
    const int64_t last = offsets == nullptr ? 0 : offsets[from + count];
    addPiece({step, offsets, from, count + 1, first, nullptr, nullptr,
              offsets == nullptr ? 0 : (count + 1) * sizeof(Offset)});
    addPiece({Step::Copy, array.buffers[2], first, last - first, 0, nullptr, nullptr,
              static_cast<uint64_t>(std::max<int64_t>(last - first, 0))});
}

template <typename Offset>
Result<void> FramePlan::addList(const ArrowType& type, const ArrowArray& array, int64_t from, int64_t count,
                                Step step) {
    const auto* offsets = count == 0 ? nullptr : values<Offset>(array, 1);
    const int64_t first = offsets == nullptr ? 0 : offsets[from];
    const int64_t last = offsets == nullptr ? 0 : offsets[from + count];
    addPiece({step, offsets, from, count + 1, first, nullptr, nullptr,
              offsets == nullptr ? 0 : (count + 1) * sizeof(Offset)});
    return addChildren(type, array, first, last - first);
}

template <typename Offset>
Result<void> FramePlan::addListView(const ArrowType& type, const ArrowArray& array, int64_t from,
                                    int64_t count, Step starts, Step sizes) {
    int64_t first = std::numeric_limits<int64_t>::max();
    int64_t end = 0;
    for (int64_t i = from; i < from + count; i++) {
        const int64_t size = isValid(array, i) ? values<Offset>(array, 2)[i] : 0;
        if (size == 0) continue;
        first = std::min<int64_t>(first, values<Offset>(array, 1)[i]);
        end = std::max<int64_t>(end, values<Offset>(array, 1)[i] + size);
    }
    first = std::min(first, end);
    const uint64_t bytes = static_cast<uint64_t>(count) * sizeof(Offset);
    addPiece({starts, array.buffers[1], from, count, first, &array, nullptr, bytes});
    addPiece({sizes, array.buffers[2], from, count, 0, &array, nullptr, bytes});
    return addChildren(type, array, first, end - first);
}

void FramePlan::addViews(const ArrowArray& array, int64_t from, int64_t count) {
    uint64_t data = 0;
    for (int64_t i = from; i < from + count; i++) {
        const int32_t length = isValid(array, i) ? values<ArrowView>(array, 1)[i].length : 0;
        if (length > ArrowView::kInline) data += static_cast<uint64_t>(length);
    }
    addPiece({Step::Views, nullptr, from, count, 0, &array, nullptr,
              static_cast<uint64_t>(count) * sizeof(ArrowView)});
    addPiece({Step::ViewData, nullptr, from, count, 0, &array, nullptr, data});
}

Result<void> FramePlan::addDenseUnion(const ArrowType& type, const ArrowArray& array, int64_t from,
                                      int64_t count) {
    const auto* codes = values<int8_t>(array, 0);
    const auto* offsets = values<int32_t>(array, 1);
    std::array<int64_t, 128> first;
    std::array<int64_t, 128> end{};
    first.fill(std::numeric_limits<int64_t>::max());
    for (int64_t i = from; i < from + count; i++) {
        if (codes[i] < 0 || type.childOfCode[codes[i]] < 0) return fail(wrongShape());
        const int16_t child = type.childOfCode[codes[i]];
        first[child] = std::min<int64_t>(first[child], offsets[i]);
        end[child] = std::max<int64_t>(end[child], offsets[i] + INT64_C(1));
    }
    addPiece({Step::Copy, codes, from, count, 0, nullptr, nullptr, static_cast<uint64_t>(count)});
    const auto bases = static_cast<int64_t>(m_unionBases.size());
    for (size_t i = 0; i < first.size(); i++) m_unionBases.push_back(std::min(first[i], end[i]));
    addPiece({Step::UnionOffsets, nullptr, from, count, bases, &array, &type,
              static_cast<uint64_t>(count) * sizeof(int32_t)});
    for (size_t i = 0; i < type.children.size(); i++) {
        const ArrowArray& child = *array.children[i];
        const int64_t start = m_unionBases[bases + i];
        const auto added = add(type.children[i], child, child.offset + start, end[i] - start, false);
        if (!added) return added;
    }
    return {};
}

void FramePlan::writePiece(const Piece& piece, std::byte* out) const {
    const auto* source = static_cast<const std::byte*>(piece.source);
    switch (piece.step) {
        case Step::Skip:
            return;
        case Step::Copy:
            std::memcpy(out, source + piece.from, piece.bytes);
            return;
        case Step::Bits:
            return copyBits(reinterpret_cast<const uint8_t*>(source), piece.from, piece.count, out);
        case Step::Offsets32:
            return copyOffsets<int32_t>(source, piece.from, piece.count, piece.base, out);
        case Step::Offsets64:
            return copyOffsets<int64_t>(source, piece.from, piece.count, piece.base, out);
        case Step::Starts32:
        case Step::Sizes32:
            return copyListView<int32_t>(*piece.array, source, piece.from, piece.count, piece.base, out);
        case Step::Starts64:
        case Step::Sizes64:
            return copyListView<int64_t>(*piece.array, source, piece.from, piece.count, piece.base, out);
        case Step::Views:
            return copyViews(*piece.array, piece.from, piece.count, out);
        case Step::ViewData:
            return copyViewData(*piece.array, piece.from, piece.count, out);
        case Step::UnionOffsets:
            for (int64_t i = 0; i < piece.count; i++) {
                const int8_t code = values<int8_t>(*piece.array, 0)[piece.from + i];
                const int64_t base = m_unionBases[piece.base + piece.type->childOfCode[code]];
                reinterpret_cast<int32_t*>(out)[i] =
                    static_cast<int32_t>(values<int32_t>(*piece.array, 1)[piece.from + i] - base);
            }
            return;
    }
}

void FramePlan::write(std::byte* out) const {
    FrameHeader header;
    header.nodes = static_cast<uint32_t>(m_lengths.size());
    header.buffers = static_cast<uint32_t>(m_pieces.size());
    header.totalBytes = m_total;
    std::memcpy(out, &header, sizeof header);
    std::memcpy(out + sizeof header, m_lengths.data(), m_lengths.size() * sizeof(int64_t));
    std::byte* table = out + sizeof header + m_lengths.size() * sizeof(int64_t);
    uint64_t at = alignFrame(static_cast<uint64_t>(table - out) + m_pieces.size() * sizeof(FrameBuffer));
    for (const auto& piece : m_pieces) {
        const FrameBuffer buffer{piece.step == Step::Skip ? 0 : at, piece.bytes};
        std::memcpy(table, &buffer, sizeof buffer);
        table += sizeof buffer;
        writePiece(piece, out + at);
        at += alignFrame(piece.bytes);
    }
}

Result<FramePlan> FrameSplitter::next() {
    constexpr int64_t kMostRows = 1 << 20;
    const int64_t left = m_array.length - m_next;
    int64_t count = std::min({left, m_step == 0 ? left : m_step, kMostRows});
    auto plan = FramePlan::make(m_type, m_array, m_next, count);
    while (plan && plan->bytes() > m_bytes && count > 1) {
        // Dictionaries go with every piece: where they alone fill the frame, cutting would only repeat them.
        const auto empty = FramePlan::make(m_type, m_array, m_next, 0);
        if (!empty || empty->bytes() > m_bytes / 2) break;
        const double share = static_cast<double>(m_bytes - empty->bytes()) / (plan->bytes() - empty->bytes());
        count = std::clamp<int64_t>(static_cast<int64_t>(static_cast<double>(count) * share * 0.98), 1,
                                    count / 2 + count / 4);
        count = std::max<int64_t>(count, 1);
        plan = FramePlan::make(m_type, m_array, m_next, count);
    }
    m_step = count;
    m_next += count;
    return plan;
}

}  // namespace tributary::plugin
