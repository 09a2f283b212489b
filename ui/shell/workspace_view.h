// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QtCore/QTimer>
#include <QtWidgets/QSplitter>
#include <QtWidgets/QStackedWidget>
#include <QtWidgets/QWidget>
#include <vector>

#include "ui/alerts/alerts_page.h"
#include "ui/alerts/window_evaluator.h"
#include "ui/lineage/lineage_page.h"
#include "ui/plugins/plugin_parts.h"
#include "ui/plugins/plugins_page.h"
#include "ui/session/workspace_context.h"
#include "ui/shell/activity_bar.h"
#include "ui/shell/commands.h"
#include "ui/shell/notice_bar.h"
#include "ui/shell/status_line.h"
#include "ui/shell/tab_area.h"
#include "ui/shell/window_hooks.h"

namespace tributary::ui {

/// One open workspace: activity bar, side panel, tabs, status line. Everything in it works on this workspace;
/// another one gets another view. UI thread; the workbench and what `plugins` refers to outlive it.
class WorkspaceView : public QWidget, public Navigator {
    Q_OBJECT

  public:
    WorkspaceView(engine::Workbench& workbench, Background& background, Theme& theme,
                  Preferences& preferences, const WindowHooks& hooks, const PluginParts* plugins = nullptr,
                  QWidget* parent = nullptr);
    ~WorkspaceView() override;

    void perform(Command command);
    Commands& commands() { return *m_commands; }
    WorkspaceContext& context() { return m_context; }
    TabArea& tabs() { return *m_tabs; }
    QString name() const;
    /// Writes what is not yet journaled; before the window closes.
    void prepareToClose();

    void openQuery(const NewQuery& query) override;
    void newConnection() override;
    void editConnection(const std::string& name) override;
    void duplicateConnection(const std::string& name) override;
    void insertNames(const std::vector<DraggedName>& names) override;
    void openDemo() override;
    void openWorkspace(const QString& path) override;
    void browseWorkspace() override;
    void reveal(const std::string& connection, const std::vector<std::string>& path) override;
    void showLineage(const QString& name, LineageSide side) override;
    void newAlertRule(const RuleDraft& draft) override;
    void tell(const QString& message) override;
    /// Null until first shown.
    LineagePage* lineage() const { return m_lineage; }
    AlertsPage* alerts() const { return m_alerts; }
    AlertWatch& alertWatch() { return *m_watch; }
    PluginsPage* plugins() const { return m_plugins; }
    StepCatalog* steps() const { return m_context.steps; }

  Q_SIGNALS:
    void ready();  ///< tabs are back

  private:
    void build();
    void connectEvents();
    void showPanel(int panel);
    enum class Centre { Tabs, Lineage, Alerts, Plugins };
    void showCentre(Centre centre);
    void showAlerts();
    void showAlert(const QString& fingerprint);
    void showPlugins();
    void makePlugins();
    void followPlugins();
    void connectAlerts();
    void editRule(const QString& id);
    void editChannel(const QString& name);
    void importRules();
    void exportRules();
    template <typename Dialog, typename... Arguments>
    Dialog* openDialog(Arguments&&... arguments);
    int panelOf(Command command) const;
    void performQuery(Command command, QueryTab& tab);
    void heartbeat();
    void showPalette(bool commandsOnly);
    void openConnectionDialog(const store::ConnectionRecord* record);
    void updateStatus();

    Preferences& m_preferences;
    WindowHooks m_hooks;
    WorkspaceEvents m_events;
    ConnectionList m_connections;
    WorkspaceContext m_context;
    TabArea* m_tabs = nullptr;
    Commands* m_commands = nullptr;
    ActivityBar* m_activity = nullptr;
    QSplitter* m_splitter = nullptr;
    QStackedWidget* m_side = nullptr;
    NoticeBar* m_notices = nullptr;
    StatusLine* m_status = nullptr;
    QStackedWidget* m_centre = nullptr;  ///< the tabs, lineage or alerts
    LineagePage* m_lineage = nullptr;
    AlertWatch* m_watch = nullptr;
    AlertsPage* m_alerts = nullptr;
    WindowEvaluator* m_evaluator = nullptr;
    std::optional<PluginParts> m_parts;
    PluginWatch* m_pluginWatch = nullptr;
    PluginsPage* m_plugins = nullptr;
    QString m_pluginTrouble;         ///< as it was told last
    std::vector<QWidget*> m_panels;  ///< null until first shown
    QTimer m_heartbeat;
    int m_beats = 0;
};

}  // namespace tributary::ui
