// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QtCore/QTemporaryDir>

#include "tests/ui/fake/quiet_navigator.h"
#include "ui/session/workspace_context.h"

namespace tributary::testing {

/// What views ask of a window, over a workbench that outlives it; views on it are gone before it.
class WindowContext {
  public:
    explicit WindowContext(engine::Workbench& workbench)
        : m_connections(workbench, m_background, m_theme), m_context{workbench,     m_background, m_theme,
                                                                     m_preferences, m_navigator,  m_events,
                                                                     m_connections} {}

    ui::WorkspaceContext& context() { return m_context; }
    QString path(const QString& name) const { return m_folder.filePath(name); }
    /// What the window would have shown in its line.
    const QStringList& told() const { return m_navigator.told; }

  private:
    QTemporaryDir m_folder;
    ui::Theme m_theme;
    ui::Preferences m_preferences{m_folder.filePath(QStringLiteral("p.ini"))};
    ui::WorkspaceEvents m_events;
    QuietNavigator m_navigator;
    ui::Background m_background;  // the last to be made of what others use: it ends what still runs
    ui::ConnectionList m_connections;
    ui::WorkspaceContext m_context;
};

}  // namespace tributary::testing
