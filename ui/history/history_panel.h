// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QtCore/QTimer>
#include <QtWidgets/QLineEdit>
#include <QtWidgets/QListView>
#include <QtWidgets/QStackedWidget>
#include <QtWidgets/QWidget>

#include "ui/history/history_model.h"
#include "ui/session/workspace_context.h"

namespace tributary::ui {

/// Past statements with search; a double click opens one in a new tab. UI thread.
class HistoryPanel : public QWidget {
    Q_OBJECT

  public:
    explicit HistoryPanel(WorkspaceContext& context, QWidget* parent = nullptr);

  private:
    QWidget* buildHeader();
    void open(const QModelIndex& index);
    void showMenu(const QPoint& position);
    void clear();

    WorkspaceContext& m_context;
    HistoryModel* m_model;
    QLineEdit* m_field;
    QListView* m_list;
    QStackedWidget* m_stack;
    QTimer m_searchTimer;
};

}  // namespace tributary::ui
