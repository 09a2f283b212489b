// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/alerts/channels/fields.h"
#include "core/alerts/channels/http_channel.h"
#include "core/alerts/channels/kinds.h"
#include "core/alerts/channels/message_data.h"

namespace tributary::alerts::channels {
namespace {

using Json = nlohmann::json;

constexpr size_t kSummaryLimit = 1024;    ///< of the Events API
constexpr size_t kDetailLimit = 100'000;  ///< an event may have 512 KiB

std::string commonLabel(const Notification& n, const char* name, const std::string& otherwise = {}) {
    const auto it = n.commonLabels.find(name);
    return it == n.commonLabels.end() ? otherwise : it->second;
}

Result<Json> details(Session& session) {
    const Notification& n = session.notification();
    auto text = session.text("text", "tributary.text");
    if (!text) return fail(text.error());
    size_t firing = 0;
    for (const Alert& alert : n.alerts) firing += isFiring(n, alert);
    return Json{{"firing", firing},
                {"resolved", n.alerts.size() - firing},
                {"labels", n.commonLabels},
                {"text", shortened(*text, kDetailLimit)}};
}

Result<Json> event(Session& session, const std::string& key) {
    const Notification& n = session.notification();
    auto summary = session.text("title", "tributary.title");
    if (!summary) return fail(summary.error());
    auto more = details(session);
    if (!more) return fail(more.error());
    auto own = session.text("severity", {});
    auto source = session.text("source", {});
    if (!own || !source) return fail(!own ? own.error() : source.error());
    Json payload{{"summary", shortened(*summary, kSummaryLimit)},
                 {"source", source->empty() ? commonLabel(n, "instance", "tributary") : *source},
                 {"severity", own->empty() ? severityOf(n) : *own},
                 {"timestamp", jsonTime(n.alerts.empty() ? n.at : n.alerts.front().startsAt)},
                 {"custom_details", *more}};
    for (const auto& [field, label] :
         {std::pair("component", "job"), std::pair("group", "service"), std::pair("class", "alertname")}) {
        if (const std::string value = commonLabel(n, label); !value.empty()) payload[field] = value;
    }
    Json out{{"routing_key", key},
             {"event_action", n.firing ? "trigger" : "resolve"},
             {"dedup_key", "tributary-" + groupHash(n)},
             {"client", "Tributary"},
             {"payload", payload}};
    if (!n.externalUrl.empty()) {
        out["client_url"] = n.externalUrl;
        out["links"] = Json::array({{{"href", n.externalUrl}, {"text", "Tributary"}}});
    }
    return out;
}

SendResult send(Session& session) {
    auto key = session.secret("routing_key");
    if (!key) return session.failed(key.error());
    auto body = event(session, *key);
    if (!body) return session.failed(body.error());
    auto answer = session.exchange(session.post(session.setting("base_url") + "/v2/enqueue", dump(*body)));
    if (!answer) return tl::unexpected<SendError>(answer.error());
    const Json parsed = parsedBody(answer->body);
    if (parsed.is_object() && parsed.value("status", Json()) == "success") return {};
    return session.failed(Error(ErrorCode::Query,
                                "PagerDuty did not take the event: " + session.excerpt(answer->body),
                                "Check the integration key and the address."));
}

}  // namespace

std::shared_ptr<const Channel> makePagerdutyChannel() {
    ChannelDescriptor d;
    d.id = "pagerduty";
    d.label = "PagerDuty";
    d.description = "An incident in PagerDuty (Events API v2); it is resolved when the alerts are.";
    d.icon = "siren";
    d.messagesPerMinute = 120;
    connect::Field severity = choiceField("severity", "Severity", "Empty: from the label severity.",
                                          {{"", "From the label"},
                                           {"critical", "Critical"},
                                           {"error", "Error"},
                                           {"warning", "Warning"},
                                           {"info", "Info"}});
    d.fields = withCommonFields(
        {secretField("routing_key", "Integration key", "Of the service's Events API v2 integration.", true),
         severity, textField("source", "Source", "What is affected; empty: the label instance."),
         templateField("title", "Summary"), templateField("text", "Details"),
         baseUrlField("https://events.pagerduty.com")});
    return std::make_shared<HttpChannel>(std::move(d), send);
}

}  // namespace tributary::alerts::channels
