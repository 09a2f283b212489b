// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/alerts/routing/routing_yaml.h"

#include <algorithm>
#include <charconv>
#include <nlohmann/json.hpp>
#include <set>

#include "core/alerts/routing/channel_kinds.h"
#include "core/alerts/routing/yaml_source.h"

namespace tributary::alerts {

namespace {

using routing::eachEntry;
using routing::eachItem;
using routing::flagOf;
using routing::mistake;
using routing::textOf;
using routing::textsOf;
using routing::unknownKey;
using routing::valueOf;
using Json = nlohmann::ordered_json;
using YAML::Node;

constexpr int kDeepest = 64;
constexpr std::string_view kOurs = "x-tributary";

Duration durationOf(const Node& node, const std::string& what) {
    return valueOf(parseDuration(textOf(node, what)), node);
}

/// Goes through one file. Throws routing::Mistake.
class RoutingReader {
  public:
    explicit RoutingReader(const SecretKeeper& keeper) : m_keeper(keeper) {}

    RoutingConfig read(const Node& document);

  private:
    void readGlobal(const Node& node, RoutingConfig& config);
    Route readRoute(const Node& node, bool isRoot, int depth);
    bool readRouteMatcher(const std::string& key, const Node& value, Route& route);
    void readRouteExtras(const Node& node, Route& route);
    Matchers equalMatchers(const Node& node, Matcher::Op op);
    Matchers textMatchers(const Node& node);
    std::vector<std::string> readGroupBy(const Node& node);
    InhibitRule readInhibitRule(const Node& node);
    void readTimeIntervals(const Node& node, RoutingConfig& config);
    TimeInterval readTimeInterval(const Node& node);
    Receiver readReceiver(const Node& node);
    void readReceiverExtras(const Node& node, Receiver& receiver);
    void readChannels(const ChannelKind& kind, const Node& node, Receiver& receiver);
    Channel readChannel(const ChannelKind& kind, const Node& node, const std::string& path);
    Json readSettings(const Node& node, const std::string& path, int depth);
    Json readSecret(const Node& node, const std::string& path);

    /// A name that must be defined elsewhere, with the place of its use.
    void need(std::vector<std::pair<std::string, Node>>& names, const std::string& name, const Node& at) {
        names.emplace_back(name, at);
    }

    const SecretKeeper& m_keeper;
    routing::Budget m_budget;
    std::vector<std::pair<std::string, Node>> m_receiversUsed;
    std::vector<std::pair<std::string, Node>> m_intervalsUsed;
    std::set<std::string> m_globalSet;
};

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

InhibitRule RoutingReader::readInhibitRule(const Node& node) {
    InhibitRule rule;
    if (!node.IsMap()) mistake(node, "An inhibition rule must be a map of keys and values.");
    eachEntry(node, "An inhibition rule", m_budget,
              [&](const std::string& key, const Node& at, const Node& value) {
                  if (key == "equal") {
                      rule.equal = textsOf(value, "'equal'", m_budget);
                      for (const std::string& name : rule.equal)
                          if (!isLabelName(name))
                              mistake(value, "'" + name + "' in 'equal' is not a label name.");
                      return;
                  }
                  const bool source = key.starts_with("source_");
                  if (!source && !key.starts_with("target_")) unknownKey(at, key, "An inhibition rule");
                  const std::string which = key.substr(7);
                  Matchers read;
                  if (which == "match")
                      read = equalMatchers(value, Matcher::Op::Equal);
                  else if (which == "match_re")
                      read = equalMatchers(value, Matcher::Op::Matches);
                  else if (which == "matchers")
                      read = textMatchers(value);
                  else
                      unknownKey(at, key, "An inhibition rule");
                  Matchers& into = source ? rule.sources : rule.targets;
                  into.insert(into.end(), read.begin(), read.end());
              });
    return rule;
}

void RoutingReader::readTimeIntervals(const Node& node, RoutingConfig& config) {
    eachItem(node, "'time_intervals'", m_budget, [&](const Node& item) {
        std::string name;
        std::vector<TimeInterval> intervals;
        eachEntry(item, "A time interval", m_budget,
                  [&](const std::string& key, const Node& at, const Node& value) {
                      if (key == "name")
                          name = textOf(value, "'name'");
                      else if (key == "time_intervals")
                          eachItem(value, "'time_intervals'", m_budget,
                                   [&](const Node& one) { intervals.push_back(readTimeInterval(one)); });
                      else
                          unknownKey(at, key, "A time interval");
                  });
        if (name.empty()) mistake(item, "A time interval has no name.");
        if (!config.timeIntervals.emplace(name, std::move(intervals)).second)
            mistake(item, "The time interval '" + name + "' is there twice.");
    });
}

TimeInterval RoutingReader::readTimeInterval(const Node& node) {
    TimeInterval interval;
    const auto ranges = [&](const Node& value, const std::string& what, auto parse) {
        std::vector<NumberRange> out;
        eachItem(value, what, m_budget, [&](const Node& item) {
            out.push_back(valueOf(parse(textOf(item, "An item of " + what)), item));
        });
        return out;
    };
    eachEntry(node, "A time interval", m_budget,
              [&](const std::string& key, const Node& at, const Node& value) {
                  if (key == "times") {
                      eachItem(value, "'times'", m_budget, [&](const Node& item) {
                          std::optional<int> start, end;
                          eachEntry(item, "A span of 'times'", m_budget,
                                    [&](const std::string& name, const Node& place, const Node& text) {
                                        if (name != "start_time" && name != "end_time")
                                            unknownKey(place, name, "A span of 'times'");
                                        (name == "start_time" ? start : end) =
                                            valueOf(parseMinuteOfDay(textOf(text, "'" + name + "'")), text);
                                    });
                          if (!start || !end)
                              mistake(item, "A span of 'times' needs 'start_time' and 'end_time'.");
                          if (*start >= *end)
                              mistake(item, "The start time must be before the end time.",
                                      "Write a span over midnight as two: until 24:00 and from 00:00.");
                          interval.times.push_back({*start, *end});
                      });
                  } else if (key == "weekdays") {
                      interval.weekdays = ranges(value, "'weekdays'", parseWeekdays);
                  } else if (key == "days_of_month") {
                      interval.daysOfMonth = ranges(value, "'days_of_month'", parseDaysOfMonth);
                  } else if (key == "months") {
                      interval.months = ranges(value, "'months'", parseMonths);
                  } else if (key == "years") {
                      interval.years = ranges(value, "'years'", parseYears);
                  } else if (key == "location") {
                      interval.location = textOf(value, "'location'");
                      interval.zone = valueOf(TimeZone::load(interval.location), value);
                  } else {
                      unknownKey(at, key, "A time interval");
                  }
              });
    return interval;
}

Receiver RoutingReader::readReceiver(const Node& node) {
    if (!node.IsMap()) mistake(node, "A receiver must be a map of keys and values.");
    Receiver receiver;
    // The name first: it is part of where secrets are kept.
    eachEntry(node, "A receiver", m_budget, [&](const std::string& key, const Node&, const Node& value) {
        if (key == "name") receiver.name = textOf(value, "'name'");
    });
    if (receiver.name.empty()) mistake(node, "A receiver has no name.");
    eachEntry(node, "A receiver", m_budget, [&](const std::string& key, const Node& at, const Node& value) {
        if (key == "name") return;
        if (key == kOurs) return readReceiverExtras(value, receiver);
        const ChannelKind* kind = key.ends_with("_configs")
                                      ? findChannelKind(std::string_view(key).substr(0, key.size() - 8))
                                      : nullptr;
        if (kind == nullptr || kind->ours) unknownKey(at, key, "A receiver");
        readChannels(*kind, value, receiver);
    });
    return receiver;
}

void RoutingReader::readReceiverExtras(const Node& node, Receiver& receiver) {
    const std::string what = "'x-tributary' of a receiver";
    eachEntry(node, what, m_budget, [&](const std::string& key, const Node& at, const Node& value) {
        if (key == "rate_limit") {
            RateLimit limit;
            eachEntry(value, "'rate_limit'", m_budget,
                      [&](const std::string& name, const Node& place, const Node& text) {
                          if (name == "per") {
                              limit.per = durationOf(text, "'per'");
                          } else if (name == "messages") {
                              const std::string digits = textOf(text, "'messages'");
                              const auto [end, error] = std::from_chars(
                                  digits.data(), digits.data() + digits.size(), limit.messages);
                              if (error != std::errc() || end != digits.data() + digits.size() ||
                                  limit.messages < 1)
                                  mistake(text, "'messages' must be a number of at least 1.");
                          } else {
                              unknownKey(place, name, "'rate_limit'");
                          }
                      });
            if (limit.messages < 1 || limit.per <= Duration(0))
                mistake(value, "'rate_limit' needs 'messages' and 'per'.", "As in: {messages: 20, per: 1m}.");
            receiver.rateLimit = limit;
        } else if (key == "channels") {
            eachItem(value, "'channels'", m_budget, [&](const Node& item) {
                Channel channel;
                channel.kind = "channel";
                channel.settings = "{}";
                if (item.IsScalar()) {
                    channel.name = item.Scalar();
                } else {
                    eachEntry(item, "A channel", m_budget,
                              [&](const std::string& name, const Node& place, const Node& text) {
                                  if (name == "name")
                                      channel.name = textOf(text, "'name'");
                                  else if (name == "send_resolved")
                                      channel.sendResolved = flagOf(text, "'send_resolved'");
                                  else
                                      unknownKey(place, name, "A channel");
                              });
                }
                if (channel.name.empty()) mistake(item, "A channel has no name.");
                receiver.channels.push_back(std::move(channel));
            });
        } else {
            const ChannelKind* kind = key.ends_with("_configs")
                                          ? findChannelKind(std::string_view(key).substr(0, key.size() - 8))
                                          : nullptr;
            if (kind == nullptr || !kind->ours) unknownKey(at, key, what);
            readChannels(*kind, value, receiver);
        }
    });
}

void RoutingReader::readChannels(const ChannelKind& kind, const Node& node, Receiver& receiver) {
    const std::string list = std::string(kind.kind) + "_configs";
    size_t index = 0;
    eachItem(node, "'" + list + "'", m_budget, [&](const Node& item) {
        const std::string path = "receivers/" + receiver.name + "/" + list + "/" + std::to_string(index++);
        receiver.channels.push_back(readChannel(kind, item, path));
    });
}

Channel RoutingReader::readChannel(const ChannelKind& kind, const Node& node, const std::string& path) {
    const std::string what = "A channel of '" + std::string(kind.kind) + "_configs'";
    if (!node.IsMap() && !(kind.ours && node.IsNull()))
        mistake(node, what + " must be a map of keys and values.");
    Channel channel;
    channel.kind = std::string(kind.kind);
    channel.sendResolved = kind.sendResolved;
    Json settings = Json::object();
    eachEntry(node, what, m_budget, [&](const std::string& key, const Node& at, const Node& value) {
        if (key == "send_resolved") {
            channel.sendResolved = flagOf(value, "'send_resolved'");
            return;
        }
        if (!kind.keys.empty() && std::find(kind.keys.begin(), kind.keys.end(), key) == kind.keys.end())
            unknownKey(at, key, what);
        const bool secret = isSecretKey(key, value.IsScalar() ? value.Scalar() : "") ||
                            (kind.kind == "slack" && key == "api_url");
        settings[key] =
            secret ? readSecret(value, path + "/" + key) : readSettings(value, path + "/" + key, 0);
    });
    const bool complete =
        kind.need.empty() || std::any_of(kind.need.begin(), kind.need.end(), [&](std::string_view key) {
            return settings.contains(key) || m_globalSet.contains(std::string(key));
        });
    if (!complete) mistake(node, what + " needs '" + std::string(kind.need.front()) + "'.");
    channel.settings = settings.dump(-1, ' ', false, Json::error_handler_t::replace);
    return channel;
}

Json RoutingReader::readSettings(const Node& node, const std::string& path, int depth) {
    if (depth > kDeepest) mistake(node, "The settings are nested too deeply.");
    m_budget.spend(node);
    if (node.IsSequence()) {
        Json list = Json::array();
        size_t index = 0;
        eachItem(node, path, m_budget, [&](const Node& item) {
            list.push_back(readSettings(item, path + "/" + std::to_string(index++), depth + 1));
        });
        return list;
    }
    if (node.IsMap()) {
        Json map = Json::object();
        eachEntry(node, path, m_budget, [&](const std::string& key, const Node&, const Node& value) {
            const bool secret = isSecretKey(key, value.IsScalar() ? value.Scalar() : "") && key != "secret";
            map[key] = secret ? readSecret(value, path + "/" + key)
                              : readSettings(value, path + "/" + key, depth + 1);
        });
        return map;
    }
    return textOf(node, "'" + path + "'");
}

Json RoutingReader::readSecret(const Node& node, const std::string& path) {
    if (node.IsMap() && node.size() == 1 && node["secret"])
        return {{"secret", textOf(node["secret"], "'secret'")}};
    const std::string value = textOf(node, "'" + path.substr(path.rfind('/') + 1) + "'");
    // Nothing, or what Alertmanager shows instead of a secret: the secret is still to be given.
    if (value.empty() || value == "<secret>") return {{"secret", ""}};
    if (!m_keeper)
        mistake(node, "A secret stands in clear.",
                "Import the file, so that its secrets go to the secret store.");
    return {{"secret", valueOf(m_keeper(path, value), node)}};
}

tl::unexpected<Error> failure(const YAML::Mark& mark, std::string message, std::string hint) {
    Error error(ErrorCode::Syntax, {}, std::move(hint));
    if (mark.is_null()) {
        error.message = std::move(message);
    } else {
        const auto line = static_cast<uint32_t>(mark.line + 1);
        const auto column = static_cast<uint32_t>(mark.column + 1);
        error.message =
            "line " + std::to_string(line) + ", column " + std::to_string(column) + ": " + message;
        error.position = SourcePosition{line, column, 1};
    }
    return fail(std::move(error));
}

}  // namespace

Result<RoutingConfig> readRoutingYaml(std::string_view text, const SecretKeeper& keeper) {
    try {
        const std::vector<Node> documents = YAML::LoadAll(std::string(text));
        if (documents.empty())
            return failure(YAML::Mark::null_mark(), "The file is empty.",
                           "A 'route' and 'receivers' are needed.");
        if (documents.size() > 1)
            return failure(documents[1].Mark(), "A second document begins here.",
                           "Keep everything in one document.");
        return RoutingReader(keeper).read(documents.front());
    } catch (const routing::Mistake& wrong) {
        return failure(wrong.mark, wrong.message, wrong.hint);
    } catch (const YAML::Exception& wrong) {
        return failure(wrong.mark, wrong.msg + ".", "Check indentation, quotes and brackets.");
    }
}

}  // namespace tributary::alerts
