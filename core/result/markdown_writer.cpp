// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/result/cell_format.h"
#include "core/result/writers.h"

namespace tributary::result {
namespace {

class MarkdownWriter final : public TextWriter {
  public:
    MarkdownWriter(ByteSink sink, WriterOptions options) : TextWriter(std::move(sink), std::move(options)) {}

  private:
    void writeHead() override {
        if (m_columns.empty()) return;
        for (const auto& column : m_columns) {
            m_out.put("| ");
            putText(column.name);
            m_out.put(' ');
        }
        m_out.put("|\n");
        for (const auto& column : m_columns) m_out.put(isNumeric(column.type) ? "| ---: " : "| --- ");
        m_out.put("|\n");
    }

    void writeRow(duckdb::DataChunk&, duckdb::idx_t row) override {
        if (m_cells.empty()) return;
        for (size_t i = 0; i < m_cells.size(); i++) {
            m_out.put("| ");
            if (m_cells[i].isPlain() || m_cells[i].isNull(row)) {
                putCell(i, row, "NULL");
            } else {
                putText(m_cells[i].text(row));
            }
            m_out.put(' ');
        }
        m_out.put("|\n");
    }

    /// A pipe would end the cell, a line end the row; "NULL" as text must not look like NULL.
    void putText(std::string_view text) {
        if (text == "NULL") return m_out.put("`NULL`");
        for (char c : text) {
            if (c == '|' || c == '\\') m_out.put('\\');
            if (c == '\n') {
                m_out.put("<br>");
            } else if (c != '\r') {
                m_out.put(c);
            }
        }
    }
};

}  // namespace

std::unique_ptr<RowWriter> makeMarkdownWriter(ByteSink sink, WriterOptions options) {
    return std::make_unique<MarkdownWriter>(std::move(sink), std::move(options));
}

}  // namespace tributary::result
