// SPDX-License-Identifier: GPL-3.0-or-later
#include "connectors/influxdb/flux_readers.h"

#include "connectors/influxdb/influxql_catalog.h"

namespace tributary::connectors::influxdb {
namespace {

constexpr size_t kNone = static_cast<size_t>(-1);

bool isBookkeeping(const std::string& name) {
    return name.empty() || name == "result" || name == "table";
}

/// Standard base64; false if it is none.
bool decodeBase64(std::string_view text, std::string& out) {
    static constexpr std::string_view kDigits =
        "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    while (!text.empty() && text.back() == '=') text.remove_suffix(1);
    out.clear();
    uint32_t bits = 0;
    int count = 0;
    for (char c : text) {
        const size_t digit = kDigits.find(c);
        if (digit == std::string_view::npos) return false;
        bits = bits << 6 | static_cast<uint32_t>(digit);
        count += 6;
        if (count >= 8) {
            count -= 8;
            out += static_cast<char>(bits >> count & 0xff);
        }
    }
    return count < 6;
}

}  // namespace

duckdb::LogicalType csvType(std::string_view datatype) {
    using duckdb::LogicalType;
    if (datatype == "long") return LogicalType::BIGINT;
    if (datatype == "unsignedLong") return LogicalType::UBIGINT;
    if (datatype == "double") return LogicalType::DOUBLE;
    if (datatype == "boolean") return LogicalType::BOOLEAN;
    if (datatype.substr(0, 16) == "dateTime:RFC3339") return LogicalType::TIMESTAMP_NS;
    if (datatype == "base64Binary") return LogicalType::BLOB;
    return LogicalType::VARCHAR;
}

CsvReader::CsvReader(std::unique_ptr<AnnotatedCsv> csv, std::vector<sql::Column> columns,
                     std::vector<std::string> names, bool closed)
    : m_csv(std::move(csv)), m_columns(std::move(columns)), m_names(std::move(names)), m_closed(closed) {
    for (const auto& column : m_columns) m_writers.emplace_back(column);
}

Result<std::unique_ptr<CsvReader>> CsvReader::native(std::unique_ptr<AnnotatedCsv> csv) {
    std::vector<Kept> kept;
    std::vector<CsvColumn> found;
    std::shared_ptr<const std::vector<CsvColumn>> table;
    uint64_t version = 0;
    bool ended = false;
    while (kept.size() < STANDARD_VECTOR_SIZE) {
        auto more = csv->nextRow();
        if (!more) return fail(more.error());
        if (!*more) {
            ended = true;
            break;
        }
        if (csv->version() != version) {
            version = csv->version();
            table = std::make_shared<const std::vector<CsvColumn>>(csv->columns());
            for (const auto& column : *table) {
                if (isBookkeeping(column.name)) continue;
                auto known = std::find_if(found.begin(), found.end(),
                                          [&](const auto& f) { return f.name == column.name; });
                if (known == found.end())
                    found.push_back(column);
                else if (csvType(known->datatype) != csvType(column.datatype))
                    known->datatype = "string";
            }
        }
        kept.push_back({table, {csv->cells().begin(), csv->cells().end()}});
    }
    std::vector<sql::Column> columns;
    std::vector<std::string> names;
    std::vector<std::string> taken;
    for (const auto& from : found) {
        sql::Column column;
        column.name = uniqueName(from.name, "_", taken);
        column.type = csvType(from.datatype);
        column.nativeType = from.datatype;
        if (from.datatype == "duration") column.note = "a duration, kept as the server's exact text";
        if (from.name == "_time") column.role = sql::ColumnRole::Time;
        columns.push_back(std::move(column));
        names.push_back(from.name);
    }
    auto out = std::make_unique<CsvReader>(std::move(csv), std::move(columns), std::move(names), true);
    out->m_kept = std::move(kept);
    out->m_ended = ended;
    return out;
}

Result<void> CsvReader::match(const std::vector<CsvColumn>& table) {
    m_cellOf.assign(m_names.size(), kNone);
    m_datatypeOf.assign(m_names.size(), {});
    for (size_t i = 0; i < table.size(); i++) {
        bool wanted = isBookkeeping(table[i].name);
        for (size_t c = 0; c < m_names.size(); c++) {
            if (m_names[c] != table[i].name) continue;
            m_cellOf[c] = i;
            m_datatypeOf[c] = table[i].datatype;
            wanted = true;
        }
        if (!wanted && m_closed) {
            return fail(ErrorCode::Unsupported,
                        "The answer brings a new column '" + table[i].name + "' after its first rows",
                        "Give all tables the same columns, for instance with keep() or pivot().");
        }
    }
    return {};
}

bool CsvReader::putCell(size_t column, std::string_view cell, duckdb::idx_t row) {
    ColumnWriter& writer = m_writers[column];
    if (cell.empty()) {
        writer.putNull(row);
        return true;
    }
    bool ok = false;
    std::string bytes;
    if (m_datatypeOf[column] == "base64Binary" && decodeBase64(cell, bytes))
        ok = writer.putText(row, bytes);
    else if (m_datatypeOf[column] == "string")
        ok = writer.putText(row, cell);
    else
        ok = writer.parse(row, cell);
    if (!ok) m_error = writer.error();
    return ok;
}

template <typename Cells>
bool CsvReader::put(const Cells& cells, duckdb::idx_t row) {
    for (size_t c = 0; c < m_writers.size(); c++) {
        if (!putCell(c, m_cellOf[c] == kNone ? std::string_view() : std::string_view(cells[m_cellOf[c]]),
                     row)) {
            return false;
        }
    }
    return true;
}

Result<bool> CsvReader::next(duckdb::DataChunk& chunk) {
    if (auto ok = m_csv->check(); !ok) return fail(ok.error());
    for (size_t i = 0; i < m_writers.size(); i++) m_writers[i].bind(chunk.data[i]);
    duckdb::idx_t rows = 0;
    const std::vector<CsvColumn>* matched = nullptr;
    for (; m_nextKept < m_kept.size() && rows < STANDARD_VECTOR_SIZE; rows++) {
        const Kept& kept = m_kept[m_nextKept++];
        if (kept.table.get() != matched) {
            matched = kept.table.get();
            if (auto ok = match(*matched); !ok) return fail(ok.error());
            m_version = 0;
        }
        if (!put(kept.cells, rows)) return fail(m_error);
    }
    if (m_nextKept == m_kept.size()) {
        m_kept.clear();
        m_nextKept = 0;
        if (m_version == 0 && m_csv->version() > 0) {
            if (auto ok = match(m_csv->columns()); !ok) return fail(ok.error());
            m_version = m_csv->version();
        }
    }
    while (rows < STANDARD_VECTOR_SIZE && m_kept.empty() && !m_ended) {
        auto more = m_csv->nextRow();
        if (!more) return fail(more.error());
        m_ended = !*more;
        if (m_ended) break;
        if (m_csv->version() != m_version) {
            if (auto ok = match(m_csv->columns()); !ok) return fail(ok.error());
            m_version = m_csv->version();
        }
        if (!put(m_csv->cells(), rows)) return fail(m_error);
        rows++;
    }
    if (rows == 0 && m_exists) {
        if (auto ok = m_exists(); !ok) return fail(ok.error());
    }
    m_exists = nullptr;
    chunk.SetCardinality(rows);
    return rows > 0;
}

}  // namespace tributary::connectors::influxdb
