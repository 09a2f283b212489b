// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <chrono>
#include <duckdb.hpp>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "core/base/watchdog.h"
#include "core/connect/connector.h"

namespace tributary::connectors::duck {

/// A statement in flight: its own token is cancelled with the caller's, or when it has run for `limit` (0:
/// never), and then runs `interrupt`.
class RunningStatement {
  public:
    RunningStatement(const CancelToken& caller, std::chrono::milliseconds limit,
                     std::function<void()> interrupt);
    const CancelToken& token() const { return m_token; }

  private:
    const CancelToken m_token;
    CancelToken::Registration m_onCancel;
    CancelToken::Registration m_caller;
    Watchdog m_watchdog;
};

/// Streams a result of an embedded DuckDB. Types are DuckDB's own, so values pass untouched.
class DuckReader : public connect::ChunkReader {
  public:
    DuckReader(duckdb::unique_ptr<duckdb::QueryResult> result, std::vector<sql::Column> columns,
               std::string statement, std::unique_ptr<RunningStatement> running);

    const std::vector<sql::Column>& columns() const override { return m_columns; }
    Result<bool> next(duckdb::DataChunk& chunk) override;
    uint64_t bytesRead() const override { return m_bytes; }
    std::optional<uint64_t> affectedRows() const override { return m_affected; }
    std::vector<std::string> warnings() const override { return m_warnings; }
    void setAffectedRows(uint64_t rows) { m_affected = rows; }
    void setWarnings(std::vector<std::string> warnings) { m_warnings = std::move(warnings); }

  private:
    duckdb::unique_ptr<duckdb::QueryResult> m_result;
    const std::vector<sql::Column> m_columns;
    const std::string m_statement;
    const std::unique_ptr<RunningStatement> m_running;
    const CancelToken m_token;
    uint64_t m_bytes = 0;
    std::optional<uint64_t> m_affected;
    std::vector<std::string> m_warnings;
};

}  // namespace tributary::connectors::duck
