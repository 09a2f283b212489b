// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/shell/commands.h"

namespace tributary::ui {

namespace {

enum class Scope { Window, Query };

struct Spec {
    Command command;
    Scope scope;
    const char* text;
    const char* icon;
    std::vector<const char*> keys;
};

const std::vector<Spec> kTable{
    {Command::NewQuery,
     Scope::Window,
     QT_TRANSLATE_NOOP("tributary::ui::Commands", "New query"),
     "plus",
     {"Ctrl+T"}},
    {Command::CloseTab,
     Scope::Window,
     QT_TRANSLATE_NOOP("tributary::ui::Commands", "Close tab"),
     "x",
     {"Ctrl+W"}},
    {Command::ReopenTab,
     Scope::Window,
     QT_TRANSLATE_NOOP("tributary::ui::Commands", "Reopen closed tab"),
     "rotate-ccw",
     {"Ctrl+Shift+T"}},
    {Command::RenameTab,
     Scope::Query,
     QT_TRANSLATE_NOOP("tributary::ui::Commands", "Rename tab"),
     "pencil",
     {"F2"}},
    {Command::NextTab,
     Scope::Window,
     QT_TRANSLATE_NOOP("tributary::ui::Commands", "Next tab"),
     "arrow-right",
     {"Ctrl+PgDown", "Ctrl+Tab"}},
    {Command::PreviousTab,
     Scope::Window,
     QT_TRANSLATE_NOOP("tributary::ui::Commands", "Previous tab"),
     "arrow-left",
     {"Ctrl+PgUp", "Ctrl+Shift+Tab"}},
    {Command::RunStatement,
     Scope::Query,
     QT_TRANSLATE_NOOP("tributary::ui::Commands", "Run statement or selection"),
     "play",
     {"Ctrl+Return", "Ctrl+Enter"}},
    {Command::RunScript,
     Scope::Query,
     QT_TRANSLATE_NOOP("tributary::ui::Commands", "Run script"),
     "list-checks",
     {"F5", "Ctrl+Shift+Return", "Ctrl+Shift+Enter"}},
    {Command::CancelRun,
     Scope::Query,
     QT_TRANSLATE_NOOP("tributary::ui::Commands", "Cancel"),
     "square",
     {"Esc", "Ctrl+."}},
    {Command::Explain,
     Scope::Query,
     QT_TRANSLATE_NOOP("tributary::ui::Commands", "Explain statement"),
     "route",
     {"Ctrl+Shift+E"}},
    {Command::Format,
     Scope::Query,
     QT_TRANSLATE_NOOP("tributary::ui::Commands", "Format statement"),
     "wand-sparkles",
     {"Ctrl+Shift+F"}},
    {Command::Complete,
     Scope::Query,
     QT_TRANSLATE_NOOP("tributary::ui::Commands", "Complete word"),
     "list-tree",
     {"Ctrl+Space", "Alt+/"}},
    {Command::ToggleComment,
     Scope::Query,
     QT_TRANSLATE_NOOP("tributary::ui::Commands", "Comment or uncomment lines"),
     "hash",
     {"Ctrl+/"}},
    {Command::Find,
     Scope::Query,
     QT_TRANSLATE_NOOP("tributary::ui::Commands", "Find and replace"),
     "search",
     {"Ctrl+F", "Ctrl+H"}},
    {Command::SaveQuery,
     Scope::Query,
     QT_TRANSLATE_NOOP("tributary::ui::Commands", "Save query"),
     "save",
     {"Ctrl+S"}},
    {Command::ToggleResults,
     Scope::Query,
     QT_TRANSLATE_NOOP("tributary::ui::Commands", "Show or hide results"),
     "panel-bottom",
     {"Ctrl+J"}},
    {Command::GoTo,
     Scope::Window,
     QT_TRANSLATE_NOOP("tributary::ui::Commands", "Go to table, column or query"),
     "search",
     {"Ctrl+P"}},
    {Command::CommandPalette,
     Scope::Window,
     QT_TRANSLATE_NOOP("tributary::ui::Commands", "All commands"),
     "command",
     {"Ctrl+Shift+P"}},
    {Command::NewConnection,
     Scope::Window,
     QT_TRANSLATE_NOOP("tributary::ui::Commands", "New connection"),
     "plug",
     {"Ctrl+Shift+N"}},
    {Command::OpenWorkspace,
     Scope::Window,
     QT_TRANSLATE_NOOP("tributary::ui::Commands", "Open workspace"),
     "folder-open",
     {"Ctrl+O"}},
    {Command::OpenDemo,
     Scope::Window,
     QT_TRANSLATE_NOOP("tributary::ui::Commands", "Open the demo"),
     "play",
     {}},
    {Command::ShowExplorer,
     Scope::Window,
     QT_TRANSLATE_NOOP("tributary::ui::Commands", "Explorer"),
     "database",
     {"Ctrl+1"}},
    {Command::ShowQueries,
     Scope::Window,
     QT_TRANSLATE_NOOP("tributary::ui::Commands", "Saved queries"),
     "file-code-2",
     {"Ctrl+2"}},
    {Command::ShowHistory,
     Scope::Window,
     QT_TRANSLATE_NOOP("tributary::ui::Commands", "History"),
     "history",
     {"Ctrl+3"}},
    {Command::ShowLineage,
     Scope::Window,
     QT_TRANSLATE_NOOP("tributary::ui::Commands", "Lineage"),
     "workflow",
     {"Ctrl+4"}},
    {Command::ShowAlerts,
     Scope::Window,
     QT_TRANSLATE_NOOP("tributary::ui::Commands", "Alerts"),
     "bell",
     {"Ctrl+5"}},
    {Command::ShowPlugins,
     Scope::Window,
     QT_TRANSLATE_NOOP("tributary::ui::Commands", "Plugins"),
     "puzzle",
     {"Ctrl+6"}},
    {Command::ToggleSidePanel,
     Scope::Window,
     QT_TRANSLATE_NOOP("tributary::ui::Commands", "Show or hide the side panel"),
     "panel-left",
     {"Ctrl+B"}},
    {Command::Preferences,
     Scope::Window,
     QT_TRANSLATE_NOOP("tributary::ui::Commands", "Preferences"),
     "settings",
     {"Ctrl+,"}},
    {Command::FullScreen,
     Scope::Window,
     QT_TRANSLATE_NOOP("tributary::ui::Commands", "Full screen"),
     "maximize",
     {"F11"}},
    {Command::Quit, Scope::Window, QT_TRANSLATE_NOOP("tributary::ui::Commands", "Quit"), "x", {"Ctrl+Q"}},
};

}  // namespace

Commands::Commands(const Theme& theme, QWidget* window, QWidget* queryScope) : QObject(window) {
    for (const Spec& spec : kTable) {
        auto* action = new QAction(theme.icon(QLatin1String(spec.icon)), tr(spec.text), this);
        QList<QKeySequence> keys;
        for (const char* key : spec.keys) keys.append(QKeySequence(QLatin1String(key)));
        action->setShortcuts(keys);
        const bool inQuery = spec.scope == Scope::Query;
        action->setShortcutContext(inQuery ? Qt::WidgetWithChildrenShortcut : Qt::WindowShortcut);
        (inQuery ? queryScope : window)->addAction(action);
        connect(action, &QAction::triggered, this,
                [this, command = spec.command] { Q_EMIT triggered(command); });
        m_actions[spec.command] = action;
        m_order.push_back(spec.command);
    }
    // Escape belongs to whoever has the focus, but for the time something runs.
    action(Command::CancelRun)->setEnabled(false);
}

}  // namespace tributary::ui
