// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QtCore/QTemporaryDir>
#include <QtTest/QtTest>
#include <memory>

#include "app/composition/application.h"
#include "tests/ui/fake/window_context.h"
#include "ui/alerts/alert_watch.h"

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
        m_window = std::make_unique<WindowContext>(workbench());
        m_watch = std::make_unique<ui::AlertWatch>(options.workspacePath, background());
    }

    ui::WorkspaceContext& context() { return m_window->context(); }
    engine::Workbench& workbench() { return m_application->workbench(); }
    ui::AlertWatch& watch() { return *m_watch; }
    ui::Theme& theme() { return context().theme; }
    ui::Background& background() { return context().background; }
    QString path(const QString& name) const { return m_folder.filePath(name); }
    const QStringList& told() const { return m_window->told(); }

  private:
    QTemporaryDir m_folder;
    std::unique_ptr<app::Application> m_application;
    std::unique_ptr<ui::AlertWatch> m_watch;
    std::unique_ptr<WindowContext>
        m_window;  // last: its background ends what still runs before the rest goes
};

}  // namespace tributary::testing
