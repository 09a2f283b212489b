// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <duckdb.hpp>
#include <memory>

#include "core/engine/query_trace.h"
#include "core/engine/session.h"
#include "core/engine/watchdog.h"

namespace tributary::engine {

/// A federated statement: DuckDB's pending, then streaming result, pulled by the caller.
class DuckDbRun : public QueryRun {
  public:
    /// Plans the statement. `sql` is the text it came from, for error positions.
    static Result<std::unique_ptr<QueryRun>> start(std::shared_ptr<duckdb::Connection> connection,
                                                   duckdb::unique_ptr<duckdb::SQLStatement> statement,
                                                   const std::string& sql, const RunOptions& options,
                                                   const CancelToken& token);
    ~DuckDbRun() override;

    const std::vector<sql::Column>& columns() const override { return m_columns; }
    Result<bool> next(duckdb::DataChunk& chunk) override;
    QueryProfile profile() const override;
    std::optional<uint64_t> affectedRows() const override { return m_affected; }
    std::vector<std::string> warnings() const override;

  private:
    DuckDbRun(std::shared_ptr<duckdb::Connection> connection, std::string sql, const RunOptions& options,
              const CancelToken& token);

    Result<void> plan(duckdb::unique_ptr<duckdb::SQLStatement> statement, const RunOptions& options);
    void takeColumns();
    void waitForResult();
    void waitForChunk();
    Result<void> open();
    Result<bool> fetch(duckdb::DataChunk& chunk);
    Error failure(const duckdb::ErrorData& data) const;

    const std::shared_ptr<duckdb::Connection> m_connection;
    const std::string m_sql;
    const CancelToken m_token;
    const std::shared_ptr<QueryTrace> m_trace;
    CancelToken::Registration m_interrupt;
    Watchdog m_watchdog;
    duckdb::unique_ptr<duckdb::PreparedStatement> m_prepared;
    duckdb::unique_ptr<duckdb::PendingQueryResult> m_pending;
    duckdb::unique_ptr<duckdb::QueryResult> m_result;
    duckdb::unique_ptr<duckdb::DataChunk> m_lent;  ///< owns what the caller's chunk refers to
    bool m_streamEnded = false;                    ///< nothing left to run, though chunks may wait
    std::vector<sql::Column> m_columns;
    std::optional<uint64_t> m_affected;

    mutable std::mutex m_profileMutex;
    QueryProfile m_profile;
};

}  // namespace tributary::engine
