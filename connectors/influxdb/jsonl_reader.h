// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <simdjson.h>

#include "connectors/influxdb/column_writer.h"
#include "connectors/influxdb/http_session.h"
#include "core/connect/connector.h"

namespace tributary::connectors::influxdb {

/// Rows that come as one JSON object per line; a key that is missing is NULL. Numbers are read from their
/// text, so 64-bit integers stay exact.
class JsonlReader final : public connect::ChunkReader {
  public:
    JsonlReader(std::unique_ptr<Answer> answer, std::vector<sql::Column> columns);
    /// Columns and types from the first rows.
    static Result<std::unique_ptr<JsonlReader>> native(std::unique_ptr<Answer> answer);

    const std::vector<sql::Column>& columns() const override { return m_columns; }
    Result<bool> next(duckdb::DataChunk& chunk) override;
    uint64_t bytesRead() const override { return m_answer->bytesRead(); }

  private:
    /// The next line without its end, not moved until the next call; false: the end.
    Result<bool> line(std::string_view& out);
    Result<void> peek(size_t rows);
    bool readRow(std::string_view text, duckdb::idx_t row);
    bool put(simdjson::ondemand::value& value, size_t column, duckdb::idx_t row);
    size_t columnOf(std::string_view key, size_t expected) const;
    bool corrupt();

    std::unique_ptr<Answer> m_answer;
    std::vector<sql::Column> m_columns;
    std::vector<ColumnWriter> m_writers;
    std::vector<size_t> m_first;  ///< per column: the first column of its name
    std::vector<bool> m_seen;
    simdjson::ondemand::parser m_parser;
    std::string m_buffer;
    size_t m_at = 0;
    bool m_ended = false;
    bool m_closed = false;  ///< a key that is no column is an error
    Error m_error;
};

}  // namespace tributary::connectors::influxdb
