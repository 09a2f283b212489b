// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/alerts/channels/fields.h"
#include "core/alerts/channels/http_channel.h"
#include "core/alerts/channels/kinds.h"
#include "core/alerts/channels/message_data.h"
#include "core/alerts/channels/signature.h"

namespace tributary::alerts::channels {
namespace {

/// At most `max_alerts`, as Alertmanager cuts.
Notification limited(const Session& session) {
    Notification out = session.notification();
    const size_t most = std::strtoul(session.setting("max_alerts").c_str(), nullptr, 10);
    if (most > 0 && out.alerts.size() > most) {
        out.truncatedAlerts += out.alerts.size() - most;
        out.alerts.resize(most);
    }
    return out;
}

Result<void> authorise(Session& session, net::HttpRequest& request) {
    auto bearer = session.secret("bearer_token");
    if (!bearer) return fail(bearer.error());
    auto password = session.secret("password");
    if (!password) return fail(password.error());
    request.user = session.setting("user");
    if (!request.user.empty()) request.password = *password;
    if (request.user.empty() && !bearer->empty())
        request.headers.push_back("Authorization: Bearer " + *bearer);
    auto key = session.secret("hmac_secret");
    if (!key) return fail(key.error());
    if (key->empty()) return {};
    const auto seconds =
        std::chrono::floor<std::chrono::seconds>(session.context().now).time_since_epoch().count();
    const std::string timestamp = std::to_string(seconds);
    request.headers.push_back("X-Tributary-Timestamp: " + timestamp);
    request.headers.push_back("X-Tributary-Signature: sha256=" +
                              hexText(hmacSha256(*key, timestamp + "." + request.body)));
    return {};
}

SendResult send(Session& session) {
    auto secretUrl = session.secret("secret_url");
    if (!secretUrl) return session.failed(secretUrl.error());
    const std::string url = secretUrl->empty() ? session.setting("url") : *secretUrl;
    if (url.empty())
        return session.failed(Error(ErrorCode::InvalidArgument, "The channel has no address.",
                                    "Enter the address the messages are posted to."));
    auto request = session.post(url, dump(webhookPayload(limited(session))));
    request.headers.push_back("Idempotency-Key: " + idempotencyKey(session.notification()));
    if (auto ok = authorise(session, request); !ok) return session.failed(ok.error());
    auto answer = session.exchange(request);
    if (!answer) return tl::unexpected<SendError>(answer.error());
    return {};
}

}  // namespace

std::shared_ptr<const Channel> makeWebhookChannel() {
    ChannelDescriptor d;
    d.id = "webhook";
    d.label = "Webhook";
    d.description = "Alertmanager's webhook (version 4) to any address, signed if wanted.";
    d.icon = "webhook";
    connect::Field most = textField("max_alerts", "Most alerts", "In one message; 0: all.", "0");
    most.kind = connect::FieldKind::Integer;
    most.group = "Advanced";
    d.fields = withCommonFields(
        {textField("url", "Address", "Where the messages are posted to."),
         secretField("secret_url", "Secret address", "Instead, when the address itself gives access.", false),
         secretField("hmac_secret", "Signing key",
                     "Every message then has an HMAC-SHA256 of its time and body in X-Tributary-Signature.",
                     false),
         textField("user", "User", "For Basic authentication."),
         secretField("password", "Password", "For Basic authentication.", false),
         secretField("bearer_token", "Bearer token", "Sent as Authorization: Bearer.", false), most},
        false);
    return std::make_shared<HttpChannel>(std::move(d), send);
}

}  // namespace tributary::alerts::channels
