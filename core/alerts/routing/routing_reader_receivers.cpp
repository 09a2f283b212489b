// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/alerts/routing/routing_reader.h"

#include <algorithm>
#include <charconv>

namespace tributary::alerts::routing {

using Json = nlohmann::ordered_json;
using YAML::Node;

Receiver RoutingReader::readReceiver(const Node& node) {
    if (!node.IsMap()) mistake(node, "A receiver must be a map of keys and values.");
    Receiver receiver;
    // The name first: it is part of where secrets are kept.
    eachEntry(node, "A receiver", m_budget, [&](const std::string& key, const Node&, const Node& value) {
        if (key == "name") receiver.name = textOf(value, "'name'");
    });
    if (receiver.name.empty()) mistake(node, "A receiver has no name.");
    eachEntry(node, "A receiver", m_budget, [&](const std::string& key, const Node& at, const Node& value) {
        if (key == "name") return;
        if (key == kOurs) return readReceiverExtras(value, receiver);
        const ChannelKind* kind = key.ends_with("_configs")
                                      ? findChannelKind(std::string_view(key).substr(0, key.size() - 8))
                                      : nullptr;
        if (kind == nullptr || kind->ours) unknownKey(at, key, "A receiver");
        readChannels(*kind, value, receiver);
    });
    return receiver;
}

void RoutingReader::readReceiverExtras(const Node& node, Receiver& receiver) {
    const std::string what = "'x-tributary' of a receiver";
    eachEntry(node, what, m_budget, [&](const std::string& key, const Node& at, const Node& value) {
        if (key == "rate_limit") {
            RateLimit limit;
            eachEntry(value, "'rate_limit'", m_budget,
                      [&](const std::string& name, const Node& place, const Node& text) {
                          if (name == "per") {
                              limit.per = durationOf(text, "'per'");
                          } else if (name == "messages") {
                              const std::string digits = textOf(text, "'messages'");
                              const auto [end, error] = std::from_chars(
                                  digits.data(), digits.data() + digits.size(), limit.messages);
                              if (error != std::errc() || end != digits.data() + digits.size() ||
                                  limit.messages < 1)
                                  mistake(text, "'messages' must be a number of at least 1.");
                          } else {
                              unknownKey(place, name, "'rate_limit'");
                          }
                      });
            if (limit.messages < 1 || limit.per <= Duration(0))
                mistake(value, "'rate_limit' needs 'messages' and 'per'.", "As in: {messages: 20, per: 1m}.");
            receiver.rateLimit = limit;
        } else if (key == "channels") {
            eachItem(value, "'channels'", m_budget, [&](const Node& item) {
                Channel channel;
                channel.kind = "channel";
                channel.settings = "{}";
                if (item.IsScalar()) {
                    channel.name = item.Scalar();
                } else {
                    eachEntry(item, "A channel", m_budget,
                              [&](const std::string& name, const Node& place, const Node& text) {
                                  if (name == "name")
                                      channel.name = textOf(text, "'name'");
                                  else if (name == "send_resolved")
                                      channel.sendResolved = flagOf(text, "'send_resolved'");
                                  else
                                      unknownKey(place, name, "A channel");
                              });
                }
                if (channel.name.empty()) mistake(item, "A channel has no name.");
                receiver.channels.push_back(std::move(channel));
            });
        } else {
            const ChannelKind* kind = key.ends_with("_configs")
                                          ? findChannelKind(std::string_view(key).substr(0, key.size() - 8))
                                          : nullptr;
            if (kind == nullptr || !kind->ours) unknownKey(at, key, what);
            readChannels(*kind, value, receiver);
        }
    });
}

void RoutingReader::readChannels(const ChannelKind& kind, const Node& node, Receiver& receiver) {
    const std::string list = std::string(kind.kind) + "_configs";
    size_t index = 0;
    eachItem(node, "'" + list + "'", m_budget, [&](const Node& item) {
        const std::string path = "receivers/" + receiver.name + "/" + list + "/" + std::to_string(index++);
        receiver.channels.push_back(readChannel(kind, item, path));
    });
}

Channel RoutingReader::readChannel(const ChannelKind& kind, const Node& node, const std::string& path) {
    const std::string what = "A channel of '" + std::string(kind.kind) + "_configs'";
    if (!node.IsMap() && !(kind.ours && node.IsNull()))
        mistake(node, what + " must be a map of keys and values.");
    Channel channel;
    channel.kind = std::string(kind.kind);
    channel.sendResolved = kind.sendResolved;
    Json settings = Json::object();
    eachEntry(node, what, m_budget, [&](const std::string& key, const Node& at, const Node& value) {
        if (key == "send_resolved") {
            channel.sendResolved = flagOf(value, "'send_resolved'");
            return;
        }
        if (!kind.keys.empty() && std::find(kind.keys.begin(), kind.keys.end(), key) == kind.keys.end())
            unknownKey(at, key, what);
        const bool secret = isSecretKey(key, value.IsScalar() ? value.Scalar() : "") ||
                            (kind.kind == "slack" && key == "api_url");
        settings[key] =
            secret ? readSecret(value, path + "/" + key) : readSettings(value, path + "/" + key, 0);
    });
    const bool complete =
        kind.need.empty() || std::any_of(kind.need.begin(), kind.need.end(), [&](std::string_view key) {
            return settings.contains(key) || m_globalSet.contains(std::string(key));
        });
    if (!complete) mistake(node, what + " needs '" + std::string(kind.need.front()) + "'.");
    channel.settings = settings.dump(-1, ' ', false, Json::error_handler_t::replace);
    return channel;
}

Json RoutingReader::readSettings(const Node& node, const std::string& path, int depth) {
    if (depth > kDeepest) mistake(node, "The settings are nested too deeply.");
    m_budget.spend(node);
    if (node.IsSequence()) {
        Json list = Json::array();
        size_t index = 0;
        eachItem(node, path, m_budget, [&](const Node& item) {
            list.push_back(readSettings(item, path + "/" + std::to_string(index++), depth + 1));
        });
        return list;
    }
    if (node.IsMap()) {
        Json map = Json::object();
        eachEntry(node, path, m_budget, [&](const std::string& key, const Node&, const Node& value) {
            const bool secret = isSecretKey(key, value.IsScalar() ? value.Scalar() : "") && key != "secret";
            map[key] = secret ? readSecret(value, path + "/" + key)
                              : readSettings(value, path + "/" + key, depth + 1);
        });
        return map;
    }
    return textOf(node, "'" + path + "'");
}

Json RoutingReader::readSecret(const Node& node, const std::string& path) {
    if (node.IsMap() && node.size() == 1 && node["secret"])
        return {{"secret", textOf(node["secret"], "'secret'")}};
    const std::string value = textOf(node, "'" + path.substr(path.rfind('/') + 1) + "'");
    // Nothing, or what Alertmanager shows instead of a secret: the secret is still to be given.
    if (value.empty() || value == "<secret>") return {{"secret", ""}};
    if (!m_keeper)
        mistake(node, "A secret stands in clear.",
                "Import the file, so that its secrets go to the secret store.");
    return {{"secret", valueOf(m_keeper(path, value), node)}};
}

}  // namespace tributary::alerts::routing
