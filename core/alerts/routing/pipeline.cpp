// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/alerts/routing/pipeline.h"

#include <algorithm>
#include <charconv>

#include <fmt/format.h>

#include "core/alerts/routing/pipeline_state.h"

namespace tributary::alerts {

namespace {

constexpr Duration kMaintenanceInterval = std::chrono::seconds(30);
constexpr Duration kCollectionInterval = std::chrono::minutes(30);

Duration longestFlapSpanOf(const RouteNode& node) {
    Duration longest = node.flapping ? std::max(node.flapping->within, node.flapping->every) : Duration(0);
    for (const auto& child : node.children) longest = std::max(longest, longestFlapSpanOf(*child));
    return longest;
}

Result<void> validate(const Alert& alert) {
    const auto wrong = [&](std::string what) {
        return fail(ErrorCode::InvalidArgument,
                    "The alert " + labelsText(alert.labels) + " is refused: " + what);
    };
    if (alert.labels.empty()) return wrong("it has no labels.");
    if (alert.endsAt < alert.startsAt) return wrong("it ends before it starts.");
    for (const auto* pairs : {&alert.labels, &alert.annotations})
        for (const auto& [name, value] : *pairs)
            if (!isLabelName(name)) return wrong("'" + name + "' is not a label name.");
    return {};
}

}  // namespace

std::string hexText(uint64_t fingerprint) {
    return fmt::format("{:016x}", fingerprint);
}

Pipeline::State::State(std::shared_ptr<const RoutingConfig> configuration, TimePoint now)
    : config(std::move(configuration)),
      tree(config->root),
      inhibitor(config->inhibitRules),
      lastDelivery(static_cast<uint64_t>(std::max<int64_t>(now.time_since_epoch().count(), 0)) * 1000),
      lastMaintenance(now),
      lastCollection(now),
      longestFlapSpan(longestFlapSpanOf(tree.root())) {}

Pipeline::Pipeline(std::shared_ptr<const RoutingConfig> config, TimePoint now)
    : m_state(std::make_unique<State>(std::move(config), now)) {}
Pipeline::~Pipeline() = default;
Pipeline::Pipeline(Pipeline&&) noexcept = default;
Pipeline& Pipeline::operator=(Pipeline&&) noexcept = default;

Result<void> Pipeline::ingest(const std::vector<Alert>& alerts, TimePoint now) {
    m_state->maintain(now);
    std::optional<Error> first;
    for (const Alert& alert : alerts)
        if (auto taken = m_state->take(alert, now); !taken && !first) first = std::move(taken.error());
    if (first) return fail(std::move(*first));
    return {};
}

Result<void> Pipeline::State::take(Alert alert, TimePoint now) {
    AlertEntry entry;
    alert.updatedAt = now;
    if (alert.startsAt == TimePoint{}) alert.startsAt = alert.endsAt == TimePoint{} ? now : alert.endsAt;
    if (alert.endsAt == TimePoint{}) {
        entry.timeout = true;
        alert.endsAt = now + config->resolveTimeout;
    }
    std::erase_if(alert.labels, [](const auto& label) { return label.second.empty(); });
    if (auto ok = validate(alert); !ok) return ok;

    entry.fingerprint = fingerprint(alert.labels);
    entry.alert = std::move(alert);
    KnownState& state = known[entry.fingerprint];
    if (state.entry != nullptr) {
        const Alert& old = state.entry->alert;
        const Alert& young = entry.alert;
        const bool overlap = (young.endsAt > old.startsAt && young.endsAt < old.endsAt) ||
                             (young.startsAt > old.startsAt && young.startsAt < old.endsAt);
        if (overlap) entry = mergeEntries(*state.entry, entry, now);
    }
    state.entry = std::make_shared<const AlertEntry>(std::move(entry));
    // It came again before anybody asked what can be forgotten.
    if (std::exchange(state.forgotten, false)) std::erase(forgottenAlerts, hexText(state.entry->fingerprint));
    inhibitor.update(state.entry);
    dispatch(state.entry, now);
    return {};
}

void Pipeline::State::dispatch(const AlertEntryPtr& entry, TimePoint now) {
    const Labels& labels = entry->alert.labels;
    for (const RouteNode* node : tree.match(labels)) {
        AlertGroup& group = groupOf(*node, node->groupLabels(labels), now);
        if (node->flapping)
            flaps.observe(group.id, entry->fingerprint, !entry->alert.isResolvedAt(now), now,
                          *node->flapping);
        insert(group, entry, now);
    }
}

AlertGroup& Pipeline::State::groupOf(const RouteNode& node, const Labels& labels, TimePoint now) {
    std::string key = node.groupKey(labels);
    std::string id = node.id + '\n' + key;
    const auto [found, isNew] = groups.try_emplace(id);
    AlertGroup& group = found->second;
    if (isNew) {
        group.node = &node;
        group.id = std::move(id);
        group.key = std::move(key);
        group.labels = labels;
        group.next = now + node.groupWait;
        group.sequence = ++groupCount;
        changedGroups.insert(group.id);
    }
    return group;
}

void Pipeline::State::insert(AlertGroup& group, const AlertEntryPtr& entry, TimePoint now) {
    // An empty group keeps the beat of its flushes until it is removed, but nobody is woken for it.
    if (group.alerts.empty() && group.flushed && group.next <= now) {
        const Duration beat = std::max(group.node->groupInterval, Duration(1));
        group.next += beat * ((now - group.next) / beat + 1);
    }
    const auto [slot, isNew] = group.alerts.insert_or_assign(entry->fingerprint, entry);
    if (isNew) ++known[entry->fingerprint].groups;
    if (!group.flushed && entry->alert.startsAt + group.node->groupWait < now && group.next > now) {
        group.next = now;
        changedGroups.insert(group.id);
    }
    plan(group);
}

void Pipeline::State::erase(AlertGroup& group, uint64_t fingerprint) {
    if (group.alerts.erase(fingerprint) == 0) return;
    if (const auto state = known.find(fingerprint); state != known.end()) --state->second.groups;
}

void Pipeline::State::plan(AlertGroup& group) {
    if (group.due != TimePoint{}) schedule.erase({group.due, group.sequence});
    group.due = TimePoint{};
    if (group.busy())
        group.due = group.deadline;
    else if (!group.alerts.empty())
        group.due = std::min(group.next, nextEscalation(group));
    if (group.due != TimePoint{}) schedule.emplace(std::pair(group.due, group.sequence), &group);
}

void Pipeline::State::removeGroup(const std::string& id) {
    const auto found = groups.find(id);
    if (found == groups.end()) return;
    if (found->second.due != TimePoint{}) schedule.erase({found->second.due, found->second.sequence});
    changedGroups.insert(id);
    groups.erase(found);
}

void Pipeline::State::maintain(TimePoint now) {
    if (now < lastMaintenance + kMaintenanceInterval) return;
    // The beat of Alertmanager's dispatcher: what is empty at a beat is removed.
    lastMaintenance += kMaintenanceInterval * ((now - lastMaintenance) / kMaintenanceInterval);
    std::vector<std::string> empty;
    for (const auto& [id, group] : groups)
        if (group.alerts.empty() && !group.busy()) empty.push_back(id);
    for (const std::string& id : empty) removeGroup(id);
    for (auto& [fingerprint, state] : known) {
        if (state.groups > 0 || state.forgotten || !state.entry->alert.isResolvedAt(now)) continue;
        state.forgotten = true;
        forgottenAlerts.push_back(hexText(fingerprint));
    }
    giveUpUnreported(now);
    if (now < lastCollection + kCollectionInterval) return;
    lastCollection = now;
    std::erase_if(known, [&](const auto& state) { return state.second.forgotten; });
    inhibitor.collectGarbage(now);
    log.collectGarbage(now);
    flaps.collectGarbage(now, longestFlapSpan);
}

void Pipeline::State::giveUpUnreported(TimePoint now) {
    std::erase_if(pending, [&](const auto& entry) {
        const PendingDelivery& delivery = entry.second;
        if (!delivery.bundle.empty() && delivery.deadline <= now) {
            outbox.retry(delivery.bundle, now);
            return true;
        }
        // A report may be late, but not for ever.
        return delivery.deadline + std::chrono::hours(1) <= now;
    });
}

std::vector<Delivery> Pipeline::run(TimePoint now) {
    State& state = *m_state;
    state.maintain(now);
    std::vector<Delivery> out;
    while (!state.schedule.empty() && state.schedule.begin()->first.first <= now) {
        AlertGroup& group = *state.schedule.begin()->second;
        if (group.busy()) {
            // Time is up: what nobody reported counts as failed. A late report is still written to the log.
            group.failed = true;
            group.pending.clear();
            state.finish(group);
            continue;
        }
        if (group.next <= now)
            state.flush(group, now, out);
        else
            state.escalate(group, now, out);
        if (!group.busy()) state.finish(group);
        state.plan(group);
    }
    for (Outgoing& outgoing : state.outbox.takeDue(now, *state.config)) {
        PendingDelivery pending;
        pending.bundle = outgoing.bundle;
        state.send(std::move(outgoing), std::move(pending), now, now + std::chrono::minutes(5), out);
    }
    return out;
}

void Pipeline::State::finish(AlertGroup& group) {
    if (!group.failed && group.over) {
        // Everybody knows of the end, the steps of the escalation included: the next alert begins anew.
        group.tellingSince.reset();
        group.steps = 0;
    }
    if (!group.failed)
        for (const auto& [fingerprint, entry] : group.resolved) {
            const auto member = group.alerts.find(fingerprint);
            // One that came again meanwhile is another entry and stays.
            if (member == group.alerts.end() || member->second != entry) continue;
            erase(group, fingerprint);
            KnownState& state = known[fingerprint];
            if (state.groups == 0 && state.entry == entry && !std::exchange(state.forgotten, true))
                forgottenAlerts.push_back(hexText(fingerprint));
            if (acknowledged.erase(fingerprint) > 0) endedAcknowledgements.push_back(hexText(fingerprint));
        }
    group.failed = false;
    group.resolved.clear();
    changedGroups.insert(group.id);
    plan(group);
}

TimePoint Pipeline::nextWakeup() const {
    const State& state = *m_state;
    TimePoint next = state.outbox.nextDue();
    if (!state.schedule.empty()) next = std::min(next, state.schedule.begin()->first.first);
    if (!state.known.empty() || !state.groups.empty())
        next = std::min(next, state.lastMaintenance + kMaintenanceInterval);
    return next;
}

void Pipeline::delivered(uint64_t id, TimePoint now) {
    State& state = *m_state;
    const auto found = state.pending.find(id);
    if (found == state.pending.end()) return;
    const PendingDelivery delivery = std::move(found->second);
    state.pending.erase(found);
    if (!delivery.bundle.empty()) return state.outbox.done(delivery.bundle);
    state.log.write(delivery.logKey, {now, {}, delivery.firing, delivery.resolved}, delivery.repeatInterval);
    const auto group = state.groups.find(delivery.group);
    if (group == state.groups.end() || group->second.pending.erase(id) == 0) return;
    if (!group->second.busy()) state.finish(group->second);
}

void Pipeline::failed(uint64_t id, TimePoint now) {
    State& state = *m_state;
    const auto found = state.pending.find(id);
    if (found == state.pending.end()) return;
    const PendingDelivery delivery = std::move(found->second);
    state.pending.erase(found);
    if (!delivery.bundle.empty()) return state.outbox.retry(delivery.bundle, now);
    for (const uint64_t alert : delivery.flapping) state.flaps.untold(delivery.group, alert);
    const auto group = state.groups.find(delivery.group);
    if (group == state.groups.end() || group->second.pending.erase(id) == 0) return;
    group->second.failed = true;
    if (!group->second.busy()) state.finish(group->second);
}

void Pipeline::configure(std::shared_ptr<const RoutingConfig> config, TimePoint now) {
    State& state = *m_state;
    RouteTree tree(config->root);
    std::map<uint64_t, AlertEntryPtr> entries;
    for (const auto& [fingerprint, known] : state.known) entries.emplace(fingerprint, known.entry);
    for (auto& [id, group] : state.groups)
        for (const auto& [fingerprint, entry] : std::exchange(group.alerts, {}))
            entries.emplace(fingerprint, entry);
    for (auto& [fingerprint, known] : state.known) known.groups = 0;

    std::vector<std::string> gone;
    for (auto& [id, group] : state.groups) {
        group.node = tree.find(group.node->id);
        if (group.node == nullptr || group.node->groupKey(group.node->groupLabels(group.labels)) != group.key)
            gone.push_back(id);
    }
    for (const std::string& id : gone) state.removeGroup(id);
    state.config = std::move(config);
    state.tree = std::move(tree);
    state.longestFlapSpan = longestFlapSpanOf(state.tree.root());
    state.inhibitor = Inhibitor(state.config->inhibitRules);
    for (const auto& [fingerprint, entry] : entries) {
        if (entry->alert.isResolvedAt(now) && state.known[fingerprint].forgotten) continue;
        state.known[fingerprint].entry = entry;
        state.inhibitor.update(entry);
        state.dispatch(entry, now);
    }
    for (auto& [id, group] : state.groups) state.plan(group);
}

const RoutingConfig& Pipeline::config() const {
    return *m_state->config;
}

Silences& Pipeline::silences() {
    return m_state->silences;
}

const Silences& Pipeline::silences() const {
    return m_state->silences;
}

}  // namespace tributary::alerts
