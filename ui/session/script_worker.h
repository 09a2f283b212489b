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

/// The thread side of QueryRunner: owns the engine session, so that temporary tables and SET survive from one
/// script to the next. Called by one thread at a time; reports through the runner's Delivery.
class ScriptWorker {
  public:
    ScriptWorker(engine::Federation& federation, QueryRunner& runner, Delivery deliver);

    void runScript(const RunRequest& request, const CancelToken& token);
    void explain(const RunRequest& request, size_t run, const CancelToken& token);

  private:
    using Clock = std::chrono::steady_clock;

    Result<engine::Session*> session();
    Result<void> runStatement(const RunRequest& request, size_t run, const CancelToken& token);
    Result<bool> pull(engine::QueryRun& query, const std::shared_ptr<result::ResultStore>& store, size_t run,
                      uint64_t rowLimit, Clock::time_point begin, const CancelToken& token);
    void reportStart(size_t run, const std::shared_ptr<result::ResultStore>& store,
                     const engine::QueryProfile& profile);
    void reportProgress(size_t run, const engine::QueryProfile& profile, double elapsedMs);
    void reportError(size_t run, const Error& error, double elapsedMs);
    void report(size_t run, std::function<void(QueryRunner&, Run&, int)> change);

    engine::Federation& m_federation;
    QueryRunner& m_runner;  ///< touched only inside deliveries
    Delivery m_deliver;
    std::unique_ptr<engine::Session> m_session;
};

}  // namespace tributary::ui
