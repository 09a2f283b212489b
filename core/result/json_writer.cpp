// SPDX-License-Identifier: GPL-3.0-or-later
#include <set>

#include "core/result/json_text.h"
#include "core/result/writers.h"

namespace tributary::result {
namespace {

/// An array of objects, or one object a line. A name that occurs twice gets _2, _3 …: readers would keep only
/// one.
class JsonWriter final : public TextWriter {
  public:
    JsonWriter(ByteSink sink, WriterOptions options, bool lines)
        : TextWriter(std::move(sink), std::move(options)), m_lines(lines) {}

  private:
    enum class How { Value, Plain, Quoted, Text, Document, Float, Double };

    void writeHead() override {
        std::set<std::string> taken;
        for (const auto& column : m_columns) {
            std::string name = column.name;
            for (int i = 2; !taken.insert(name).second; i++) name = column.name + "_" + std::to_string(i);
            m_keys.push_back(keyText(name, m_keys.empty()));
            m_how.push_back(howFor(column.type, m_cells[m_how.size()]));
        }
        if (!m_lines) m_out.put('[');
    }

    std::string keyText(const std::string& name, bool first) {
        std::string out = first ? "{" : ",";
        OutBuffer buffer([&out](std::string_view text) {
            out += text;
            return Result<void>();
        });
        putJsonText(buffer, name);
        buffer.put(':');
        // The sink above cannot fail.
        (void)buffer.flush();
        return out;
    }

    static How howFor(const duckdb::LogicalType& type, const CellText& cells) {
        if (type.id() == duckdb::LogicalTypeId::FLOAT) return How::Float;
        if (type.id() == duckdb::LogicalTypeId::DOUBLE) return How::Double;
        if (type.IsNested()) return How::Value;
        if (type.IsJSONType()) return How::Document;
        if (type.IsNumeric() || type.id() == duckdb::LogicalTypeId::BOOLEAN) return How::Plain;
        return cells.isPlain() ? How::Quoted : How::Text;
    }

    void writeRow(duckdb::DataChunk& chunk, duckdb::idx_t row) override {
        if (!m_lines) m_out.put(m_rows ? ",\n" : "\n");
        if (m_cells.empty()) m_out.put('{');
        for (size_t i = 0; i < m_cells.size(); i++) {
            m_out.put(m_keys[i]);
            if (m_cells[i].isNull(row)) {
                m_out.put("null");
            } else {
                putValue(i, row, chunk);
            }
        }
        m_out.put(m_lines ? "}\n" : "}");
    }

    void putValue(size_t column, duckdb::idx_t row, duckdb::DataChunk& chunk) {
        const CellText& cells = m_cells[column];
        switch (m_how[column]) {
            case How::Plain:
                return putCell(column, row, "null");
            case How::Quoted:
                m_out.put('"');
                cells.append(m_out, row);
                return m_out.put('"');
            case How::Text:
                return putJsonText(m_out, cells.text(row));
            case How::Document:
                return putJsonDocument(m_out, cells.text(row));
            case How::Float:
                return putJsonDouble(m_out, cells.valueAt<float>(row), true);
            case How::Double:
                return putJsonDouble(m_out, cells.valueAt<double>(row), false);
            case How::Value:
                return putJsonValue(m_out, chunk.data[column].GetValue(row));
        }
    }

    void writeTail() override {
        if (!m_lines) m_out.put(m_rows ? "\n]\n" : "]\n");
    }

    const bool m_lines;
    std::vector<std::string> m_keys;
    std::vector<How> m_how;
};

}  // namespace

std::unique_ptr<RowWriter> makeJsonWriter(ByteSink sink, WriterOptions options, bool lines) {
    return std::make_unique<JsonWriter>(std::move(sink), std::move(options), lines);
}

}  // namespace tributary::result
