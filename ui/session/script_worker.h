// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <chrono>
#include <memory>
#include <vector>

#include "core/engine/federation.h"
#include "ui/async/background.h"
#include "ui/session/run.h"

namespace tributary::ui {

class QueryRunner;
class StatementReader;

/// The thread side of QueryRunner: owns the engine session, so that temporary tables and SET survive from one
/// script to the next, and the statement that waits at its row limit. Called by one thread at a time; reports
/// through the runner's Delivery.
class ScriptWorker {
  public:
    ScriptWorker(engine::Federation& federation, QueryRunner& runner, Delivery deliver);
    ~ScriptWorker();

    void runScript(const RunRequest& request, const CancelToken& token);
    void explain(const RunRequest& request, size_t run, const CancelToken& token);
    /// Goes on with the waiting statement until `limit` rows are there (0: all); `beforeMs`: how long it has
    /// run already.
    void fetchMore(size_t run, uint64_t limit, double beforeMs, const CancelToken& token);
    /// Ends the waiting statement, at its source too.
    void closeWaiting(size_t run);

  private:
    using Clock = std::chrono::steady_clock;

    Result<engine::Session*> session();
    Result<engine::Session*> planSession();
    Result<void> runStatement(const RunRequest& request, size_t run, const CancelToken& token);
    /// True: the source has more rows.
    Result<bool> pull(StatementReader& reader, size_t run, uint64_t limit, Clock::time_point begin,
                      const CancelToken& token);
    /// Tells in which time zone the session works. Not while a statement is open in it.
    void reportZone(const CancelToken& token);
    void reportEnd(size_t run, const engine::QueryRun& query, bool truncated, bool waits, double elapsedMs);
    void reportStart(size_t run, const std::shared_ptr<result::ResultStore>& store,
                     const engine::QueryProfile& profile);
    void reportProgress(size_t run, const engine::QueryProfile& profile, double elapsedMs);
    void reportError(size_t run, const Error& error, double elapsedMs);
    void report(size_t run, std::function<void(QueryRunner&, Run&, int)> change);

    engine::Federation& m_federation;
    QueryRunner& m_runner;  ///< touched only inside deliveries
    Delivery m_deliver;
    std::unique_ptr<engine::Session> m_session;
    std::unique_ptr<engine::Session> m_planSession;  ///< plans while a statement waits in the other
    std::unique_ptr<StatementReader> m_waiting;
    bool m_zoneKnown = false;
};

}  // namespace tributary::ui
