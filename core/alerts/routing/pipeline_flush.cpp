// SPDX-License-Identifier: GPL-3.0-or-later
#include <algorithm>

#include "core/alerts/routing/pipeline_state.h"

namespace tributary::alerts {

namespace {

/// Even with a short group_interval a channel gets this long.
constexpr Duration kShortestDeadline = std::chrono::seconds(10);

}  // namespace

/// One pass of a group through the stages.
struct Pipeline::State::Flush {
    AlertGroup& group;
    TimePoint now;
    std::vector<Delivery>& out;
    std::vector<AlertEntryPtr> alerts;  ///< what the stages let through, in the order of notifications
    std::set<uint64_t> held;  ///< resolved, but a channel still believes it fires since it is flapping

    bool firing(const AlertEntryPtr& entry) const { return !entry->alert.isResolvedAt(now); }
    bool anyFiring() const {
        return std::any_of(alerts.begin(), alerts.end(),
                           [&](const AlertEntryPtr& entry) { return firing(entry); });
    }
};

void Pipeline::State::flush(AlertGroup& group, TimePoint now, std::vector<Delivery>& out) {
    group.flushed = true;
    group.next = now + std::max(group.node->groupInterval, Duration(1));
    group.startedAt = now;
    group.deadline = now + std::max(group.node->groupInterval, kShortestDeadline);
    changedGroups.insert(group.id);
    Flush flush{group, now, out, {}, {}};
    for (const auto& [fingerprint, entry] : group.alerts) {
        flush.alerts.push_back(entry);
        if (entry->alert.isResolvedAt(now)) group.resolved.emplace_back(fingerprint, entry);
        if (group.node->flapping)
            flaps.observe(group.id, fingerprint, flush.firing(entry), now, *group.node->flapping);
    }
    std::stable_sort(flush.alerts.begin(), flush.alerts.end(),
                     [](const AlertEntryPtr& a, const AlertEntryPtr& b) {
                         return beforeInNotification(a->alert, b->alert);
                     });
    group.over = !flush.anyFiring();
    if (mute(flush)) {
        if (flush.anyFiring() && !group.tellingSince) group.tellingSince = now;
        tell(flush, group.node->receiver, {}, true);
        takeSteps(flush);
    }
    std::erase_if(group.resolved, [&](const auto& resolved) { return flush.held.contains(resolved.first); });
}

void Pipeline::State::escalate(AlertGroup& group, TimePoint now, std::vector<Delivery>& out) {
    group.startedAt = now;
    group.deadline = now + std::max(group.node->groupInterval, kShortestDeadline);
    changedGroups.insert(group.id);
    Flush flush{group, now, out, {}, {}};
    for (const auto& [fingerprint, entry] : group.alerts) flush.alerts.push_back(entry);
    std::stable_sort(flush.alerts.begin(), flush.alerts.end(),
                     [](const AlertEntryPtr& a, const AlertEntryPtr& b) {
                         return beforeInNotification(a->alert, b->alert);
                     });
    if (mute(flush)) takeSteps(flush);
}

bool Pipeline::State::mute(Flush& flush) {
    std::erase_if(flush.alerts, [&](const AlertEntryPtr& entry) {
        AlertStatus& marker = known[entry->fingerprint].marker;
        marker.inhibitedBy.clear();
        for (const AlertEntryPtr& source : inhibitor.inhibiting(entry->alert.labels, flush.now))
            marker.inhibitedBy.push_back(hexText(source->fingerprint));
        marker.state = marker.inhibitedBy.empty() && marker.silencedBy.empty() ? AlertState::Active
                                                                               : AlertState::Suppressed;
        return !marker.inhibitedBy.empty();
    });
    if (flush.alerts.empty() || !isActive(*flush.group.node, flush.now) ||
        mutedBy(*flush.group.node, flush.now))
        return false;
    std::erase_if(flush.alerts, [&](const AlertEntryPtr& entry) {
        AlertStatus& marker = known[entry->fingerprint].marker;
        marker.silencedBy = silences.silencing(entry->alert.labels, flush.now);
        marker.state = marker.inhibitedBy.empty() && marker.silencedBy.empty() ? AlertState::Active
                                                                               : AlertState::Suppressed;
        return !marker.silencedBy.empty();
    });
    return !flush.alerts.empty();
}

const std::string* Pipeline::State::mutedBy(const RouteNode& node, TimePoint now) const {
    for (const std::string& name : node.muteTimeIntervals) {
        const auto found = config->timeIntervals.find(name);
        if (found == config->timeIntervals.end()) continue;
        for (const TimeInterval& interval : found->second)
            if (interval.contains(now)) return &name;
    }
    return nullptr;
}

bool Pipeline::State::isActive(const RouteNode& node, TimePoint now) const {
    if (node.activeTimeIntervals.empty()) return true;
    for (const std::string& name : node.activeTimeIntervals) {
        const auto found = config->timeIntervals.find(name);
        if (found == config->timeIntervals.end()) continue;
        for (const TimeInterval& interval : found->second)
            if (interval.contains(now)) return true;
    }
    return false;
}

void Pipeline::State::tell(Flush& flush, const std::string& receiverName, const std::string& note,
                           bool repeats) {
    const Receiver* receiver = config->receiver(receiverName);
    if (receiver == nullptr) return;
    for (size_t channel = 0; channel < receiver->channels.size(); ++channel)
        tellChannel(flush, *receiver, channel, note, repeats);
    // A channel was told of flapping: not again before `every`, whatever the other channels were told.
    if (!flush.group.node->flapping) return;
    for (const AlertEntryPtr& entry : flush.alerts)
        if (flaps.wantsTelling(flush.group.id, entry->fingerprint, flush.now, *flush.group.node->flapping))
            flaps.told(flush.group.id, entry->fingerprint, flush.now);
}

void Pipeline::State::tellChannel(Flush& flush, const Receiver& receiver, size_t channel,
                                  const std::string& note, bool repeats) {
    AlertGroup& group = flush.group;
    const Channel& settings = receiver.channels[channel];
    PendingDelivery pending;
    pending.group = group.id;
    pending.logKey = NotificationLog::key(group.key, receiver.name, channel);
    pending.repeatInterval = group.node->repeatInterval;
    const LogEntry* entry = log.find(pending.logKey);

    Fingerprints firing, resolved;  // as the decision sees them
    std::set<uint64_t> held;
    size_t changes = 0;
    bool steadyFiring = false;
    for (const AlertEntryPtr& alert : flush.alerts) {
        const uint64_t id = alert->fingerprint;
        const bool fires = flush.firing(alert);
        (fires ? pending.firing : pending.resolved).insert(id);
        if (!group.node->flapping || !flaps.isFlapping(group.id, id)) {
            (fires ? firing : resolved).insert(id);
            steadyFiring = steadyFiring || fires;
            continue;
        }
        // Frozen: it counts as what the channel was told last.
        if (flaps.wantsTelling(group.id, id, flush.now, *group.node->flapping)) {
            pending.flapping.push_back(id);
            changes = std::max(changes, flaps.changes(group.id, id));
        } else if (entry != nullptr && entry->firing.contains(id)) {
            firing.insert(id);
            if (!fires) held.insert(id);
        } else if (entry != nullptr && entry->resolved.contains(id)) {
            resolved.insert(id);
        }
    }
    Duration repeat = group.node->repeatInterval;
    if (group.node->flapping && !steadyFiring) repeat = std::max(repeat, group.node->flapping->every);
    if (!repeats) repeat = NotificationLog::kRetention;
    const bool tellFlapping = !pending.flapping.empty();
    if (!tellFlapping && !needsTelling(entry, firing, resolved, settings.sendResolved, repeat, flush.now)) {
        flush.held.merge(held);
        return;
    }
    if (!settings.sendResolved && pending.firing.empty()) {
        log.write(pending.logKey, {flush.now, {}, pending.firing, pending.resolved}, pending.repeatInterval);
        return;
    }
    Notification message;
    message.receiver = receiver.name;
    message.groupKey = group.key;
    message.groupLabels = group.labels;
    message.at = flush.now;
    message.note = note;
    if (tellFlapping)
        message.note += (note.empty() ? "" : "; ") + ("flapping: " + std::to_string(changes)) +
                        " changes in the last " + durationText(group.node->flapping->within);
    for (const AlertEntryPtr& alert : flush.alerts)
        if (settings.sendResolved || flush.firing(alert)) message.alerts.push_back(alert->alert);
    completeNotification(message);
    auto outgoing = outbox.pass(std::move(message), channel, *group.node, receiver.rateLimit, flush.now);
    if (!outgoing) {
        // It waits in the outbox, which forgets nothing: the group is done with it.
        log.write(pending.logKey, {flush.now, {}, pending.firing, pending.resolved}, pending.repeatInterval);
        return;
    }
    send(std::move(*outgoing), std::move(pending), flush.now, group.deadline, flush.out);
    group.pending.insert(lastDelivery);
}

void Pipeline::State::send(Outgoing outgoing, PendingDelivery details, TimePoint now, TimePoint deadline,
                           std::vector<Delivery>& out) {
    Delivery delivery;
    delivery.id = ++lastDelivery;
    delivery.notification = std::move(outgoing.notification);
    delivery.notification.at = now;
    delivery.notification.externalUrl = config->externalUrl;
    delivery.channel = outgoing.channel;
    delivery.deadline = deadline;
    details.deadline = deadline;
    pending.emplace(delivery.id, std::move(details));
    out.push_back(std::move(delivery));
}

TimePoint Pipeline::State::nextEscalation(const AlertGroup& group) const {
    const auto& steps = group.node->escalation;
    if (!group.tellingSince || group.steps >= steps.size()) return TimePoint::max();
    const TimePoint due = *group.tellingSince + steps[group.steps].after;
    // One that was due at the last look waits for the next flush.
    return due <= group.startedAt ? TimePoint::max() : due;
}

void Pipeline::State::takeSteps(Flush& flush) {
    AlertGroup& group = flush.group;
    const auto& steps = group.node->escalation;
    if (steps.empty()) return;
    const bool unseen =
        std::any_of(flush.alerts.begin(), flush.alerts.end(), [&](const AlertEntryPtr& entry) {
            return flush.firing(entry) && !acknowledged.contains(entry->fingerprint);
        });
    while (unseen && group.tellingSince && group.steps < steps.size() &&
           *group.tellingSince + steps[group.steps].after <= flush.now)
        ++group.steps;
    // Who was told stays told: changes and the end reach every step that was taken.
    for (size_t step = 0; step < group.steps; ++step)
        tell(flush, steps[step].receiver, "escalated after " + durationText(steps[step].after), unseen);
}

}  // namespace tributary::alerts
