// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/result/writers.h"

namespace tributary::result {
namespace {

/// RFC 4180 but for the line ends, which are plain newlines. NULL is an empty field, an empty text is "".
class CsvWriter final : public TextWriter {
  public:
    CsvWriter(ByteSink sink, WriterOptions options) : TextWriter(std::move(sink), std::move(options)) {}

  private:
    void writeHead() override {
        if (!m_options.header) return;
        for (size_t i = 0; i < m_columns.size(); i++) {
            if (i) m_out.put(',');
            putField(m_columns[i].name);
        }
        m_out.put('\n');
    }

    void writeRow(duckdb::DataChunk&, duckdb::idx_t row) override {
        for (size_t i = 0; i < m_cells.size(); i++) {
            if (i) m_out.put(',');
            const CellText& cells = m_cells[i];
            if (cells.isNull(row)) continue;
            if (cells.isPlain()) {
                cells.append(m_out, row);
            } else {
                putField(cells.text(row));
            }
        }
        m_out.put('\n');
    }

    static bool needsQuotes(std::string_view text) {
        if (text.empty()) return true;
        for (char c : text) {
            if (c == ',' || c == '"' || c == '\n' || c == '\r') return true;
        }
        return false;
    }

    void putField(std::string_view text) {
        if (!needsQuotes(text)) {
            m_out.put(text);
            return;
        }
        char* to = m_out.room(text.size() * 2 + 2);
        *to++ = '"';
        for (char c : text) {
            if (c == '"') *to++ = '"';
            *to++ = c;
        }
        *to++ = '"';
        m_out.advance(to);
    }
};

}  // namespace

std::unique_ptr<RowWriter> makeCsvWriter(ByteSink sink, WriterOptions options) {
    return std::make_unique<CsvWriter>(std::move(sink), std::move(options));
}

}  // namespace tributary::result
