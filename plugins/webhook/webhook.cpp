// SPDX-License-Identifier: GPL-3.0-or-later
#include <chrono>

#include "plugins/common_http/http.h"
#include "plugins/common_http/signature.h"

namespace webhook {
namespace {

using namespace tributary_sdk;
using namespace tributary_notify;

/// At most `most` alerts (0: all), as Alertmanager cuts; without our own member.
Json payload(const Json& notification, int64_t most) {
    if (!notification["alerts"].isArray())
        failData("The notification is not Alertmanager's webhook payload: it has no alerts.");
    Json out = Json::object();
    const auto& alerts = notification["alerts"].items();
    int64_t cut = 0;
    for (const auto& [key, value] : notification.members()) {
        if (key == "idempotency_key") continue;
        if (key != "alerts" || most == 0 || static_cast<int64_t>(alerts.size()) <= most) {
            out.set(key, value);
            continue;
        }
        Json kept = Json::array();
        for (int64_t i = 0; i < most; ++i) kept.add(alerts[static_cast<size_t>(i)]);
        cut = static_cast<int64_t>(alerts.size()) - most;
        out.set(key, kept);
    }
    if (cut > 0) {
        int64_t before = 0;
        const std::string& text = notification["truncatedAlerts"].text();
        std::from_chars(text.data(), text.data() + text.size(), before);
        out.set("truncatedAlerts", before + cut);
    }
    return out;
}

/// "Name: value", one a line or with | between; what would break the request is refused.
std::vector<std::string> headersOf(const Config& config) {
    std::vector<std::string> out;
    std::string all = config.text("headers") + "\n", line;
    for (const char c : all) {
        if (c != '\n' && c != '|') {
            if (c != '\r' && (c != ' ' || !line.empty())) line += c;
            continue;
        }
        line.erase(line.find_last_not_of(' ') + 1);
        const size_t colon = line.find(':');
        if (!line.empty() && (colon == std::string::npos || colon == 0 || line.find(' ') < colon))
            failConfig("Each header has the form \"Name: value\". Correct \"" + line.substr(0, colon) +
                       "\".");
        if (!line.empty()) out.push_back(line);
        line.clear();
    }
    return out;
}

void notify(NotifierCall& call) {
    const Config& config = call.config;
    HttpPost request;
    request.url = config.text("secret_url", config.text("url"));
    if (request.url.empty()) failConfig("The address is missing. Enter where the messages are posted to.");
    const std::string bearer = config.text("bearer_token"), key = config.text("hmac_secret");
    request.body = payload(call.notification, config.integer("max_alerts", 0, 0, 1000000)).dump();
    request.headers = headersOf(config);
    request.user = config.text("user");
    request.password = config.text("password");
    request.caFile = config.text("tls_ca");
    request.verifyPeer = config.flag("tls_verify", true);
    request.secrets = {config.text("secret_url"), request.password, bearer, key};
    if (!bearer.empty() && request.user.empty()) request.headers.push_back("Authorization: Bearer " + bearer);
    const std::string once = call.notification.stringAt("idempotency_key");
    if (!once.empty()) request.headers.push_back("Idempotency-Key: " + once);
    if (!key.empty()) {
        const auto now = std::chrono::system_clock::now().time_since_epoch();
        const std::string seconds =
            std::to_string(std::chrono::duration_cast<std::chrono::seconds>(now).count());
        request.headers.push_back("X-Tributary-Timestamp: " + seconds);
        request.headers.push_back("X-Tributary-Signature: sha256=" +
                                  hexText(hmacSha256(key, seconds + "." + request.body)));
    }
    const HttpAnswer answer = post(call.host, request, config.integer("timeout_s", 30, 1, 300));
    call.result = Json::object();
    call.result.set("status", static_cast<int64_t>(answer.status))
        .set("answer", excerpt(answer.body, request.secrets));
}

}  // namespace
}  // namespace webhook

extern "C" const TributaryPlugin* tributary_plugin_main(const TributaryHost* host) {
    static const TributaryPlugin plugin =
        tributary_sdk::plugin("webhook", "1.0.0").notifier<webhook::notify>();
    return tributary_sdk::understands(host) ? &plugin : nullptr;
}
