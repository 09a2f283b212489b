// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/session/query_runner.h"

#include <QtCore/QDateTime>
#include <algorithm>
#include <utility>

#include "ui/session/script_worker.h"

namespace tributary::ui {

namespace {

constexpr std::chrono::minutes kWaitingTime{10};

}  // namespace

QueryRunner::QueryRunner(engine::Federation& federation, Background& background, QObject* parent)
    : QObject(parent), m_federation(federation), m_background(background) {
    m_worker = std::make_shared<ScriptWorker>(federation, *this, background.deliveryTo(this));
    m_waitingTime.setSingleShot(true);
    m_waitingTime.setInterval(kWaitingTime);
    connect(&m_waitingTime, &QTimer::timeout, this, &QueryRunner::closeWaiting);
}

QueryRunner::~QueryRunner() {
    m_token.cancel();
    m_statementToken.cancel();
    m_background.dispose(std::make_shared<std::vector<std::shared_ptr<Run>>>(std::move(m_runs)));
    m_background.dispose(std::move(m_worker));  // closing a session may talk to servers
}

void QueryRunner::run(RunRequest request) {
    start(std::move(request), false);
}

void QueryRunner::explain(const RunStatement& statement) {
    RunRequest request;
    request.statements.push_back(statement);
    start(std::move(request), true);
}

void QueryRunner::start(RunRequest request, bool explainOnly) {
    if (request.statements.empty()) return;
    if (m_running) {
        m_next.emplace(std::move(request), explainOnly);
        m_token.cancel();
        return;
    }
    for (const auto& run : m_runs) run->waits = false;  // a view may keep it; its statement ends
    m_background.dispose(std::make_shared<std::vector<std::shared_ptr<Run>>>(std::move(m_runs)));
    m_runs.clear();
    m_waitingTime.stop();
    for (const RunStatement& statement : request.statements) {
        auto run = std::make_shared<Run>();
        run->statement = statement;
        run->target = request.target;
        run->rowLimit = request.rowLimit;
        run->explainOnly = explainOnly;
        m_runs.push_back(std::move(run));
    }
    m_running = true;
    const uint64_t script = ++m_script;
    Q_EMIT scriptStarted();
    m_token = m_background.run(
        this,
        [worker = m_worker, request = std::move(request), explainOnly](const CancelToken& token) {
            if (explainOnly) {
                worker->explain(request, 0, token);
            } else {
                worker->runScript(request, token);
            }
        },
        [this, script] { scriptEnded(script); }, Background::Lane::OwnThread);
    m_statementToken = m_token;
}

void QueryRunner::requestExplanation(int run) {
    const auto& state = runAt(run);
    if (m_running || !state->isEnded() || !state->target.empty() || state->explanation) return;
    RunRequest request;
    for (const auto& other : m_runs) request.statements.push_back(other->statement);
    m_running = true;
    const uint64_t script = ++m_script;
    m_token = m_background.run(
        this,
        [worker = m_worker, request = std::move(request), run](const CancelToken& token) {
            worker->explain(request, static_cast<size_t>(run), token);
        },
        [this, script] { scriptEnded(script); }, Background::Lane::OwnThread);
}

void QueryRunner::fetchMore(int run, uint64_t rows) {
    const auto& state = runAt(run);
    if (m_running || !state->waits) return;
    m_waitingTime.stop();
    state->waits = false;
    state->state = Run::State::Running;
    state->continuedAtMs = QDateTime::currentMSecsSinceEpoch();
    state->continuedFromMs = state->elapsedMs;
    state->store->reopen();
    m_running = true;
    const uint64_t script = ++m_script;
    Q_EMIT continued(run);
    m_token = m_statementToken;
    const uint64_t limit = rows == 0 ? 0 : state->store->rowCount() + rows;
    m_background.run(
        this,
        [worker = m_worker, run, limit, before = state->elapsedMs,
         first = m_statementToken](const CancelToken& job) {
            // The statement knows the token it was started with, and stops at its source by that one.
            const auto link = job.onCancel([first] { first.cancel(); });
            worker->fetchMore(static_cast<size_t>(run), limit, before, first);
        },
        [this, script] { scriptEnded(script); }, Background::Lane::OwnThread);
}

void QueryRunner::closeWaiting() {
    const auto found = std::find_if(m_runs.begin(), m_runs.end(), [](const auto& run) { return run->waits; });
    if (found == m_runs.end()) return;
    if (m_running) return m_waitingTime.start();
    (*found)->waits = false;
    m_running = true;
    const uint64_t script = ++m_script;
    m_background.run(
        this,
        [worker = m_worker, run = static_cast<size_t>(found - m_runs.begin())](const CancelToken&) {
            worker->closeWaiting(run);
        },
        [this, script] { scriptEnded(script); }, Background::Lane::OwnThread);
}

void QueryRunner::cancel() {
    m_next.reset();
    if (m_running) m_token.cancel();
}

void QueryRunner::scriptEnded(uint64_t script) {
    if (script != m_script) return;
    m_running = false;
    const bool waits = std::any_of(m_runs.begin(), m_runs.end(), [](const auto& run) { return run->waits; });
    if (waits) m_waitingTime.start();
    Q_EMIT scriptFinished();
    if (m_running || !m_next) return;  // a slot may have started something
    auto [request, explainOnly] = std::move(*m_next);
    m_next.reset();
    start(std::move(request), explainOnly);
}

}  // namespace tributary::ui
