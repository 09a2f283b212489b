// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <deque>
#include <optional>
#include <string>
#include <vector>

#include "connectors/postgresql/decoder.h"
#include "connectors/postgresql/session.h"

namespace tributary::connectors::postgresql {

/// Up to STANDARD_VECTOR_SIZE rows, column by column: cell of row r in column c is cells[c * kRows + r]. The
/// bytes belong to the source and are good until its next `fill`.
struct Batch {
    static constexpr idx_t kRows = STANDARD_VECTOR_SIZE;
    std::vector<Cell> cells;
    idx_t rows = 0;
};

/// Where the rows of a running statement come from. A batch is cut short when it grows big, or when the
/// server is silent for a moment, so that the first rows show at once.
class RowSource {
  public:
    virtual ~RowSource() = default;
    /// Rows 0: the end.
    virtual Result<void> fill(Batch& batch, const CancelToken& token) = 0;
    virtual std::optional<uint64_t> affectedRows() const { return std::nullopt; }
    uint64_t bytes() const { return m_bytes; }

  protected:
    static constexpr uint64_t kBatchBytes = 4 << 20;
    uint64_t m_bytes = 0;
};

/// Finds the rows in what COPY … TO STDOUT (FORMAT binary) sends (PostgreSQL manual, COPY, "Binary Format").
/// The server sends one row per message, but the protocol lets a proxy cut the stream anywhere.
class CopyParser {
  public:
    explicit CopyParser(size_t columns) : m_columns(columns) {}
    /// Adds the rows of one message to the batch; cells point into `data`, which has to stay as long as the
    /// batch.
    Result<void> take(const char* data, size_t size, Batch& batch);
    /// Begins a new batch: with the rows that found no room in the last one.
    Result<void> restart(Batch& batch);
    bool complete() const { return m_trailerRead; }

  private:
    size_t header(const char* data, size_t size);
    /// Bytes of the row at `data`; 0: it is not all there.
    Result<size_t> row(const char* data, size_t size, Batch& batch);

    size_t m_columns;
    bool m_headerRead = false;
    bool m_trailerRead = false;
    std::deque<std::string> m_joined;  ///< rows that came in pieces; cells point into them
    std::string m_rest;                ///< the beginning of a row
};

class CopySource final : public RowSource {
  public:
    CopySource(Session& session, size_t columns)
        : m_session(session), m_columns(columns), m_parser(columns) {}
    Result<void> fill(Batch& batch, const CancelToken& token) override;

  private:
    Session& m_session;
    size_t m_columns;
    CopyParser m_parser;
    bool m_ended = false;
    std::vector<Session::CopyBuffer> m_buffers;
};

/// Rows of a prepared statement, one result each.
class PortalSource final : public RowSource {
  public:
    PortalSource(Session& session, size_t columns) : m_session(session), m_columns(columns) {}
    Result<void> fill(Batch& batch, const CancelToken& token) override;
    std::optional<uint64_t> affectedRows() const override { return m_affected; }

  private:
    void add(const PGresult* result, Batch& batch);

    Session& m_session;
    size_t m_columns;
    bool m_ended = false;
    std::vector<PgResult> m_results;
    std::optional<uint64_t> m_affected;
};

/// The number at the end of a command tag ("INSERT 0 5"); empty for a statement that counts nothing.
std::optional<uint64_t> affectedBy(PGresult* result);

}  // namespace tributary::connectors::postgresql
