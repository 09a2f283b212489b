// SPDX-License-Identifier: GPL-3.0-or-later
#include "connectors/influxdb/influxql_readers.h"

#include "connectors/influxdb/influxql_catalog.h"
#include "connectors/influxdb/influxql_dialect.h"

namespace tributary::connectors::influxdb {
namespace {

using Kind = WireValue::Kind;

/// The narrowest type of ours that holds both.
duckdb::LogicalTypeId widen(duckdb::LogicalTypeId known, Kind kind) {
    using Id = duckdb::LogicalTypeId;
    const Id seen = kind == Kind::Boolean    ? Id::BOOLEAN
                    : kind == Kind::Integer  ? Id::BIGINT
                    : kind == Kind::Unsigned ? Id::UBIGINT
                    : kind == Kind::Double   ? Id::DOUBLE
                                             : Id::VARCHAR;
    if (kind == Kind::Null) return known;
    if (known == Id::SQLNULL || known == seen) return seen;
    const auto number = [](Id id) { return id == Id::BIGINT || id == Id::UBIGINT || id == Id::DOUBLE; };
    if (number(known) && number(seen))
        return known == Id::DOUBLE || seen == Id::DOUBLE ? Id::DOUBLE : Id::BIGINT;
    return Id::VARCHAR;
}

}  // namespace

MeasurementReader::MeasurementReader(std::unique_ptr<MsgpackStream> stream, const sql::RemoteQuery& query,
                                     std::function<Result<void>()> exists)
    : m_stream(std::move(stream)), m_exists(std::move(exists)) {
    const auto answer = InfluxqlDialect::answerColumns(query);
    m_targets.resize(answer.size() + 1);
    for (size_t i = 0; i < query.projection.size(); i++) {
        const size_t index = query.projection[i];
        m_columns.push_back(query.columns[index]);
        m_writers.emplace_back(query.columns[index]);
        const auto at = std::find(answer.begin(), answer.end(), index);
        m_targets[at == answer.end() ? 0 : static_cast<size_t>(at - answer.begin()) + 1].push_back(i);
    }
}

bool MeasurementReader::readRow(duckdb::idx_t row) {
    if (!m_stream->beginRow()) return false;
    WireValue ignored;
    for (const auto& targets : m_targets) {
        if (targets.empty()) {
            if (!m_stream->value(ignored)) return false;
        } else if (!m_stream->valueInto(m_writers[targets[0]], row)) {
            return false;
        }
    }
    return true;
}

Result<bool> MeasurementReader::next(duckdb::DataChunk& chunk) {
    if (auto ok = m_stream->check(); !ok) return fail(ok.error());
    for (size_t i = 0; i < m_writers.size(); i++) m_writers[i].bind(chunk.data[i]);
    duckdb::idx_t rows = 0;
    while (rows < STANDARD_VECTOR_SIZE) {
        if (!m_stream->hasRow()) {
            auto more = m_stream->nextSeries();
            if (!more) return fail(more.error());
            if (!*more) break;
            if (m_stream->header().columns.size() != m_targets.size()) {
                return fail(ErrorCode::Corrupt, "The server's answer has other columns than were asked for",
                            "Refresh the schema and try again.");
            }
            continue;
        }
        if (!readRow(rows)) return fail(m_stream->error());
        rows++;
    }
    m_any = m_any || rows > 0;
    if (!m_any) {
        if (auto ok = m_exists(); !ok) return fail(ok.error());
    }
    for (const auto& targets : m_targets) {
        for (size_t i = 1; i < targets.size(); i++) chunk.data[targets[i]].Reference(chunk.data[targets[0]]);
    }
    chunk.SetCardinality(rows);
    return rows > 0;
}

Result<std::unique_ptr<NativeReader>> NativeReader::start(std::unique_ptr<MsgpackStream> stream,
                                                          bool manyNames) {
    std::unique_ptr<NativeReader> out(new NativeReader(std::move(stream)));
    if (auto ok = out->peek(); !ok) return fail(ok.error());
    out->decideColumns(manyNames);
    return out;
}

Result<bool> NativeReader::advance() {
    while (!m_stream->hasRow()) {
        auto more = m_stream->nextSeries();
        if (!more) return fail(more.error());
        if (!*more) {
            m_ended = true;
            return false;
        }
        m_header = std::make_shared<const SeriesHeader>(m_stream->header());
        if (!m_shape) m_shape = m_header;
        if (auto ok = checkShape(*m_header); !ok) return fail(ok.error());
    }
    return true;
}

Result<void> NativeReader::checkShape(const SeriesHeader& header) const {
    const auto sameKey = [](const auto& a, const auto& b) { return a.first == b.first; };
    const bool same = header.columns == m_shape->columns && header.tags.size() == m_shape->tags.size() &&
                      std::equal(header.tags.begin(), header.tags.end(), m_shape->tags.begin(), sameKey);
    if (!same) {
        return fail(ErrorCode::Unsupported, "The answer holds tables of different columns",
                    "Run the statements one by one.");
    }
    if (!m_columns.empty() && !m_withName && header.name != m_shape->name) {
        return fail(ErrorCode::Unsupported,
                    "The answer holds several measurements, seen only after its first rows",
                    "Ask for one measurement at a time.");
    }
    return {};
}

Result<void> NativeReader::peek() {
    while (m_peeked.size() < STANDARD_VECTOR_SIZE) {
        auto more = advance();
        if (!more) return fail(more.error());
        if (!*more) return {};
        if (!m_stream->beginRow()) return fail(m_stream->error());
        auto& row = m_peeked.emplace_back(PeekedRow{m_header, {}});
        row.cells.resize(m_header->columns.size());
        for (auto& cell : row.cells) {
            if (!m_stream->value(cell.value)) return fail(m_stream->error());
            cell.text = cell.value.text;
        }
    }
    return {};
}

void NativeReader::decideColumns(bool manyNames) {
    if (!m_shape) return;
    m_withName = manyNames;
    for (const auto& row : m_peeked) m_withName = m_withName || row.header->name != m_shape->name;
    m_withName = m_withName && !m_shape->name.empty();
    std::vector<std::string> taken;
    const auto add = [&](const std::string& name, duckdb::LogicalType type, sql::ColumnRole role) {
        sql::Column column;
        column.name = uniqueName(name.empty() ? "column" : name, "_", taken);
        column.type = std::move(type);
        column.role = role;
        m_writers.emplace_back(column);
        m_columns.push_back(std::move(column));
    };
    if (m_withName) add("measurement", duckdb::LogicalType::VARCHAR, sql::ColumnRole::Plain);
    for (const auto& tag : m_shape->tags) add(tag.first, duckdb::LogicalType::VARCHAR, sql::ColumnRole::Tag);
    for (size_t i = 0; i < m_shape->columns.size(); i++) {
        auto type = duckdb::LogicalTypeId::SQLNULL;
        for (const auto& row : m_peeked) type = widen(type, row.cells[i].value.kind);
        const bool time = i == 0 && m_shape->columns[i] == "time" && type == duckdb::LogicalTypeId::BIGINT;
        if (time) type = duckdb::LogicalTypeId::TIMESTAMP_NS;
        if (type == duckdb::LogicalTypeId::SQLNULL) type = duckdb::LogicalTypeId::VARCHAR;
        add(m_shape->columns[i], type, time ? sql::ColumnRole::Time : sql::ColumnRole::Plain);
    }
}

bool NativeReader::putLead(const SeriesHeader& header, duckdb::idx_t row) {
    size_t at = 0;
    const auto put = [&](const std::string& text) {
        if (m_writers[at].putText(row, text)) return ++at, true;
        m_error = m_writers[at].error();
        return false;
    };
    if (m_withName && !put(header.name)) return false;
    for (const auto& tag : header.tags) {
        // GROUP BY writes '' for points without the tag; a tag itself is never empty.
        if (tag.second.empty())
            m_writers[at++].putNull(row);
        else if (!put(tag.second))
            return false;
    }
    return true;
}

bool NativeReader::putPeeked(const PeekedRow& from, duckdb::idx_t row) {
    const size_t lead = m_columns.size() - from.cells.size();
    for (size_t i = 0; i < from.cells.size(); i++) {
        ColumnWriter& writer = m_writers[lead + i];
        const WireValue& v = from.cells[i].value;
        bool ok = true;
        if (v.kind == Kind::Null)
            writer.putNull(row);
        else if (v.kind == Kind::Boolean)
            ok = writer.putBoolean(row, v.boolean);
        else if (v.kind == Kind::Integer)
            ok = writer.putInteger(row, v.integer);
        else if (v.kind == Kind::Unsigned)
            ok = writer.putUnsigned(row, v.number);
        else if (v.kind == Kind::Double)
            ok = writer.putDouble(row, v.real);
        else
            ok = writer.putText(row, from.cells[i].text);
        if (!ok) {
            m_error = writer.error();
            return false;
        }
    }
    return true;
}

Result<bool> NativeReader::next(duckdb::DataChunk& chunk) {
    if (m_columns.empty()) return false;
    if (auto ok = m_stream->check(); !ok) return fail(ok.error());
    for (size_t i = 0; i < m_writers.size(); i++) m_writers[i].bind(chunk.data[i]);
    duckdb::idx_t rows = 0;
    for (; rows < STANDARD_VECTOR_SIZE && m_next < m_peeked.size(); rows++) {
        const PeekedRow& row = m_peeked[m_next++];
        if (!putLead(*row.header, rows) || !putPeeked(row, rows)) return fail(m_error);
    }
    if (m_next == m_peeked.size()) m_peeked.clear(), m_next = 0;
    while (rows < STANDARD_VECTOR_SIZE && m_peeked.empty() && !m_ended) {
        auto more = advance();
        if (!more) return fail(more.error());
        if (!*more) break;
        if (!putLead(*m_header, rows)) return fail(m_error);
        if (!m_stream->beginRow()) return fail(m_stream->error());
        for (size_t i = m_columns.size() - m_header->columns.size(); i < m_columns.size(); i++) {
            if (!m_stream->valueInto(m_writers[i], rows)) return fail(m_stream->error());
        }
        rows++;
    }
    chunk.SetCardinality(rows);
    return rows > 0;
}

}  // namespace tributary::connectors::influxdb
