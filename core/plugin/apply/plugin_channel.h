// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <memory>

#include "core/alerts/channels/channel.h"
#include "core/alerts/channels/channel_registry.h"
#include "core/plugin/apply/steps.h"

namespace tributary::plugin {

/// Prefix of the kind of a channel that a plugin sends for: "plugin:dingtalk".
constexpr const char* kChannelPrefix = "plugin:";

/// A notifier plugin as a kind of channel: its form from the manifest (in English), its process started for
/// each message. `steps` outlives it. Thread-safe.
std::shared_ptr<const alerts::channels::Channel> makePluginChannel(const Steps& steps, const Step& notifier);

/// The notifiers that are installed and enabled now join the program's own kinds, in place of those of the
/// last call.
Result<void> putPluginChannels(const Steps& steps, alerts::channels::ChannelRegistry& registry);

/// Keeps the kinds of a registry those of the notifiers that are installed, while the program runs. Both
/// outlive it. One thread at a time.
class ChannelFollower {
  public:
    ChannelFollower(const Steps& steps, alerts::channels::ChannelRegistry& registry)
        : m_steps(steps), m_registry(registry) {}
    /// True: they were read anew. One short read when nothing was installed, removed, enabled ….
    Result<bool> follow();

  private:
    const Steps& m_steps;
    alerts::channels::ChannelRegistry& m_registry;
    int64_t m_seen = -1;
};

}  // namespace tributary::plugin
