// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/alerts/routing/outbox.h"

#include <algorithm>
#include <utility>

#include "core/alerts/routing/alert_entry.h"

namespace tributary::alerts {

namespace {

std::string channelKey(const std::string& receiver, size_t channel) {
    return receiver + '\n' + std::to_string(channel);
}

Labels common(const std::vector<Alert>& alerts, Labels Alert::*which) {
    if (alerts.empty()) return {};
    Labels out = alerts.front().*which;
    for (const Alert& alert : alerts)
        std::erase_if(out, [&](const auto& pair) {
            const auto found = (alert.*which).find(pair.first);
            return found == (alert.*which).end() || found->second != pair.second;
        });
    return out;
}

std::string bundleNote(const Bundle& bundle, const std::optional<RateLimit>& limit) {
    if (bundle.digest) return "digest of " + std::to_string(bundle.messages);
    const std::string held = bundle.messages == 1
                                 ? "held back by the limit"
                                 : std::to_string(bundle.messages) + " messages held back by the limit";
    if (!limit) return held;
    return held + " of " + std::to_string(limit->messages) + " in " + durationText(limit->per);
}

Notification notificationOf(const Bundle& bundle, const std::optional<RateLimit>& limit, TimePoint now) {
    Notification out;
    out.receiver = bundle.receiver;
    out.groupKey = bundle.groupKey;
    out.groupLabels = bundle.groupLabels;
    for (const auto& [fingerprint, alert] : bundle.alerts) out.alerts.push_back(alert);
    std::stable_sort(out.alerts.begin(), out.alerts.end(), beforeInNotification);
    out.at = now;
    out.note = bundleNote(bundle, limit);
    if (bundle.messages == 1 && !bundle.note.empty()) out.note = bundle.note + "; " + out.note;
    completeNotification(out);
    return out;
}

/// Messages that came in later: theirs are the newer states.
void append(Bundle& bundle, const Bundle& later, const std::string& key) {
    bundle.messages += later.messages;
    if (bundle.groupKey != later.groupKey) {
        bundle.groupKey = (bundle.digest ? "digest:" : "held:") + key;
        bundle.groupLabels.clear();
    }
    for (const auto& [identity, alert] : later.alerts) bundle.alerts.insert_or_assign(identity, alert);
}

}  // namespace

void completeNotification(Notification& notification) {
    notification.commonLabels = common(notification.alerts, &Alert::labels);
    notification.commonAnnotations = common(notification.alerts, &Alert::annotations);
    notification.firing =
        std::any_of(notification.alerts.begin(), notification.alerts.end(),
                    [&](const Alert& alert) { return !alert.isResolvedAt(notification.at); });
}

TimePoint Outbox::roomAt(const std::string& key, const std::optional<RateLimit>& limit, TimePoint now) {
    if (!limit || limit->messages <= 0) return now;
    Times& times = m_times[key];
    while (!times.empty() && times.front() <= now - limit->per) times.pop_front();
    if (times.size() < static_cast<size_t>(limit->messages)) return now;
    return times[times.size() - static_cast<size_t>(limit->messages)] + limit->per;
}

void Outbox::countSent(const std::string& key, const std::optional<RateLimit>& limit, TimePoint now) {
    if (!limit) return;
    m_times[key].push_back(now);
    m_changedTimes.insert(key);
}

void Outbox::collect(const std::string& key, Notification notification, size_t channel) {
    Bundle& bundle = m_bundles[key];
    if (bundle.messages++ == 0) {
        bundle.receiver = std::move(notification.receiver);
        bundle.channel = channel;
        bundle.groupKey = std::move(notification.groupKey);
        bundle.groupLabels = std::move(notification.groupLabels);
        bundle.note = std::move(notification.note);
    } else if (bundle.groupKey != notification.groupKey) {
        bundle.groupKey = (bundle.digest ? "digest:" : "held:") + key;
        bundle.groupLabels.clear();
    }
    for (Alert& alert : notification.alerts) {
        const uint64_t identity = fingerprint(alert.labels);
        bundle.alerts.insert_or_assign(identity, std::move(alert));
    }
    m_changedBundles.insert(key);
}

std::optional<Outgoing> Outbox::pass(Notification notification, size_t channel, const RouteNode& node,
                                     const std::optional<RateLimit>& limit, TimePoint now) {
    const std::string key = channelKey(notification.receiver, channel);
    if (node.digest && node.digest->every > Duration(0)) {
        const std::string name = "digest\n" + node.id + '\n' + key;
        const auto [entry, isNew] = m_bundles.try_emplace(name);
        if (isNew) {
            entry->second.digest = true;
            entry->second.due = now + node.digest->every;
            entry->second.retry = std::max<Duration>(node.groupInterval, std::chrono::seconds(10));
        }
        collect(name, std::move(notification), channel);
        return std::nullopt;
    }
    const std::string held = "held\n" + key;
    const TimePoint room = roomAt(key, limit, now);
    // What waits already goes first, so that the receiver hears things in order.
    if (room > now || m_bundles.contains(held)) {
        const auto [entry, isNew] = m_bundles.try_emplace(held);
        if (isNew) {
            entry->second.due = room;
            entry->second.retry = std::max<Duration>(node.groupInterval, std::chrono::seconds(10));
        }
        collect(held, std::move(notification), channel);
        return std::nullopt;
    }
    countSent(key, limit, now);
    return Outgoing{{}, std::move(notification), channel};
}

std::vector<Outgoing> Outbox::takeDue(TimePoint now, const RoutingConfig& config) {
    std::vector<Outgoing> out;
    for (auto at = m_bundles.begin(); at != m_bundles.end();) {
        if (at->second.due > now || m_underWay.contains(at->first)) {
            ++at;
            continue;
        }
        const Receiver* receiver = config.receiver(at->second.receiver);
        const std::optional<RateLimit> limit = receiver == nullptr ? std::nullopt : receiver->rateLimit;
        const std::string key = channelKey(at->second.receiver, at->second.channel);
        const TimePoint room = roomAt(key, limit, now);
        if (room > now) {
            at->second.due = room;
            ++at;
            continue;
        }
        m_changedBundles.insert(at->first);
        if (receiver != nullptr && at->second.channel < receiver->channels.size()) {
            countSent(key, limit, now);
            out.push_back({at->first, notificationOf(at->second, limit, now), at->second.channel});
            m_underWay.emplace(at->first, std::move(at->second));
        }
        at = m_bundles.erase(at);
    }
    return out;
}

void Outbox::done(const std::string& bundle) {
    m_underWay.erase(bundle);
    m_changedBundles.insert(bundle);
}

void Outbox::retry(const std::string& key, TimePoint now) {
    auto node = m_underWay.extract(key);
    if (node.empty()) return;
    Bundle failed = std::move(node.mapped());
    failed.due = now + failed.retry;
    if (const auto newer = m_bundles.find(key); newer != m_bundles.end()) append(failed, newer->second, key);
    m_bundles.insert_or_assign(key, std::move(failed));
    m_changedBundles.insert(key);
}

TimePoint Outbox::nextDue() const {
    TimePoint next = TimePoint::max();
    for (const auto& [key, bundle] : m_bundles)
        if (!m_underWay.contains(key)) next = std::min(next, bundle.due);
    return next;
}

std::optional<Bundle> Outbox::bundle(const std::string& key) const {
    const auto waiting = m_bundles.find(key);
    const auto sent = m_underWay.find(key);
    if (sent == m_underWay.end())
        return waiting == m_bundles.end() ? std::nullopt : std::optional(waiting->second);
    Bundle all = sent->second;
    if (waiting != m_bundles.end()) append(all, waiting->second, key);
    return all;
}

const Outbox::Times* Outbox::sendTimes(const std::string& key) const {
    const auto found = m_times.find(key);
    return found == m_times.end() ? nullptr : &found->second;
}

std::set<std::string> Outbox::takeChangedBundles() {
    return std::exchange(m_changedBundles, {});
}

std::set<std::string> Outbox::takeChangedTimes() {
    return std::exchange(m_changedTimes, {});
}

}  // namespace tributary::alerts
