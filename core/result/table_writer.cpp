// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/result/cell_format.h"
#include "core/result/text_width.h"
#include "core/result/writers.h"

namespace tributary::result {
namespace {

/// Columns aligned over the first rows; later rows stream in the widths those gave.
class TableWriter final : public TextWriter {
  public:
    TableWriter(ByteSink sink, WriterOptions options) : TextWriter(std::move(sink), std::move(options)) {}

  private:
    using Row = std::vector<std::string>;

    void writeHead() override {
        for (const auto& column : m_columns) {
            m_names.push_back(shown(column.name));
            m_right.push_back(isNumeric(column.type));
        }
    }

    void writeRow(duckdb::DataChunk&, duckdb::idx_t row) override {
        if (m_cells.empty()) return;
        Row cells;
        cells.reserve(m_cells.size());
        for (size_t i = 0; i < m_cells.size(); i++) cells.push_back(cellText(i, row));
        if (m_started) return putRow(cells);
        m_sample.push_back(std::move(cells));
        if (m_sample.size() >= m_options.tableSampleRows) start();
    }

    void writeTail() override {
        if (!m_started && !m_columns.empty()) start();
    }

    void start() {
        m_started = true;
        for (const auto& name : m_names) m_widths.push_back(displayWidth(name));
        for (const auto& row : m_sample) {
            for (size_t i = 0; i < row.size(); i++) m_widths[i] = std::max(m_widths[i], displayWidth(row[i]));
        }
        putRow(m_names);
        for (size_t i = 0; i < m_widths.size(); i++) {
            if (i) m_out.put("┼");
            for (size_t j = 0; j < m_widths[i] + 2; j++) m_out.put("─");
        }
        m_out.put('\n');
        for (const auto& row : m_sample) putRow(row);
        m_sample.clear();
    }

    std::string cellText(size_t column, duckdb::idx_t row) const {
        const CellText& cells = m_cells[column];
        if (cells.isNull(row)) return "NULL";
        if (!cells.isPlain()) {
            const std::string_view text = cells.text(row);
            return text == "NULL" ? "'NULL'" : shown(text);
        }
        char buffer[CellText::kRoom];
        return {buffer, cells.print(buffer, row)};
    }

    /// Control characters would break the lines: they are shown as escapes.
    static std::string shown(std::string_view text) {
        static constexpr char kHex[] = "0123456789abcdef";
        std::string out;
        out.reserve(text.size());
        for (char c : text) {
            const auto byte = static_cast<unsigned char>(c);
            if (byte >= 0x20 && byte != 0x7f) {
                out += c;
            } else if (c == '\n' || c == '\r' || c == '\t') {
                out += c == '\n' ? "\\n" : c == '\r' ? "\\r" : "\\t";
            } else {
                out += "\\x";
                out += kHex[byte >> 4];
                out += kHex[byte & 15];
            }
        }
        return out;
    }

    void putRow(const Row& row) {
        for (size_t i = 0; i < row.size(); i++) {
            const size_t width = displayWidth(row[i]);
            const size_t padding = m_widths[i] > width ? m_widths[i] - width : 0;
            m_out.put(i ? "│ " : " ");
            if (m_right[i]) m_out.fill(' ', padding);
            m_out.put(row[i]);
            const bool last = i + 1 == row.size();
            if (!last) m_out.fill(' ', (m_right[i] ? 0 : padding) + 1);
        }
        m_out.put('\n');
    }

    Row m_names;
    std::vector<bool> m_right;
    std::vector<size_t> m_widths;
    std::vector<Row> m_sample;
    bool m_started = false;
};

}  // namespace

std::unique_ptr<RowWriter> makeTableWriter(ByteSink sink, WriterOptions options) {
    return std::make_unique<TableWriter>(std::move(sink), std::move(options));
}

}  // namespace tributary::result
