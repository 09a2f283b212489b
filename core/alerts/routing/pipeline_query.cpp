// SPDX-License-Identifier: GPL-3.0-or-later
#include <algorithm>
#include <charconv>

#include "core/alerts/routing/pipeline_state.h"

namespace tributary::alerts {

namespace {

std::optional<uint64_t> fingerprintOf(const std::string& text) {
    uint64_t value = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value, 16);
    if (error != std::errc() || end != text.data() + text.size()) return std::nullopt;
    return value;
}

RouteMatch matchOf(const RouteNode& node, const Labels& labels) {
    RouteMatch match;
    for (const RouteNode* at = &node; at != nullptr; at = at->parent)
        match.path.insert(match.path.begin(), matchersText(at->matchers));
    match.receiver = node.receiver;
    match.groupLabels = node.groupLabels(labels);
    match.groupKey = node.groupKey(match.groupLabels);
    match.groupWait = node.groupWait;
    match.groupInterval = node.groupInterval;
    match.repeatInterval = node.repeatInterval;
    match.muteTimeIntervals = node.muteTimeIntervals;
    match.activeTimeIntervals = node.activeTimeIntervals;
    return match;
}

}  // namespace

AlertStatus Pipeline::State::freshStatus(const Labels& labels, TimePoint now) const {
    AlertStatus status;
    for (const AlertEntryPtr& source : inhibitor.inhibiting(labels, now))
        status.inhibitedBy.push_back(hexText(source->fingerprint));
    std::sort(status.inhibitedBy.begin(), status.inhibitedBy.end());
    status.silencedBy = silences.silencing(labels, now);
    status.state =
        status.inhibitedBy.empty() && status.silencedBy.empty() ? AlertState::Active : AlertState::Suppressed;
    return status;
}

KnownAlert Pipeline::State::describe(const KnownState& state, TimePoint now) const {
    KnownAlert out;
    out.alert = state.entry->alert;
    out.status = freshStatus(out.alert.labels, now);
    std::set<std::string> receivers;
    for (const RouteNode* node : tree.match(out.alert.labels)) receivers.insert(node->receiver);
    out.receivers.assign(receivers.begin(), receivers.end());
    out.acknowledged = acknowledged.contains(state.entry->fingerprint);
    out.flapping = flaps.flappingAnywhere(state.entry->fingerprint);
    return out;
}

std::vector<KnownAlert> Pipeline::alerts(TimePoint now) const {
    std::map<uint64_t, KnownAlert> sorted;
    for (const auto& [fingerprint, state] : m_state->known)
        if (!state.entry->alert.isResolvedAt(now)) sorted.emplace(fingerprint, m_state->describe(state, now));
    std::vector<KnownAlert> out;
    for (auto& [fingerprint, alert] : sorted) out.push_back(std::move(alert));
    return out;
}

std::vector<KnownAlert> Pipeline::wouldSilence(const Matchers& matchers, TimePoint now) const {
    std::vector<KnownAlert> out = alerts(now);
    std::erase_if(out, [&](const KnownAlert& alert) { return !matches(matchers, alert.alert.labels); });
    return out;
}

AlertStatus Pipeline::status(const std::string& fingerprint) const {
    const auto id = fingerprintOf(fingerprint);
    if (!id) return {};
    const auto found = m_state->known.find(*id);
    return found == m_state->known.end() ? AlertStatus{} : found->second.marker;
}

void Pipeline::acknowledge(const std::string& fingerprint) {
    if (const auto id = fingerprintOf(fingerprint)) m_state->acknowledged.insert(*id);
}

void Pipeline::unacknowledge(const std::string& fingerprint) {
    if (const auto id = fingerprintOf(fingerprint)) m_state->acknowledged.erase(*id);
}

std::vector<RouteMatch> Pipeline::routeTest(const Labels& labels) const {
    std::vector<RouteMatch> out;
    for (const RouteNode* node : m_state->tree.match(labels)) out.push_back(matchOf(*node, labels));
    return out;
}

Verdict Pipeline::explain(const Labels& labels, TimePoint now) const {
    const State& state = *m_state;
    Verdict verdict;
    verdict.silencedBy = state.silences.silencing(labels, now);
    for (const AlertEntryPtr& source : state.inhibitor.inhibiting(labels, now))
        verdict.inhibitedBy.push_back(labelsText(source->alert.labels));
    const uint64_t id = fingerprint(labels);
    for (const RouteNode* node : state.tree.match(labels)) {
        Verdict::Receiver told;
        told.route = matchOf(*node, labels);
        if (const std::string* name = state.mutedBy(*node, now)) told.mutedBy = *name;
        told.outsideActive = !state.isActive(*node, now);
        const auto group = state.groups.find(node->id + '\n' + told.route.groupKey);
        told.nextFlush = group == state.groups.end() ? now + node->groupWait : group->second.next;
        const Receiver* receiver = state.config->receiver(node->receiver);
        const bool muted = !told.mutedBy.empty() || told.outsideActive || !verdict.silencedBy.empty() ||
                           !verdict.inhibitedBy.empty();
        for (size_t channel = 0; !muted && receiver != nullptr && channel < receiver->channels.size();
             ++channel) {
            const LogEntry* entry =
                state.log.find(NotificationLog::key(told.route.groupKey, receiver->name, channel));
            told.tells = told.tells || entry == nullptr || !entry->firing.contains(id) ||
                         entry->at < told.nextFlush - node->repeatInterval;
        }
        verdict.receivers.push_back(std::move(told));
    }
    return verdict;
}

}  // namespace tributary::alerts
