// SPDX-License-Identifier: GPL-3.0-or-later
#include "connectors/sqlite/sqlite_reader.h"

namespace tributary::connectors::sqlite {

SqliteReader::SqliteReader(Session& session, StatementPtr statement, std::vector<sql::Column> columns,
                           CancelToken token, Lookahead lookahead)
    : m_session(session),
      m_statement(std::move(statement)),
      m_columns(std::move(columns)),
      m_token(std::move(token)),
      m_decoders(m_columns.begin(), m_columns.end()),
      m_lookahead(std::move(lookahead)) {}

Result<bool> SqliteReader::advance() {
    if (m_lookahead.finished) return false;
    auto row = m_session.step(m_statement.get(), m_token);
    if (row && !*row) m_lookahead.finished = true;
    return row;
}

Result<void> SqliteReader::writeRow(duckdb::idx_t row, const std::vector<ValuePtr>* values) {
    m_rows++;
    for (size_t i = 0; i < m_decoders.size(); i++) {
        sqlite3_value* value =
            values ? (*values)[i].get() : sqlite3_column_value(m_statement.get(), static_cast<int>(i));
        if (!m_decoders[i].write(value, row)) return fail(misfit(m_columns[i], value, m_rows));
    }
    return {};
}

Result<bool> SqliteReader::next(duckdb::DataChunk& chunk) {
    if (m_token.isCancelled()) return fail(m_token.error());
    for (size_t i = 0; i < m_decoders.size(); i++) m_decoders[i].bind(chunk.data[i]);
    duckdb::idx_t count = 0;
    for (; count < STANDARD_VECTOR_SIZE && !m_lookahead.rows.empty(); count++) {
        auto written = writeRow(count, &m_lookahead.rows.front());
        if (!written) return fail(written.error());
        m_lookahead.rows.pop_front();
    }
    while (count < STANDARD_VECTOR_SIZE) {
        auto row = advance();
        if (!row) return fail(row.error());
        if (!*row) break;
        if (auto written = writeRow(count, nullptr); !written) return fail(written.error());
        count++;
    }
    chunk.SetCardinality(count);
    return count > 0;
}

uint64_t SqliteReader::bytesRead() const {
    uint64_t bytes = 0;
    for (size_t i = 0; i < m_decoders.size(); i++) {
        bytes += m_decoders[i].variableBytes();
        if (m_columns[i].type.InternalType() != duckdb::PhysicalType::VARCHAR) bytes += 8 * m_rows;
    }
    return bytes;
}

}  // namespace tributary::connectors::sqlite
