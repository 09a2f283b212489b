// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <string>

#include "app/composition/plugin_sources.h"
#include "core/connect/connector_registry.h"
#include "core/engine/workbench.h"

namespace tributary::app {

struct ApplicationOptions {
    std::string workspacePath;  ///< empty: TRIBUTARY_WORKSPACE, else the user's own
    /// Make the workspace file when it is not there. Without, one named by `workspacePath` must be there, and
    /// the default one is taken as empty and left unmade.
    bool makeWorkspace = true;
    /// Asked when secrets are in a password-protected file and TRIBUTARY_SECRETS_PASSWORD is not set.
    std::function<Result<std::string>(bool newFile)> password;
    /// Lineage of what ran could not be kept. Told in a thread of its own, also while the application closes.
    std::function<void(const Error&)> lineageFailed;
    engine::FederationOptions federation;
    bool recordLineage = true;  ///< of the statements that run
    bool usePlugins = true;     ///< false: none is started, all can be managed (safe start)
    bool openPlugins = false;   ///< make what manages plugins, also where none was ever installed
};

/// Which file `options` mean.
std::string workspacePath(const ApplicationOptions& options);

/// What every program is made of: the connectors, the workspace with its secrets, the federation. Built here,
/// handed down by reference; there is no other place that knows them all.
class Application {
  public:
    /// Opens the workspace, or makes it (see ApplicationOptions::makeWorkspace).
    static Result<std::unique_ptr<Application>> open(ApplicationOptions options);

    const connect::ConnectorRegistry& registry() const { return *m_registry; }
    /// Why the installed plugins are not among the connectors; unset: they are.
    const std::optional<Error>& pluginProblem() const { return m_pluginProblem; }
    /// What the forms of plugins are called in other languages.
    plugin::FormTexts formTexts() const { return m_plugins->texts(); }
    PluginSources& plugins() { return *m_plugins; }
    /// With ApplicationOptions::openPlugins; unset: see `pluginProblem`.
    const std::optional<PluginSources::Parts>& pluginParts() const { return m_pluginParts; }
    /// The connectors of plugins, and the connections that are of them, become those of what is installed
    /// now, whoever changed it. True: something is different. Cheap when nothing is; blocks; any thread.
    Result<bool> reloadSources();
    engine::Workbench& workbench() { return *m_workbench; }

    /// The built-in connectors alone.
    static std::unique_ptr<connect::ConnectorRegistry> makeRegistry();

  private:
    Application() = default;
    // The connectors of plugins use them until the end.
    std::unique_ptr<PluginSources> m_plugins;
    std::optional<PluginSources::Parts> m_pluginParts;
    std::optional<Error> m_pluginProblem;
    std::unique_ptr<connect::ConnectorRegistry> m_registry;
    std::unique_ptr<engine::Workbench> m_workbench;
};

}  // namespace tributary::app
