// SPDX-License-Identifier: GPL-3.0-or-later
#include <cmath>

#include "core/result/cell_format.h"
#include "core/result/writers.h"

namespace tributary::result {
namespace {

constexpr uint64_t kRowsPerStatement = 500;

/// Standard SQL: names in double quotes, bytes as X'…', numbers bare, all else as quoted text.
class InsertWriter final : public TextWriter {
  public:
    InsertWriter(ByteSink sink, WriterOptions options) : TextWriter(std::move(sink), std::move(options)) {}

  private:
    void writeHead() override {
        m_head = "INSERT INTO " + quoted(m_options.tableName, '"') + " (";
        for (size_t i = 0; i < m_columns.size(); i++)
            m_head += (i ? ", " : "") + quoted(m_columns[i].name, '"');
        m_head += ") VALUES\n";
    }

    void writeRow(duckdb::DataChunk& chunk, duckdb::idx_t row) override {
        if (m_cells.empty()) return;
        if (m_rows % kRowsPerStatement == 0) {
            if (m_rows) m_out.put(";\n");
            m_out.put(m_head);
        } else {
            m_out.put(",\n");
        }
        m_out.put('(');
        for (size_t i = 0; i < m_cells.size(); i++) {
            if (i) m_out.put(", ");
            putLiteral(i, row, chunk);
        }
        m_out.put(')');
    }

    void putLiteral(size_t column, duckdb::idx_t row, duckdb::DataChunk& chunk) {
        const CellText& cells = m_cells[column];
        const auto& type = cells.type();
        if (cells.isNull(row)) return m_out.put("NULL");
        if (type.id() == duckdb::LogicalTypeId::BLOB) {
            return putBytes(duckdb::StringValue::Get(chunk.data[column].GetValue(row)));
        }
        if (isBare(cells, row)) return putCell(column, row, "NULL");
        if (!cells.isPlain()) return m_out.put(quoted(cells.text(row), '\''));
        m_out.put('\'');
        cells.append(m_out, row);
        m_out.put('\'');
    }

    static bool isBare(const CellText& cells, duckdb::idx_t row) {
        const auto& type = cells.type();
        if (type.id() == duckdb::LogicalTypeId::DOUBLE) return std::isfinite(cells.valueAt<double>(row));
        if (type.id() == duckdb::LogicalTypeId::FLOAT) return std::isfinite(cells.valueAt<float>(row));
        return type.IsNumeric() || type.id() == duckdb::LogicalTypeId::BOOLEAN;
    }

    void putBytes(const std::string& bytes) {
        static constexpr char kHex[] = "0123456789ABCDEF";
        char* to = m_out.room(bytes.size() * 2 + 3);
        *to++ = 'X';
        *to++ = '\'';
        for (char c : bytes) {
            *to++ = kHex[static_cast<unsigned char>(c) >> 4];
            *to++ = kHex[static_cast<unsigned char>(c) & 15];
        }
        *to++ = '\'';
        m_out.advance(to);
    }

    static std::string quoted(std::string_view text, char quote) {
        std::string out(1, quote);
        for (char c : text) {
            if (c == quote) out += quote;
            out += c;
        }
        return out + quote;
    }

    void writeTail() override {
        if (m_rows && !m_cells.empty()) m_out.put(";\n");
    }

    std::string m_head;
};

}  // namespace

std::unique_ptr<RowWriter> makeInsertWriter(ByteSink sink, WriterOptions options) {
    return std::make_unique<InsertWriter>(std::move(sink), std::move(options));
}

}  // namespace tributary::result
