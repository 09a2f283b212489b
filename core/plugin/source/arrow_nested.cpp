// SPDX-License-Identifier: GPL-3.0-or-later
#include <duckdb/common/vector_operations/vector_operations.hpp>
#include <unordered_set>

#include "core/plugin/source/arrow_decode.h"

namespace tributary::plugin {

using duckdb::FlatVector;
using duckdb::idx_t;
using duckdb::ListVector;
using duckdb::string_t;
using duckdb::Vector;

namespace {

/// Appends `size` items, from `start` on, to the list vector's child.
Result<void> appendItems(const ArrowColumn& item, const ArrowArray& items, int64_t start, idx_t size,
                         Vector& out, ArrowDecode& decode) {
    const idx_t old = ListVector::GetListSize(out);
    ListVector::Reserve(out, old + size);
    auto done = item.decode(item, items, start, size, ListVector::GetEntry(out), old, nullptr, decode);
    if (done) ListVector::SetListSize(out, old + size);
    return done;
}

/// `extent(i)` gives first item and length of row i. Neighbouring rows are read at once.
template <class Extent>
Result<void> storeLists(const ArrowColumn& column, const ArrowArray& array, idx_t count, Vector& out,
                        idx_t at, ArrowDecode& decode, Extent extent) {
    auto* entries = FlatVector::GetData<duckdb::list_entry_t>(out) + at;
    const auto& mask = FlatVector::Validity(out);
    idx_t listed = ListVector::GetListSize(out);
    int64_t start = 0;
    idx_t pending = 0;
    const auto flush = [&]() -> Result<void> {
        if (pending == 0) return {};
        auto done = appendItems(column.children[0], *array.children[0], start, pending, out, decode);
        pending = 0;
        return done;
    };
    for (idx_t i = 0; i < count; i++) {
        entries[i] = {listed, 0};
        if (!mask.RowIsValid(at + i)) continue;
        const auto [first, size] = extent(i);
        if (pending && first != start + static_cast<int64_t>(pending)) {
            if (auto done = flush(); !done) return done;
        }
        if (!pending) start = first;
        pending += size;
        entries[i].length = size;
        listed += size;
    }
    return flush();
}

using Extent = std::pair<int64_t, idx_t>;

template <class Offset>
Result<void> storeOffsetLists(const ArrowColumn& column, const ArrowArray& array, int64_t from, idx_t count,
                              Vector& out, idx_t at, ArrowDecode& decode) {
    const auto* offsets = static_cast<const Offset*>(array.buffers[1]) + array.offset + from;
    return storeLists(column, array, count, out, at, decode, [&](idx_t i) {
        return Extent(offsets[i], static_cast<idx_t>(offsets[i + 1] - offsets[i]));
    });
}

template <class Offset>
Result<void> storeListViews(const ArrowColumn& column, const ArrowArray& array, int64_t from, idx_t count,
                            Vector& out, idx_t at, ArrowDecode& decode) {
    const auto* offsets = static_cast<const Offset*>(array.buffers[1]) + array.offset + from;
    const auto* sizes = static_cast<const Offset*>(array.buffers[2]) + array.offset + from;
    return storeLists(column, array, count, out, at, decode,
                      [&](idx_t i) { return Extent(offsets[i], static_cast<idx_t>(sizes[i])); });
}

/// A map's keys: none NULL, none twice. Keys of one hash are compared.
Result<void> checkKeys(const ArrowColumn& column, Vector& map, idx_t count, idx_t at) {
    const idx_t size = ListVector::GetListSize(map);
    if (size == 0) return {};
    auto& keys = duckdb::MapVector::GetKeys(map);
    Vector hashes(duckdb::LogicalType::HASH, size);
    duckdb::VectorOperations::Hash(keys, hashes, size);
    hashes.Flatten(size);
    const auto* hash = FlatVector::GetData<duckdb::hash_t>(hashes);
    const auto* entries = FlatVector::GetData<duckdb::list_entry_t>(map);
    std::unordered_set<duckdb::hash_t> seen;
    for (idx_t row = at; row < at + count; row++) {
        if (FlatVector::IsNull(map, row)) continue;
        seen.clear();
        const auto& entry = entries[row];
        for (idx_t i = entry.offset; i < entry.offset + entry.length; i++) {
            if (FlatVector::IsNull(keys, i)) return misfit(column, "a map with a NULL key");
            if (entry.length == 1 || seen.insert(hash[i]).second) continue;
            const duckdb::Value key = keys.GetValue(i);  // twice, or one hash by chance: rare
            for (idx_t j = entry.offset; j < i; j++) {
                if (hash[j] == hash[i] && duckdb::Value::NotDistinctFrom(keys.GetValue(j), key))
                    return misfit(column, "a map with the key " + key.ToString() + " twice");
            }
        }
    }
    return {};
}

/// `ids` are the rows' type ids, `child(i)` gives the row of the member's array for row i.
template <class Child>
Result<void> storeUnion(const ArrowColumn& column, const ArrowArray& array, const int8_t* ids, idx_t count,
                        Vector& out, idx_t at, const duckdb::ValidityMask* parent, ArrowDecode& decode,
                        Child child) {
    auto* tags = FlatVector::GetData<uint8_t>(duckdb::UnionVector::GetTags(out)) + at;
    for (idx_t i = 0; i < count; i++) {
        if (parent && !parent->RowIsValid(at + i)) {
            FlatVector::SetNull(out, at + i, true);
            continue;
        }
        const int16_t member = ids[i] >= 0 ? column.members[static_cast<size_t>(ids[i])] : int16_t(-1);
        if (member < 0)
            return fail(ErrorCode::Corrupt, "Column '" + column.name + "' has an unknown union member");
        tags[i] = static_cast<uint8_t>(member);
        for (size_t m = 0; m < column.children.size(); m++) {
            auto& vector = duckdb::UnionVector::GetMember(out, m);
            if (m != static_cast<size_t>(member)) {
                FlatVector::SetNull(vector, at + i, true);
                continue;
            }
            const auto& node = column.children[m];
            auto done = node.decode(node, *array.children[m], child(i), 1, vector, at + i, nullptr, decode);
            if (!done) return done;
        }
    }
    return {};
}

/// Rows of `source` picked by `sel` into `out`. Text is not copied: both sides hold on to where it is.
void gather(Vector& source, const duckdb::SelectionVector& sel, idx_t count, Vector& out, idx_t at) {
    if (out.GetType().InternalType() != duckdb::PhysicalType::VARCHAR) {
        duckdb::VectorOperations::Copy(source, out, sel, count, 0, at);
        return;
    }
    const auto* from = FlatVector::GetData<string_t>(source);
    auto* to = FlatVector::GetData<string_t>(out) + at;
    for (idx_t i = 0; i < count; i++) {
        const auto row = sel.get_index(i);
        if (FlatVector::IsNull(source, row)) {
            FlatVector::SetNull(out, at + i, true);
        } else {
            to[i] = from[row];
        }
    }
    duckdb::StringVector::AddHeapReference(out, source);
}

int64_t indexAt(char format, const void* data, int64_t row) {
    switch (format) {
        case 'c':
            return static_cast<const int8_t*>(data)[row];
        case 'C':
            return static_cast<const uint8_t*>(data)[row];
        case 's':
            return static_cast<const int16_t*>(data)[row];
        case 'S':
            return static_cast<const uint16_t*>(data)[row];
        case 'i':
            return static_cast<const int32_t*>(data)[row];
        case 'I':
            return static_cast<const uint32_t*>(data)[row];
        default:
            return static_cast<const int64_t*>(data)[row];
    }
}

void nullWhere(const duckdb::ValidityMask& mask, idx_t count, Vector& out, idx_t at) {
    for (idx_t i = 0; i < count; i++) {
        if (!mask.RowIsValid(at + i)) FlatVector::SetNull(out, at + i, true);
    }
}

}  // namespace

#define TRIBUTARY_LISTS(name, stores, Offset)                               \
    TRIBUTARY_ARROW_DECODER(name) {                                         \
        if (count == 0) return {};                                          \
        readValidity(array, from, count, out, at, parent);                  \
        return stores<Offset>(column, array, from, count, out, at, decode); \
    }
TRIBUTARY_LISTS(decodeList, storeOffsetLists, int32_t)
TRIBUTARY_LISTS(decodeLargeList, storeOffsetLists, int64_t)
TRIBUTARY_LISTS(decodeListView, storeListViews, int32_t)
TRIBUTARY_LISTS(decodeLargeListView, storeListViews, int64_t)
#undef TRIBUTARY_LISTS

TRIBUTARY_ARROW_DECODER(decodeFixedListAsList) {
    if (count == 0) return {};
    readValidity(array, from, count, out, at, parent);
    const int64_t first = array.offset + from;
    return storeLists(column, array, count, out, at, decode, [&](idx_t i) {
        return Extent((first + static_cast<int64_t>(i)) * column.width, static_cast<idx_t>(column.width));
    });
}

TRIBUTARY_ARROW_DECODER(decodeFixedList) {
    if (count == 0) return {};
    const bool nulls = readValidity(array, from, count, out, at, parent);
    const auto& item = column.children[0];
    const auto width = static_cast<idx_t>(column.width);
    auto& items = duckdb::ArrayVector::GetEntry(out);
    const int64_t first = (array.offset + from) * column.width;
    if (!nulls)
        return item.decode(item, *array.children[0], first, count * width, items, at * width, nullptr,
                           decode);
    for (idx_t i = 0; i < count; i++) {
        if (FlatVector::IsNull(out, at + i)) {
            FlatVector::SetNull(out, at + i, true);  // its items, too
            continue;
        }
        auto done = item.decode(item, *array.children[0], first + static_cast<int64_t>(i * width), width,
                                items, (at + i) * width, nullptr, decode);
        if (!done) return done;
    }
    return {};
}

TRIBUTARY_ARROW_DECODER(decodeStruct) {
    if (count == 0) return {};
    const bool nulls = readValidity(array, from, count, out, at, parent);
    const auto* mask = nulls ? &FlatVector::Validity(out) : nullptr;
    auto& entries = duckdb::StructVector::GetEntries(out);
    for (size_t i = 0; i < column.children.size(); i++) {
        const auto& child = column.children[i];
        auto done = child.decode(child, *array.children[i], array.offset + from, count, *entries[i], at, mask,
                                 decode);
        if (!done) return done;
    }
    return {};
}

TRIBUTARY_ARROW_DECODER(decodeEmptyStruct) {
    (void)column, (void)decode;
    readValidity(array, from, count, out, at, parent);
    auto* target = FlatVector::GetData<string_t>(out) + at;
    for (idx_t i = 0; i < count; i++) target[i] = string_t("{}", 2);
    return {};
}

TRIBUTARY_ARROW_DECODER(decodeMap) {
    auto done = decodeList(column, array, from, count, out, at, parent, decode);
    if (!done) return done;
    return checkKeys(column, out, count, at);
}

// Before Arrow 1.0 unions had a validity bitmap in front: the buffers are counted from the end.
TRIBUTARY_ARROW_DECODER(decodeSparseUnion) {
    if (count == 0) return {};
    const int64_t first = array.offset + from;
    const auto* ids = static_cast<const int8_t*>(array.buffers[array.n_buffers - 1]) + first;
    return storeUnion(column, array, ids, count, out, at, parent, decode,
                      [&](idx_t i) { return first + static_cast<int64_t>(i); });
}

TRIBUTARY_ARROW_DECODER(decodeDenseUnion) {
    if (count == 0) return {};
    const int64_t first = array.offset + from;
    const auto* ids = static_cast<const int8_t*>(array.buffers[array.n_buffers - 2]) + first;
    const auto* offsets = static_cast<const int32_t*>(array.buffers[array.n_buffers - 1]) + first;
    return storeUnion(column, array, ids, count, out, at, parent, decode,
                      [&](idx_t i) { return static_cast<int64_t>(offsets[i]); });
}

TRIBUTARY_ARROW_DECODER(decodeDictionary) {
    if (count == 0) return {};
    auto values = decode.dictionary(column.children[0], *array.dictionary);
    if (!values) return fail(values.error());
    // Indexes of NULL rows may be anything.
    Vector flags(duckdb::LogicalType::BOOLEAN, at + count);
    const bool nulls = readValidity(array, from, count, flags, at, parent);
    const auto& mask = FlatVector::Validity(flags);
    if (array.dictionary->length == 0) {
        for (idx_t i = 0; i < count; i++) FlatVector::SetNull(out, at + i, true);
        return {};
    }
    duckdb::SelectionVector sel(count);
    for (idx_t i = 0; i < count; i++) {
        const bool valid = mask.RowIsValid(at + i);
        const int64_t row = array.offset + from + static_cast<int64_t>(i);
        sel.set_index(i, valid ? static_cast<idx_t>(indexAt(column.index, array.buffers[1], row)) : 0);
    }
    gather(**values, sel, count, out, at);
    if (nulls) nullWhere(mask, count, out, at);
    return {};
}

TRIBUTARY_ARROW_DECODER(decodeRunEnds) {
    if (count == 0) return {};
    const ArrowArray& ends = *array.children[0];
    const auto endOf = [&](int64_t run) { return indexAt(column.index, ends.buffers[1], ends.offset + run); };
    const int64_t first = array.offset + from;
    int64_t low = 0;
    for (int64_t high = ends.length; low < high;) {
        const int64_t middle = low + (high - low) / 2;
        endOf(middle) > first ? high = middle : low = middle + 1;
    }
    duckdb::SelectionVector sel(count);
    int64_t run = low;
    for (idx_t i = 0; i < count; i++) {
        while (run < ends.length && endOf(run) <= first + static_cast<int64_t>(i)) run++;
        if (run >= ends.length)
            return fail(ErrorCode::Corrupt, "Column '" + column.name + "' ends too early");
        sel.set_index(i, static_cast<idx_t>(run - low));
    }
    const auto& value = column.children[0];
    const auto runs = static_cast<idx_t>(run - low + 1);
    Vector values(value.type, runs);
    auto done = value.decode(value, *array.children[1], low, runs, values, 0, nullptr, decode);
    if (!done) return done;
    gather(values, sel, count, out, at);
    if (parent && !parent->AllValid()) nullWhere(*parent, count, out, at);
    return {};
}

}  // namespace tributary::plugin
