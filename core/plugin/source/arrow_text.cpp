// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/utf8.h"
#include "core/plugin/source/arrow_decode.h"

namespace tributary::plugin {

using duckdb::FlatVector;
using duckdb::idx_t;
using duckdb::string_t;

namespace {

bool isAscii(const char* text, size_t size) {
    uint64_t seen = 0;
    size_t i = 0;
    for (; i + 8 <= size; i += 8) {
        uint64_t word;
        std::memcpy(&word, text + i, 8);
        seen |= word;
    }
    for (; i < size; i++) seen |= static_cast<unsigned char>(text[i]);
    return (seen & 0x8080808080808080ULL) == 0;
}

/// Whether the bytes may stand as a value of the column: text must be UTF-8.
Result<string_t> check(const ArrowColumn& column, const char* bytes, uint64_t size) {
    if (size > std::numeric_limits<uint32_t>::max()) return misfit(column, "a value of 4 GiB or more");
    if (column.type.id() == duckdb::LogicalTypeId::VARCHAR && !isAscii(bytes, size) &&
        firstInvalidUtf8(std::string_view(bytes, size)) != std::string_view::npos) {
        return misfit(column, "text that is not UTF-8");
    }
    return string_t(bytes, static_cast<uint32_t>(size));
}

/// `locate(i)` gives the bytes of row i.
template <class Locate>
Result<void> store(const ArrowColumn& column, idx_t count, duckdb::Vector& out, idx_t at, ArrowDecode& decode,
                   Locate locate) {
    const auto& mask = FlatVector::Validity(out);
    auto* target = FlatVector::GetData<string_t>(out) + at;
    bool points = false;
    for (idx_t i = 0; i < count; i++) {
        if (!mask.RowIsValid(at + i)) continue;
        const std::string_view bytes = locate(i);
        auto value = check(column, bytes.data() ? bytes.data() : "", bytes.size());
        if (!value) return fail(value.error());
        target[i] = *value;
        points = points || !value->IsInlined();
    }
    if (points) decode.keepFor(out);
    return {};
}

template <class Offset>
Result<void> storeOffsets(const ArrowColumn& column, const ArrowArray& array, int64_t from, idx_t count,
                          duckdb::Vector& out, idx_t at, ArrowDecode& decode) {
    const auto* offsets = static_cast<const Offset*>(array.buffers[1]) + array.offset + from;
    const auto* bytes = static_cast<const char*>(array.buffers[2]);
    return store(column, count, out, at, decode, [&](idx_t i) {
        return std::string_view(bytes + offsets[i], static_cast<size_t>(offsets[i + 1] - offsets[i]));
    });
}

struct View {
    int32_t size;
    char prefix[4];
    int32_t buffer;
    int32_t offset;
};

}  // namespace

TRIBUTARY_ARROW_DECODER(decodeText) {
    if (count == 0) return {};
    readValidity(array, from, count, out, at, parent);
    return storeOffsets<int32_t>(column, array, from, count, out, at, decode);
}

TRIBUTARY_ARROW_DECODER(decodeLargeText) {
    if (count == 0) return {};
    readValidity(array, from, count, out, at, parent);
    return storeOffsets<int64_t>(column, array, from, count, out, at, decode);
}

TRIBUTARY_ARROW_DECODER(decodeTextView) {
    if (count == 0) return {};
    readValidity(array, from, count, out, at, parent);
    const auto* views = static_cast<const View*>(array.buffers[1]) + array.offset + from;
    return store(column, count, out, at, decode, [&](idx_t i) {
        const View& view = views[i];
        const auto size = static_cast<size_t>(view.size);
        if (view.size <= 12) return std::string_view(view.prefix, size);
        return std::string_view(static_cast<const char*>(array.buffers[2 + view.buffer]) + view.offset, size);
    });
}

TRIBUTARY_ARROW_DECODER(decodeFixedBytes) {
    if (count == 0) return {};
    readValidity(array, from, count, out, at, parent);
    const auto size = static_cast<size_t>(column.width);
    const auto* bytes =
        static_cast<const char*>(array.buffers[1]) + static_cast<size_t>(array.offset + from) * size;
    return store(column, count, out, at, decode,
                 [&](idx_t i) { return std::string_view(bytes + i * size, size); });
}

}  // namespace tributary::plugin
