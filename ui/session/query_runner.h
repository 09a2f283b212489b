// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QtCore/QObject>
#include <QtCore/QString>
#include <QtCore/QTimer>
#include <memory>
#include <optional>
#include <utility>
#include <vector>

#include "core/engine/federation.h"
#include "ui/async/background.h"
#include "ui/session/run.h"

namespace tributary::ui {

class ScriptWorker;

/// Runs scripts of one editor tab in a thread of their own, one statement after the other in one engine
/// session, and reports in the UI thread. No widgets. One script at a time: starting another cancels the one
/// before and waits for it without blocking. A failing statement ends the script. Destroying the runner
/// cancels what runs.
class QueryRunner : public QObject {
    Q_OBJECT

  public:
    /// `federation` and `background` outlive the runner.
    QueryRunner(engine::Federation& federation, Background& background, QObject* parent = nullptr);
    ~QueryRunner() override;

    void run(RunRequest request);
    /// Shows the plan of a statement without running it: a run with `explainOnly`. Federated statements only.
    void explain(const RunStatement& statement);
    /// Fills `Run::explanation` of a run that has ended; `explained` follows. Does nothing for native runs.
    void requestExplanation(int run);
    /// Goes on with a run that `waits` at its row limit: `rows` more, 0: all. The rows join its store;
    /// `continued` and then the signals of a run follow.
    void fetchMore(int run, uint64_t rows);
    void cancel();

    /// A waiting statement keeps a cursor (often a transaction) open at its source: after this long it is
    /// closed, and its rows stay.
    void setWaitingTime(std::chrono::milliseconds time) { m_waitingTime.setInterval(time); }

    bool isRunning() const { return m_running; }
    /// Runs of the last script, in its order.
    const std::vector<std::shared_ptr<Run>>& runs() const { return m_runs; }
    const std::shared_ptr<Run>& runAt(int run) const { return m_runs.at(static_cast<size_t>(run)); }
    /// Time zone of the session federated statements run in; empty before the first script has ended.
    const QString& sessionZone() const { return m_sessionZone; }
    engine::Federation& federation() const { return m_federation; }

  Q_SIGNALS:
    void scriptStarted();    ///< runs() holds the new runs, all waiting
    void started(int run);   ///< columns and store are known
    void progress(int run);  ///< rows, profile or elapsed time grew; at most ten times a second
    void finished(int run);  ///< all rows are in the store, or as many as were asked for
    void failed(int run);    ///< Run::error says why
    void cancelled(int run);
    void explained(int run);  ///< Run::explanation is there, or Run::error
    void continued(int run);  ///< a waiting run fetches more
    void scriptFinished();    ///< nothing runs any more

  private:
    friend class ScriptWorker;
    void start(RunRequest request, bool explainOnly);
    void scriptEnded(uint64_t script);
    void closeWaiting();

    engine::Federation& m_federation;
    Background& m_background;
    std::shared_ptr<ScriptWorker> m_worker;
    std::vector<std::shared_ptr<Run>> m_runs;
    std::optional<std::pair<RunRequest, bool>> m_next;
    CancelToken m_token;           ///< stops what runs now
    CancelToken m_statementToken;  ///< stops the last script's statements, one that waits too
    QTimer m_waitingTime;
    QString m_sessionZone;
    uint64_t m_script = 0;
    bool m_running = false;
};

}  // namespace tributary::ui
