// SPDX-License-Identifier: GPL-3.0-or-later
#include "plugins/common_http/alert_text.h"

#include <algorithm>

namespace tributary_notify {
namespace {

using namespace tributary_sdk;

constexpr size_t kMostAlerts = 25;

std::string joined(const Json& labels, bool names) {
    std::vector<std::pair<std::string, std::string>> pairs;
    for (const auto& [name, value] : labels.members()) {
        if (name != "alertname") pairs.emplace_back(name, value.text());
    }
    std::sort(pairs.begin(), pairs.end());
    std::string out;
    for (const auto& [name, value] : pairs)
        out += (out.empty() ? "" : ", ") + (names ? name + "=" : "") + value;
    return out;
}

/// An RFC 3339 time: what the clock there shows, and the moment in nanoseconds.
struct Moment {
    std::string date, clock, zone;
    int64_t nanos = 0;
    bool known = false;
};

Moment momentOf(const std::string& text) {
    Moment out;
    int year = 0, month = 0, day = 0, hour = 0, minute = 0, second = 0, end = 0;
    if (std::sscanf(text.c_str(), "%4d-%2d-%2dT%2d:%2d:%2d%n", &year, &month, &day, &hour, &minute, &second,
                    &end) != 6)
        return out;
    out.known = true;
    out.date = text.substr(0, 10);
    out.clock = text.substr(11, 8);
    out.nanos = (daysOf(year, month, day) * 86400 + hour * 3600 + minute * 60 + second) * 1000000000;
    size_t at = static_cast<size_t>(end);
    if (at < text.size() && text[at] == '.') {
        int64_t unit = 100000000;
        for (++at; at < text.size() && text[at] >= '0' && text[at] <= '9'; ++at, unit /= 10)
            out.nanos += (text[at] - '0') * unit;
    }
    out.zone = text.substr(std::min(at, text.size()));
    if (std::sscanf(out.zone.c_str(), "%3d:%2d", &hour, &minute) == 2)
        out.nanos -= int64_t{hour * 3600 + (out.zone[0] == '-' ? -minute : minute) * 60} * 1000000000;
    if (out.zone == "Z" || out.zone.empty()) out.zone = "UTC";
    return out;
}

/// "1h2m3s", as Go writes a duration.
std::string durationText(int64_t nanos) {
    if (nanos < 0) return "-" + durationText(-nanos);
    const int64_t seconds = nanos / 1000000000, rest = nanos % 1000000000;
    if (seconds == 0 && rest != 0) {
        const bool milli = rest >= 1000000;
        std::string text =
            std::to_string(milli ? static_cast<double>(rest) / 1e6 : static_cast<double>(rest) / 1e3);
        text.erase(text.find_last_not_of('0') + 1);
        if (text.back() == '.') text.pop_back();
        return text + (milli ? "ms" : "µs");
    }
    std::string out;
    if (seconds >= 3600) out += std::to_string(seconds / 3600) + "h";
    if (seconds >= 60) out += std::to_string(seconds / 60 % 60) + "m";
    out += std::to_string(seconds % 60);
    if (rest != 0) {
        std::string fraction = padded(rest, 9);
        fraction.erase(fraction.find_last_not_of('0') + 1);
        out += "." + fraction;
    }
    return out + "s";
}

}  // namespace

std::string shortened(const std::string& text, size_t bytes) {
    static const std::string kEllipsis = "…";
    if (text.size() <= bytes) return text;
    if (bytes < kEllipsis.size()) return {};
    size_t end = bytes - kEllipsis.size();
    while (end > 0 && (static_cast<unsigned char>(text[end]) & 0xC0) == 0x80) --end;
    const size_t line = text.rfind('\n', end);
    if (line != std::string::npos && line + 1 > end / 2) end = line + 1;
    return text.substr(0, end) + kEllipsis;
}

AlertText::AlertText(const Json& notification, const std::string& language)
    : m_payload(notification), m_chinese(language.rfind("zh", 0) == 0) {
    if (!notification.isObject() || !notification["alerts"].isArray())
        failData("The notification is not Alertmanager's webhook payload: it has no alerts.");
}

bool AlertText::firing() const {
    return m_payload.stringAt("status") == "firing";
}

std::string AlertText::severity() const {
    std::string text = m_payload["commonLabels"].stringAt("severity");
    for (char& c : text) c = c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
    if (text == "critical" || text == "page" || text == "crit" || text == "fatal") return "critical";
    if (text == "warning" || text == "warn") return "warning";
    if (text == "info" || text == "none" || text == "notice") return "info";
    return "error";
}

std::string AlertText::title() const {
    const auto& alerts = m_payload["alerts"].items();
    const auto count = std::count_if(alerts.begin(), alerts.end(),
                                     [](const Json& a) { return a.stringAt("status") == "firing"; });
    std::string out = m_chinese ? "【" : "[";
    if (firing())
        out += (m_chinese ? "告警 " : "FIRING ") + std::to_string(count);
    else
        out += m_chinese ? "已恢复" : "Resolved";
    out += m_chinese ? "】 " : "] ";
    const std::string name = m_payload["commonLabels"].stringAt("alertname");
    out += name.empty() ? std::to_string(alerts.size()) + (m_chinese ? " 条告警" : " alerts") : name;
    const std::string group = joined(m_payload["groupLabels"], false);
    return group.empty() ? out : out + " (" + group + ")";
}

std::string AlertText::summary(const Json& alert) const {
    for (const char* key : {"summary", "description"}) {
        const std::string text = alert["annotations"].stringAt(key);
        if (!text.empty()) return text;
    }
    return alert["labels"].stringAt("alertname");
}

std::string AlertText::when(const Json& alert) const {
    const Moment start = momentOf(alert.stringAt("startsAt")), end = momentOf(alert.stringAt("endsAt"));
    if (!start.known) return alert.stringAt("startsAt");
    std::string out = start.date + " " + start.clock + " " + start.zone;
    if (alert.stringAt("status") == "resolved" && end.known)
        out += " → " + end.clock + " (" + durationText(end.nanos - start.nanos) + ")";
    return out;
}

std::string AlertText::markdown() const {
    const auto& alerts = m_payload["alerts"].items();
    std::string out;
    for (size_t i = 0; i < alerts.size() && i < kMostAlerts; ++i) {
        const Json& alert = alerts[i];
        const bool resolved = alert.stringAt("status") == "resolved";
        out += "**" + std::string(resolved ? m_chinese ? "已恢复：" : "Resolved: " : "") + summary(alert) +
               "**\n\n";
        const std::string description = alert["annotations"].stringAt("description");
        if (!alert["annotations"].stringAt("summary").empty() && !description.empty())
            out += description + "\n\n";
        out += "> " + joined(alert["labels"], true) + "\n\n> " + when(alert);
        const std::string rule = alert.stringAt("generatorURL");
        if (!rule.empty()) out += std::string(" [") + (m_chinese ? "规则" : "Rule") + "](" + rule + ")";
        out += "\n\n";
    }
    const std::string count = std::to_string(alerts.size());
    if (alerts.size() > kMostAlerts)
        out +=
            m_chinese ? "共 " + count + " 条告警，仅显示前 25 条。" : "25 of " + count + " alerts are shown.";
    const std::string& cut = m_payload["truncatedAlerts"].text();
    if (!cut.empty() && cut != "0") out += " (+" + cut + ")";
    return out;
}

}  // namespace tributary_notify
