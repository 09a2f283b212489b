// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <string>

#include "core/alerts/channels/channel_registry.h"
#include "core/alerts/store/alert_store.h"
#include "core/schedule/fence_guard.h"
#include "core/schedule/notifier.h"

namespace tributary::schedule {

/// Reads a secret by its key; nullopt: there is none. Any thread; may block.
using SecretReader = std::function<Result<std::optional<std::string>>(const std::string& key)>;

struct ChannelSurroundings {
    const alerts::channels::ChannelRegistry* registry = nullptr;
    const alerts::AlertStore* store = nullptr;
    SecretReader secret;
    std::string workspaceId;
    std::string language = "en";
    bool allowCommands = false;
    alerts::channels::DesktopNotifier* desktop = nullptr;
};

/// A channel that is kept by name. Every attempt to send asks `guard` first, if there is one: a program that
/// was stopped for a while must not send what another has taken over.
Result<ChannelTarget> targetOf(const alerts::ChannelRecord& record, const ChannelSurroundings& around,
                               std::shared_ptr<const FenceGuard> guard);

/// The same for `receiver.channels[index]` of a routing configuration: one kept by name, or one whose
/// settings stand in the configuration as Alertmanager has them.
Result<ChannelTarget> targetOf(const alerts::RoutingConfig& config, const alerts::Receiver& receiver,
                               size_t index, const ChannelSurroundings& around,
                               std::shared_ptr<const FenceGuard> guard);

}  // namespace tributary::schedule
