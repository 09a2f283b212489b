// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/alerts/routing/channel_kinds.h"

#include <algorithm>
#include <array>
#include <string>

namespace tributary::alerts {

namespace {

using Keys = std::vector<std::string_view>;

std::vector<ChannelKind> makeKinds() {
    // The keys of Alertmanager 0.25.
    return {
        {"email",
         false,
         false,
         {"to", "from", "hello", "smarthost", "auth_username", "auth_password", "auth_password_file",
          "auth_secret", "auth_identity", "headers", "html", "text", "require_tls", "tls_config"},
         {"to"}},
        {"slack",
         false,
         false,
         {"http_config", "api_url",    "api_url_file", "channel",    "username", "color",
          "title",       "title_link", "pretext",      "text",       "fields",   "short_fields",
          "footer",      "fallback",   "callback_id",  "icon_emoji", "icon_url", "image_url",
          "thumb_url",   "link_names", "mrkdwn_in",    "actions"},
         {"api_url", "api_url_file", "slack_api_url", "slack_api_url_file"}},
        {"webhook", false, true, {"http_config", "url", "max_alerts"}, {"url"}},
        {"pagerduty",
         false,
         true,
         {"http_config", "service_key", "service_key_file", "routing_key", "routing_key_file", "url",
          "client", "client_url", "description", "details", "images", "links", "source", "severity", "class",
          "component", "group"},
         {"routing_key", "routing_key_file", "service_key", "service_key_file"}},
        {"wechat",
         false,
         false,
         {"http_config", "api_secret", "corp_id", "message", "api_url", "to_user", "to_party", "to_tag",
          "agent_id", "message_type"},
         {"api_secret", "wechat_api_secret"}},
        {"telegram",
         false,
         true,
         {"http_config", "api_url", "bot_token", "chat_id", "message", "disable_notifications", "parse_mode"},
         {"bot_token"}},
        {"opsgenie",
         false,
         true,
         {"http_config", "api_key", "api_key_file", "api_url", "message", "description", "source", "details",
          "entity", "responders", "actions", "tags", "note", "priority", "update_alerts"},
         {"api_key", "api_key_file", "opsgenie_api_key", "opsgenie_api_key_file"}},
        {"pushover",
         false,
         true,
         {"http_config", "user_key", "token", "title", "message", "url", "url_title", "sound", "priority",
          "retry", "expire", "html"},
         {"user_key"}},
        {"victorops",
         false,
         true,
         {"http_config", "api_key", "api_key_file", "api_url", "routing_key", "message_type", "state_message",
          "entity_display_name", "monitoring_tool", "custom_fields"},
         {"routing_key"}},
        {"sns",
         false,
         true,
         {"http_config", "api_url", "sigv4", "topic_arn", "phone_number", "target_arn", "subject", "message",
          "attributes"},
         {"topic_arn", "phone_number", "target_arn"}},
        {"discord", false, true, {"http_config", "webhook_url", "title", "message"}, {"webhook_url"}},
        {"webex", false, true, {"http_config", "api_url", "message", "room_id"}, {"room_id"}},
        {"dingtalk", true, true, {}, {}},
        {"feishu", true, true, {}, {}},
        {"wecom", true, true, {}, {}},
        {"alertmanager", true, true, {}, {}},
        {"desktop", true, true, {}, {}},
        {"command", true, true, {}, {}},
    };
}

bool contains(std::string_view text, std::string_view part) {
    return text.find(part) != std::string_view::npos;
}

}  // namespace

const std::vector<ChannelKind>& channelKinds() {
    static const std::vector<ChannelKind> kinds = makeKinds();
    return kinds;
}

const ChannelKind* findChannelKind(std::string_view kind) {
    for (const ChannelKind& candidate : channelKinds())
        if (candidate.kind == kind) return &candidate;
    return nullptr;
}

const std::vector<std::string_view>& globalKeys() {
    static const Keys keys{"http_config",
                           "smtp_from",
                           "smtp_hello",
                           "smtp_smarthost",
                           "smtp_auth_username",
                           "smtp_auth_password",
                           "smtp_auth_password_file",
                           "smtp_auth_secret",
                           "smtp_auth_identity",
                           "smtp_require_tls",
                           "slack_api_url",
                           "slack_api_url_file",
                           "pagerduty_url",
                           "opsgenie_api_url",
                           "opsgenie_api_key",
                           "opsgenie_api_key_file",
                           "wechat_api_url",
                           "wechat_api_secret",
                           "wechat_api_corp_id",
                           "victorops_api_url",
                           "victorops_api_key",
                           "victorops_api_key_file",
                           "telegram_api_url",
                           "webex_api_url"};
    return keys;
}

bool isUrlKey(std::string_view key) {
    return key == "url" || key.ends_with("_url") || key == "webhook";
}

bool isSecretKey(std::string_view key, std::string_view value) {
    static constexpr std::array<std::string_view, 12> kSecret{
        "password",    "secret",   "token",       "bot_token",    "api_key",    "routing_key",
        "service_key", "user_key", "credentials", "bearer_token", "access_key", "webhook_url"};
    if (std::find(kSecret.begin(), kSecret.end(), key) != kSecret.end() || key == "slack_api_url")
        return true;
    if (key.ends_with("_password") || key.ends_with("_secret") || key.ends_with("_api_key") ||
        key.ends_with("_token") || key == "secret_key")
        return true;
    if (!isUrlKey(key)) return false;
    // Hooks carry their token in the path (Slack), in the query or as the user.
    const size_t host = value.find("://");
    if (host == std::string_view::npos) return false;
    const std::string_view rest = value.substr(host + 3);
    const std::string_view authority = rest.substr(0, rest.find('/'));
    return contains(authority, "@") || contains(rest, "token=") || contains(rest, "key=") ||
           contains(rest, "sign=") || contains(rest, "secret=") || contains(authority, "hooks.slack.com") ||
           contains(rest, "/open-apis/bot/") || contains(rest, "/api/webhooks/");
}

}  // namespace tributary::alerts
