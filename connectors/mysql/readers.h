// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "connectors/mysql/client.h"
#include "connectors/mysql/decoders.h"
#include "connectors/mysql/types.h"
#include "core/connect/connector.h"

namespace tributary::connectors::mysql {

/// One statement on its way: the session it runs on and what ends it.
struct Execution {
    Client& client;
    TypeOptions types;
    CancelToken token;
    std::string sql;
    std::function<void()> interrupt;  ///< stops the statement on the server
    std::function<void()> ended;      ///< the session is free again
    /// Set for a read: the columns as planned. Absent for a native statement.
    std::optional<std::vector<sql::Column>> planned;

    Wait wait() const;
};

/// What both protocols share: filling chunks, warnings, and leaving the session usable.
class RowReader : public connect::ChunkReader {
  public:
    const std::vector<sql::Column>& columns() const override { return m_columns; }
    Result<bool> next(duckdb::DataChunk& chunk) override;
    uint64_t bytesRead() const override { return m_bytes; }
    std::optional<uint64_t> affectedRows() const override { return m_affected; }
    std::vector<std::string> warnings() const override { return m_warnings; }

  protected:
    /// Pause: nothing came for a while, and the next call goes on waiting.
    enum class Fetched { Row, End, Failed, Pause };
    using PauseAt = std::optional<Wait::Clock::time_point>;

    explicit RowReader(Execution execution) : m_execution(std::move(execution)), m_wait(m_execution.wait()) {}

    /// Reads one row into the sink, or past it while draining.
    virtual Fetched fetch(const Wait& wait, PauseAt pauseAt) = 0;
    virtual Error failure() = 0;
    /// Results behind the first one (of a CALL) are read and dropped; true if there were rows among them.
    virtual bool dropFurtherResults(const Wait& wait) = 0;

    Result<void> useFields(const MYSQL_FIELD* fields, unsigned count, bool textProtocol);
    /// Derived destructors call it first: ends the statement on the server if it still runs.
    void close() noexcept;

    Execution m_execution;
    Wait m_wait;
    std::vector<sql::Column> m_columns;
    std::unique_ptr<RowSink> m_sink;
    std::optional<uint64_t> m_affected;
    bool m_ended = false;
    bool m_draining = false;

  private:
    Result<bool> fill(duckdb::DataChunk& chunk);
    void readWarnings();
    void drain();

    std::vector<std::string> m_warnings;
    uint64_t m_bytes = 0;
    bool m_failed = false;
    bool m_closed = false;
};

/// Runs `execution` as a prepared statement: binary values, row by row. Error Unsupported: the server
/// prepares no such statement, and `runText` must be used.
Result<std::unique_ptr<connect::ChunkReader>> runPrepared(Execution execution);
Result<std::unique_ptr<connect::ChunkReader>> runText(Execution execution);

/// The columns of a statement that is prepared but not run.
Result<std::vector<sql::Column>> describePrepared(const Execution& execution);

}  // namespace tributary::connectors::mysql
