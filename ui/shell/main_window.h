// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QtWidgets/QMainWindow>
#include <QtWidgets/QStackedWidget>

#include "core/base/error.h"
#include "ui/shell/top_bar.h"
#include "ui/shell/workspace_view.h"

namespace tributary::ui {

/// The window: top bar and one workspace, or a page that says what is going on while there is none. UI
/// thread.
class MainWindow : public QMainWindow {
    Q_OBJECT

  public:
    MainWindow(Theme& theme, Preferences& preferences, WindowHooks hooks);
    ~MainWindow() override;

    /// Shows a workspace; the one before is closed. What is handed over outlives the view.
    WorkspaceView* showWorkspace(engine::Workbench& workbench, Background& background,
                                 const PluginParts* plugins = nullptr);
    /// Closes the workspace and shows one line of what is being waited for.
    void showBusy(const QString& message);
    void showFailure(const Error& error);
    WorkspaceView* workspaceView() const { return m_view; }

  protected:
    void closeEvent(QCloseEvent* event) override;

  private:
    void closeWorkspace();
    void showPage(QWidget* page);
    QWidget* messagePage(const QString& icon, Role tint, const QString& text);

    Theme& m_theme;
    Preferences& m_preferences;
    WindowHooks m_hooks;
    QWidget* m_root;
    QWidget* m_top = nullptr;
    QWidget* m_page = nullptr;
    WorkspaceView* m_view = nullptr;
};

}  // namespace tributary::ui
