// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <set>
#include <unordered_map>
#include <utility>

#include "core/alerts/routing/alert_entry.h"
#include "core/alerts/routing/flap_tracker.h"
#include "core/alerts/routing/inhibitor.h"
#include "core/alerts/routing/notification_log.h"
#include "core/alerts/routing/outbox.h"
#include "core/alerts/routing/pipeline.h"
#include "core/alerts/routing/route_tree.h"

namespace tributary::alerts {

/// Alerts of one route with the same group labels: told together.
struct AlertGroup {
    const RouteNode* node = nullptr;
    std::string id;   ///< route id and group labels: unique
    std::string key;  ///< Alertmanager's group key
    Labels labels;
    std::map<uint64_t, AlertEntryPtr> alerts;

    TimePoint next{};  ///< flush
    bool flushed = false;
    TimePoint due{};        ///< as planned in the schedule
    uint64_t sequence = 0;  ///< order of groups that are due at once

    // A flush whose messages are under way.
    std::set<uint64_t> pending;
    bool failed = false;
    TimePoint startedAt{};
    TimePoint deadline{};
    std::vector<std::pair<uint64_t, AlertEntryPtr>> resolved;  ///< to be forgotten when all were told
    bool busy() const { return !pending.empty(); }

    // Escalation.
    std::optional<TimePoint> tellingSince;  ///< of the first message about alerts that still fire
    size_t steps = 0;                       ///< taken
    bool over = false;                      ///< nothing fired at the last flush
};

struct KnownState {
    AlertEntryPtr entry;
    size_t groups = 0;
    AlertStatus marker;
    bool forgotten = false;
};

struct PendingDelivery {
    std::string group;   ///< id; empty for a bundle
    std::string bundle;  ///< key; empty for a message of its own
    std::string logKey;
    Fingerprints firing;
    Fingerprints resolved;
    std::vector<uint64_t> flapping;  ///< the message says so of these
    Duration repeatInterval{0};
    TimePoint deadline{};
};

struct Pipeline::State {
    State(std::shared_ptr<const RoutingConfig> configuration, TimePoint now);

    std::shared_ptr<const RoutingConfig> config;
    RouteTree tree;
    Inhibitor inhibitor;
    Silences silences;
    NotificationLog log;
    FlapTracker flaps;
    Outbox outbox;
    Fingerprints acknowledged;

    std::unordered_map<uint64_t, KnownState> known;
    std::unordered_map<std::string, AlertGroup> groups;
    std::map<std::pair<TimePoint, uint64_t>, AlertGroup*> schedule;
    uint64_t groupCount = 0;
    std::unordered_map<uint64_t, PendingDelivery> pending;
    uint64_t lastDelivery = 0;
    TimePoint lastMaintenance{};
    TimePoint lastCollection{};
    Duration longestFlapSpan{0};

    std::set<std::string> changedGroups;
    std::vector<std::string> forgottenAlerts;
    std::vector<std::string> endedAcknowledgements;

    // pipeline.cpp
    Result<void> take(Alert alert, TimePoint now);
    void dispatch(const AlertEntryPtr& entry, TimePoint now);
    AlertGroup& groupOf(const RouteNode& node, const Labels& labels, TimePoint now);
    void insert(AlertGroup& group, const AlertEntryPtr& entry, TimePoint now);
    void erase(AlertGroup& group, uint64_t fingerprint);
    void plan(AlertGroup& group);
    void maintain(TimePoint now);
    void giveUpUnreported(TimePoint now);
    void removeGroup(const std::string& id);
    void finish(AlertGroup& group);

    // pipeline_flush.cpp
    struct Flush;
    void flush(AlertGroup& group, TimePoint now, std::vector<Delivery>& out);
    void escalate(AlertGroup& group, TimePoint now, std::vector<Delivery>& out);
    bool mute(Flush& flush);
    void tell(Flush& flush, const std::string& receiver, const std::string& note, bool repeats);
    void tellChannel(Flush& flush, const Receiver& receiver, size_t channel, const std::string& note,
                     bool repeats);
    void takeSteps(Flush& flush);
    void send(Outgoing outgoing, PendingDelivery pending, TimePoint now, TimePoint deadline,
              std::vector<Delivery>& out);
    TimePoint nextEscalation(const AlertGroup& group) const;
    const std::string* mutedBy(const RouteNode& node, TimePoint now) const;
    bool isActive(const RouteNode& node, TimePoint now) const;

    // pipeline_query.cpp
    AlertStatus freshStatus(const Labels& labels, TimePoint now) const;
    KnownAlert describe(const KnownState& state, TimePoint now) const;
};

/// `fingerprintText` of a number.
std::string hexText(uint64_t fingerprint);

}  // namespace tributary::alerts
