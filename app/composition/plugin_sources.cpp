// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/composition/plugin_sources.h"

#include "app/composition/plugin_dialects.h"
#include "core/plugin/package/program_folders.h"
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

tl::unexpected<Error> heldBack(const std::string& id) {
    return fail(ErrorCode::Permission,
                "The program was started without plugins, so '" + id + "' is not started",
                "Start it again without --safe-start.");
}

/// The form of a notifier is one of a channel.
void learnStep(const plugin::Manifest& manifest, plugin::FormTexts& texts) {
    const auto learn = [&texts](const plugin::Text& text) { return plugin::learnText(text, texts); };
    learn(manifest.name);
    learn(manifest.summary);
    if (!manifest.notifier) return;
    learn(manifest.notifier->label);
    for (const auto& field : manifest.notifier->fields) plugin::formField(field, learn);
}

}  // namespace

PluginSources::PluginSources(std::filesystem::path root, Start start)
    : m_root(std::move(root)), m_safe(start == Start::Safe), m_dialects(pluginDialects()) {}
PluginSources::~PluginSources() = default;

Result<PluginSources::Parts> PluginSources::parts() {
    const std::lock_guard lock(m_mutex);
    if (!m_home) {
        auto home = plugin::PluginHome::open(m_root, plugin::shareFolder());
        if (!home) return fail(home.error());
        m_home = std::move(*home);
    }
    if (!m_supervisor) {
        auto supervisor = plugin::Supervisor::open(m_home->store());
        if (!supervisor) return fail(supervisor.error());
        m_supervisor = std::move(*supervisor);
        m_steps = std::make_unique<plugin::Steps>(m_home->store(), *this);
    }
    return Parts{*m_home, *m_supervisor, *m_steps};
}

Result<std::optional<PluginSources::Parts>> PluginSources::partsIfAny() {
    std::error_code code;
    if (!std::filesystem::exists(m_root / "plugins.db", code)) return std::nullopt;
    auto opened = parts();
    if (!opened) return fail(opened.error());
    return std::optional<Parts>(*opened);
}

Result<bool> PluginSources::fill(connect::ConnectorRegistry& registry) {
    const std::lock_guard filling(m_filling);
    auto opened = partsIfAny();
    if (!opened) return fail(opened.error());
    if (!*opened) return false;
    auto& store = (*opened)->home.store();
    // The counter first: what changes in between is seen the next time.
    auto changes = store.changeCounter();
    if (!changes) return fail(changes.error());
    if (*changes == m_filledAt) return false;
    auto plugins = store.plugins();
    if (!plugins) return fail(plugins.error());
    endWhatChanged(*plugins, (*opened)->supervisor);
    put(*plugins, registry);
    m_filledAt = *changes;
    return true;
}

void PluginSources::put(const std::vector<plugin::InstalledPlugin>& plugins,
                        connect::ConnectorRegistry& registry) {
    std::vector<std::unique_ptr<connect::Connector>> connectors;
    std::vector<std::unique_ptr<connect::Connector>> unusable;
    plugin::FormTexts texts;
    for (const auto& one : plugins) {
        const bool usable = one.enabled && one.revoked.empty() && !m_safe;
        plugin::learnText(one.manifest.name, texts);  // connections show it as the product
        if (one.manifest.is(plugin::Kind::Source) && one.manifest.connection) {
            auto connector =
                std::make_unique<plugin::PluginConnector>(one.manifest, *this, m_dialects, texts);
            (usable ? connectors : unusable).push_back(std::move(connector));
        }
        if (usable && one.manifest.is(plugin::Kind::Notifier)) learnStep(one.manifest, texts);
    }
    // Known and at once not offered any more: a connection of theirs keeps its name and says what is wrong.
    registry.setPlugins(std::move(unusable));
    registry.setPlugins(std::move(connectors));
    const std::lock_guard lock(m_mutex);
    m_texts = std::move(texts);
}

/// Whoever changed it, here or in another program: what runs is not what may run any more.
void PluginSources::endWhatChanged(const std::vector<plugin::InstalledPlugin>& plugins,
                                   plugin::Supervisor& supervisor) {
    auto before = std::exchange(m_last, {});
    for (const auto& now : plugins) {
        m_last.emplace(now.id, now);
        const auto was = before.find(now.id);
        if (was == before.end()) continue;
        const auto& then = was->second;
        if (!now.enabled && then.enabled)
            supervisor.stop(now.id, "it was disabled");
        else if (!now.revoked.empty() && then.revoked.empty())
            supervisor.stop(now.id, "it was revoked");
        else if (now.manifest.version != then.manifest.version || now.installedAt != then.installedAt)
            supervisor.stop(now.id, "another version of it is in use now");
        else if (now.granted != then.granted)
            supervisor.stop(now.id, "its permissions were changed");
        before.erase(was);
    }
    for (const auto& gone : before) supervisor.stop(gone.first, "it was removed");
}

plugin::FormTexts PluginSources::texts() const {
    const std::lock_guard lock(m_mutex);
    return m_texts;
}

Result<plugin::InstalledPlugin> PluginSources::plugin(const std::string& id) {
    auto opened = partsIfAny();
    if (!opened) return fail(opened.error());
    if (!*opened) return notInstalled(id);
    if (m_safe) return heldBack(id);
    return (*opened)->supervisor.plugin(id);
}

Result<std::unique_ptr<plugin::PluginSession>> PluginSources::start(const plugin::InstalledPlugin& installed,
                                                                    const plugin::Grants& grants,
                                                                    const CancelToken& token) {
    auto opened = partsIfAny();
    if (!opened) return fail(opened.error());
    if (!*opened) return notInstalled(installed.id);
    if (m_safe) return heldBack(installed.id);
    auto folder = (*opened)->home.store().makeDataFolder(installed.id);
    if (!folder) return fail(folder.error());
    plugin::Grants granted = grants;
    granted.dataFolder = *folder;
    auto process = (*opened)->supervisor.start(installed, granted, token);
    if (!process) return fail(process.error());
    return std::make_unique<SupervisedSession>(std::move(*process));
}

}  // namespace tributary::app
