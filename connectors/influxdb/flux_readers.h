// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <functional>

#include "connectors/influxdb/annotated_csv.h"
#include "connectors/influxdb/column_writer.h"
#include "core/connect/connector.h"

namespace tributary::connectors::influxdb {

/// The type of a column of annotated CSV; VARCHAR for what DuckDB has not (a duration stays its exact text).
duckdb::LogicalType csvType(std::string_view datatype);

/// Rows of annotated CSV as the given columns, matched by name table by table; a column a table lacks is
/// NULL. With `closed` a table may not bring columns that are not asked for.
class CsvReader final : public connect::ChunkReader {
  public:
    /// `names`: what each column is called in the answer.
    CsvReader(std::unique_ptr<AnnotatedCsv> csv, std::vector<sql::Column> columns,
              std::vector<std::string> names, bool closed);
    /// Columns from the first rows: the union of what the tables met there have.
    static Result<std::unique_ptr<CsvReader>> native(std::unique_ptr<AnnotatedCsv> csv);

    const std::vector<sql::Column>& columns() const override { return m_columns; }
    Result<bool> next(duckdb::DataChunk& chunk) override;
    /// Asked when not one row came: the server answers a measurement it does not know like an empty one.
    void onNothing(std::function<Result<void>()> exists) { m_exists = std::move(exists); }
    uint64_t bytesRead() const override { return m_csv->bytesRead(); }

  private:
    struct Kept {
        std::shared_ptr<const std::vector<CsvColumn>> table;
        std::vector<std::string> cells;
    };
    Result<void> match(const std::vector<CsvColumn>& table);
    template <typename Cells>
    bool put(const Cells& cells, duckdb::idx_t row);
    bool putCell(size_t column, std::string_view cell, duckdb::idx_t row);

    std::unique_ptr<AnnotatedCsv> m_csv;
    std::vector<sql::Column> m_columns;
    std::vector<std::string> m_names;
    std::vector<ColumnWriter> m_writers;
    std::vector<size_t> m_cellOf;           ///< per column: index of its cell in this table, or npos
    std::vector<std::string> m_datatypeOf;  ///< per column, in this table
    uint64_t m_version = 0;
    bool m_closed = false;
    std::vector<Kept> m_kept;
    size_t m_nextKept = 0;
    bool m_ended = false;
    std::function<Result<void>()> m_exists;  ///< empty once it need not be asked
    Error m_error;
};

}  // namespace tributary::connectors::influxdb
