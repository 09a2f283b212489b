// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/session/history_recorder.h"

#include "ui/widgets/make.h"

namespace tributary::ui {

HistoryRecorder::HistoryRecorder(QueryRunner& runner, store::Workspace& workspace, Background& background,
                                 WorkspaceEvents& events)
    : QObject(&runner), m_runner(runner), m_workspace(workspace), m_background(background), m_events(events) {
    connect(&runner, &QueryRunner::finished, this, [this](int run) { record(run, store::RunStatus::Ok); });
    connect(&runner, &QueryRunner::failed, this, [this](int run) { record(run, store::RunStatus::Error); });
    connect(&runner, &QueryRunner::cancelled, this,
            [this](int run) { record(run, store::RunStatus::Cancelled); });
}

void HistoryRecorder::record(int run, store::RunStatus status) {
    const Run& state = *m_runner.runAt(run);
    if (state.explainOnly || state.continuedAtMs > 0) return;  // a run is one entry, however it goes on
    store::HistoryEntry entry;
    entry.startedAtMs = state.startedAtMs;
    entry.sql = state.statement.text;
    entry.target = state.target;
    entry.status = status;
    if (state.error) entry.error = state.error->text();
    if (state.affectedRows) {
        entry.rows = state.affectedRows;
    } else if (state.store) {
        entry.rows = state.store->rowCount();
    }
    entry.durationMs = static_cast<int64_t>(state.elapsedMs);
    m_background.run(
        this, [&workspace = m_workspace, entry](const CancelToken&) { return workspace.addHistory(entry); },
        [this](const Result<int64_t>& added) {
            if (added) {
                Q_EMIT m_events.historyChanged();
            } else {
                Q_EMIT m_events.workspaceFailed(make::errorText(added.error()));
            }
        });
}

}  // namespace tributary::ui
