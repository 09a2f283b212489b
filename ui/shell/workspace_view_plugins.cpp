// SPDX-License-Identifier: GPL-3.0-or-later
#include <utility>

#include "ui/shell/workspace_view.h"
#include "ui/steps/step_catalog.h"
#include "ui/widgets/make.h"

namespace tributary::ui {

/// Before the tabs: their results ask for what plugins can do.
void WorkspaceView::makePlugins() {
    if (!m_parts) return;
    m_pluginWatch = new PluginWatch(m_parts->services, m_context.background, this);
    connect(m_pluginWatch, &PluginWatch::setChanged, this, &WorkspaceView::followPlugins);
    if (m_parts->safeStart) return;
    m_context.steps = new StepCatalog(m_parts->steps, m_context.background, this);
    connect(m_context.steps, &StepCatalog::failed, this, &WorkspaceView::tell);
    m_context.steps->reload();
}

/// Something may have been installed, removed, disabled …, in the plugin manager or by another program.
void WorkspaceView::followPlugins() {
    if (!m_parts) return;
    m_context.background.run(
        this, [reload = m_parts->reloadSources](const CancelToken&) { return reload(); },
        [this](const Result<bool>& changed) {
            const QString problem = changed ? QString() : make::errorText(changed.error());
            // It is asked every few seconds: the same trouble is told once.
            if (problem != std::exchange(m_pluginTrouble, problem) && !problem.isEmpty()) tell(problem);
            if (!changed || !*changed) return;
            m_parts->learnTexts();
            if (m_context.steps) m_context.steps->reload();
            m_pluginWatch->reload();
            m_connections.reload();
        });
}

void WorkspaceView::showPlugins() {
    if (!m_parts) {
        return tell(tr(
            "There are no plugins here: the program was started without them, or they could not be read."));
    }
    if (!m_plugins) {
        m_plugins = new PluginsPage(m_context.theme, m_context.background, *m_pluginWatch, m_centre);
        if (m_parts->safeStart) m_plugins->tellSafeStart();
        m_centre->addWidget(m_plugins);
        connect(m_plugins, &PluginsPage::told, this, &WorkspaceView::tell);
    }
    showCentre(Centre::Plugins);
}

}  // namespace tributary::ui
