// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/plugin/wire/frame_reader.h"

#include <algorithm>
#include <bit>
#include <cstring>
#include <optional>
#include <utility>
#include <vector>

#include "core/plugin/wire/frame.h"
#include "core/plugin/wire/utf8_span.h"

namespace tributary::plugin {
namespace {

/// What an empty buffer points to: enough for one offset of 0.
alignas(64) constexpr std::byte kZeros[64] = {};

/// What one ArrowArray of ours points to.
struct Owned {
    std::shared_ptr<Block> block;
    std::vector<const void*> buffers;
    std::vector<std::unique_ptr<ArrowArray>> children;
    std::vector<ArrowArray*> pointers;
    std::unique_ptr<ArrowArray> dictionary;
    int64_t viewBytes = 0;  ///< the last buffer of a view array: how long its data buffer is
};

void releaseOwned(ArrowArray* array) {
    const std::unique_ptr<Owned> owned(static_cast<Owned*>(array->private_data));
    for (auto& child : owned->children)
        if (child->release != nullptr) child->release(child.get());
    if (owned->dictionary && owned->dictionary->release != nullptr)
        owned->dictionary->release(owned->dictionary.get());
    array->release = nullptr;
}

int64_t countZeros(const uint8_t* bits, int64_t count) {
    int64_t ones = 0;
    int64_t at = 0;
    for (; at + 64 <= count; at += 64) {
        uint64_t word;
        std::memcpy(&word, bits + at / 8, sizeof word);
        ones += std::popcount(word);
    }
    for (; at < count; at++) ones += bits[at / 8] >> (at & 7) & 1;
    return count - ones;
}

bool isSet(const uint8_t* bits, int64_t index) {
    return bits == nullptr || (bits[index >> 3] >> (index & 7) & 1) != 0;
}

constexpr const char* kTooMuch = "it stands for far more than it holds";

/// Each value is of a few bytes, however often it is named: naming it twice costs nothing.
bool isFlat(const ArrowType& type) {
    if (type.dictionary != nullptr) return false;
    if (type.layout == Layout::Struct) return std::all_of(type.children.begin(), type.children.end(), isFlat);
    return type.layout == Layout::Null || type.layout == Layout::Bits || type.layout == Layout::Fixed;
}

/// One frame's walk along the schema. A small frame must not stand for endless work: what takes no room in it
/// (nulls) or is named more than once (views, list views, dictionary entries) is counted against a budget
/// that grows with the frame.
class FrameReader {
  public:
    FrameReader(std::shared_ptr<Block> block, uint64_t bytes) : m_block(std::move(block)), m_bytes(bytes) {}

    Result<OwnedArray> run(const ArrowType& root) {
        OwnedArray array;
        if (!readHeader() || !read(root, *array, std::nullopt, true) || m_node != m_header.nodes ||
            m_buffer != m_header.buffers) {
            return fail(ErrorCode::Data,
                        m_column.empty() ? std::string(m_why) : m_why + (" in column '" + m_column + "'"));
        }
        return array;
    }

  private:
    struct Span {
        std::byte* data = nullptr;  ///< null: absent
        uint64_t size = 0;
        template <typename T>
        T* as() const {
            return reinterpret_cast<T*>(data);
        }
    };

    /// What has been read so far, as a measure of the work it takes to read it again.
    struct Spent {
        uint64_t elements = 0;
        uint64_t bytes = 0;
    };

    bool refuse(const char* why) {
        m_why = why;
        return false;
    }
    bool spend(uint64_t& spent, uint64_t more, uint64_t free, uint64_t perByte) {
        const uint64_t budget = free + perByte * m_bytes;
        if (more > budget - std::min(spent, budget)) return refuse(kTooMuch);
        spent += more;
        return true;
    }
    bool spendElements(uint64_t more) { return spend(m_elements, more, WireLimits::kFreeElements, 8); }
    bool spendText(uint64_t more) { return spend(m_text, more, WireLimits::kFreeText, 16); }
    Spent spent() const { return {m_elements, m_text + m_end}; }
    /// Values that were read since `before` are named so often, in any order: each may be all there was.
    bool spendNamed(uint64_t often, const Spent& before) {
        const Spent held = {m_elements - before.elements, m_text + m_end - before.bytes};
        const auto times = [often](uint64_t held) {
            return held != 0 && often > ~uint64_t{0} / held ? ~uint64_t{0} : often * held;
        };
        return spendElements(times(held.elements)) && spendText(times(held.bytes));
    }

    bool readHeader();
    bool nextBuffer(Span& out, uint64_t least);
    bool read(const ArrowType& type, ArrowArray& into, std::optional<int64_t> length, bool root);
    bool readValidity(ArrowArray& into, Owned& kept, bool root, const uint8_t*& validity);
    bool readValues(const ArrowType& type, ArrowArray& into, Owned& kept, const uint8_t* validity);
    bool readChildren(const ArrowType& type, ArrowArray& into, Owned& kept, std::optional<int64_t> length);
    template <typename Offset>
    bool readOffsets(ArrowArray& into, Owned& kept, int64_t& last, const Offset*& offsets);
    template <typename Offset>
    bool readText(const ArrowType& type, ArrowArray& into, Owned& kept, const uint8_t* validity);
    template <typename Offset>
    bool readList(const ArrowType& type, ArrowArray& into, Owned& kept);
    template <typename Offset>
    bool readListView(const ArrowType& type, ArrowArray& into, Owned& kept);
    bool readViews(const ArrowType& type, ArrowArray& into, Owned& kept, const uint8_t* validity);
    bool checkView(const ArrowView& view, const Span& data, bool utf8);
    bool spendEntries(const ArrowType& type, const ArrowArray& indices, const Spent& before);
    template <typename Index>
    uint64_t entryBytes(const ArrowType& entry, const ArrowArray& indices) const;
    bool readUnion(const ArrowType& type, ArrowArray& into, Owned& kept);
    bool checkUnionOffsets(const ArrowType& type, const ArrowArray& into, const int8_t* codes,
                           const int32_t* offsets, const Spent& before);
    bool readDictionary(const ArrowType& type, ArrowArray& into, Owned& kept, const uint8_t* validity);
    bool checkIndices(const ArrowType& type, ArrowArray& into, const uint8_t* validity);
    template <typename Index>
    bool checkIndices(void* indices, int64_t count, const uint8_t* validity, int64_t entries);

    std::shared_ptr<Block> m_block;
    uint64_t m_bytes = 0;
    FrameHeader m_header;
    const std::byte* m_table = nullptr;
    uint64_t m_end = 0;  ///< of the last buffer: the next one begins behind it
    uint32_t m_node = 0;
    uint32_t m_buffer = 0;
    uint64_t m_elements = 0;  ///< spent so far
    uint64_t m_text = 0;
    std::string m_column;
    std::string m_why = "a batch of rows is damaged";
};

bool FrameReader::readHeader() {
    if (m_bytes < sizeof m_header || m_bytes > m_block->capacity()) return false;
    std::memcpy(&m_header, m_block->data(), sizeof m_header);
    if (m_header.magic != FrameHeader::kMagic || m_header.totalBytes != m_bytes) return false;
    if (m_header.nodes == 0 || m_header.nodes > WireLimits::kNodes ||
        m_header.buffers > 3 * WireLimits::kNodes)
        return false;
    const uint64_t lengths = sizeof m_header + m_header.nodes * sizeof(int64_t);
    m_end = lengths + m_header.buffers * sizeof(FrameBuffer);
    m_table = m_block->data() + lengths;
    return m_end <= m_bytes;
}

/// The next buffer of the table, at least `least` bytes; absent is allowed where nothing is needed.
bool FrameReader::nextBuffer(Span& out, uint64_t least) {
    if (m_buffer >= m_header.buffers) return refuse("buffers are missing");
    FrameBuffer buffer;
    std::memcpy(&buffer, m_table + m_buffer++ * sizeof buffer, sizeof buffer);
    if (buffer.offset == 0) {
        out = {};
        return buffer.length == 0 && least == 0 ? true : refuse("a buffer is missing");
    }
    if (buffer.offset % kFrameAlignment != 0 || buffer.offset < m_end || buffer.offset > m_bytes ||
        buffer.length > m_bytes - buffer.offset)
        return refuse("a buffer lies outside the batch");
    if (buffer.length < least) return refuse("a buffer is too short");
    m_end = buffer.offset + buffer.length;
    out = {m_block->data() + buffer.offset, buffer.length};
    return true;
}

/// `length`: what it must be, if something else decides it. `into` can be released even when this fails.
bool FrameReader::read(const ArrowType& type, ArrowArray& into, std::optional<int64_t> length, bool root) {
    if (m_node >= m_header.nodes) return refuse("columns are missing");
    int64_t count = 0;
    std::memcpy(&count, m_block->data() + sizeof m_header + m_node++ * sizeof count, sizeof count);
    if (count < 0 || count > (root ? WireLimits::kRows : WireLimits::kChildRows))
        return refuse("a number of rows is out of range");
    if (length && count != *length) return refuse("columns differ in length");
    if (!root && !spendElements(static_cast<uint64_t>(count))) return false;
    auto owned = std::make_unique<Owned>();
    owned->block = m_block;
    into = {};
    into.length = count;
    into.release = releaseOwned;
    Owned& kept = *owned.release();  // from here on released through `into`
    into.private_data = &kept;
    const uint8_t* validity = nullptr;
    const bool hasValidity = type.layout != Layout::Null && type.layout != Layout::SparseUnion &&
                             type.layout != Layout::DenseUnion;
    if (hasValidity && !readValidity(into, kept, root, validity)) return false;
    if (type.layout == Layout::Null) into.null_count = count;
    if (!readValues(type, into, kept, validity)) return false;
    into.n_buffers = static_cast<int64_t>(kept.buffers.size());
    into.buffers = kept.buffers.data();
    return type.dictionary == nullptr || readDictionary(type, into, kept, validity);
}

bool FrameReader::readValidity(ArrowArray& into, Owned& kept, bool root, const uint8_t*& validity) {
    Span bits;
    if (!nextBuffer(bits, 0)) return false;
    if (bits.data != nullptr) {
        if (root || bits.size < bitmapBytes(into.length)) return refuse("a validity is wrong");
        into.null_count = countZeros(bits.as<uint8_t>(), into.length);
        if (into.null_count > 0) validity = bits.as<uint8_t>();
    }
    kept.buffers.push_back(validity);
    return true;
}

bool FrameReader::readValues(const ArrowType& type, ArrowArray& into, Owned& kept, const uint8_t* validity) {
    switch (type.layout) {
        case Layout::Null:
            return true;
        case Layout::Bits:
        case Layout::Fixed: {
            Span values;
            const auto count = static_cast<uint64_t>(into.length);
            if (!nextBuffer(values,
                            type.layout == Layout::Bits ? bitmapBytes(into.length) : count * type.width))
                return false;
            kept.buffers.push_back(values.data == nullptr ? kZeros : values.data);
            return true;
        }
        case Layout::Text32:
            return readText<int32_t>(type, into, kept, validity);
        case Layout::Text64:
            return readText<int64_t>(type, into, kept, validity);
        case Layout::View:
            return readViews(type, into, kept, validity);
        case Layout::List32:
            return readList<int32_t>(type, into, kept);
        case Layout::List64:
            return readList<int64_t>(type, into, kept);
        case Layout::ListView32:
            return readListView<int32_t>(type, into, kept);
        case Layout::ListView64:
            return readListView<int64_t>(type, into, kept);
        case Layout::FixedList:
            if (type.listSize > 0 && into.length > WireLimits::kChildRows / type.listSize)
                return refuse("lists are too long");
            return readChildren(type, into, kept, into.length * type.listSize);
        case Layout::Struct:
            return readChildren(type, into, kept, into.length);
        case Layout::SparseUnion:
        case Layout::DenseUnion:
            return readUnion(type, into, kept);
    }
    return false;
}

bool FrameReader::readChildren(const ArrowType& type, ArrowArray& into, Owned& kept,
                               std::optional<int64_t> length) {
    for (const auto& child : type.children) {
        if (!child.name.empty()) m_column = child.name;
        kept.children.push_back(std::make_unique<ArrowArray>());
        kept.pointers.push_back(kept.children.back().get());
        if (!read(child, *kept.children.back(), length, false)) return false;
    }
    into.n_children = static_cast<int64_t>(kept.pointers.size());
    into.children = kept.pointers.data();
    return true;
}

/// Begin with 0 and never decrease: then the last one bounds them all.
template <typename Offset>
bool FrameReader::readOffsets(ArrowArray& into, Owned& kept, int64_t& last, const Offset*& offsets) {
    Span span;
    const auto count = static_cast<uint64_t>(into.length);
    if (!nextBuffer(span, count == 0 ? 0 : (count + 1) * sizeof(Offset))) return false;
    last = 0;
    if (count == 0) {
        kept.buffers.push_back(kZeros);
        return true;
    }
    offsets = span.as<Offset>();
    bool decreases = offsets[0] != 0;
    for (uint64_t i = 0; i < count; i++) decreases |= offsets[i + 1] < offsets[i];
    if (decreases) return refuse("offsets are not in order");
    last = offsets[count];
    kept.buffers.push_back(span.data);
    return true;
}

template <typename Offset>
bool FrameReader::readText(const ArrowType& type, ArrowArray& into, Owned& kept, const uint8_t* validity) {
    int64_t last = 0;
    const Offset* offsets = nullptr;
    if (!readOffsets<Offset>(into, kept, last, offsets)) return false;
    Span data;
    if (!nextBuffer(data, static_cast<uint64_t>(last))) return false;
    kept.buffers.push_back(data.data == nullptr ? kZeros : data.data);
    if (!type.utf8 || last == 0) return true;
    const auto* text = data.as<const char>();
    if (isUtf8({text, static_cast<size_t>(last)})) {
        bool cut = false;  // a character that two strings share
        for (int64_t i = 0; i < into.length; i++)
            cut |= offsets[i] < last && (static_cast<unsigned char>(text[offsets[i]]) & 0xC0) == 0x80;
        if (!cut) return true;
    }
    for (int64_t i = 0; i < into.length; i++)  // what lies under a null may be anything
        if (isSet(validity, i) &&
            !isUtf8({text + offsets[i], static_cast<size_t>(offsets[i + 1] - offsets[i])}))
            return refuse("a text is no UTF-8");
    return true;
}

template <typename Offset>
bool FrameReader::readList(const ArrowType& type, ArrowArray& into, Owned& kept) {
    int64_t last = 0;
    const Offset* offsets = nullptr;
    if (!readOffsets<Offset>(into, kept, last, offsets) || !readChildren(type, into, kept, std::nullopt))
        return false;
    if (last > into.children[0]->length) return refuse("a list is longer than its elements");
    if (type.isMap && into.children[0]->children[0]->null_count != 0) return refuse("a map's key is null");
    return true;
}

template <typename Offset>
bool FrameReader::readListView(const ArrowType& type, ArrowArray& into, Owned& kept) {
    Span starts, sizes;
    const auto count = static_cast<uint64_t>(into.length);
    if (!nextBuffer(starts, count * sizeof(Offset)) || !nextBuffer(sizes, count * sizeof(Offset)))
        return false;
    kept.buffers.push_back(starts.data == nullptr ? kZeros : starts.data);
    kept.buffers.push_back(sizes.data == nullptr ? kZeros : sizes.data);
    const Spent before = spent();
    if (!readChildren(type, into, kept, std::nullopt)) return false;
    const int64_t elements = into.children[0]->length;
    bool inOrder = true;
    int64_t end = 0;
    uint64_t named = 0;
    for (uint64_t i = 0; i < count; i++) {
        const int64_t start = starts.as<Offset>()[i];
        const int64_t size = sizes.as<Offset>()[i];
        if (start < 0 || size < 0 || start > elements || size > elements - start)
            return refuse("a list is longer than its elements");
        if (size == 0) continue;
        inOrder &= start >= end;
        end = start + size;
        named += static_cast<uint64_t>(size);
        if (named > uint64_t{1} << 40) return refuse(kTooMuch);
    }
    if (inOrder) return true;
    return isFlat(type.children[0]) ? spendElements(named) : spendNamed(named, before);
}

bool FrameReader::checkView(const ArrowView& view, const Span& data, bool utf8) {
    if (view.length < 0) return refuse("a text has a negative length");
    const char* text = view.prefix;
    if (view.length > ArrowView::kInline) {
        if (view.buffer != 0 || view.offset < 0 || static_cast<uint64_t>(view.offset) > data.size ||
            static_cast<uint64_t>(view.length) > data.size - static_cast<uint64_t>(view.offset))
            return refuse("a text lies outside its data");
        text = data.as<const char>() + view.offset;
        if (std::memcmp(text, view.prefix, sizeof view.prefix) != 0)
            return refuse("a text's prefix is wrong");
        if (!spendText(static_cast<uint64_t>(view.length))) return false;
    }
    if (utf8 && !isUtf8({text, static_cast<size_t>(view.length)})) return refuse("a text is no UTF-8");
    return true;
}

bool FrameReader::readViews(const ArrowType& type, ArrowArray& into, Owned& kept, const uint8_t* validity) {
    Span views, data;
    const auto count = static_cast<uint64_t>(into.length);
    if (!nextBuffer(views, count * sizeof(ArrowView)) || !nextBuffer(data, 0)) return false;
    for (uint64_t i = 0; i < count; i++) {
        ArrowView& view = views.as<ArrowView>()[i];
        if (!isSet(validity, static_cast<int64_t>(i)))
            view = {};
        else if (!checkView(view, data, type.utf8))
            return false;
    }
    kept.viewBytes = static_cast<int64_t>(data.size);
    kept.buffers.push_back(views.data == nullptr ? kZeros : views.data);
    kept.buffers.push_back(data.data == nullptr ? kZeros : data.data);
    kept.buffers.push_back(&kept.viewBytes);
    return true;
}

bool FrameReader::readUnion(const ArrowType& type, ArrowArray& into, Owned& kept) {
    Span codes, offsets;
    const bool dense = type.layout == Layout::DenseUnion;
    const auto count = static_cast<uint64_t>(into.length);
    if (!nextBuffer(codes, count) || (dense && !nextBuffer(offsets, count * sizeof(int32_t)))) return false;
    kept.buffers.push_back(codes.data == nullptr ? kZeros : codes.data);
    if (dense) kept.buffers.push_back(offsets.data == nullptr ? kZeros : offsets.data);
    for (uint64_t i = 0; i < count; i++) {
        const int8_t code = codes.as<int8_t>()[i];
        if (code < 0 || type.childOfCode[code] < 0) return refuse("a union has an unknown type code");
    }
    const Spent before = spent();
    if (!readChildren(type, into, kept, dense ? std::nullopt : std::optional(into.length))) return false;
    return !dense || checkUnionOffsets(type, into, codes.as<int8_t>(), offsets.as<int32_t>(), before);
}

bool FrameReader::checkUnionOffsets(const ArrowType& type, const ArrowArray& into, const int8_t* codes,
                                    const int32_t* offsets, const Spent& before) {
    std::vector<int64_t> next(type.children.size(), 0);
    bool inOrder = true;
    for (int64_t i = 0; i < into.length; i++) {
        const auto at = static_cast<size_t>(type.childOfCode[codes[i]]);
        if (offsets[i] < 0 || offsets[i] >= into.children[at]->length)
            return refuse("a union's value lies outside");
        inOrder &= offsets[i] >= next[at];
        next[at] = int64_t{offsets[i]} + 1;
    }
    const bool flat = std::all_of(type.children.begin(), type.children.end(), isFlat);
    return flat || inOrder || spendNamed(static_cast<uint64_t>(into.length), before);
}

template <typename Index>
bool FrameReader::checkIndices(void* indices, int64_t count, const uint8_t* validity, int64_t entries) {
    auto* index = static_cast<Index*>(indices);
    for (int64_t i = 0; i < count; i++) {
        if (!isSet(validity, i))
            index[i] = 0;
        else if (std::cmp_less(index[i], 0) || std::cmp_greater_equal(index[i], entries))
            return refuse("an index lies outside its dictionary");
    }
    return true;
}

/// How many bytes of text the (checked) indices name.
template <typename Index>
uint64_t FrameReader::entryBytes(const ArrowType& entry, const ArrowArray& indices) const {
    const auto* index = static_cast<const Index*>(indices.buffers[1]);
    const ArrowArray& entries = *indices.dictionary;
    if (entries.length == 0) return 0;
    uint64_t bytes = 0;
    for (int64_t i = 0; i < indices.length; i++) {
        const auto at = static_cast<size_t>(index[i]);
        if (entry.layout == Layout::View) {
            bytes += static_cast<uint64_t>(static_cast<const ArrowView*>(entries.buffers[1])[at].length);
        } else if (entry.layout == Layout::Text32) {
            const auto* offsets = static_cast<const int32_t*>(entries.buffers[1]);
            bytes += static_cast<uint64_t>(offsets[at + 1] - offsets[at]);
        } else {
            const auto* offsets = static_cast<const int64_t*>(entries.buffers[1]);
            bytes += static_cast<uint64_t>(offsets[at + 1] - offsets[at]);
        }
    }
    return bytes;
}

bool FrameReader::spendEntries(const ArrowType& type, const ArrowArray& indices, const Spent& before) {
    const ArrowType& entry = *type.dictionary;
    if (isFlat(entry)) return true;
    const bool text =
        entry.layout == Layout::Text32 || entry.layout == Layout::Text64 || entry.layout == Layout::View;
    if (!text || entry.dictionary != nullptr)
        return spendNamed(static_cast<uint64_t>(indices.length), before);
    switch (type.width) {
        case 1:
            return spendText(entryBytes<uint8_t>(entry, indices));
        case 2:
            return spendText(entryBytes<uint16_t>(entry, indices));
        case 4:
            return spendText(entryBytes<uint32_t>(entry, indices));
        default:
            return spendText(entryBytes<uint64_t>(entry, indices));
    }
}

bool FrameReader::readDictionary(const ArrowType& type, ArrowArray& into, Owned& kept,
                                 const uint8_t* validity) {
    kept.dictionary = std::make_unique<ArrowArray>();
    const Spent before = spent();
    if (!read(*type.dictionary, *kept.dictionary, std::nullopt, false)) return false;
    into.dictionary = kept.dictionary.get();
    if (into.length == 0) return true;
    return checkIndices(type, into, validity) && spendEntries(type, into, before);
}

bool FrameReader::checkIndices(const ArrowType& type, ArrowArray& into, const uint8_t* validity) {
    // A buffer of `into.length` indices lies in the block, so it is ours to write to.
    void* indices = const_cast<void*>(into.buffers[1]);
    const int64_t entries = into.dictionary->length;
    switch (type.width) {
        case 1:
            return type.isSigned ? checkIndices<int8_t>(indices, into.length, validity, entries)
                                 : checkIndices<uint8_t>(indices, into.length, validity, entries);
        case 2:
            return type.isSigned ? checkIndices<int16_t>(indices, into.length, validity, entries)
                                 : checkIndices<uint16_t>(indices, into.length, validity, entries);
        case 4:
            return type.isSigned ? checkIndices<int32_t>(indices, into.length, validity, entries)
                                 : checkIndices<uint32_t>(indices, into.length, validity, entries);
        default:
            return type.isSigned ? checkIndices<int64_t>(indices, into.length, validity, entries)
                                 : checkIndices<uint64_t>(indices, into.length, validity, entries);
    }
}

}  // namespace

Result<OwnedArray> readFrame(const ArrowType& root, std::shared_ptr<Block> block, uint64_t bytes) {
    return FrameReader(std::move(block), bytes).run(root);
}

}  // namespace tributary::plugin
