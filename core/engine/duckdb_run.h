// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <algorithm>
#include <chrono>
#include <duckdb.hpp>
#include <memory>
#include <thread>

#include "core/base/watchdog.h"
#include "core/engine/query_trace.h"
#include "core/engine/session.h"

namespace tributary::engine {

/// DuckDB's own waiting loops spin while other threads work, which takes a core away from them (and from a
/// server on the same machine). This one sleeps: longer the longer nothing happens, shorter after a success.
class Nap {
  public:
    void take() {
        std::this_thread::sleep_for(m_length);
        m_length = std::min(m_length * 2, kLongest);
    }
    void succeeded() { m_length = std::max(m_length / 2, kShortest); }

  private:
    static constexpr std::chrono::microseconds kShortest{50};
    static constexpr std::chrono::microseconds kLongest{1000};
    std::chrono::microseconds m_length{kShortest};
};

/// A federated statement: DuckDB's pending, then streaming result, pulled by the caller.
class DirectScan;

class DuckDbRun : public QueryRun {
  public:
    /// Plans the statement. `sql` is the text it came from, for error positions. `mayBeDirect`: see
    /// DirectScan.
    static Result<std::unique_ptr<QueryRun>> start(std::shared_ptr<duckdb::Connection> connection,
                                                   duckdb::unique_ptr<duckdb::SQLStatement> statement,
                                                   const std::string& sql, const RunOptions& options,
                                                   const CancelToken& token, bool mayBeDirect = false);
    ~DuckDbRun() override;

    const std::vector<sql::Column>& columns() const override { return m_columns; }
    Result<bool> next(duckdb::DataChunk& chunk) override;
    QueryProfile profile() const override;
    std::optional<uint64_t> affectedRows() const override { return m_affected; }
    std::shared_ptr<const PlanFinding> finding() const override { return m_finding; }
    std::vector<std::string> warnings() const override;

  private:
    DuckDbRun(std::shared_ptr<duckdb::Connection> connection, std::string sql, const RunOptions& options,
              const CancelToken& token);

    Result<void> plan(duckdb::unique_ptr<duckdb::SQLStatement> statement, const RunOptions& options,
                      bool mayBeDirect);
    Result<void> prepare(duckdb::unique_ptr<duckdb::SQLStatement> statement, const RunOptions& options,
                         bool mayBeDirect);
    void planned(const duckdb::vector<duckdb::string>& names,
                 const duckdb::vector<duckdb::LogicalType>& types, bool hasRows);
    void waitForResult();
    void waitForChunk();
    Result<void> open();
    Result<bool> fetch(duckdb::DataChunk& chunk);
    Result<bool> fetchDirectly(duckdb::DataChunk& chunk);
    Error failure(const duckdb::ErrorData& data) const;

    const std::shared_ptr<duckdb::Connection> m_connection;
    const std::string m_sql;
    const CancelToken m_token;
    const std::shared_ptr<QueryTrace> m_trace;
    const uint64_t m_statement;  ///< its number in the trace
    const std::shared_ptr<const ScanList> m_scans;
    CancelToken::Registration m_interrupt;
    Watchdog m_watchdog;
    duckdb::unique_ptr<duckdb::PreparedStatement> m_prepared;
    std::weak_ptr<DirectScan> m_direct;  ///< the trace owns it: a later statement ends it
    bool m_isDirect = false;
    duckdb::unique_ptr<duckdb::PendingQueryResult> m_pending;
    duckdb::unique_ptr<duckdb::QueryResult> m_result;
    duckdb::unique_ptr<duckdb::DataChunk> m_lent;  ///< owns what the caller's chunk refers to
    Nap m_nap;                                     ///< between looks for the next chunk
    bool m_streamEnded = false;                    ///< nothing left to run, though chunks may wait
    bool m_exhausted = false;  ///< ended by itself; after an error or a cancel tasks may still run
    std::vector<sql::Column> m_columns;
    std::optional<uint64_t> m_affected;
    std::shared_ptr<const PlanFinding> m_finding;

    mutable std::mutex m_profileMutex;
    QueryProfile m_profile;
};

}  // namespace tributary::engine
