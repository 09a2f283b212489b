// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QtCore/QTemporaryDir>
#include <QtTest/QtTest>
#include <memory>

#include "app/composition/application.h"
#include "tests/ui/fake/quiet_navigator.h"
#include "ui/alerts/alert_watch.h"
#include "ui/session/workspace_context.h"

namespace tributary::testing {

/// What a window stands on, with the real engine and an empty workspace in a folder of its own.
class RealContext {
  public:
    RealContext() {
        app::ApplicationOptions options;
        options.workspacePath = m_folder.filePath(QStringLiteral("w.tributary")).toStdString();
        auto opened = app::Application::open(options);
        if (!opened) qFatal("%s", opened.error().text().c_str());
        m_application = std::move(*opened);
        m_connections = std::make_unique<ui::ConnectionList>(workbench(), m_background, m_theme);
        m_context = std::make_unique<ui::WorkspaceContext>(ui::WorkspaceContext{
            workbench(), m_background, m_theme, m_preferences, m_navigator, m_events, *m_connections});
        m_watch = std::make_unique<ui::AlertWatch>(options.workspacePath, m_background);
    }

    ui::WorkspaceContext& context() { return *m_context; }
    engine::Workbench& workbench() { return m_application->workbench(); }
    ui::AlertWatch& watch() { return *m_watch; }
    ui::Theme& theme() { return m_theme; }
    ui::Background& background() { return m_background; }
    const QStringList& told() const { return m_navigator.told; }

  private:
    QTemporaryDir m_folder;
    std::unique_ptr<app::Application> m_application;
    QuietNavigator m_navigator;
    ui::Theme m_theme;
    ui::Preferences m_preferences{m_folder.filePath(QStringLiteral("p.ini"))};
    ui::WorkspaceEvents m_events;
    std::unique_ptr<ui::ConnectionList> m_connections;
    std::unique_ptr<ui::WorkspaceContext> m_context;
    std::unique_ptr<ui::AlertWatch> m_watch;
    ui::Background m_background;  // last: it ends what still runs before the rest goes
};

}  // namespace tributary::testing
