// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <memory>
#include <vector>

#include "core/result/cell_text.h"
#include "core/result/out_buffer.h"
#include "core/result/writer.h"

namespace tributary::result {

/// What the text formats share: a buffer, the cells of each column, and DuckDB's exceptions turned into
/// errors.
class TextWriter : public RowWriter {
  public:
    Result<void> begin(const std::vector<sql::Column>& columns) final;
    Result<void> write(duckdb::DataChunk& chunk) final;
    Result<void> end() final;

  protected:
    TextWriter(ByteSink sink, WriterOptions options)
        : m_out(std::move(sink)), m_options(std::move(options)) {}

    virtual void writeHead() = 0;
    /// `m_cells` are loaded.
    virtual void writeRow(duckdb::DataChunk& chunk, duckdb::idx_t row) = 0;
    virtual void writeTail() {}
    /// NULL is written as `null`; other text as it is.
    void putCell(size_t column, duckdb::idx_t row, std::string_view null);

    OutBuffer m_out;
    const WriterOptions m_options;
    std::vector<sql::Column> m_columns;
    std::vector<CellText> m_cells;
};

std::unique_ptr<RowWriter> makeCsvWriter(ByteSink sink, WriterOptions options);
std::unique_ptr<RowWriter> makeJsonWriter(ByteSink sink, WriterOptions options, bool lines);
std::unique_ptr<RowWriter> makeMarkdownWriter(ByteSink sink, WriterOptions options);
std::unique_ptr<RowWriter> makeInsertWriter(ByteSink sink, WriterOptions options);
std::unique_ptr<RowWriter> makeTableWriter(ByteSink sink, WriterOptions options);

}  // namespace tributary::result
