// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QtCore/QTimer>
#include <QtWidgets/QPushButton>
#include <QtWidgets/QSplitter>
#include <QtWidgets/QWidget>

#include "core/store/workspace.h"
#include "ui/editor/completer.h"
#include "ui/editor/find_bar.h"
#include "ui/editor/sql_editor.h"
#include "ui/editor/target_button.h"
#include "ui/results/result_pane.h"
#include "ui/session/query_runner.h"
#include "ui/session/workspace_context.h"

namespace tributary::ui {

/// One query: editor above, its own results below. UI thread.
class QueryTab : public QWidget {
    Q_OBJECT

  public:
    QueryTab(WorkspaceContext& context, store::EditorTab tab, QWidget* parent = nullptr);

    /// The tab as the workspace keeps it.
    store::EditorTab snapshot() const;
    QString title() const;
    void setTitle(const QString& title);
    void setPosition(int position) { m_tab.position = position; }
    bool isRunning() const { return m_runner->isRunning(); }
    QString rowsStatus() const;
    QString timeStatus() const;
    QString selectionStatus() const { return m_selectionStatus; }

    const std::string& target() const { return m_target->target(); }
    /// Has the chart been changed since this was last asked?
    bool takeChartChange();
    /// Zone of the session this tab's statements ran in; empty before the first, and for one connection.
    QString sessionZone() const;

    void runStatement();
    void runScript();
    void explain();
    void cancel();
    void format();
    void toggleComment() { m_editor->toggleComment(); }
    void find() { m_findBar->open(); }
    void complete() { m_completer->complete(); }
    void insertNames(const std::vector<DraggedName>& names) { m_editor->insertNames(names); }
    void toggleResults();
    void save();
    void focusEditor() { m_editor->setFocus(); }
    /// Text selected, or the word under the cursor.
    QString wordUnderCursor() const { return m_editor->selectedText(); }

  Q_SIGNALS:
    void changed();
    void titleChanged();
    void statusChanged();

  private:
    QWidget* buildToolBar();
    void connectRunner();
    void start(std::vector<RunStatement> statements);
    void showFailure(int run);
    void updateButtons();
    void targetChosen();
    void saveAs(const QString& name);
    std::string chart() const;
    const Run* lastRun() const;

    WorkspaceContext& m_context;
    store::EditorTab m_tab;
    QueryRunner* m_runner = nullptr;
    SqlEditor* m_editor = nullptr;
    Completer* m_completer = nullptr;
    FindBar* m_findBar = nullptr;
    ResultPane* m_results = nullptr;
    QSplitter* m_splitter = nullptr;
    QPushButton* m_run = nullptr;
    QPushButton* m_cancel = nullptr;
    QPushButton* m_explain = nullptr;
    TargetButton* m_target = nullptr;
    QTimer m_clock;  ///< runs only while a statement runs
    QString m_selectionStatus;
};

}  // namespace tributary::ui
