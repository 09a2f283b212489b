// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/composition/plugin_sources.h"

#include "app/composition/plugin_dialects.h"
#include "core/plugin/source/plugin_connector.h"

namespace tributary::app {

namespace {

class SupervisedSession : public plugin::PluginSession {
  public:
    explicit SupervisedSession(std::unique_ptr<plugin::SupervisedProcess> process)
        : m_process(std::move(process)) {}
    plugin::PluginProcess& process() override { return m_process->process(); }

  private:
    const std::unique_ptr<plugin::SupervisedProcess> m_process;
};

tl::unexpected<Error> notInstalled(const std::string& id) {
    return fail(ErrorCode::NotFound, "The plugin '" + id + "' is not installed",
                "`tributary plugin list --available` shows what can be installed.");
}

}  // namespace

PluginSources::PluginSources(std::filesystem::path root)
    : m_root(std::move(root)), m_dialects(pluginDialects()) {}

Result<plugin::PluginStore*> PluginSources::store() {
    std::lock_guard lock(m_mutex);
    if (m_store) return m_store.get();
    std::error_code code;
    if (!std::filesystem::exists(m_root / "plugins.db", code)) return nullptr;
    auto store = plugin::PluginStore::open(m_root);
    if (!store) return fail(store.error());
    m_store = std::move(*store);
    return m_store.get();
}

Result<void> PluginSources::addTo(connect::ConnectorRegistry& registry) {
    auto opened = store();
    if (!opened) return fail(opened.error());
    if (!*opened) return {};
    auto enabled = (*opened)->enabled(plugin::Kind::Source);
    if (!enabled) return fail(enabled.error());
    for (const auto& one : *enabled) {
        if (!one.manifest.connection || registry.find(one.id)) continue;
        registry.add(std::make_unique<plugin::PluginConnector>(one.manifest, *this, m_dialects, m_texts));
    }
    return {};
}

Result<plugin::Supervisor*> PluginSources::supervisor() {
    auto opened = store();
    if (!opened) return fail(opened.error());
    if (!*opened) return nullptr;
    std::lock_guard lock(m_mutex);
    if (!m_supervisor) {
        auto made = plugin::Supervisor::open(**opened);
        if (!made) return fail(made.error());
        m_supervisor = std::move(*made);
    }
    return m_supervisor.get();
}

Result<plugin::InstalledPlugin> PluginSources::plugin(const std::string& id) {
    auto books = supervisor();
    if (!books) return fail(books.error());
    if (!*books) return notInstalled(id);
    return (*books)->plugin(id);
}

Result<std::unique_ptr<plugin::PluginSession>> PluginSources::start(const plugin::InstalledPlugin& installed,
                                                                    const plugin::Grants& grants,
                                                                    const CancelToken& token) {
    auto books = supervisor();
    if (!books) return fail(books.error());
    if (!*books) return notInstalled(installed.id);
    auto process = (*books)->start(installed, grants, token);
    if (!process) return fail(process.error());
    return std::make_unique<SupervisedSession>(std::move(*process));
}

}  // namespace tributary::app
