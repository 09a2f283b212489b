// SPDX-License-Identifier: GPL-3.0-or-later
#include "connectors/postgresql/row_source.h"

#include <cstdlib>
#include <cstring>

#include "connectors/postgresql/wire_value.h"

namespace tributary::connectors::postgresql {
namespace {

constexpr char kSignature[] = "PGCOPY\n\377\r\n";  // and its final zero byte
constexpr size_t kSignatureSize = sizeof kSignature;
constexpr size_t kHeaderSize = kSignatureSize + 8;

tl::unexpected<Error> corrupt() {
    return fail(ErrorCode::Corrupt, "The server sent rows that do not follow the COPY format",
                "Set 'How rows are fetched' to 'portal' in the connection's settings.");
}

}  // namespace

size_t CopyParser::header(const char* data, size_t size) {
    if (size < kHeaderSize || std::memcmp(data, kSignature, kSignatureSize) != 0) return 0;
    size_t all = kHeaderSize + load32(data + kSignatureSize + 4);
    return all <= size ? all : 0;
}

Result<size_t> CopyParser::row(const char* data, size_t size, Batch& batch) {
    if (size < 2) return 0;
    if (load16(data) == 0xFFFF) {
        m_trailerRead = true;
        return 2;
    }
    if (load16(data) != m_columns) return corrupt();
    size_t at = 2;
    Cell* cell = batch.cells.data() + batch.rows;
    for (size_t column = 0; column < m_columns; column++, cell += Batch::kRows) {
        if (size - at < 4) return 0;
        auto length = static_cast<int32_t>(load32(data + at));
        at += 4;
        if (length < -1) return corrupt();
        size_t bytes = length < 0 ? 0 : static_cast<size_t>(length);
        if (size - at < bytes) return 0;
        *cell = {data + at, length};
        at += bytes;
    }
    batch.rows++;
    return at;
}

Result<void> CopyParser::take(const char* data, size_t size, Batch& batch) {
    if (!m_rest.empty()) {
        m_rest.append(data, size);
        m_joined.push_back(std::move(m_rest));
        m_rest.clear();
        data = m_joined.back().data();
        size = m_joined.back().size();
    }
    size_t at = 0;
    if (!m_headerRead) {
        at = header(data, size);
        if (at == 0) {
            if (size > (1 << 20)) return corrupt();
            m_rest.assign(data, size);
            if (size >= kSignatureSize && std::memcmp(data, kSignature, kSignatureSize) != 0)
                return corrupt();
            return {};
        }
        m_headerRead = true;
    }
    while (at < size && !m_trailerRead && batch.rows < Batch::kRows) {
        auto used = row(data + at, size - at, batch);
        if (!used) return fail(used.error());
        if (*used == 0) break;
        at += *used;
    }
    if (at < size && !m_trailerRead) m_rest.assign(data + at, size - at);
    return {};
}

Result<void> CopyParser::restart(Batch& batch) {
    m_joined.clear();
    return m_rest.empty() ? Result<void>() : take("", 0, batch);
}

Result<void> CopySource::fill(Batch& batch, const CancelToken& token) {
    batch.cells.resize(m_columns * Batch::kRows);
    batch.rows = 0;
    m_buffers.clear();
    uint64_t start = m_bytes;
    if (auto restarted = m_parser.restart(batch); !restarted) return restarted;
    while (batch.rows < Batch::kRows && m_bytes - start < kBatchBytes && !m_ended) {
        Session::CopyBuffer buffer;
        auto wait = batch.rows > 0 ? Session::Wait::UntilNothingComes : Session::Wait::Forever;
        auto got = m_session.copyRow(buffer, wait, token);
        if (!got) return fail(got.error());
        if (*got == Session::Copied::Nothing) break;
        if (*got == Session::Copied::End) {
            m_ended = true;
            if (!m_parser.complete()) return corrupt();
            break;
        }
        m_bytes += static_cast<uint64_t>(buffer.size);
        auto taken = m_parser.take(buffer.data.get(), static_cast<size_t>(buffer.size), batch);
        if (!taken) return taken;
        m_buffers.push_back(std::move(buffer));
    }
    return {};
}

void PortalSource::add(const PGresult* result, Batch& batch) {
    // What a DataRow message takes besides its values: type, length, number of fields, a length per field.
    const uint64_t frame = 7 + 4 * m_columns;
    for (int row = 0; row < PQntuples(result); row++, batch.rows++) {
        m_bytes += frame;
        for (size_t column = 0; column < m_columns; column++) {
            int c = static_cast<int>(column);
            int size = PQgetisnull(result, row, c) ? -1 : PQgetlength(result, row, c);
            batch.cells[column * Batch::kRows + batch.rows] = {PQgetvalue(result, row, c), size};
            if (size > 0) m_bytes += static_cast<uint64_t>(size);
        }
    }
}

Result<void> PortalSource::fill(Batch& batch, const CancelToken& token) {
    batch.cells.resize(m_columns * Batch::kRows);
    batch.rows = 0;
    m_results.clear();
    uint64_t start = m_bytes;
    while (batch.rows < Batch::kRows && m_bytes - start < kBatchBytes && !m_ended) {
        auto wait = batch.rows > 0 ? Session::Wait::UntilNothingComes : Session::Wait::Forever;
        bool silent = false;
        auto result = m_session.nextResult(token, wait, &silent);
        if (!result) return fail(result.error());
        if (silent) break;
        PGresult* rows = result->get();
        if (!rows) {
            m_ended = true;
        } else if (PQresultStatus(rows) == PGRES_SINGLE_TUPLE) {
            add(rows, batch);
            m_results.push_back(std::move(*result));
        } else if (PQresultStatus(rows) == PGRES_FATAL_ERROR) {
            Error error = m_session.failure(rows);
            m_session.abandon();
            return fail(std::move(error));
        } else {
            m_affected = affectedBy(rows);
        }
    }
    return {};
}

std::optional<uint64_t> affectedBy(PGresult* result) {
    const char* count = PQcmdTuples(result);
    if (!count || !*count) return std::nullopt;
    return std::strtoull(count, nullptr, 10);
}

}  // namespace tributary::connectors::postgresql
