// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/result/result_store.h"

#include <duckdb/common/types/column/column_data_collection.hpp>
#include <duckdb/storage/buffer_manager.hpp>

#include "core/result/cell_format.h"

namespace tributary::result {

/// Up to kSegmentRows rows in full vectors, so that row r is in chunk r / STANDARD_VECTOR_SIZE.
struct ResultStore::Segment {
    Segment(duckdb::DatabaseInstance& database, const std::vector<duckdb::LogicalType>& types)
        : rows(duckdb::BufferManager::GetBufferManager(database),
               duckdb::vector<duckdb::LogicalType>(types.begin(), types.end())) {
        rows.InitializeAppend(append);
    }

    mutable std::mutex mutex;  ///< DuckDB's collection is not safe to read while it grows
    duckdb::ColumnDataCollection rows;
    duckdb::ColumnDataAppendState append;
};

namespace {

template <typename F>
Result<void> guarded(F&& body) {
    try {
        return body();
    } catch (const std::exception& e) {
        duckdb::ErrorData error(e);
        return fail(ErrorCode::Resource, "The result could not be kept: " + error.RawMessage(),
                    "Free memory or disk space, or narrow the query.");
    }
}

std::unique_ptr<duckdb::DataChunk> copySlice(duckdb::DataChunk& chunk, duckdb::idx_t offset,
                                             duckdb::idx_t count, const std::vector<size_t>& columns) {
    auto out = std::make_unique<duckdb::DataChunk>();
    duckdb::vector<duckdb::LogicalType> types;
    for (size_t c : columns) types.push_back(chunk.data[c].GetType());
    out->Initialize(duckdb::Allocator::DefaultAllocator(), types);
    for (size_t i = 0; i < columns.size(); i++) {
        duckdb::VectorOperations::Copy(chunk.data[columns[i]], out->data[i], offset + count, offset, 0);
    }
    out->SetCardinality(count);
    return out;
}

}  // namespace

ResultStore::ResultStore(duckdb::DatabaseInstance& database, std::vector<sql::Column> columns)
    : m_database(database), m_columns(std::move(columns)) {}

ResultStore::~ResultStore() = default;

std::vector<duckdb::LogicalType> ResultStore::types() const {
    std::vector<duckdb::LogicalType> out;
    for (const auto& column : m_columns) out.push_back(column.type);
    return out;
}

Result<void> ResultStore::append(duckdb::DataChunk& chunk) {
    return guarded([&]() -> Result<void> {
        duckdb::idx_t done = 0;
        while (done < chunk.size()) {
            std::shared_ptr<Segment> segment;
            {
                std::lock_guard lock(m_mutex);
                if (m_segments.empty() || m_rowCount == m_segments.size() * kSegmentRows) {
                    m_segments.push_back(std::make_shared<Segment>(m_database, types()));
                }
                segment = m_segments.back();
            }
            const uint64_t room = m_segments.size() * kSegmentRows - m_rowCount;
            const auto count = std::min<duckdb::idx_t>(chunk.size() - done, room);
            {
                std::lock_guard lock(segment->mutex);
                if (done == 0 && count == chunk.size()) {
                    segment->rows.Append(segment->append, chunk);
                } else {
                    duckdb::DataChunk part;
                    part.InitializeEmpty(chunk.GetTypes());
                    part.Reference(chunk);
                    part.Slice(done, count);
                    part.Flatten();
                    segment->rows.Append(segment->append, part);
                }
            }
            done += count;
            if (segment->rows.Count() == kSegmentRows) {
                // Full: nothing is appended again, so its last blocks need not stay in memory.
                std::lock_guard sealed(segment->mutex);
                segment->append.current_chunk_state.handles.clear();
            }
            std::lock_guard lock(m_mutex);
            m_rowCount += count;
        }
        return {};
    });
}

void ResultStore::finish() {
    std::lock_guard lock(m_mutex);
    m_finished = true;
}

void ResultStore::reopen() {
    std::lock_guard lock(m_mutex);
    m_finished = false;
}

uint64_t ResultStore::rowCount() const {
    std::lock_guard lock(m_mutex);
    return m_rowCount;
}

bool ResultStore::isFinished() const {
    std::lock_guard lock(m_mutex);
    return m_finished;
}

std::shared_ptr<const ResultStore::Segment> ResultStore::segmentAt(uint64_t row, uint64_t& firstRow) const {
    std::lock_guard lock(m_mutex);
    if (row >= m_rowCount) return nullptr;
    const size_t index = row / kSegmentRows;
    firstRow = index * kSegmentRows;
    return m_segments[index];
}

Result<std::vector<std::unique_ptr<duckdb::DataChunk>>> ResultStore::rows(
    uint64_t first, uint64_t count, const std::vector<size_t>& columns) const {
    std::vector<std::unique_ptr<duckdb::DataChunk>> out;
    std::vector<size_t> wanted = columns;
    if (wanted.empty()) {
        for (size_t i = 0; i < m_columns.size(); i++) wanted.push_back(i);
    }
    auto status = guarded([&]() -> Result<void> {
        const uint64_t total = rowCount();
        const uint64_t end = first < total ? first + std::min(count, total - first) : first;
        duckdb::DataChunk chunk;
        for (uint64_t row = first; row < end;) {
            uint64_t firstRow = 0;
            auto segment = segmentAt(row, firstRow);
            if (!segment) break;
            const uint64_t local = row - firstRow;
            const duckdb::idx_t offset = local % STANDARD_VECTOR_SIZE;
            std::lock_guard lock(segment->mutex);
            if (chunk.ColumnCount() == 0) segment->rows.InitializeScanChunk(chunk);
            segment->rows.FetchChunk(local / STANDARD_VECTOR_SIZE, chunk);
            const duckdb::idx_t take = std::min<uint64_t>(chunk.size() - offset, end - row);
            out.push_back(copySlice(chunk, offset, take, wanted));
            row += take;
        }
        return {};
    });
    if (!status) return fail(status.error());
    return out;
}

Result<void> ResultStore::scan(const std::function<Result<bool>(duckdb::DataChunk&)>& visitor) const {
    const uint64_t end = rowCount();
    for (uint64_t row = 0; row < end;) {
        auto chunks = rows(row, STANDARD_VECTOR_SIZE);
        if (!chunks) return fail(chunks.error());
        for (auto& chunk : *chunks) {
            row += chunk->size();
            auto more = visitor(*chunk);
            if (!more) return fail(more.error());
            if (!*more) return {};
        }
        if (chunks->empty()) break;
    }
    return {};
}

Result<std::optional<std::string>> ResultStore::cell(uint64_t row, size_t column) const {
    auto chunks = rows(row, 1, {column});
    if (!chunks) return fail(chunks.error());
    if (chunks->empty()) return fail(ErrorCode::NotFound, "There is no row " + std::to_string(row + 1));
    return formatVector((*chunks)[0]->data[0], 1)[0];
}

}  // namespace tributary::result
