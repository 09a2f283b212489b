// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QtWidgets/QLabel>
#include <QtWidgets/QLineEdit>
#include <QtWidgets/QStackedWidget>
#include <QtWidgets/QWidget>

#include "ui/explorer/explorer_filter.h"
#include "ui/explorer/explorer_menu.h"
#include "ui/explorer/explorer_model.h"
#include "ui/explorer/explorer_tree.h"
#include "ui/session/workspace_context.h"

namespace tributary::ui {

/// The tree of connections with its filter and its menus. UI thread.
class ExplorerPanel : public QWidget {
    Q_OBJECT

  public:
    explicit ExplorerPanel(WorkspaceContext& context, QWidget* parent = nullptr);
    /// Opens the rows down to `path` as far as they are loaded.
    void reveal(const std::string& connection, const std::vector<std::string>& path);
    QTreeView* tree() const { return m_tree; }

  private:
    QWidget* buildHeader();
    void buildTree();
    void showMenu(const QPoint& position);
    void filter(const QString& text);
    void activate(const QModelIndex& index);
    void refreshCurrent();
    void updateEmpty();
    void revealNext(const QModelIndex& index);
    const ExplorerNode* nodeAt(const QModelIndex& index) const;

    WorkspaceContext& m_context;
    ExplorerModel* m_model;
    ExplorerFilter* m_filter;
    ExplorerTree* m_tree;
    ExplorerMenu* m_menu;
    QLineEdit* m_field;
    QLabel* m_noMatch = nullptr;
    QStackedWidget* m_stack;
    std::vector<std::string> m_revealPath;  ///< still to be opened, one level per `loaded`
    std::string m_revealConnection;
};

}  // namespace tributary::ui
