// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QtCore/QObject>

#include "core/store/workspace.h"
#include "ui/async/background.h"
#include "ui/session/query_runner.h"
#include "ui/session/workspace_events.h"

namespace tributary::ui {

/// Writes every statement a runner has ended into the workspace's history, off the UI thread. Lives with its
/// runner.
class HistoryRecorder : public QObject {
    Q_OBJECT

  public:
    HistoryRecorder(QueryRunner& runner, store::Workspace& workspace, Background& background,
                    WorkspaceEvents& events);

  private:
    void record(int run, store::RunStatus status);

    QueryRunner& m_runner;
    store::Workspace& m_workspace;
    Background& m_background;
    WorkspaceEvents& m_events;
};

}  // namespace tributary::ui
