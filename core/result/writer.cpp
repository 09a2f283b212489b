// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/result/writer.h"

#include <array>

#include "core/result/writers.h"

namespace tributary::result {
namespace {

constexpr std::array<std::pair<std::string_view, Format>, 8> kFormats = {{{"table", Format::Table},
                                                                          {"csv", Format::Csv},
                                                                          {"json", Format::Json},
                                                                          {"ndjson", Format::Ndjson},
                                                                          {"markdown", Format::Markdown},
                                                                          {"insert", Format::Insert},
                                                                          {"parquet", Format::Parquet},
                                                                          {"null", Format::Null}}};

/// Reads rows and drops them.
class NullWriter final : public RowWriter {
  public:
    Result<void> begin(const std::vector<sql::Column>&) override { return {}; }
    Result<void> write(duckdb::DataChunk& chunk) override {
        m_rows += chunk.size();
        return {};
    }
    Result<void> end() override { return {}; }
};

/// Runs what may throw DuckDB's exceptions.
template <typename Work>
Result<void> guarded(Work work) {
    try {
        work();
        return {};
    } catch (const std::exception& error) {
        return fail(ErrorCode::Data, std::string("A value could not be written: ") + error.what(),
                    "Cast the column to text in the statement.");
    }
}

}  // namespace

Result<Format> parseFormat(std::string_view name) {
    std::string known;
    for (const auto& [word, format] : kFormats) {
        if (word == name) return format;
        known += (known.empty() ? "" : ", ") + std::string(word);
    }
    return fail(ErrorCode::InvalidArgument, "There is no format '" + std::string(name) + "'",
                "Known: " + known + ".");
}

Result<void> TextWriter::begin(const std::vector<sql::Column>& columns) {
    m_columns = columns;
    m_cells.clear();
    for (const auto& column : columns) m_cells.emplace_back(column.type);
    return guarded([this] { writeHead(); });
}

Result<void> TextWriter::write(duckdb::DataChunk& chunk) {
    auto loaded = guarded([&] {
        for (size_t i = 0; i < m_cells.size(); i++) m_cells[i].load(chunk.data[i], chunk.size());
    });
    if (!loaded) return loaded;
    Result<void> flushed;
    auto done = guarded([&] {
        for (duckdb::idx_t row = 0; row < chunk.size() && flushed; row++) {
            writeRow(chunk, row);
            m_rows++;
            if (m_out.isFull()) flushed = m_out.flush();
        }
    });
    return done ? flushed : done;
}

Result<void> TextWriter::end() {
    if (auto done = guarded([this] { writeTail(); }); !done) return done;
    return m_out.flush();
}

void TextWriter::putCell(size_t column, duckdb::idx_t row, std::string_view null) {
    const CellText& cells = m_cells[column];
    if (cells.isNull(row)) {
        m_out.put(null);
    } else if (cells.isPlain()) {
        cells.append(m_out, row);
    } else {
        m_out.put(cells.text(row));
    }
}

Result<std::unique_ptr<RowWriter>> makeWriter(Format format, ByteSink sink, WriterOptions options) {
    switch (format) {
        case Format::Table:
            return makeTableWriter(std::move(sink), std::move(options));
        case Format::Csv:
            return makeCsvWriter(std::move(sink), std::move(options));
        case Format::Json:
            return makeJsonWriter(std::move(sink), std::move(options), false);
        case Format::Ndjson:
            return makeJsonWriter(std::move(sink), std::move(options), true);
        case Format::Markdown:
            return makeMarkdownWriter(std::move(sink), std::move(options));
        case Format::Insert:
            return makeInsertWriter(std::move(sink), std::move(options));
        case Format::Null:
            return std::make_unique<NullWriter>();
        case Format::Parquet:
            break;
    }
    return fail(ErrorCode::InvalidArgument, "Parquet is no text format",
                "It is written to a file by the engine.");
}

}  // namespace tributary::result
