// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <nlohmann/json.hpp>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "core/alerts/routing/channel_kinds.h"
#include "core/alerts/routing/routing_yaml.h"
#include "core/alerts/routing/yaml_source.h"

namespace tributary::alerts::routing {

/// Goes through one file. Throws Mistake; internal to reading.
class RoutingReader {
  public:
    explicit RoutingReader(const SecretKeeper& keeper) : m_keeper(keeper) {}

    RoutingConfig read(const YAML::Node& document);

  private:
    void readGlobal(const YAML::Node& node, RoutingConfig& config);
    Route readRoute(const YAML::Node& node, bool isRoot, int depth);
    bool readRouteMatcher(const std::string& key, const YAML::Node& value, Route& route);
    void readRouteExtras(const YAML::Node& node, Route& route);
    Matchers equalMatchers(const YAML::Node& node, Matcher::Op op);
    Matchers textMatchers(const YAML::Node& node);
    std::vector<std::string> readGroupBy(const YAML::Node& node);
    InhibitRule readInhibitRule(const YAML::Node& node);
    void readTimeIntervals(const YAML::Node& node, RoutingConfig& config);
    TimeInterval readTimeInterval(const YAML::Node& node);
    Receiver readReceiver(const YAML::Node& node);
    void readReceiverExtras(const YAML::Node& node, Receiver& receiver);
    void readChannels(const ChannelKind& kind, const YAML::Node& node, Receiver& receiver);
    Channel readChannel(const ChannelKind& kind, const YAML::Node& node, const std::string& path);
    nlohmann::ordered_json readSettings(const YAML::Node& node, const std::string& path, int depth);
    nlohmann::ordered_json readSecret(const YAML::Node& node, const std::string& path);

    /// A name that must be defined elsewhere, with the place of its use.
    void need(std::vector<std::pair<std::string, YAML::Node>>& names, const std::string& name,
              const YAML::Node& at) {
        names.emplace_back(name, at);
    }

    const SecretKeeper& m_keeper;
    Budget m_budget;
    std::vector<std::pair<std::string, YAML::Node>> m_receiversUsed;
    std::vector<std::pair<std::string, YAML::Node>> m_intervalsUsed;
    std::set<std::string> m_globalSet;
};

Duration durationOf(const YAML::Node& node, const std::string& what);

constexpr int kDeepest = 64;
constexpr std::string_view kOurs = "x-tributary";

}  // namespace tributary::alerts::routing
