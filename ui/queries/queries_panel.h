// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QtGui/QStandardItemModel>
#include <QtWidgets/QLineEdit>
#include <QtWidgets/QListView>
#include <QtWidgets/QStackedWidget>
#include <QtWidgets/QWidget>

#include "ui/session/workspace_context.h"

namespace tributary::ui {

/// The saved queries of the workspace. UI thread.
class QueriesPanel : public QWidget {
    Q_OBJECT

  public:
    explicit QueriesPanel(WorkspaceContext& context, QWidget* parent = nullptr);

  private:
    void reload();
    void show(std::vector<store::SavedQuery> queries);
    void open(int row);
    void remove(int row);
    void rename(int row);
    void duplicate(int row);
    void keep(const store::SavedQuery& query);
    void filter();
    void showMenu(const QPoint& position);

    WorkspaceContext& m_context;
    std::vector<store::SavedQuery> m_queries;
    QStandardItemModel m_model;
    QLineEdit* m_field;
    QListView* m_list;
    QStackedWidget* m_stack;
};

}  // namespace tributary::ui
