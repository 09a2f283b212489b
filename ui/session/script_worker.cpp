// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/session/script_worker.h"

#include <utility>

#include "ui/session/query_runner.h"

namespace tributary::ui {

namespace {

constexpr std::chrono::milliseconds kReportEvery{100};

double millisecondsSince(std::chrono::steady_clock::time_point begin) {
    return std::chrono::duration<double, std::milli>(std::chrono::steady_clock::now() - begin).count();
}

int64_t unixNowMs() {
    using namespace std::chrono;
    return duration_cast<milliseconds>(system_clock::now().time_since_epoch()).count();
}

}  // namespace

ScriptWorker::ScriptWorker(engine::Federation& federation, QueryRunner& runner, Delivery deliver)
    : m_federation(federation), m_runner(runner), m_deliver(std::move(deliver)) {}

void ScriptWorker::runScript(const RunRequest& request, const CancelToken& token) {
    for (size_t run = 0; run < request.statements.size(); ++run) {
        const auto begin = Clock::now();
        report(run, [started = unixNowMs()](QueryRunner& runner, Run& state, int index) {
            state.state = Run::State::Running;
            state.startedAtMs = started;
            Q_EMIT runner.progress(index);
        });
        auto outcome = token.check();
        if (outcome) outcome = runStatement(request, run, token);
        if (!outcome) {
            reportError(run, outcome.error(), millisecondsSince(begin));
            return;
        }
    }
}

void ScriptWorker::explain(const RunRequest& request, size_t run, const CancelToken& token) {
    const auto begin = Clock::now();
    auto open = session();
    auto explanation = open ? (*open)->explain(request.statements.at(run).text, token)
                            : Result<engine::Explanation>(fail(open.error()));
    report(run, [explanation = std::move(explanation), elapsed = millisecondsSince(begin)](
                    QueryRunner& runner, Run& state, int index) {
        if (explanation) {
            state.explanation = *explanation;
            if (state.explainOnly) state.state = Run::State::Finished;
        } else if (state.explainOnly) {
            state.state = Run::State::Failed;
            state.error = explanation.error();
        }
        if (state.explainOnly) state.elapsedMs = elapsed;
        Q_EMIT runner.explained(index);
        if (state.explainOnly) {
            if (state.error) {
                Q_EMIT runner.failed(index);
            } else {
                Q_EMIT runner.finished(index);
            }
        }
    });
}

Result<engine::Session*> ScriptWorker::session() {
    if (!m_session) {
        auto opened = m_federation.openSession();
        if (!opened) return fail(opened.error());
        m_session = std::move(*opened);
    }
    return m_session.get();
}

Result<void> ScriptWorker::runStatement(const RunRequest& request, size_t run, const CancelToken& token) {
    const auto begin = Clock::now();
    auto open = session();
    if (!open) return fail(open.error());
    const std::string& text = request.statements[run].text;
    auto query = request.target.empty() ? (*open)->run(text, request.options, token)
                                        : (*open)->runNative(request.target, text, request.options, token);
    if (!query) return fail(query.error());
    auto store = std::make_shared<result::ResultStore>(m_federation.database(), (*query)->columns());
    reportStart(run, store, (*query)->profile());

    auto truncated = pull(**query, store, run, request.rowLimit, begin, token);
    store->finish();
    if (!truncated) {
        reportProgress(run, (*query)->profile(), millisecondsSince(begin));
        return fail(truncated.error());
    }
    report(run, [truncated = *truncated, elapsed = millisecondsSince(begin), profile = (*query)->profile(),
                 affected = (*query)->affectedRows(),
                 warnings = (*query)->warnings()](QueryRunner& runner, Run& state, int index) {
        state.state = Run::State::Finished;
        state.truncated = truncated;
        state.elapsedMs = elapsed;
        state.profile = profile;
        state.affectedRows = affected;
        state.warnings = warnings;
        Q_EMIT runner.finished(index);
    });
    return {};
}

Result<bool> ScriptWorker::pull(engine::QueryRun& query, const std::shared_ptr<result::ResultStore>& store,
                                size_t run, uint64_t rowLimit, Clock::time_point begin,
                                const CancelToken& token) {
    duckdb::DataChunk chunk;
    const auto kept = store->types();
    const duckdb::vector<duckdb::LogicalType> types(kept.begin(), kept.end());
    if (!types.empty()) chunk.Initialize(duckdb::Allocator::DefaultAllocator(), types);
    auto lastReport = begin;  // so that the first rows are told at once
    bool first = true;
    while (true) {
        chunk.Reset();
        auto more = query.next(chunk);
        if (!more) return fail(more.error());
        if (!*more) return false;
        if (auto go = token.check(); !go) return fail(go.error());
        const uint64_t have = store->rowCount();
        if (rowLimit > 0 && have >= rowLimit && chunk.size() > 0) return true;
        const bool cut = rowLimit > 0 && have + chunk.size() > rowLimit;
        if (cut) chunk.SetCardinality(static_cast<duckdb::idx_t>(rowLimit - have));
        if (auto kept = store->append(chunk); !kept) return fail(kept.error());
        if (cut) return true;
        if (first || Clock::now() - lastReport >= kReportEvery) {
            first = false;
            lastReport = Clock::now();
            reportProgress(run, query.profile(), millisecondsSince(begin));
        }
    }
}

void ScriptWorker::reportStart(size_t run, const std::shared_ptr<result::ResultStore>& store,
                               const engine::QueryProfile& profile) {
    report(run, [store, profile](QueryRunner& runner, Run& state, int index) {
        state.store = store;
        state.profile = profile;
        Q_EMIT runner.started(index);
    });
}

void ScriptWorker::reportProgress(size_t run, const engine::QueryProfile& profile, double elapsedMs) {
    report(run, [profile, elapsedMs](QueryRunner& runner, Run& state, int index) {
        state.profile = profile;
        state.elapsedMs = elapsedMs;
        Q_EMIT runner.progress(index);
    });
}

void ScriptWorker::reportError(size_t run, const Error& error, double elapsedMs) {
    report(run, [error, elapsedMs](QueryRunner& runner, Run& state, int index) {
        state.error = error;
        state.elapsedMs = elapsedMs;
        const bool stopped = error.code == ErrorCode::Cancelled;
        state.state = stopped ? Run::State::Cancelled : Run::State::Failed;
        if (stopped) {
            Q_EMIT runner.cancelled(index);
        } else {
            Q_EMIT runner.failed(index);
        }
    });
}

void ScriptWorker::report(size_t run, std::function<void(QueryRunner&, Run&, int)> change) {
    // The delivery is dropped when the runner has died, so the reference is good whenever it is used.
    m_deliver([&runner = m_runner, run, change = std::move(change)] {
        if (run >= runner.runs().size()) return;
        const std::shared_ptr<Run> state = runner.runs()[run];
        change(runner, *state, static_cast<int>(run));
    });
}

}  // namespace tributary::ui
