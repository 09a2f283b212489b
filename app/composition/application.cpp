// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/composition/application.h"

#include <cstdlib>
#include <filesystem>

#include "app/composition/lazy_secret_store.h"
#include "connectors/register_all.h"
#include "core/lineage/collect/run_recorder.h"
#include "core/lineage/live.h"

namespace tributary::app {

std::string workspacePath(const ApplicationOptions& options) {
    if (!options.workspacePath.empty()) return options.workspacePath;
    const char* fromEnvironment = std::getenv("TRIBUTARY_WORKSPACE");
    if (fromEnvironment && *fromEnvironment) return fromEnvironment;
    return store::Workspace::defaultPath();
}

std::unique_ptr<connect::ConnectorRegistry> Application::makeRegistry() {
    auto registry = std::make_unique<connect::ConnectorRegistry>();
    connectors::registerAll(*registry);
    return registry;
}

Result<std::unique_ptr<Application>> Application::open(ApplicationOptions options) {
    std::unique_ptr<Application> application(new Application());
    application->m_registry = makeRegistry();
    using Start = PluginSources::Start;
    application->m_plugins = std::make_unique<PluginSources>(
        plugin::PluginStore::defaultRoot(), options.usePlugins ? Start::Normal : Start::Safe);
    // Plugins that cannot be read must not keep anybody from the rest.
    if (options.openPlugins) {
        if (auto parts = application->m_plugins->parts())
            application->m_pluginParts.emplace(*parts);
        else
            application->m_pluginProblem = parts.error();
    }
    if (auto done = application->reloadSources(); !done) application->m_pluginProblem = done.error();
    const std::string path = workspacePath(options);
    std::error_code status;
    const bool missing = !options.makeWorkspace && !std::filesystem::exists(path, status) && !status;
    if (missing && !options.workspacePath.empty()) {
        return fail(ErrorCode::NotFound, "There is no workspace '" + path + "'",
                    "Check its path; `tributary connection add` and `tributary demo` make a new one.");
    }
    auto workspace = missing ? store::Workspace::openEmpty(path) : store::Workspace::open(path);
    if (!workspace) return fail(workspace.error());
    auto secrets = std::make_unique<LazySecretStore>(
        [path, password = options.password] { return store::openSecretStore(path, password); });
    // Definitions (charts, alert rules) are read from plans, whether or not what runs is recorded.
    if (!missing) options.federation.planObserver = lineage::makeLineageObserver();
    if (!missing && options.recordLineage) {
        options.federation.runObserver = lineage::RunRecorder::create(path, options.lineageFailed);
    }
    auto workbench = engine::Workbench::open(*application->m_registry, std::move(*workspace),
                                             std::move(secrets), std::move(options.federation));
    if (!workbench) return fail(workbench.error());
    application->m_workbench = std::move(*workbench);
    return application;
}

Result<bool> Application::reloadSources() {
    auto changed = m_plugins->fill(*m_registry);
    if (!changed || !m_workbench) return changed;
    auto attached = m_workbench->reload();
    if (!attached) return fail(attached.error());
    return *changed;
}

}  // namespace tributary::app
