// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <duckdb.hpp>
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "core/base/error.h"
#include "core/sql/remote_query.h"

namespace tributary::result {

enum class Format { Table, Csv, Json, Ndjson, Markdown, Insert, Parquet, Null };

/// "csv" → Csv …; InvalidArgument naming the known ones.
Result<Format> parseFormat(std::string_view name);

/// Where bytes go. An error of the sink (full disk, closed pipe) ends the writing and is returned.
using ByteSink = std::function<Result<void>(std::string_view)>;

/// Writes rows in one text format, streaming. CSV: NULL is an unquoted empty field, an empty text is "".
/// JSON keeps 64-bit and wider integers and decimals as exact numbers. One thread.
class RowWriter {
  public:
    virtual ~RowWriter() = default;
    virtual Result<void> begin(const std::vector<sql::Column>& columns) = 0;
    virtual Result<void> write(duckdb::DataChunk& chunk) = 0;
    virtual Result<void> end() = 0;
    uint64_t rowsWritten() const { return m_rows; }

  protected:
    uint64_t m_rows = 0;
};

struct WriterOptions {
    std::string tableName = "result";  ///< Insert
    bool header = true;                ///< Csv
    size_t tableSampleRows = 1000;     ///< Table: rows that set the column widths
};

/// Null counts rows and writes nothing: to time a read. Any format but Parquet, which DuckDB writes itself
/// (see engine::exportParquet).
Result<std::unique_ptr<RowWriter>> makeWriter(Format format, ByteSink sink, WriterOptions options = {});

}  // namespace tributary::result
