// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QtCore/QObject>
#include <QtCore/QString>
#include <memory>
#include <vector>

#include "app/desktop/open_workspace.h"
#include "app/desktop/password_broker.h"
#include "ui/async/background.h"
#include "ui/preferences/language.h"
#include "ui/preferences/preferences.h"
#include "ui/shell/main_window.h"
#include "ui/theme/theme.h"
#include "ui/widgets/plain_texts.h"

namespace tributary::desktop {

/// What the program was started with.
struct StartOptions {
    QString workspace;  ///< empty: the user's own
    bool demo = false;
    bool safeStart = false;   ///< without plugins
    QString preferencesFile;  ///< empty: the user's own
};

/// The composition root of the window: builds the services, hands them down, and swaps workspaces. Lives in
/// main, in the UI thread.
class Application : public QObject {
    Q_OBJECT

  public:
    explicit Application(StartOptions options);
    ~Application() override;

    /// Shows the window at once and opens the workspace behind it.
    void start();
    /// Opens the demo workspace, making it first when it is not there.
    void openDemo();
    ui::MainWindow* window() const { return m_window.get(); }
    ui::Theme& theme() { return m_theme; }
    ui::Preferences& preferences() { return m_preferences; }

  Q_SIGNALS:
    void workspaceShown();

  private:
    void makeWindow();
    void rebuildWindow();
    /// Null where they could not be opened.
    const ui::PluginParts* pluginParts();
    void openWorkspace(const QString& path);
    void show(std::shared_ptr<app::Application> services, bool openFirstQuery);
    void retireCurrent();
    void openFirstSavedQuery();
    /// Tells in the status line, from any thread.
    std::function<void(const Error&)> lineageFailed();

    StartOptions m_options;
    ui::PlainTexts m_plainTexts;
    ui::Preferences m_preferences;
    ui::Language m_language;
    ui::Theme m_theme;
    PasswordBroker m_passwords;
    ui::Background m_background;
    std::unique_ptr<OpenWorkspace> m_current;
    std::vector<std::shared_ptr<OpenWorkspace>> m_retired;  ///< until their workers have ended
    std::unique_ptr<ui::MainWindow> m_window;
};

}  // namespace tributary::desktop
