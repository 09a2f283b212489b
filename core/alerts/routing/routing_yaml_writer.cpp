// SPDX-License-Identifier: GPL-3.0-or-later
#include <yaml-cpp/yaml.h>

#include <algorithm>
#include <nlohmann/json.hpp>

#include "core/alerts/routing/channel_kinds.h"
#include "core/alerts/routing/routing_yaml.h"

namespace tributary::alerts {

namespace {

using Json = nlohmann::ordered_json;

/// What stands in the place of a secret.
using SecretText = std::function<Result<Json>(const std::string& key, const Json& secret)>;

class RoutingWriter {
  public:
    RoutingWriter(bool ours, SecretText secret) : m_ours(ours), m_secret(std::move(secret)) {}

    Result<std::string> write(const RoutingConfig& config) {
        m_out << YAML::BeginMap;
        writeGlobal(config);
        if (m_ours && !config.externalUrl.empty()) {
            m_out << YAML::Key << "x-tributary" << YAML::Value << YAML::BeginMap;
            pair("external_url", config.externalUrl);
            m_out << YAML::EndMap;
        }
        m_out << YAML::Key << "route" << YAML::Value;
        writeRoute(config.root);
        if (!config.inhibitRules.empty()) writeInhibitRules(config.inhibitRules);
        if (!config.timeIntervals.empty()) writeTimeIntervals(config.timeIntervals);
        m_out << YAML::Key << "receivers" << YAML::Value << YAML::BeginSeq;
        for (const Receiver& receiver : config.receivers) writeReceiver(receiver);
        m_out << YAML::EndSeq;
        if (!config.templates.empty()) texts("templates", config.templates);
        m_out << YAML::EndMap;
        if (m_error) return fail(std::move(*m_error));
        return std::string(m_out.c_str()) + "\n";
    }

  private:
    void scalar(const std::string& text) {
        // Readers of YAML 1.1 take more words for numbers and truth than the emitter knows of.
        const auto isDigit = [](unsigned char c) { return std::isdigit(c) != 0; };
        const auto isWord = [](unsigned char c) {
            return std::isalnum(c) || c == '_' || c == '-' || c == '.' || c == '/';
        };
        const bool number = !text.empty() && text != "-" && text.size() < 19 &&
                            std::all_of(text.begin() + (text.front() == '-' ? 1 : 0), text.end(), isDigit);
        const bool word = !text.empty() && text.size() < 60 &&
                          std::isalpha(static_cast<unsigned char>(text.front())) &&
                          std::all_of(text.begin(), text.end(), isWord);
        if ((number || word) && text != "null" && text != "Null" && text != "NULL")
            m_out << text;
        else
            m_out << YAML::DoubleQuoted << text;
    }
    void pair(const std::string& key, const std::string& value) {
        m_out << YAML::Key << key << YAML::Value;
        scalar(value);
    }
    void pair(const std::string& key, Duration value) { pair(key, durationText(value)); }
    void texts(const std::string& key, const std::vector<std::string>& values) {
        m_out << YAML::Key << key << YAML::Value << YAML::BeginSeq;
        for (const std::string& value : values) scalar(value);
        m_out << YAML::EndSeq;
    }
    void writeMatchers(const std::string& key, const Matchers& matchers) {
        if (matchers.empty()) return;
        std::vector<std::string> lines;
        for (const Matcher& matcher : matchers) lines.push_back(matcher.text());
        texts(key, lines);
    }

    void writeSettings(const std::string& key, const Json& value) {
        if (value.is_object() && value.size() == 1 && value.contains("secret")) {
            auto text = m_secret(key, value);
            if (!text) {
                if (!m_error) m_error = std::move(text.error());
                scalar("<secret>");
            } else if (text->is_string()) {
                scalar(text->get<std::string>());
            } else {
                m_out << YAML::Flow << YAML::BeginMap;
                for (const auto& [name, entry] : text->items()) pair(name, entry.get<std::string>());
                m_out << YAML::EndMap;
            }
        } else if (value.is_object()) {
            m_out << YAML::BeginMap;
            for (const auto& [name, entry] : value.items()) {
                m_out << YAML::Key << name << YAML::Value;
                writeSettings(name, entry);
            }
            m_out << YAML::EndMap;
        } else if (value.is_array()) {
            m_out << YAML::BeginSeq;
            for (const Json& entry : value) writeSettings(key, entry);
            m_out << YAML::EndSeq;
        } else {
            scalar(value.is_string() ? value.get<std::string>() : value.dump());
        }
    }
    void writeEntries(const std::string& text) {
        const Json json = Json::parse(text.empty() ? "{}" : text, nullptr, false);
        if (!json.is_object()) return;
        for (const auto& [key, value] : json.items()) {
            m_out << YAML::Key << key << YAML::Value;
            writeSettings(key, value);
        }
    }

    void writeGlobal(const RoutingConfig& config) {
        m_out << YAML::Key << "global" << YAML::Value << YAML::BeginMap;
        pair("resolve_timeout", config.resolveTimeout);
        writeEntries(config.global);
        m_out << YAML::EndMap;
    }

    void writeRoute(const Route& route) {
        m_out << YAML::BeginMap;
        if (!route.receiver.empty()) pair("receiver", route.receiver);
        writeMatchers("matchers", route.matchers);
        if (route.continues) m_out << YAML::Key << "continue" << YAML::Value << true;
        if (route.groupBy) texts("group_by", *route.groupBy);
        if (route.groupWait) pair("group_wait", *route.groupWait);
        if (route.groupInterval) pair("group_interval", *route.groupInterval);
        if (route.repeatInterval) pair("repeat_interval", *route.repeatInterval);
        if (!route.muteTimeIntervals.empty()) texts("mute_time_intervals", route.muteTimeIntervals);
        if (!route.activeTimeIntervals.empty()) texts("active_time_intervals", route.activeTimeIntervals);
        if (m_ours) writeRouteExtras(route);
        if (!route.routes.empty()) {
            m_out << YAML::Key << "routes" << YAML::Value << YAML::BeginSeq;
            for (const Route& child : route.routes) writeRoute(child);
            m_out << YAML::EndSeq;
        }
        m_out << YAML::EndMap;
    }
    void writeRouteExtras(const Route& route) {
        if (!route.flapping && !route.escalation && !route.digest) return;
        m_out << YAML::Key << "x-tributary" << YAML::Value << YAML::BeginMap;
        if (route.flapping) {
            m_out << YAML::Key << "flapping" << YAML::Value << YAML::BeginMap;
            pair("changes", std::to_string(route.flapping->changes));
            pair("within", route.flapping->within);
            pair("every", route.flapping->every);
            m_out << YAML::EndMap;
        }
        if (route.escalation) {
            m_out << YAML::Key << "escalation" << YAML::Value << YAML::BeginSeq;
            for (const EscalationStep& step : *route.escalation) {
                m_out << YAML::BeginMap;
                pair("after", step.after);
                pair("receiver", step.receiver);
                m_out << YAML::EndMap;
            }
            m_out << YAML::EndSeq;
        }
        if (route.digest) {
            m_out << YAML::Key << "digest" << YAML::Value << YAML::BeginMap;
            pair("every", route.digest->every);
            m_out << YAML::EndMap;
        }
        m_out << YAML::EndMap;
    }

    void writeInhibitRules(const std::vector<InhibitRule>& rules) {
        m_out << YAML::Key << "inhibit_rules" << YAML::Value << YAML::BeginSeq;
        for (const InhibitRule& rule : rules) {
            m_out << YAML::BeginMap;
            writeMatchers("source_matchers", rule.sources);
            writeMatchers("target_matchers", rule.targets);
            if (!rule.equal.empty()) texts("equal", rule.equal);
            m_out << YAML::EndMap;
        }
        m_out << YAML::EndSeq;
    }

    void ranges(const std::string& key, const std::vector<NumberRange>& values,
                std::string (*text)(NumberRange)) {
        if (values.empty()) return;
        std::vector<std::string> lines;
        for (const NumberRange& value : values) lines.push_back(text(value));
        texts(key, lines);
    }
    void writeTimeIntervals(const std::map<std::string, std::vector<TimeInterval>>& named) {
        m_out << YAML::Key << "time_intervals" << YAML::Value << YAML::BeginSeq;
        for (const auto& [name, intervals] : named) {
            m_out << YAML::BeginMap;
            pair("name", name);
            m_out << YAML::Key << "time_intervals" << YAML::Value << YAML::BeginSeq;
            for (const TimeInterval& interval : intervals) writeTimeInterval(interval);
            m_out << YAML::EndSeq << YAML::EndMap;
        }
        m_out << YAML::EndSeq;
    }
    void writeTimeInterval(const TimeInterval& interval) {
        m_out << YAML::BeginMap;
        if (!interval.times.empty()) {
            m_out << YAML::Key << "times" << YAML::Value << YAML::BeginSeq;
            for (const TimeInterval::Times& span : interval.times) {
                m_out << YAML::BeginMap;
                pair("start_time", minuteText(span.startMinute));
                pair("end_time", minuteText(span.endMinute));
                m_out << YAML::EndMap;
            }
            m_out << YAML::EndSeq;
        }
        ranges("weekdays", interval.weekdays, weekdaysText);
        ranges("days_of_month", interval.daysOfMonth, numbersText);
        ranges("months", interval.months, monthsText);
        ranges("years", interval.years, numbersText);
        if (!interval.location.empty()) pair("location", interval.location);
        m_out << YAML::EndMap;
    }

    void writeReceiver(const Receiver& receiver) {
        m_out << YAML::BeginMap;
        pair("name", receiver.name);
        for (const ChannelKind& kind : channelKinds())
            if (!kind.ours) writeChannels(kind, receiver);
        const auto isOurs = [](const Channel& channel) {
            const ChannelKind* kind = findChannelKind(channel.kind);
            return kind == nullptr || kind->ours;
        };
        if (m_ours &&
            (receiver.rateLimit || std::any_of(receiver.channels.begin(), receiver.channels.end(), isOurs)))
            writeReceiverExtras(receiver);
        m_out << YAML::EndMap;
    }
    void writeReceiverExtras(const Receiver& receiver) {
        m_out << YAML::Key << "x-tributary" << YAML::Value << YAML::BeginMap;
        if (receiver.rateLimit) {
            m_out << YAML::Key << "rate_limit" << YAML::Value << YAML::Flow << YAML::BeginMap;
            pair("messages", std::to_string(receiver.rateLimit->messages));
            pair("per", receiver.rateLimit->per);
            m_out << YAML::EndMap;
        }
        for (const ChannelKind& kind : channelKinds())
            if (kind.ours) writeChannels(kind, receiver);
        if (std::any_of(receiver.channels.begin(), receiver.channels.end(),
                        [](const Channel& channel) { return channel.kind == "channel"; })) {
            m_out << YAML::Key << "channels" << YAML::Value << YAML::BeginSeq;
            for (const Channel& channel : receiver.channels) {
                if (channel.kind != "channel") continue;
                m_out << YAML::BeginMap;
                pair("name", channel.name);
                m_out << YAML::Key << "send_resolved" << YAML::Value << channel.sendResolved << YAML::EndMap;
            }
            m_out << YAML::EndSeq;
        }
        m_out << YAML::EndMap;
    }
    void writeChannels(const ChannelKind& kind, const Receiver& receiver) {
        bool any = false;
        for (const Channel& channel : receiver.channels) {
            if (channel.kind != kind.kind) continue;
            if (!std::exchange(any, true))
                m_out << YAML::Key << std::string(kind.kind) + "_configs" << YAML::Value << YAML::BeginSeq;
            m_out << YAML::BeginMap << YAML::Key << "send_resolved" << YAML::Value << channel.sendResolved;
            writeEntries(channel.settings);
            m_out << YAML::EndMap;
        }
        if (any) m_out << YAML::EndSeq;
    }

    YAML::Emitter m_out;
    bool m_ours;
    SecretText m_secret;
    std::optional<Error> m_error;
};

}  // namespace

std::string writeRoutingYaml(const RoutingConfig& config) {
    const auto keep = [](const std::string&, const Json& secret) -> Result<Json> { return secret; };
    return RoutingWriter(true, keep).write(config).value_or(std::string());
}

Result<std::string> exportAlertmanagerYaml(const RoutingConfig& config, const SecretReader& reader) {
    const auto reveal = [&](const std::string& key, const Json& secret) -> Result<Json> {
        const std::string reference = secret.at("secret").get<std::string>();
        if (!reader || reference.empty()) {
            // A webhook's address is read as one; the others may be masked.
            return Json(key == "url" ? "https://secret.invalid/" : "<secret>");
        }
        auto value = reader(reference);
        if (!value) return fail(std::move(value.error()));
        return Json(std::move(*value));
    };
    return RoutingWriter(false, reveal).write(config);
}

}  // namespace tributary::alerts
