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

/// The notifiers that are installed and enabled join the program's own kinds.
Result<void> addPluginChannels(const Steps& steps, alerts::channels::ChannelRegistry& registry);

}  // namespace tributary::plugin
