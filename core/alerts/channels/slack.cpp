// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/alerts/channels/fields.h"
#include "core/alerts/channels/http_channel.h"
#include "core/alerts/channels/kinds.h"
#include "core/alerts/channels/message_data.h"

namespace tributary::alerts::channels {
namespace {

using Json = nlohmann::json;

constexpr size_t kTextLimit = 12'000;  ///< Slack cuts attachments that are much longer

std::string escapeSlack(const std::string& text) {
    std::string out;
    for (char c : text) {
        if (c == '&') {
            out += "&amp;";
        } else if (c == '<') {
            out += "&lt;";
        } else if (c == '>') {
            out += "&gt;";
        } else {
            out += c;
        }
    }
    return out;
}

Result<Json> payload(Session& session) {
    const Notification& n = session.notification();
    auto title = session.text("title", "tributary.title", escapeSlack);
    if (!title) return fail(title.error());
    auto text = session.text("text", "tributary.slack", escapeSlack);
    if (!text) return fail(text.error());
    const bool urgent = n.firing && severityOf(n) != "warning" && severityOf(n) != "info";
    Json attachment{{"color", !n.firing ? "#1f7a4d"
                              : urgent  ? "#b3261e"
                                        : "#d9a400"},
                    {"fallback", *title},
                    {"title", *title},
                    {"text", shortened(*text, kTextLimit)},
                    {"mrkdwn_in", Json::array({"text"})}};
    if (!n.externalUrl.empty()) attachment["title_link"] = n.externalUrl;
    Json out{{"text", *title}, {"attachments", Json::array({attachment})}};
    for (const char* key : {"channel", "username", "icon_emoji"}) {
        // As in Alertmanager, these are templates too.
        auto value = session.text(key, {});
        if (!value) return fail(value.error());
        if (!value->empty()) out[key] = *value;
    }
    return out;
}

/// What Slack calls the reason, judged.
SendError refused(const std::string& reason) {
    SendError out;
    out.error = Error(ErrorCode::Query, "Slack refused the message: " + reason,
                      "See Slack's description of this error, and check the channel's settings.");
    out.error.nativeCode = reason;
    if (reason == "ratelimited" || reason == "rate_limited" || reason == "service_unavailable" ||
        reason == "internal_error" || reason == "fatal_error") {
        out.error.retryable = true;
    } else if (reason == "invalid_auth" || reason == "not_authed" || reason == "account_inactive" ||
               reason == "token_revoked" || reason == "invalid_token") {
        out.error.code = ErrorCode::Authentication;
    } else if (reason == "channel_not_found" || reason == "no_service" || reason == "channel_is_archived") {
        out.error.code = ErrorCode::NotFound;
    }
    return out;
}

SendResult send(Session& session) {
    auto hook = session.secret("webhook_url");
    auto token = session.secret("token");
    if (!hook || !token) return session.failed(!hook ? hook.error() : token.error());
    if (hook->empty() && token->empty())
        return session.failed(Error(ErrorCode::InvalidArgument,
                                    "The channel has no webhook address and no bot token.",
                                    "Enter one of the two in the channel's settings."));
    auto body = payload(session);
    if (!body) return session.failed(body.error());
    auto request =
        session.post(hook->empty() ? session.setting("base_url") + "/chat.postMessage" : *hook, dump(*body));
    if (hook->empty()) request.headers.push_back("Authorization: Bearer " + *token);
    auto answer = session.exchange(request);
    if (!answer) return tl::unexpected<SendError>(answer.error());
    const Json parsed = parsedBody(answer->body);
    if (parsed.is_object()) {
        if (parsed.value("ok", Json(true)) != Json(false)) return {};
        const auto reason = parsed.find("error");
        SendError wrong = refused(session.excerpt(
            reason != parsed.end() && reason->is_string() ? reason->get<std::string>() : "?"));
        return session.failed(std::move(wrong.error),
                              retryAfterOf(answer->headers["retry-after"], session.context().now));
    }
    if (answer->body.empty() || answer->body.rfind("ok", 0) == 0) return {};
    return session.failed(refused(session.excerpt(answer->body)).error);
}

}  // namespace

std::shared_ptr<const Channel> makeSlackChannel() {
    ChannelDescriptor d;
    d.id = "slack";
    d.label = "Slack";
    d.description = "A message in a Slack channel, by an incoming webhook or a bot token.";
    d.icon = "message-square";
    d.sendsResolved = false;
    d.messagesPerMinute = 60;
    d.fields = withCommonFields(
        {secretField("webhook_url", "Webhook address",
                     "https://hooks.slack.com/services/…: whoever has it can post.", false),
         secretField("token", "Bot token", "xoxb-…, instead of a webhook; needs chat:write.", false),
         textField("channel", "Channel", "#alerts or a channel id; a webhook has its own."),
         textField("username", "User name", "Who seems to write; where Slack allows it."),
         textField("icon_emoji", "Icon", "An emoji such as :rotating_light:; where Slack allows it."),
         templateField("title", "Title"), templateField("text", "Text"),
         baseUrlField("https://slack.com/api")});
    return std::make_shared<HttpChannel>(std::move(d), send);
}

}  // namespace tributary::alerts::channels
