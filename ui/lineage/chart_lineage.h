// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QtCore/QObject>
#include <QtCore/QTimer>

#include "ui/session/workspace_context.h"

namespace tributary::ui {

/// Keeps the charts of saved queries in the lineage: after one was saved, renamed or removed they are read
/// again, in the background.
class ChartLineage : public QObject {
    Q_OBJECT

  public:
    explicit ChartLineage(WorkspaceContext& context, QObject* parent = nullptr);

  Q_SIGNALS:
    void collected();

  private:
    void collect();

    WorkspaceContext& m_context;
    QTimer m_delay;
    bool m_busy = false;
};

}  // namespace tributary::ui
