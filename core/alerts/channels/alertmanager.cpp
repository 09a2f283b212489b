// SPDX-License-Identifier: GPL-3.0-or-later
#include <algorithm>
#include <sstream>

#include "core/alerts/channels/fields.h"
#include "core/alerts/channels/http_channel.h"
#include "core/alerts/channels/kinds.h"
#include "core/alerts/channels/message_data.h"

namespace tributary::alerts::channels {
namespace {

using Json = nlohmann::json;

/// Names Alertmanager takes; two that become the same are kept apart.
Json accepted(const Labels& labels) {
    Json out = Json::object();
    for (const auto& [name, value] : labels) {
        if (value.empty()) continue;
        const std::string plain = toLabelName(name);
        std::string free = plain;
        for (int i = 2; out.contains(free) || (free != name && labels.count(free)); ++i)
            free = plain + "_" + std::to_string(i);
        out[free] = value;
    }
    return out;
}

bool isUri(const std::string& text) {
    return (text.rfind("http://", 0) == 0 || text.rfind("https://", 0) == 0) &&
           text.find_first_of(" \t\r\n\"<>\\^`{|}") == std::string::npos;
}

Json payload(const Session& session) {
    const Notification& n = session.notification();
    const auto valid =
        std::chrono::minutes(std::strtoul(session.setting("valid_minutes").c_str(), nullptr, 10));
    Json out = Json::array();
    for (const Alert& alert : n.alerts) {
        Json labels = accepted(alert.labels);
        // Alertmanager refuses an alert without labels.
        if (labels.empty()) labels["alertname"] = n.receiver.empty() ? "Tributary" : n.receiver;
        // It takes an alert that is not sent again for resolved at its end: firing ones must outlast the
        // pause.
        const TimePoint ends =
            isFiring(n, alert) ? std::max<TimePoint>(alert.endsAt, n.at + valid) : alert.endsAt;
        const TimePoint starts = std::min(alert.startsAt, ends);
        Json one{{"labels", std::move(labels)},
                 {"annotations", accepted(alert.annotations)},
                 {"startsAt", jsonTime(starts)},
                 {"endsAt", jsonTime(ends)}};
        if (isUri(alert.generatorUrl)) one["generatorURL"] = alert.generatorUrl;
        out.push_back(std::move(one));
    }
    return out;
}

SendResult send(Session& session) {
    auto password = session.secret("password");
    auto bearer = session.secret("bearer_token");
    if (!password || !bearer) return session.failed(!password ? password.error() : bearer.error());
    const std::string body = dump(payload(session));
    std::istringstream list(session.setting("urls"));
    std::optional<SendError> first;
    bool delivered = false;
    // The members of a cluster tell each other, but each must be told: one that takes it is enough.
    for (std::string url; std::getline(list, url, ',');) {
        url.erase(0, url.find_first_not_of(' '));
        while (!url.empty() && (url.back() == '/' || url.back() == ' ')) url.pop_back();
        if (url.empty()) continue;
        auto request = session.post(url + "/api/v2/alerts", body);
        request.user = session.setting("user");
        if (!request.user.empty()) request.password = *password;
        if (request.user.empty() && !bearer->empty())
            request.headers.push_back("Authorization: Bearer " + *bearer);
        auto answer = session.exchange(request);
        delivered = delivered || answer.has_value();
        if (!answer && !first) first = answer.error();
    }
    if (delivered) return {};
    if (first) return tl::unexpected<SendError>(*first);
    return session.failed(
        Error(ErrorCode::InvalidArgument, "The channel has no address.", "Enter that of an Alertmanager."));
}

}  // namespace

std::shared_ptr<const Channel> makeAlertmanagerChannel() {
    ChannelDescriptor d;
    d.id = "alertmanager";
    d.label = "Alertmanager";
    d.description = "Alerts handed on to a Prometheus Alertmanager, which then routes them.";
    d.icon = "bell-ring";
    connect::Field valid = textField(
        "valid_minutes", "Valid for (minutes)",
        "How long an alert fires there without news from here; longer than the repeat interval.", "300");
    valid.kind = connect::FieldKind::Integer;
    valid.group = "Advanced";
    d.fields = withCommonFields(
        {requiredField(
             textField("urls", "Addresses", "Such as http://localhost:9093; several with commas between.")),
         textField("user", "User", "For Basic authentication."),
         secretField("password", "Password", "For Basic authentication.", false),
         secretField("bearer_token", "Bearer token", "Sent as Authorization: Bearer.", false), valid},
        false);
    return std::make_shared<HttpChannel>(std::move(d), send);
}

}  // namespace tributary::alerts::channels
