// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <duckdb.hpp>
#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <vector>

#include "core/base/error.h"
#include "core/sql/remote_query.h"

namespace tributary::result {

/// The rows of one result: written by the thread that runs the query, read in ranges by any other. Rows live
/// on DuckDB's buffer manager and spill to its temporary folder, so memory stays bounded however long the
/// result is. Sealed segments are immutable; reading never blocks the writer for longer than a chunk's copy.
class ResultStore {
  public:
    static constexpr uint64_t kSegmentRows = 61'440;  ///< thirty vectors

    ResultStore(duckdb::DatabaseInstance& database, std::vector<sql::Column> columns);
    ~ResultStore();

    const std::vector<sql::Column>& columns() const { return m_columns; }
    std::vector<duckdb::LogicalType> types() const;
    /// Where the rows live; it outlives the store.
    duckdb::DatabaseInstance& database() const { return m_database; }

    Result<void> append(duckdb::DataChunk& chunk);
    /// No more rows will come, unless somebody asks for them: then `reopen`.
    void finish();
    /// More rows will come after all.
    void reopen();

    uint64_t rowCount() const;
    bool isFinished() const;

    /// Copies rows [first, first+count) of the given columns, at most what is there, into a fresh chunk list.
    /// Any thread.
    Result<std::vector<std::unique_ptr<duckdb::DataChunk>>> rows(
        uint64_t first, uint64_t count, const std::vector<size_t>& columns = {}) const;

    /// Visits every chunk from the start, in order; the visitor returns false to stop. Any thread.
    Result<void> scan(const std::function<Result<bool>(duckdb::DataChunk&)>& visitor) const;

    /// Exact text of one cell, nullopt for NULL.
    Result<std::optional<std::string>> cell(uint64_t row, size_t column) const;

  private:
    struct Segment;
    std::shared_ptr<const Segment> segmentAt(uint64_t row, uint64_t& firstRow) const;

    duckdb::DatabaseInstance& m_database;
    const std::vector<sql::Column> m_columns;
    mutable std::mutex m_mutex;
    std::vector<std::shared_ptr<Segment>> m_segments;
    uint64_t m_rowCount = 0;
    bool m_finished = false;
};

}  // namespace tributary::result
