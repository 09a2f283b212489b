// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/engine/duckdb_run.h"

#include <duckdb/main/stream_query_result.hpp>

#include "core/engine/direct_scan.h"
#include "core/engine/federation_impl.h"

namespace tributary::engine {
DuckDbRun::DuckDbRun(std::shared_ptr<duckdb::Connection> connection, std::string sql,
                     const RunOptions& options, const CancelToken& token)
    : m_connection(std::move(connection)),
      m_sql(std::move(sql)),
      m_token(token),
      m_trace(QueryTrace::of(*m_connection->context)),
      m_statement(m_trace->reset(token)),
      m_scans(m_trace->scans()),
      m_watchdog(token, options.timeout) {
    m_profile.sql = m_sql;
    m_interrupt = m_token.onCancel([raw = m_connection.get(), trace = m_trace, statement = m_statement] {
        trace->whileCurrent(statement, [raw] { raw->Interrupt(); });
    });
}

DuckDbRun::~DuckDbRun() {
    m_interrupt.reset();
    m_trace->release(m_statement);
    // A statement begun later has ended this one, and is none of our business.
    const bool unfinished = (m_result || m_pending) && !m_exhausted && m_trace->isCurrent(m_statement);
    if (unfinished) m_connection->Interrupt();
    m_lent.reset();
    m_result.reset();
    m_pending.reset();
    if (!unfinished) return;
    try {
        // DuckDB would keep the statement's tasks, and with them the servers' statements, until the next one.
        m_connection->context->CancelTransaction();
    } catch (const std::exception& e) {
        m_trace->setError(toError(duckdb::ErrorData(e), m_sql));
    }
}

Result<std::unique_ptr<QueryRun>> DuckDbRun::start(std::shared_ptr<duckdb::Connection> connection,
                                                   duckdb::unique_ptr<duckdb::SQLStatement> statement,
                                                   const std::string& sql, const RunOptions& options,
                                                   const CancelToken& token, bool mayBeDirect) {
    if (token.isCancelled()) return fail(token.error());
    std::unique_ptr<DuckDbRun> run(new DuckDbRun(std::move(connection), sql, options, token));
    auto planned = run->plan(std::move(statement), options, mayBeDirect);
    if (!planned) return fail(planned.error());
    return std::unique_ptr<QueryRun>(std::move(run));
}

Result<void> DuckDbRun::plan(duckdb::unique_ptr<duckdb::SQLStatement> statement, const RunOptions& options,
                             bool mayBeDirect) {
    try {
        if (options.parameters.empty() && !mayBeDirect) {
            m_pending = m_connection->PendingQuery(std::move(statement), true);
        } else if (auto prepared = prepare(std::move(statement), options, mayBeDirect); !prepared) {
            return prepared;
        }
        if (m_isDirect) return {};
        if (m_pending->HasError()) return fail(failure(m_pending->GetErrorObject()));
    } catch (const std::exception& e) {
        return fail(failure(duckdb::ErrorData(e)));
    }
    planned(m_pending->names, m_pending->types,
            m_pending->properties.return_type == duckdb::StatementReturnType::QUERY_RESULT);
    return {};
}

Result<void> DuckDbRun::prepare(duckdb::unique_ptr<duckdb::SQLStatement> statement, const RunOptions& options,
                                bool mayBeDirect) {
    m_prepared = m_connection->Prepare(std::move(statement));
    if (m_prepared->HasError()) return fail(failure(m_prepared->error));
    if (mayBeDirect && options.parameters.empty()) {
        if (std::shared_ptr<DirectScan> direct = DirectScan::of(*m_prepared, *m_connection->context)) {
            m_isDirect = true;
            m_direct = direct;
            m_trace->keep(m_statement, std::move(direct));
            planned(m_prepared->GetNames(), m_prepared->GetTypes(), true);
            return {};
        }
    }
    duckdb::case_insensitive_map_t<duckdb::BoundParameterData> values;
    for (const auto& [name, text] : options.parameters) {
        values[name] = duckdb::BoundParameterData(duckdb::Value(text));
    }
    m_pending = m_prepared->PendingQuery(values, true);
    return {};
}

/// Takes over what the plan tells about the result.
void DuckDbRun::planned(const duckdb::vector<duckdb::string>& names,
                        const duckdb::vector<duckdb::LogicalType>& types, bool hasRows) {
    const auto notes = m_trace->notes();
    for (size_t i = 0; hasRows && i < types.size(); i++) {
        sql::Column column;
        column.name = names[i];
        column.type = types[i];
        column.nativeType = types[i].ToString();
        auto note = notes.find(column.name);
        if (note != notes.end()) column.note = note->second;
        m_columns.push_back(std::move(column));
    }
    m_profile.origins = m_trace->origins();
    if (m_profile.origins.size() != m_columns.size()) m_profile.origins.clear();
    std::shared_ptr<PlanFinding> finding = m_trace->takeFinding();
    if (finding) finding->nameColumns({names.begin(), names.end()});
    m_finding = std::move(finding);
    m_profile.planMs = m_trace->elapsedMs();
}

Error DuckDbRun::failure(const duckdb::ErrorData& data) const {
    if (m_token.isCancelled()) return m_token.error();
    if (auto error = m_trace->error()) return *error;
    return toError(data, m_sql);
}

void DuckDbRun::waitForResult() {
    Nap nap;
    while (!m_token.isCancelled()) {
        const auto state = m_pending->ExecuteTask();
        if (state == duckdb::PendingExecutionResult::BLOCKED) {
            m_pending->WaitForTask();
        } else if (state == duckdb::PendingExecutionResult::NO_TASKS_AVAILABLE) {
            nap.take();
        } else if (state != duckdb::PendingExecutionResult::RESULT_NOT_READY) {
            return;
        }
    }
}

void DuckDbRun::waitForChunk() {
    if (m_streamEnded || m_result->type != duckdb::QueryResultType::STREAM_RESULT) return;
    auto& stream = m_result->Cast<duckdb::StreamQueryResult>();
    while (!m_token.isCancelled()) {
        const auto state = stream.ExecuteTask();
        if (state == duckdb::StreamExecutionResult::BLOCKED) {
            stream.WaitForTask();
        } else if (state == duckdb::StreamExecutionResult::CHUNK_NOT_READY) {
            m_nap.take();
        } else {
            m_nap.succeeded();
            m_streamEnded = state != duckdb::StreamExecutionResult::CHUNK_READY;
            return;
        }
    }
}

Result<void> DuckDbRun::open() {
    waitForResult();
    // Execute() would wrap what went wrong into a message about the pending query.
    if (m_pending->HasError()) return fail(failure(m_pending->GetErrorObject()));
    m_result = m_pending->Execute();
    if (m_result->HasError()) return fail(failure(m_result->GetErrorObject()));
    if (m_result->properties.return_type == duckdb::StatementReturnType::CHANGED_ROWS) {
        auto chunk = m_result->Fetch();
        if (m_result->HasError()) return fail(failure(m_result->GetErrorObject()));
        if (chunk && chunk->size() > 0) m_affected = chunk->GetValue(0, 0).GetValue<uint64_t>();
    }
    return {};
}

Result<bool> DuckDbRun::fetch(duckdb::DataChunk& chunk) {
    if (m_token.isCancelled()) return fail(m_token.error());
    if (!m_trace->isCurrent(m_statement)) {
        return fail(ErrorCode::Conflict, "Another statement has begun in this session, which ended this one",
                    "Read a result to its end first, or use a session of its own.");
    }
    if (m_isDirect) return fetchDirectly(chunk);
    if (!m_result) {
        auto opened = open();
        if (!opened) return fail(opened.error());
    }
    if (m_columns.empty()) {
        while (auto rest = m_result->Fetch()) {
            if (rest->size() == 0) break;
        }
        if (m_result->HasError()) return fail(failure(m_result->GetErrorObject()));
        return false;
    }
    waitForChunk();
    m_lent = m_result->Fetch();
    if (m_result->HasError()) return fail(failure(m_result->GetErrorObject()));
    if (!m_lent || m_lent->size() == 0) {
        if (m_token.isCancelled()) return fail(m_token.error());
        return false;
    }
    chunk.Reference(*m_lent);
    return true;
}

Result<bool> DuckDbRun::fetchDirectly(duckdb::DataChunk& chunk) {
    const auto direct = m_direct.lock();
    if (!direct) return false;  // ended before
    auto& rows = direct->next(*m_connection->context);
    if (rows.size() == 0) {
        if (m_token.isCancelled()) return fail(m_token.error());
        m_trace->release(m_statement);
        return false;
    }
    chunk.Reference(rows);
    return true;
}

Result<bool> DuckDbRun::next(duckdb::DataChunk& chunk) {
    Result<bool> more = false;
    try {
        more = fetch(chunk);
    } catch (const std::exception& e) {
        more = fail(failure(duckdb::ErrorData(e)));
    }
    m_exhausted = more && !*more;
    std::lock_guard lock(m_profileMutex);
    if (more && *more) {
        if (!m_profile.firstRowMs) m_profile.firstRowMs = m_trace->elapsedMs();
        m_profile.rows += chunk.size();
    } else {
        m_profile.totalMs = m_trace->elapsedMs();
    }
    return more;
}

QueryProfile DuckDbRun::profile() const {
    std::lock_guard lock(m_profileMutex);
    QueryProfile out = m_profile;
    out.sources = m_scans->snapshot();
    return out;
}

std::vector<std::string> DuckDbRun::warnings() const {
    std::vector<std::string> out;
    for (const auto& column : m_columns) {
        if (!column.note.empty()) out.push_back(column.name + ": " + column.note);
    }
    return out;
}

}  // namespace tributary::engine
