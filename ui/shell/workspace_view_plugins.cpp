// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/shell/workspace_view.h"
#include "ui/steps/step_catalog.h"
#include "ui/widgets/make.h"

namespace tributary::ui {

/// Before the tabs: their results ask for what plugins can do.
void WorkspaceView::makePlugins() {
    if (!m_parts) return;
    m_context.steps = new StepCatalog(m_parts->steps, m_context.background, this);
    m_pluginWatch = new PluginWatch(m_parts->services, m_context.background, this);
    connect(m_context.steps, &StepCatalog::failed, this, &WorkspaceView::tell);
    connect(m_pluginWatch, &PluginWatch::setChanged, this, [this] {
        m_context.steps->reload();
        m_context.background.run(
            this, [reload = m_parts->reloadSources](const CancelToken&) { return reload(); },
            [this](const Result<void>& done) {
                if (!done) tell(make::errorText(done.error()));
                m_parts->learnTexts();
                m_connections.reload();
            });
    });
    m_context.steps->reload();
}

void WorkspaceView::showPlugins() {
    if (!m_parts) {
        return tell(tr(
            "There are no plugins here: the program was started without them, or they could not be read."));
    }
    if (!m_plugins) {
        m_plugins = new PluginsPage(m_context.theme, m_context.background, *m_pluginWatch, m_centre);
        m_centre->addWidget(m_plugins);
        connect(m_plugins, &PluginsPage::told, this, &WorkspaceView::tell);
    }
    showCentre(Centre::Plugins);
}

}  // namespace tributary::ui
