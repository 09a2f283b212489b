// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QtCore/QObject>
#include <QtWidgets/QAction>
#include <map>
#include <vector>

#include "ui/theme/theme.h"

namespace tributary::ui {

/// Everything the window can be told to do. Its table (commands.cpp) is the one place of texts and shortcuts.
enum class Command {
    NewQuery,
    CloseTab,
    ReopenTab,
    RenameTab,
    NextTab,
    PreviousTab,
    RunStatement,
    RunScript,
    CancelRun,
    Explain,
    Format,
    Complete,
    ToggleComment,
    Find,
    SaveQuery,
    ToggleResults,
    GoTo,
    CommandPalette,
    NewConnection,
    OpenWorkspace,
    OpenDemo,
    ShowExplorer,
    ShowQueries,
    ShowHistory,
    ShowLineage,
    ShowAlerts,
    ShowPlugins,
    ToggleSidePanel,
    Preferences,
    FullScreen,
    Quit,
};

/// The actions of one window. Query commands act in `queryScope` only, so that F5 can mean another thing in
/// the tree.
class Commands : public QObject {
    Q_OBJECT

  public:
    Commands(const Theme& theme, QWidget* window, QWidget* queryScope);

    QAction* action(Command command) const { return m_actions.at(command); }
    /// In the order of the table.
    const std::vector<Command>& all() const { return m_order; }

  Q_SIGNALS:
    void triggered(Command command);

  private:
    std::map<Command, QAction*> m_actions;
    std::vector<Command> m_order;
};

}  // namespace tributary::ui
