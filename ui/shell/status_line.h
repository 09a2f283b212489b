// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QtCore/QTimer>
#include <QtWidgets/QFrame>
#include <QtWidgets/QLabel>

#include "core/engine/federation.h"
#include "ui/editor/query_tab.h"
#include "ui/session/connection_list.h"

namespace tributary::ui {

/// The bottom line: rows, times and selection of the current tab; zone, encoding, health and memory of the
/// program.
class StatusLine : public QFrame {
    Q_OBJECT

  public:
    explicit StatusLine(QWidget* parent = nullptr);

    void showTab(const QueryTab* tab, const ConnectionList& connections);
    void showHealth(const ConnectionList& connections, const engine::Federation& federation);
    void showMemory();
    /// Takes the place of the left part for a few seconds.
    void tell(const QString& message);

  private:
    QLabel* m_target;
    QLabel* m_rows;
    QLabel* m_time;
    QLabel* m_selection;
    QLabel* m_message;
    QLabel* m_zone;
    QLabel* m_health;
    QLabel* m_memory;
    QTimer m_messageTimer;
};

}  // namespace tributary::ui
