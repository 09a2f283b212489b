// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QtWidgets/QStackedWidget>
#include <QtWidgets/QTabBar>
#include <QtWidgets/QWidget>
#include <set>
#include <string>

#include "ui/editor/query_tab.h"
#include "ui/session/tab_journal.h"
#include "ui/session/workspace_context.h"

namespace tributary::ui {

/// The query tabs of one workspace: opened, closed, moved, journaled, and back after a crash. Without a tab
/// it shows `emptyPage`. UI thread.
class TabArea : public QWidget {
    Q_OBJECT

  public:
    TabArea(WorkspaceContext& context, QWidget* emptyPage, QWidget* parent = nullptr);

    /// Brings back the tabs this workspace had; `restored` follows the first time. Called again, it takes
    /// over those of a window that has died since (a killed program counts as alive for ten seconds).
    void restore();
    QueryTab* open(const NewQuery& query);
    QueryTab* current() const;
    QList<QueryTab*> all() const;
    void closeCurrent() { closeAt(m_bar->currentIndex()); }
    void reopen();
    void renameCurrent();
    void step(int by);
    void flushAndRelease() { m_journal.flushAndRelease(); }
    const TabJournal& journal() const { return m_journal; }
    /// Journals tabs whose chart was changed: that is no edit of the text, so nothing tells.
    void journalCharts();

  Q_SIGNALS:
    void restored();
    void currentChanged();
    void statusChanged();

  private:
    QueryTab* add(store::EditorTab tab);
    QueryTab* tabAt(int index) const { return qobject_cast<QueryTab*>(m_stack->widget(index + 1)); }
    int indexOf(const QueryTab* tab) const { return m_stack->indexOf(const_cast<QueryTab*>(tab)) - 1; }
    void closeAt(int index);
    void moved(int from, int to);
    void showCurrent();
    void showTab(const QueryTab* tab);
    void journal(QueryTab* tab);
    void showMenu(const QPoint& position);
    QIcon iconOf(const QueryTab& tab) const;
    QString freshTitle() const;
    /// What a window that is gone has left.
    struct Left {
        std::vector<store::EditorTab> tabs;
        std::string current;  ///< id of the tab that was looked at
    };
    void addRestored(Left left);

    WorkspaceContext& m_context;
    TabJournal m_journal;
    std::set<std::string> m_known;  ///< ids of every tab seen: one closed here must not come back
    bool m_restored = false;
    QTabBar* m_bar;
    QWidget* m_barRow;
    QStackedWidget* m_stack;  ///< page 0 is the empty page
};

}  // namespace tributary::ui
