// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/alerts/routing/flap_tracker.h"

#include <algorithm>
#include <utility>
#include <vector>

namespace tributary::alerts {

namespace {

/// Nothing changed for three times as long as it usually took.
bool isCalm(const FlapHistory& history, TimePoint now) {
    if (history.changes.size() < 2) return true;
    std::vector<Duration> gaps;
    for (size_t i = 1; i < history.changes.size(); ++i)
        gaps.push_back(history.changes[i] - history.changes[i - 1]);
    const auto middle = gaps.begin() + static_cast<std::ptrdiff_t>(gaps.size() / 2);
    std::nth_element(gaps.begin(), middle, gaps.end());
    return now - history.changes.back() > std::max<Duration>(3 * *middle, std::chrono::minutes(15));
}

}  // namespace

void FlapTracker::observe(const std::string& group, uint64_t alert, bool firing, TimePoint now,
                          const FlapSettings& settings) {
    FlapHistory& history = m_groups[group][alert];
    bool changed = false;
    while (!history.changes.empty() && history.changes.front() <= now - settings.within) {
        history.changes.pop_front();
        changed = true;
    }
    const bool turned = firing != history.firing;
    if (turned) {
        history.firing = firing;
        history.changes.push_back(now);
        changed = true;
    }
    const size_t enough = static_cast<size_t>(std::max(settings.changes, 2));
    const bool flapping = history.flapping ? history.changes.size() + 1 >= enough && !isCalm(history, now)
                                           : turned && history.changes.size() >= enough;
    changed = changed || flapping != history.flapping;
    history.flapping = flapping;
    if (changed) m_changed.insert(group);
}

const FlapHistory* FlapTracker::history(const std::string& group, uint64_t alert) const {
    const auto found = m_groups.find(group);
    if (found == m_groups.end()) return nullptr;
    const auto entry = found->second.find(alert);
    return entry == found->second.end() ? nullptr : &entry->second;
}

bool FlapTracker::isFlapping(const std::string& group, uint64_t alert) const {
    const FlapHistory* found = history(group, alert);
    return found != nullptr && found->flapping;
}

bool FlapTracker::wantsTelling(const std::string& group, uint64_t alert, TimePoint now,
                               const FlapSettings& settings) const {
    const FlapHistory* found = history(group, alert);
    return found != nullptr && found->flapping && (!found->toldAt || *found->toldAt + settings.every <= now);
}

size_t FlapTracker::changes(const std::string& group, uint64_t alert) const {
    const FlapHistory* found = history(group, alert);
    return found == nullptr ? 0 : found->changes.size();
}

void FlapTracker::told(const std::string& group, uint64_t alert, TimePoint now) {
    m_groups[group][alert].toldAt = now;
    m_changed.insert(group);
}

void FlapTracker::untold(const std::string& group, uint64_t alert) {
    m_groups[group][alert].toldAt.reset();
    m_changed.insert(group);
}

bool FlapTracker::flappingAnywhere(uint64_t alert) const {
    return std::any_of(m_groups.begin(), m_groups.end(), [&](const auto& group) {
        const auto found = group.second.find(alert);
        return found != group.second.end() && found->second.flapping;
    });
}

void FlapTracker::collectGarbage(TimePoint now, Duration longest) {
    for (auto group = m_groups.begin(); group != m_groups.end();) {
        const size_t erased = std::erase_if(group->second, [&](const auto& entry) {
            const FlapHistory& history = entry.second;
            return !history.firing && (history.changes.empty() || history.changes.back() + longest <= now);
        });
        if (erased > 0) m_changed.insert(group->first);
        group = group->second.empty() ? m_groups.erase(group) : std::next(group);
    }
}

const FlapTracker::Group* FlapTracker::find(const std::string& group) const {
    const auto found = m_groups.find(group);
    return found == m_groups.end() ? nullptr : &found->second;
}

std::set<std::string> FlapTracker::takeChanged() {
    return std::exchange(m_changed, {});
}

}  // namespace tributary::alerts
