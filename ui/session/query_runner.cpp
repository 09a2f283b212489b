// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/session/query_runner.h"

#include <utility>

#include "ui/session/script_worker.h"

namespace tributary::ui {

QueryRunner::QueryRunner(engine::Federation& federation, Background& background, QObject* parent)
    : QObject(parent), m_federation(federation), m_background(background) {
    m_worker = std::make_shared<ScriptWorker>(federation, *this, background.deliveryTo(this));
}

QueryRunner::~QueryRunner() {
    m_token.cancel();
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
    m_background.dispose(std::make_shared<std::vector<std::shared_ptr<Run>>>(std::move(m_runs)));
    m_runs.clear();
    for (const RunStatement& statement : request.statements) {
        auto run = std::make_shared<Run>();
        run->statement = statement;
        run->target = request.target;
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

void QueryRunner::cancel() {
    m_next.reset();
    if (m_running) m_token.cancel();
}

void QueryRunner::scriptEnded(uint64_t script) {
    if (script != m_script) return;
    m_running = false;
    Q_EMIT scriptFinished();
    if (m_running || !m_next) return;  // a slot may have started something
    auto [request, explainOnly] = std::move(*m_next);
    m_next.reset();
    start(std::move(request), explainOnly);
}

}  // namespace tributary::ui
