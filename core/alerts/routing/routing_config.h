// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <map>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "core/alerts/model/matcher.h"
#include "core/alerts/routing/time_interval.h"

namespace tributary::alerts {

/// While an alert keeps changing between firing and resolved: one message that says so, then at most one per
/// `every`. Flapping begins with `changes` changes inside `within`. It ends when nothing has changed for
/// three times as long as it usually took (at least 15 minutes); then the channels hear what holds.
struct FlapSettings {
    int changes = 3;
    Duration within = std::chrono::hours(24);
    Duration every = std::chrono::hours(24);
};

/// Nobody acknowledged the group's firing alerts `after` the first message was delivered: tell `receiver`
/// too.
struct EscalationStep {
    Duration after{0};
    std::string receiver;
};

/// All messages of the route to one channel are collected and sent as one, `every` after the first.
struct DigestSettings {
    Duration every{0};
};

/// At most `messages` in any span of `per` to each channel of the receiver; what is above is held back and
/// sent as one message when there is room again.
struct RateLimit {
    int messages = 0;
    Duration per{0};
};

/// A node of the routing tree. What is not set comes from the parent (root: Alertmanager's defaults).
struct Route {
    std::string receiver;  ///< empty: the parent's
    Matchers matchers;     ///< of match, match_re and matchers; the root has none
    bool continues = false;
    std::optional<std::vector<std::string>> groupBy;        ///< {"..."}: by all labels
    std::optional<Duration> groupWait;                      ///< root: 30 s
    std::optional<Duration> groupInterval;                  ///< root: 5 min
    std::optional<Duration> repeatInterval;                 ///< root: 4 h
    std::vector<std::string> muteTimeIntervals;             ///< not inherited
    std::vector<std::string> activeTimeIntervals;           ///< not inherited
    std::optional<FlapSettings> flapping;                   ///< ours, inherited
    std::optional<std::vector<EscalationStep>> escalation;  ///< ours, inherited
    std::optional<DigestSettings> digest;                   ///< ours, inherited
    std::vector<Route> routes;
};

/// One way of a receiver: an e-mail, a webhook … A secret never is in `settings`: its place holds
/// `{"secret": "<reference>"}`, and the reference is for the secret store.
struct Channel {
    std::string kind;          ///< "email", "slack", "webhook", "dingtalk" …; "channel": one kept by name
    std::string name;          ///< of the kept channel when `kind` is "channel"
    bool sendResolved = true;  ///< e-mail, Slack and WeChat: false unless said otherwise
    std::string settings;  ///< a JSON object, as in the file without send_resolved; every scalar is a text
};

struct Receiver {
    std::string name;
    std::vector<Channel> channels;
    std::optional<RateLimit> rateLimit;  ///< ours
};

struct InhibitRule {
    Matchers sources;
    Matchers targets;
    std::vector<std::string> equal;  ///< a label missing on both sides is equal
};

/// What alertmanager.yml says, and our additions. Immutable once read; any thread.
struct RoutingConfig {
    Duration resolveTimeout = std::chrono::minutes(5);
    std::string global;  ///< the rest of `global`: a JSON object as for Channel::settings
    std::vector<std::string> templates;
    Route root;
    std::vector<InhibitRule> inhibitRules;
    std::map<std::string, std::vector<TimeInterval>> timeIntervals;
    std::vector<Receiver> receivers;
    std::string externalUrl;  ///< ours

    const Receiver* receiver(const std::string& name) const;
};

/// One receiver "default" with these channels, everything grouped by rule: what holds before anybody
/// configured. Somebody who made a channel and a rule expects to be told.
RoutingConfig defaultRoutingConfig(const std::vector<std::string>& channels = {});

}  // namespace tributary::alerts
