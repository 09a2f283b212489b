// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/result/store_view.h"

#include <algorithm>
#include <numeric>
#include <utility>

namespace tributary::result {

StoreView::StoreView(std::shared_ptr<const ResultStore> store, std::shared_ptr<const ResultStore> order)
    : m_store(std::move(store)), m_order(std::move(order)) {}

uint64_t StoreView::rowCount() const {
    if (!m_store) return 0;
    return m_order ? m_order->rowCount() : m_store->rowCount();
}

Result<std::vector<uint64_t>> StoreView::storeRows(RowRange range) const {
    std::vector<uint64_t> out;
    if (!m_order) {
        const uint64_t end = std::min(range.first + range.count, rowCount());
        if (range.first < end) out.resize(end - range.first);
        std::iota(out.begin(), out.end(), range.first);
        return out;
    }
    auto chunks = m_order->rows(range.first, range.count);
    if (!chunks) return fail(chunks.error());
    for (auto& chunk : *chunks) {
        chunk->Flatten();
        const auto* ids = duckdb::FlatVector::GetData<uint64_t>(chunk->data[0]);
        out.insert(out.end(), ids, ids + chunk->size());
    }
    return out;
}

Result<std::vector<StoreView::Piece>> StoreView::rows(RowRange range,
                                                      const std::vector<size_t>& columns) const {
    std::vector<Piece> out;
    if (!m_store) return out;
    if (!m_order) {
        auto chunks = m_store->rows(range.first, range.count, columns);
        if (!chunks) return fail(chunks.error());
        uint64_t row = range.first;
        for (auto& chunk : *chunks) {
            Piece piece{std::move(chunk), row, {}};
            piece.storeRows.resize(piece.chunk->size());
            std::iota(piece.storeRows.begin(), piece.storeRows.end(), row);
            row += piece.chunk->size();
            out.push_back(std::move(piece));
        }
        return out;
    }
    const uint64_t end = std::min(range.first + range.count, rowCount());
    for (uint64_t row = range.first; row < end; row += STANDARD_VECTOR_SIZE) {
        auto ids = storeRows({row, std::min<uint64_t>(STANDARD_VECTOR_SIZE, end - row)});
        if (!ids) return fail(ids.error());
        auto piece = gather(row, std::move(*ids), columns);
        if (!piece) return fail(piece.error());
        out.push_back(std::move(*piece));
    }
    return out;
}

Result<StoreView::Piece> StoreView::gather(uint64_t firstRow, std::vector<uint64_t> ids,
                                           const std::vector<size_t>& columns) const {
    Piece piece;
    piece.firstRow = firstRow;
    piece.chunk = std::make_unique<duckdb::DataChunk>();
    duckdb::vector<duckdb::LogicalType> types;
    const auto all = m_store->types();
    if (columns.empty()) types.assign(all.begin(), all.end());
    for (size_t column : columns) types.push_back(all.at(column));
    piece.chunk->Initialize(duckdb::Allocator::DefaultAllocator(), types);

    // Rows that lie in one stored vector are fetched together, however the order scatters them.
    std::vector<size_t> sequence(ids.size());
    std::iota(sequence.begin(), sequence.end(), size_t{0});
    std::sort(sequence.begin(), sequence.end(), [&](size_t a, size_t b) { return ids[a] < ids[b]; });
    for (size_t i = 0; i < sequence.size();) {
        const uint64_t first = ids[sequence[i]];
        size_t next = i;
        while (next < sequence.size() &&
               ids[sequence[next]] / STANDARD_VECTOR_SIZE == first / STANDARD_VECTOR_SIZE) {
            ++next;
        }
        auto source = m_store->rows(first, ids[sequence[next - 1]] - first + 1, columns);
        if (!source) return fail(source.error());
        if (source->size() != 1)
            return fail(ErrorCode::Internal, "The order of rows names a row that is not there.");
        duckdb::DataChunk& from = *source->front();
        for (; i < next; ++i) {
            const auto offset = static_cast<duckdb::idx_t>(ids[sequence[i]] - first);
            for (duckdb::idx_t c = 0; c < from.ColumnCount(); ++c) {
                duckdb::VectorOperations::Copy(from.data[c], piece.chunk->data[c], offset + 1, offset,
                                               sequence[i]);
            }
        }
    }
    piece.chunk->SetCardinality(ids.size());
    piece.storeRows = std::move(ids);
    return piece;
}

}  // namespace tributary::result
