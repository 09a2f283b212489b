// SPDX-License-Identifier: GPL-3.0-or-later
#include "connectors/postgresql/reader.h"

#include <algorithm>
#include <exception>

namespace tributary::connectors::postgresql {

RowReader::RowReader(Session& session, std::vector<sql::Column> columns, const std::vector<TypePlan>& plans,
                     std::unique_ptr<RowSource> source, CancelToken token)
    : m_session(session),
      m_columns(std::move(columns)),
      m_source(std::move(source)),
      m_token(std::move(token)),
      m_notices(session.takeNotices()) {
    for (size_t i = 0; i < m_columns.size(); i++)
        m_decoders.push_back(makeDecoder(plans[i], m_columns[i].name));
}

RowReader::~RowReader() {
    m_session.abandon();
}

Result<bool> RowReader::next(duckdb::DataChunk& chunk) try {
    auto filled = m_source->fill(m_batch, m_token);
    for (auto& notice : m_session.takeNotices()) m_notices.push_back(std::move(notice));
    if (!filled) return fail(filled.error());
    for (size_t i = 0; i < m_decoders.size() && m_batch.rows > 0; i++) {
        auto decoded =
            m_decoders[i]->decode(m_batch.cells.data() + i * Batch::kRows, m_batch.rows, chunk.data[i]);
        if (decoded) continue;
        m_session.abandon();
        return fail(decoded.error());
    }
    chunk.SetCardinality(m_batch.rows);
    return m_batch.rows > 0;
} catch (const std::exception& e) {  // DuckDB reports memory it cannot have by throwing
    m_session.abandon();
    return fail(ErrorCode::Resource, std::string("Rows could not be kept in memory: ") + e.what());
}

std::vector<std::string> RowReader::warnings() const {
    std::vector<std::string> out = m_notices;
    for (const auto& decoder : m_decoders) {
        if (auto warning = decoder->warning(); !warning.empty()) out.push_back(std::move(warning));
    }
    return out;
}

std::unique_ptr<CountReader> CountReader::ofRows(uint64_t rows, std::vector<std::string> notices) {
    auto reader = std::make_unique<CountReader>();
    reader->m_left = rows;
    reader->m_notices = std::move(notices);
    return reader;
}

std::unique_ptr<CountReader> CountReader::ofCommand(std::optional<uint64_t> affected,
                                                    std::vector<std::string> notices) {
    auto reader = std::make_unique<CountReader>();
    reader->m_affected = affected;
    reader->m_notices = std::move(notices);
    return reader;
}

Result<bool> CountReader::next(duckdb::DataChunk& chunk) {
    uint64_t rows = std::min<uint64_t>(m_left, STANDARD_VECTOR_SIZE);
    m_left -= rows;
    chunk.SetCardinality(rows);
    return rows > 0;
}

}  // namespace tributary::connectors::postgresql
