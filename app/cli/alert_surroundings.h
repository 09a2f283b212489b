// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <memory>

#include "app/composition/plugin_sources.h"
#include "core/alerts/channels/channel_registry.h"
#include "core/alerts/store/alert_store.h"
#include "core/engine/workbench.h"
#include "core/plugin/apply/plugin_channel.h"
#include "core/schedule/channel_book.h"
#include "core/schedule/source_pool.h"

namespace tributary::cli {

/// The alerts beside the workspace; a damaged file is told.
Result<std::unique_ptr<alerts::AlertStore>> openAlerts(engine::Workbench& workbench);

/// What rules are asked on. Refers to both arguments.
schedule::SourceFactory sourcesOf(engine::Workbench& workbench, const alerts::AlertStore& store);

/// The kinds of channels: the program's own and those of the notifier plugins that are installed. Plugins
/// that cannot be read are told, once, and left out. One thread at a time; the registry any.
class ChannelKinds {
  public:
    ChannelKinds();
    explicit ChannelKinds(app::PluginSources& plugins);

    const alerts::channels::ChannelRegistry& registry() const { return m_registry; }
    /// Looks for notifiers that came or went; cheap when none did. True: some may have.
    bool follow();

  private:
    Result<bool> tryToFollow();

    const std::unique_ptr<app::PluginSources> m_own;  ///< where nobody else has them
    app::PluginSources& m_plugins;
    alerts::channels::ChannelRegistry m_registry;
    std::unique_ptr<plugin::ChannelFollower> m_follower;  ///< from the first installed plugin on
    std::string m_trouble;
};

/// What channels need, on the workspace's secrets. Refers to all arguments.
schedule::ChannelSurroundings channelsOf(engine::Workbench& workbench, const alerts::AlertStore& store,
                                         const alerts::channels::ChannelRegistry& registry);

}  // namespace tributary::cli
