// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QtWidgets/QMenu>
#include <QtWidgets/QWidget>

#include "ui/session/workspace_context.h"

class QVBoxLayout;

namespace tributary::ui {

/// A switch per connection: is lineage collected from it? Reads and writes in the background.
class LineageSources : public QWidget {
    Q_OBJECT

  public:
    LineageSources(WorkspaceContext& context, QWidget* parent);

  Q_SIGNALS:
    void filled();

  private:
    void fill(const std::vector<std::pair<std::string, bool>>& switches);

    WorkspaceContext& m_context;
    QVBoxLayout* m_layout;
};

/// The same switch for one connection, in its menu. It can be used once its state has been read.
void addLineageSwitch(QMenu& menu, WorkspaceContext& context, const std::string& connection);

}  // namespace tributary::ui
