// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/alert_surroundings.h"

#include "app/cli/terminal.h"
#include "core/plugin/apply/plugin_channel.h"
#include "core/schedule/rule_sources.h"

namespace tributary::cli {

Result<std::unique_ptr<alerts::AlertStore>> openAlerts(engine::Workbench& workbench) {
    auto store = alerts::AlertStore::open(alerts::AlertStore::pathFor(workbench.workspace().path()));
    if (store && !(*store)->recoveredFrom().empty())
        note("warning: the file of the alerts was damaged; it was kept as " + (*store)->recoveredFrom());
    return store;
}

schedule::SourceFactory sourcesOf(engine::Workbench& workbench, const alerts::AlertStore& store) {
    return schedule::ruleSources(
        workbench.federation(), store,
        [&workbench](const std::string& key) { return workbench.secrets().get(key); },
        workbench.workspace().id());
}

ChannelKinds::ChannelKinds()
    : m_own(std::make_unique<app::PluginSources>(plugin::PluginStore::defaultRoot())), m_plugins(*m_own) {
    follow();
}

ChannelKinds::ChannelKinds(app::PluginSources& plugins) : m_plugins(plugins) {
    follow();
}

Result<bool> ChannelKinds::tryToFollow() {
    if (!m_follower) {
        auto parts = m_plugins.partsIfAny();
        if (!parts) return fail(parts.error());
        if (!*parts) return false;
        m_follower = std::make_unique<plugin::ChannelFollower>((*parts)->steps, m_registry);
    }
    return m_follower->follow();
}

bool ChannelKinds::follow() {
    auto followed = tryToFollow();
    const std::string trouble = followed ? "" : followed.error().text();
    if (trouble != m_trouble && !trouble.empty())
        note("warning: the installed notifiers cannot be used: " + trouble);
    m_trouble = trouble;
    return followed && *followed;
}

schedule::ChannelSurroundings channelsOf(engine::Workbench& workbench, const alerts::AlertStore& store,
                                         const alerts::channels::ChannelRegistry& registry) {
    schedule::ChannelSurroundings out;
    out.registry = &registry;
    out.store = &store;
    out.workspaceId = workbench.workspace().id();
    out.secret = [&workbench](const std::string& key) { return workbench.secrets().get(key); };
    return out;
}

}  // namespace tributary::cli
