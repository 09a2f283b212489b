// SPDX-License-Identifier: GPL-3.0-or-later
#include "connectors/duckdb/duck_reader.h"

#include "connectors/duckdb/duck_error.h"

namespace tributary::connectors::duck {

RunningStatement::RunningStatement(const CancelToken& caller, std::chrono::milliseconds limit,
                                   std::function<void()> interrupt)
    : m_onCancel(m_token.onCancel(std::move(interrupt))),
      m_caller(caller.onCancel([caller, own = m_token] { own.cancel(caller.reason()); })),
      m_watchdog(m_token, limit) {}

DuckReader::DuckReader(duckdb::unique_ptr<duckdb::QueryResult> result, std::vector<sql::Column> columns,
                       std::string statement, std::unique_ptr<RunningStatement> running)
    : m_result(std::move(result)),
      m_columns(std::move(columns)),
      m_statement(std::move(statement)),
      m_running(std::move(running)),
      m_token(m_running->token()) {}

Result<bool> DuckReader::next(duckdb::DataChunk& chunk) {
    if (m_token.isCancelled()) return fail(m_token.error());
    if (!m_result) return false;
    try {
        auto fetched = m_result->Fetch();
        if (m_result->HasError()) return fail(toError(m_result->GetErrorObject(), m_statement, m_token));
        if (!fetched || fetched->size() == 0) {
            m_result.reset();
            return false;
        }
        m_bytes += fetched->GetAllocationSize();
        if (m_columns.empty()) {
            chunk.SetCardinality(fetched->size());  // rows are only counted
            return true;
        }
        fetched->Flatten();
        chunk.Reference(*fetched);
        return true;
    } catch (const std::exception& e) {
        if (m_token.isCancelled()) return fail(m_token.error());
        return fail(toError(e));
    }
}

}  // namespace tributary::connectors::duck
