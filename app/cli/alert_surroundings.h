// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <memory>

#include "app/composition/plugin_sources.h"
#include "core/alerts/channels/channel_registry.h"
#include "core/alerts/store/alert_store.h"
#include "core/engine/workbench.h"
#include "core/schedule/channel_book.h"
#include "core/schedule/source_pool.h"

namespace tributary::cli {

/// The alerts beside the workspace; a damaged file is told.
Result<std::unique_ptr<alerts::AlertStore>> openAlerts(engine::Workbench& workbench);

/// What rules are asked on. Refers to both arguments.
schedule::SourceFactory sourcesOf(engine::Workbench& workbench, const alerts::AlertStore& store);

/// The kinds of channels: the program's own and those of installed notifier plugins, with what these run on.
struct ChannelKinds {
    std::unique_ptr<app::PluginSources> plugins;
    alerts::channels::ChannelRegistry registry;
};
/// Plugins that cannot be read are told and left out.
std::unique_ptr<const ChannelKinds> channelKinds();

/// What channels need, on the workspace's secrets. Refers to all arguments.
schedule::ChannelSurroundings channelsOf(engine::Workbench& workbench, const alerts::AlertStore& store,
                                         const alerts::channels::ChannelRegistry& registry);

}  // namespace tributary::cli
