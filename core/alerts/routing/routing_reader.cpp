// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/alerts/routing/routing_reader.h"

#include <algorithm>
#include <charconv>

namespace tributary::alerts::routing {

using Json = nlohmann::ordered_json;
using YAML::Node;

Duration durationOf(const Node& node, const std::string& what) {
    return valueOf(parseDuration(textOf(node, what)), node);
}

RoutingConfig RoutingReader::read(const Node& document) {
    RoutingConfig config;
    config.global = "{}";
    Node route, receivers;
    eachEntry(document, "The file", m_budget, [&](const std::string& key, const Node& at, const Node& value) {
        if (key == "global")
            readGlobal(value, config);
        else if (key == "route")
            route = value;
        else if (key == "receivers")
            receivers = value;
        else if (key == "templates")
            config.templates = textsOf(value, "'templates'", m_budget);
        else if (key == "inhibit_rules")
            eachItem(value, "'inhibit_rules'", m_budget,
                     [&](const Node& item) { config.inhibitRules.push_back(readInhibitRule(item)); });
        else if (key == "time_intervals" || key == "mute_time_intervals")
            readTimeIntervals(value, config);
        else if (key == kOurs)
            eachEntry(value, "'x-tributary'", m_budget,
                      [&](const std::string& name, const Node& place, const Node& text) {
                          if (name != "external_url") unknownKey(place, name, "'x-tributary' of the file");
                          config.externalUrl = textOf(text, "'external_url'");
                      });
        else
            unknownKey(at, key, "The file");
    });
    if (!route.IsDefined() || route.IsNull())
        mistake(document, "There is no 'route'.", "The root route names the receiver of everything else.");
    config.root = readRoute(route, true, 0);
    std::set<std::string> names;
    eachItem(receivers, "'receivers'", m_budget, [&](const Node& item) {
        config.receivers.push_back(readReceiver(item));
        if (!names.insert(config.receivers.back().name).second)
            mistake(item, "The receiver '" + config.receivers.back().name + "' is there twice.");
    });
    for (const auto& [name, at] : m_receiversUsed)
        if (!names.contains(name))
            mistake(at, "The receiver '" + name + "' is not defined.", "Add it under 'receivers'.");
    for (const auto& [name, at] : m_intervalsUsed)
        if (!config.timeIntervals.contains(name))
            mistake(at, "The time interval '" + name + "' is not defined.", "Add it under 'time_intervals'.");
    return config;
}

void RoutingReader::readGlobal(const Node& node, RoutingConfig& config) {
    Json rest = Json::object();
    eachEntry(node, "'global'", m_budget, [&](const std::string& key, const Node& at, const Node& value) {
        if (key == "resolve_timeout") {
            config.resolveTimeout = durationOf(value, "'resolve_timeout'");
            return;
        }
        const auto& known = globalKeys();
        if (std::find(known.begin(), known.end(), key) == known.end()) unknownKey(at, key, "'global'");
        m_globalSet.insert(key);
        rest[key] = isSecretKey(key, value.IsScalar() ? value.Scalar() : "")
                        ? readSecret(value, "global/" + key)
                        : readSettings(value, "global/" + key, 0);
    });
    config.global = rest.dump(-1, ' ', false, Json::error_handler_t::replace);
}

Route RoutingReader::readRoute(const Node& node, bool isRoot, int depth) {
    if (depth > kDeepest) mistake(node, "The routes are nested too deeply.");
    if (!node.IsMap()) mistake(node, "A route must be a map of keys and values.");
    Route route;
    Node routes;
    eachEntry(node, "A route", m_budget, [&](const std::string& key, const Node& at, const Node& value) {
        if (readRouteMatcher(key, value, route)) {
            if (isRoot && !route.matchers.empty())
                mistake(at, "The root route must not have matchers.", "It takes what no other route takes.");
        } else if (key == "receiver") {
            route.receiver = textOf(value, "'receiver'");
            if (!route.receiver.empty()) need(m_receiversUsed, route.receiver, value);
        } else if (key == "continue") {
            route.continues = flagOf(value, "'continue'");
            if (isRoot && route.continues) mistake(at, "The root route cannot have 'continue'.");
        } else if (key == "group_by") {
            if (auto names = readGroupBy(value); !names.empty()) route.groupBy = std::move(names);
        } else if (key == "group_wait") {
            route.groupWait = durationOf(value, "'group_wait'");
        } else if (key == "group_interval" || key == "repeat_interval") {
            const Duration interval = durationOf(value, "'" + key + "'");
            if (interval == Duration(0)) mistake(value, "'" + key + "' cannot be zero.");
            (key == "group_interval" ? route.groupInterval : route.repeatInterval) = interval;
        } else if (key == "mute_time_intervals" || key == "active_time_intervals") {
            eachItem(value, "'" + key + "'", m_budget, [&](const Node& item) {
                if (isRoot) mistake(at, "The root route must not have '" + key + "'.");
                const std::string name = textOf(item, "The name of a time interval");
                need(m_intervalsUsed, name, item);
                (key[0] == 'm' ? route.muteTimeIntervals : route.activeTimeIntervals).push_back(name);
            });
        } else if (key == "routes") {
            routes = value;
        } else if (key == kOurs) {
            readRouteExtras(value, route);
        } else {
            unknownKey(at, key, "A route");
        }
    });
    if (isRoot && route.receiver.empty())
        mistake(node, "The root route names no receiver.", "Add 'receiver: <name>'.");
    eachItem(routes, "'routes'", m_budget,
             [&](const Node& item) { route.routes.push_back(readRoute(item, false, depth + 1)); });
    return route;
}

bool RoutingReader::readRouteMatcher(const std::string& key, const Node& value, Route& route) {
    Matchers read;
    if (key == "match")
        read = equalMatchers(value, Matcher::Op::Equal);
    else if (key == "match_re")
        read = equalMatchers(value, Matcher::Op::Matches);
    else if (key == "matchers")
        read = textMatchers(value);
    else
        return false;
    route.matchers.insert(route.matchers.end(), read.begin(), read.end());
    return true;
}

Matchers RoutingReader::equalMatchers(const Node& node, Matcher::Op op) {
    Matchers out;
    eachEntry(node, "A list of labels to match", m_budget,
              [&](const std::string& key, const Node& at, const Node& value) {
                  if (!isLabelName(key)) mistake(at, "'" + key + "' is not a label name.");
                  std::string text = textOf(value, "The value of '" + key + "'");
                  // As Alertmanager keeps them, which shows in the keys of groups.
                  if (op == Matcher::Op::Matches) text = "^(?:" + text + ")$";
                  out.push_back(valueOf(Matcher::make(key, op, std::move(text)), value));
              });
    return out;
}

Matchers RoutingReader::textMatchers(const Node& node) {
    Matchers out;
    eachItem(node, "'matchers'", m_budget, [&](const Node& item) {
        for (Matcher& matcher : valueOf(parseMatchers(textOf(item, "A matcher")), item))
            out.push_back(std::move(matcher));
    });
    return out;
}

std::vector<std::string> RoutingReader::readGroupBy(const Node& node) {
    std::vector<std::string> out;
    eachItem(node, "'group_by'", m_budget, [&](const Node& item) {
        std::string name = textOf(item, "A label of 'group_by'");
        if (name != "..." && !isLabelName(name)) mistake(item, "'" + name + "' is not a label name.");
        if (std::find(out.begin(), out.end(), name) != out.end())
            mistake(item, "'" + name + "' is in 'group_by' twice.");
        out.push_back(std::move(name));
    });
    if (out.size() > 1 && std::find(out.begin(), out.end(), "...") != out.end())
        mistake(node, "'...' groups by all labels; nothing can stand beside it in 'group_by'.");
    return out;
}

void RoutingReader::readRouteExtras(const Node& node, Route& route) {
    eachEntry(node, "'x-tributary' of a route", m_budget,
              [&](const std::string& key, const Node& at, const Node& value) {
                  if (key == "flapping") {
                      FlapSettings settings;
                      eachEntry(value, "'flapping'", m_budget,
                                [&](const std::string& name, const Node& place, const Node& text) {
                                    if (name == "changes") {
                                        const std::string digits = textOf(text, "'changes'");
                                        const auto [end, error] = std::from_chars(
                                            digits.data(), digits.data() + digits.size(), settings.changes);
                                        if (error != std::errc() || end != digits.data() + digits.size() ||
                                            settings.changes < 2)
                                            mistake(text, "'changes' must be a number of at least 2.");
                                    } else if (name == "within") {
                                        settings.within = durationOf(text, "'within'");
                                    } else if (name == "every") {
                                        settings.every = durationOf(text, "'every'");
                                    } else {
                                        unknownKey(place, name, "'flapping'");
                                    }
                                });
                      route.flapping = settings;
                  } else if (key == "escalation") {
                      std::vector<EscalationStep> steps;
                      eachItem(value, "'escalation'", m_budget, [&](const Node& item) {
                          EscalationStep step;
                          eachEntry(item, "A step of 'escalation'", m_budget,
                                    [&](const std::string& name, const Node& place, const Node& text) {
                                        if (name == "after") {
                                            step.after = durationOf(text, "'after'");
                                        } else if (name == "receiver") {
                                            step.receiver = textOf(text, "'receiver'");
                                            need(m_receiversUsed, step.receiver, text);
                                        } else {
                                            unknownKey(place, name, "A step of 'escalation'");
                                        }
                                    });
                          if (step.receiver.empty())
                              mistake(item, "A step of 'escalation' needs a receiver.");
                          if (!steps.empty() && step.after < steps.back().after)
                              mistake(item, "The steps of 'escalation' must be in order of time.");
                          steps.push_back(std::move(step));
                      });
                      route.escalation = std::move(steps);
                  } else if (key == "digest") {
                      DigestSettings digest;
                      eachEntry(value, "'digest'", m_budget,
                                [&](const std::string& name, const Node& place, const Node& text) {
                                    if (name != "every") unknownKey(place, name, "'digest'");
                                    digest.every = durationOf(text, "'every'");
                                });
                      route.digest = digest;
                  } else {
                      unknownKey(at, key, "'x-tributary' of a route");
                  }
              });
}

}  // namespace tributary::alerts::routing
