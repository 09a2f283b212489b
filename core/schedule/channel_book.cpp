// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/schedule/channel_book.h"

#include <algorithm>
#include <nlohmann/json.hpp>

#include "core/alerts/store/alert_store.h"
#include "core/store/secret_store.h"

namespace tributary::schedule {

using namespace alerts;
using Json = nlohmann::json;

namespace {

/// Any channel, that asks the guard before every attempt.
class FencedChannel final : public channels::Channel {
  public:
    FencedChannel(std::shared_ptr<const channels::Channel> channel, std::shared_ptr<const FenceGuard> guard)
        : m_channel(std::move(channel)), m_guard(std::move(guard)) {}
    const channels::ChannelDescriptor& descriptor() const override { return m_channel->descriptor(); }
    channels::SendResult send(const channels::Message& message, const channels::ChannelContext& context,
                              const CancelToken& token) const override {
        if (auto mine = m_guard->check(); !mine) return channels::sendFailed(mine.error());
        return m_channel->send(message, context, token);
    }

  private:
    const std::shared_ptr<const channels::Channel> m_channel;
    const std::shared_ptr<const FenceGuard> m_guard;
};

/// Settings of our kinds of channel, and where their secrets are.
struct Translated {
    std::string type;
    channels::Settings settings;
    std::map<std::string, std::string> secretKeys;  ///< field → key in the secret store
};

/// Reads one configuration of a receiver, with `global` behind it.
class Translator {
  public:
    Translator(const Json& own, const Json& global, Translated& out)
        : m_own(own), m_global(global), m_out(out) {}

    const Json* find(const std::string& key, const std::string& inGlobal) const {
        if (m_own.contains(key)) return &m_own.at(key);
        return !inGlobal.empty() && m_global.contains(inGlobal) ? &m_global.at(inGlobal) : nullptr;
    }
    /// Copies a value to our field; a reference to a secret becomes that field's secret.
    void take(const std::string& key, const std::string& field, const std::string& inGlobal = {}) {
        if (const Json* value = find(key, inGlobal)) put(*value, field);
    }
    void put(const Json& value, const std::string& field) {
        if (value.is_object() && value.contains("secret")) {
            m_out.secretKeys[field] = value.at("secret").get<std::string>();
        } else if (value.is_string()) {
            m_out.settings[field] = value.get<std::string>();
        } else if (!value.is_null()) {
            m_out.settings[field] = value.dump();
        }
    }
    void takeHttp() {
        const Json* http = find("http_config", "http_config");
        if (!http || !http->is_object()) return;
        const auto section = [&](const char* name) -> const Json* {
            return http->contains(name) && http->at(name).is_object() ? &http->at(name) : nullptr;
        };
        if (const Json* basic = section("basic_auth")) {
            if (basic->contains("username")) put(basic->at("username"), "user");
            if (basic->contains("password")) put(basic->at("password"), "password");
        }
        if (const Json* authorization = section("authorization"))
            if (authorization->contains("credentials")) put(authorization->at("credentials"), "bearer_token");
        if (http->contains("bearer_token")) put(http->at("bearer_token"), "bearer_token");
    }

  private:
    const Json& m_own;
    const Json& m_global;
    Translated& m_out;
};

void translateEmail(Translator& from, Translated& out) {
    from.take("to", "to");
    from.take("from", "from", "smtp_from");
    from.take("hello", "helo", "smtp_hello");
    from.take("auth_username", "user", "smtp_auth_username");
    from.take("auth_password", "password", "smtp_auth_password");
    from.take("html", "html");
    from.take("text", "text");
    from.take("smarthost", "host", "smtp_smarthost");
    const std::string smarthost = out.settings["host"];
    const size_t colon = smarthost.rfind(':');
    if (colon != std::string::npos) {
        out.settings["host"] = smarthost.substr(0, colon);
        out.settings["port"] = smarthost.substr(colon + 1);
    }
    const Json* tls = from.find("require_tls", "smtp_require_tls");
    if (out.settings["port"] == "465")
        out.settings["tls_mode"] = "smtps";
    else if (tls && *tls == "false")  // every scalar of the routing is a text
        out.settings["tls_mode"] = "none";
}

Result<Translated> translate(const Channel& channel, const std::string& globalText) {
    const Json own = Json::parse(channel.settings.empty() ? "{}" : channel.settings, nullptr, false);
    const Json global = Json::parse(globalText.empty() ? "{}" : globalText, nullptr, false);
    if (!own.is_object() || !global.is_object())
        return fail(ErrorCode::Corrupt, "The settings of a channel in the routing cannot be read");
    Translated out{channel.kind, {}, {}};
    Translator from(own, global, out);
    if (channel.kind == "webhook") {
        from.take("url", "url");
        if (out.secretKeys.contains("url")) out.secretKeys["secret_url"] = out.secretKeys["url"];
        from.take("max_alerts", "max_alerts");
        from.takeHttp();
    } else if (channel.kind == "email") {
        translateEmail(from, out);
    } else if (channel.kind == "slack") {
        from.take("api_url", "webhook_url", "slack_api_url");
        for (const char* key : {"channel", "username", "icon_emoji", "title", "text"}) from.take(key, key);
    } else if (channel.kind == "pagerduty") {
        from.take("service_key", "routing_key");
        from.take("routing_key", "routing_key");
        for (const char* key : {"severity", "source"}) from.take(key, key);
        from.take("description", "title");
    } else if (channel.kind == "telegram") {
        from.take("bot_token", "bot_token");
        from.take("chat_id", "chat_id");
        from.take("message", "text");
        from.take("disable_notifications", "silent");
    } else {  // one of ours: its own settings
        for (const auto& [key, value] : own.items()) from.put(value, key);
    }
    return out;
}

Result<ChannelTarget> make(const std::string& id, const std::string& name, Translated what,
                           const ChannelSurroundings& around, std::shared_ptr<const FenceGuard> guard) {
    auto channel = around.registry->find(what.type);
    constexpr std::string_view kPlugin = "plugin:";
    if (!channel && what.type.starts_with(kPlugin)) {
        const std::string plugin = what.type.substr(kPlugin.size());
        return fail(ErrorCode::Unsupported,
                    "The channel '" + name + "' is sent by the plugin '" + plugin +
                        "', which is not installed, or is disabled",
                    "Install or enable it in the plugin manager, or with `tributary plugin install " +
                        plugin + "`; nothing has to be started again.");
    }
    if (!channel) {
        return fail(
            ErrorCode::Unsupported,
            "The channel '" + name + "' is of a kind '" + what.type + "' that this program cannot send by",
            "`tributary alert channel types` lists the kinds there are.");
    }
    auto context = std::make_shared<channels::ChannelContext>();
    context->name = name;
    context->settings = std::move(what.settings);
    context->language = around.language;
    context->desktop = around.desktop;
    context->allowCommands = around.allowCommands;
    context->secret = [name, keys = std::move(what.secretKeys),
                       read = around.secret](const std::string& field) -> Result<std::optional<std::string>> {
        if (auto fromEnvironment = store::secretFromEnvironment(name, field)) return fromEnvironment;
        const auto key = keys.find(field);
        if (key == keys.end() || !read) return std::optional<std::string>();
        return read(key->second);
    };
    if (guard) channel = std::make_shared<FencedChannel>(std::move(channel), std::move(guard));
    return ChannelTarget{id, name, std::move(channel), std::move(context)};
}

}  // namespace

Result<ChannelTarget> targetOf(const ChannelRecord& record, const ChannelSurroundings& around,
                               std::shared_ptr<const FenceGuard> guard) {
    Translated what{record.type, record.settings, {}};
    for (const auto& field : record.secretKeys)
        what.secretKeys[field] = channelSecretKey(around.workspaceId, record.id, field);
    return make(record.id, record.name, std::move(what), around, std::move(guard));
}

Result<ChannelTarget> targetOf(const RoutingConfig& config, const Receiver& receiver, size_t index,
                               const ChannelSurroundings& around, std::shared_ptr<const FenceGuard> guard) {
    const Channel& channel = receiver.channels.at(index);
    if (channel.kind != "channel") {
        const std::string id = receiver.name + "/" + std::to_string(index);
        auto what = translate(channel, config.global);
        if (!what) return fail(what.error());
        return make(id, receiver.name + " (" + channel.kind + ")", std::move(*what), around,
                    std::move(guard));
    }
    auto records = around.store->channels();
    if (!records) return fail(records.error());
    const auto found = std::find_if(records->begin(), records->end(),
                                    [&](const ChannelRecord& one) { return one.name == channel.name; });
    if (found == records->end()) {
        return fail(
            ErrorCode::NotFound,
            "The receiver '" + receiver.name + "' names a channel '" + channel.name + "' that is not there",
            "Add it with `tributary alert channel add`, or take it out of the routing.");
    }
    if (!found->enabled)
        return fail(ErrorCode::Unsupported, "The channel '" + channel.name + "' is switched off");
    return targetOf(*found, around, std::move(guard));
}

}  // namespace tributary::schedule
