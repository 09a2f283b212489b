// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/session/script_worker.h"

#include <algorithm>
#include <utility>

#include "core/lineage/live.h"
#include "core/lineage/schema.h"
#include "ui/session/query_runner.h"
#include "ui/session/statement_reader.h"

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

/// May the statement have changed the session's zone (SET TimeZone, SET time zone)?
bool mentionsZone(const std::string& text) {
    return QString::fromStdString(text).contains(QLatin1String("zone"), Qt::CaseInsensitive);
}

/// Where the values of each column of the answer flow from, by the lineage of the plan that runs.
std::vector<std::vector<std::string>> columnSources(const engine::QueryRun& run) {
    const auto live = lineage::liveLineage(run);
    if (!live) return {};
    std::vector<std::vector<std::string>> out(live->statement.outputColumns.size());
    for (const auto& edge : live->statement.edges) {
        if (!lineage::isDirect(edge.subtype) || !edge.target.table.empty()) continue;
        for (size_t i = 0; i < out.size(); i++) {
            if (live->statement.outputColumns[i] != edge.target.column) continue;
            const std::string name = edge.source.table + "." + lineage::joinName({edge.source.column});
            if (std::find(out[i].begin(), out[i].end(), name) == out[i].end()) out[i].push_back(name);
        }
    }
    return out;
}

}  // namespace

ScriptWorker::ScriptWorker(engine::Federation& federation, QueryRunner& runner, Delivery deliver)
    : m_federation(federation), m_runner(runner), m_deliver(std::move(deliver)) {}

ScriptWorker::~ScriptWorker() = default;

void ScriptWorker::runScript(const RunRequest& request, const CancelToken& token) {
    m_waiting.reset();
    if (!m_zoneKnown && request.target.empty()) reportZone(token);
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
            break;
        }
    }
    if (m_waiting || !request.target.empty()) return;
    const auto mentions = [](const RunStatement& statement) { return mentionsZone(statement.text); };
    if (std::any_of(request.statements.begin(), request.statements.end(), mentions)) reportZone(token);
}

void ScriptWorker::reportZone(const CancelToken& token) {
    auto open = session();
    if (!open) return;  // the statement that follows tells why
    auto query = (*open)->run("SELECT current_setting('TimeZone')", {}, token);
    if (!query || (*query)->columns().size() != 1) return;
    duckdb::DataChunk chunk;
    chunk.Initialize(duckdb::Allocator::DefaultAllocator(), {duckdb::LogicalType::VARCHAR});
    auto more = (*query)->next(chunk);
    if (!more || !*more || chunk.size() == 0) return;
    m_zoneKnown = true;
    m_deliver([&runner = m_runner, zone = chunk.GetValue(0, 0).ToString()] {
        runner.m_sessionZone = QString::fromStdString(zone);
    });
}

void ScriptWorker::explain(const RunRequest& request, size_t run, const CancelToken& token) {
    const auto begin = Clock::now();
    auto open = m_waiting ? planSession() : session();
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

/// A session runs one statement at a time, and planning another would end the one that waits.
Result<engine::Session*> ScriptWorker::planSession() {
    if (!m_planSession) {
        auto opened = m_federation.openSession();
        if (!opened) return fail(opened.error());
        m_planSession = std::move(*opened);
    }
    return m_planSession.get();
}

Result<void> ScriptWorker::runStatement(const RunRequest& request, size_t run, const CancelToken& token) {
    const auto begin = Clock::now();
    auto open = session();
    if (!open) return fail(open.error());
    const std::string& text = request.statements[run].text;
    auto query = request.target.empty() ? (*open)->run(text, request.options, token)
                                        : (*open)->runNative(request.target, text, request.options, token);
    if (!query) return fail(query.error());
    auto reader = std::make_unique<StatementReader>(std::move(*query), m_federation.database());
    report(run, [sources = columnSources(reader->query())](QueryRunner&, Run& state, int) {
        state.columnSources = sources;
    });
    reportStart(run, reader->store(), reader->query().profile());

    auto truncated = pull(*reader, run, request.rowLimit, begin, token);
    if (!truncated) {
        reportProgress(run, reader->query().profile(), millisecondsSince(begin));
        return fail(truncated.error());
    }
    // The session is needed for the statements that follow: only the last one can wait for more.
    const bool waits = *truncated && run + 1 == request.statements.size();
    reportEnd(run, reader->query(), *truncated, waits, millisecondsSince(begin));
    if (waits) m_waiting = std::move(reader);
    return {};
}

void ScriptWorker::fetchMore(size_t run, uint64_t limit, double beforeMs, const CancelToken& token) {
    const auto begin = Clock::now() - std::chrono::duration_cast<Clock::duration>(
                                          std::chrono::duration<double, std::milli>(beforeMs));
    auto reader = std::exchange(m_waiting, nullptr);
    if (!reader) {
        const Error closed(ErrorCode::Conflict, "The statement is not open any more.",
                           "Run it again to fetch more rows.");
        return reportError(run, closed, beforeMs);
    }
    auto truncated = pull(*reader, run, limit, begin, token);
    if (!truncated) {
        reportProgress(run, reader->query().profile(), millisecondsSince(begin));
        return reportError(run, truncated.error(), millisecondsSince(begin));
    }
    reportEnd(run, reader->query(), *truncated, *truncated, millisecondsSince(begin));
    if (*truncated) m_waiting = std::move(reader);
}

void ScriptWorker::closeWaiting(size_t run) {
    m_waiting.reset();
    report(run, [](QueryRunner& runner, Run& state, int index) {
        state.waits = false;
        Q_EMIT runner.progress(index);
    });
}

Result<bool> ScriptWorker::pull(StatementReader& reader, size_t run, uint64_t limit, Clock::time_point begin,
                                const CancelToken& token) {
    auto lastReport = Clock::time_point();  // so that the first rows are told at once
    auto more = reader.pull(limit, token, [&] {
        if (Clock::now() - lastReport < kReportEvery) return;
        lastReport = Clock::now();
        reportProgress(run, reader.query().profile(), millisecondsSince(begin));
    });
    reader.store()->finish();
    return more;
}

void ScriptWorker::reportEnd(size_t run, const engine::QueryRun& query, bool truncated, bool waits,
                             double elapsedMs) {
    report(run, [truncated, waits, elapsedMs, profile = query.profile(), affected = query.affectedRows(),
                 warnings = query.warnings()](QueryRunner& runner, Run& state, int index) {
        state.state = Run::State::Finished;
        state.truncated = truncated;
        state.waits = waits;
        state.elapsedMs = elapsedMs;
        state.profile = profile;
        state.affectedRows = affected;
        state.warnings = warnings;
        Q_EMIT runner.finished(index);
    });
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
