// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QtCore/QObject>
#include <QtWidgets/QMenu>

#include "ui/explorer/explorer_model.h"
#include "ui/session/workspace_context.h"

namespace tributary::ui {

/// What can be done with a row of the explorer, by menu and by key. UI thread; lives with its panel.
class ExplorerMenu : public QObject {
    Q_OBJECT

  public:
    ExplorerMenu(WorkspaceContext& context, ExplorerModel& model, QWidget* panel);

    /// The menu of a row (of the model, not of the filter); of the empty ground for an invalid one. Deletes
    /// itself when it closes.
    QMenu* build(const QModelIndex& index);
    /// Shows the first rows of a table.
    void openTable(const ExplorerNode& node);
    void editConnection(const QModelIndex& index);
    void removeConnection(const QModelIndex& index);

  private:
    void addTableActions(QMenu& menu, const QPersistentModelIndex& index);
    void addConnectionActions(QMenu& menu, const QPersistentModelIndex& index);
    void addLineageActions(QMenu& menu, const QPersistentModelIndex& index);
    void addNameActions(QMenu& menu, const QPersistentModelIndex& index);
    void openStatement(const ExplorerNode& node, const QString& select, bool limited, bool run);
    QIcon icon(const char* name) const;

    WorkspaceContext& m_context;
    ExplorerModel& m_model;
    QWidget* m_panel;
};

}  // namespace tributary::ui
