// SPDX-License-Identifier: GPL-3.0-or-later
#include <array>
#include <cstring>
#include <utility>

#include "core/result/writers.h"

namespace tributary::result {
namespace {

/// RFC 4180 but for the line ends, which are plain newlines. NULL is an empty field, an empty text is "".
class CsvWriter final : public TextWriter {
  public:
    CsvWriter(ByteSink sink, WriterOptions options) : TextWriter(std::move(sink), std::move(options)) {}

  private:
    void writeHead() override {
        m_rowRoom = m_columns.size() * (CellText::kRoom + 1) + 1;
        if (!m_options.header) return;
        char* to = m_out.room(m_rowRoom);
        for (size_t i = 0; i < m_columns.size(); i++) {
            if (i) *to++ = ',';
            to = putField(to, m_columns[i].name);
        }
        *to++ = '\n';
        m_out.advance(to);
    }

    void writeRow(duckdb::DataChunk&, duckdb::idx_t row) override {
        char* to = m_out.room(m_rowRoom);
        bool first = true;
        for (const CellText& cells : m_cells) {
            if (!std::exchange(first, false)) *to++ = ',';
            if (cells.isNull(row)) continue;
            to = cells.isPlain() ? cells.print(to, row) : putField(to, cells.text(row));
        }
        *to++ = '\n';
        m_out.advance(to);
    }

    static bool needsQuotes(std::string_view text) {
        static constexpr std::array<bool, 256> kSpecial = [] {
            std::array<bool, 256> out{};
            for (unsigned char c : {',', '"', '\n', '\r'}) out[c] = true;
            return out;
        }();
        bool found = text.empty();
        for (char c : text) found |= kSpecial[static_cast<unsigned char>(c)];
        return found;
    }

    /// Writes at `to`, the end of what is in the buffer's room, which is widened as needed.
    char* putField(char* to, std::string_view text) {
        m_out.advance(to);
        to = m_out.room(text.size() * 2 + 2 + m_rowRoom);
        if (!needsQuotes(text)) {
            std::memcpy(to, text.data(), text.size());
            return to + text.size();
        }
        *to++ = '"';
        for (char c : text) {
            if (c == '"') *to++ = '"';
            *to++ = c;
        }
        *to++ = '"';
        return to;
    }

    size_t m_rowRoom = 0;  ///< what a row takes beside its texts
};

}  // namespace

std::unique_ptr<RowWriter> makeCsvWriter(ByteSink sink, WriterOptions options) {
    return std::make_unique<CsvWriter>(std::move(sink), std::move(options));
}

}  // namespace tributary::result
