// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/alerts/routing/routing_config.h"

namespace tributary::alerts {

const Receiver* RoutingConfig::receiver(const std::string& name) const {
    for (const Receiver& candidate : receivers)
        if (candidate.name == name) return &candidate;
    return nullptr;
}

RoutingConfig defaultRoutingConfig(const std::vector<std::string>& channels) {
    RoutingConfig config;
    config.global = "{}";
    config.root.receiver = "default";
    config.root.groupBy = std::vector<std::string>{"alertname"};
    config.receivers.push_back({"default", {}, std::nullopt});
    for (const std::string& name : channels) {
        Channel channel;
        channel.kind = "channel";
        channel.name = name;
        channel.settings = "{}";
        config.receivers.back().channels.push_back(std::move(channel));
    }
    return config;
}

}  // namespace tributary::alerts
