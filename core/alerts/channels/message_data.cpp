// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/alerts/channels/message_data.h"

#include <algorithm>

#include "core/alerts/channels/signature.h"
#include "core/alerts/template/go_time.h"
#include "core/base/utf8.h"

namespace tributary::alerts::channels {
namespace {

using Json = nlohmann::json;

Json labelsJson(const Labels& labels, const std::function<std::string(const std::string&)>& escape) {
    Json out = Json::object();
    for (const auto& [name, value] : labels) out[name] = escape ? escape(value) : value;
    return out;
}

/// What Go has for "no time".
TimePoint zeroTime() {
    return TimePoint(std::chrono::sys_days(std::chrono::year(1) / 1 / 1));
}

}  // namespace

bool isFiring(const Notification& notification, const Alert& alert) {
    return !alert.isResolvedAt(notification.at);
}

Json templateData(const Notification& n, const std::function<std::string(const std::string&)>& escape) {
    Json alerts = Json::array();
    for (const Alert& alert : n.alerts) {
        const bool firing = isFiring(n, alert);
        alerts.push_back({{"Status", firing ? "firing" : "resolved"},
                          {"Labels", labelsJson(alert.labels, escape)},
                          {"Annotations", labelsJson(alert.annotations, escape)},
                          {"StartsAt", templateTime(alert.startsAt)},
                          {"EndsAt", templateTime(firing ? zeroTime() : alert.endsAt)},
                          {"GeneratorURL", alert.generatorUrl},
                          {"Fingerprint", fingerprintText(alert.labels)}});
    }
    return {{"Receiver", n.receiver},
            {"Status", n.firing ? "firing" : "resolved"},
            {"Alerts", std::move(alerts)},
            {"GroupLabels", labelsJson(n.groupLabels, escape)},
            {"CommonLabels", labelsJson(n.commonLabels, escape)},
            {"CommonAnnotations", labelsJson(n.commonAnnotations, escape)},
            {"ExternalURL", n.externalUrl},
            {"GroupKey", n.groupKey},
            {"TruncatedAlerts", static_cast<int64_t>(n.truncatedAlerts)},
            {"Note", escape ? escape(n.note) : n.note}};
}

Json webhookPayload(const Notification& n) {
    Json alerts = Json::array();
    for (const Alert& alert : n.alerts) {
        const bool firing = isFiring(n, alert);
        alerts.push_back({{"status", firing ? "firing" : "resolved"},
                          {"labels", alert.labels},
                          {"annotations", alert.annotations},
                          {"startsAt", jsonTime(alert.startsAt)},
                          {"endsAt", jsonTime(firing ? zeroTime() : alert.endsAt)},
                          {"generatorURL", alert.generatorUrl},
                          {"fingerprint", fingerprintText(alert.labels)}});
    }
    return {{"receiver", n.receiver},         {"status", n.firing ? "firing" : "resolved"},
            {"alerts", std::move(alerts)},    {"groupLabels", n.groupLabels},
            {"commonLabels", n.commonLabels}, {"commonAnnotations", n.commonAnnotations},
            {"externalURL", n.externalUrl},   {"version", "4"},
            {"groupKey", n.groupKey},         {"truncatedAlerts", n.truncatedAlerts}};
}

std::string groupHash(const Notification& notification) {
    return sha256Hex(notification.groupKey).substr(0, 16);
}

std::string idempotencyKey(const Notification& n) {
    std::string set = jsonTime(n.at);
    for (const Alert& alert : n.alerts)
        set += "\n" + fingerprintText(alert.labels) + (isFiring(n, alert) ? "+" : "-") +
               jsonTime(alert.startsAt);
    return groupHash(n) + "-" + sha256Hex(set).substr(0, 16);
}

std::string jsonTime(TimePoint time) {
    return templates::goTimeFormat(time, "2006-01-02T15:04:05.999999999Z07:00");
}

std::string dump(const Json& json) {
    return json.dump(-1, ' ', false, Json::error_handler_t::replace);
}

std::string severityOf(const Notification& notification) {
    const auto it = notification.commonLabels.find("severity");
    if (it == notification.commonLabels.end()) return "error";
    std::string text = it->second;
    std::transform(text.begin(), text.end(), text.begin(), [](unsigned char c) { return std::tolower(c); });
    if (text == "critical" || text == "page" || text == "crit" || text == "fatal") return "critical";
    if (text == "warning" || text == "warn") return "warning";
    if (text == "info" || text == "none" || text == "notice") return "info";
    return "error";
}

std::string shortened(const std::string& text, size_t bytes) {
    static constexpr std::string_view kEllipsis = "…";
    if (text.size() <= bytes) return text;
    if (bytes < kEllipsis.size()) return {};
    size_t end = bytes - kEllipsis.size();
    while (end > 0 && (static_cast<unsigned char>(text[end]) & 0xC0) == 0x80) --end;
    const size_t line = text.rfind('\n', end);
    if (line != std::string::npos && line + 1 > end / 2) end = line + 1;
    return text.substr(0, end) + std::string(kEllipsis);
}

}  // namespace tributary::alerts::channels
