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

std::unique_ptr<const ChannelKinds> channelKinds() {
    auto kinds = std::make_unique<ChannelKinds>();
    kinds->plugins = std::make_unique<app::PluginSources>(plugin::PluginStore::defaultRoot());
    auto parts = kinds->plugins->partsIfAny();
    auto added = !parts   ? Result<void>(fail(parts.error()))
                 : *parts ? plugin::addPluginChannels((*parts)->steps, kinds->registry)
                          : Result<void>();
    if (!added) note("warning: the installed notifiers cannot be used: " + added.error().text());
    return kinds;
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
