// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/alerts/routing/notification_log.h"

#include <algorithm>

namespace tributary::alerts {

std::string NotificationLog::key(const std::string& groupKey, const std::string& receiver, size_t channel) {
    return groupKey + '\n' + receiver + '\n' + std::to_string(channel);
}

const LogEntry* NotificationLog::find(const std::string& key) const {
    const auto found = m_entries.find(key);
    return found == m_entries.end() ? nullptr : &found->second;
}

void NotificationLog::write(const std::string& key, LogEntry entry, Duration repeatInterval) {
    const auto before = m_entries.find(key);
    if (before != m_entries.end() && before->second.at > entry.at) return;
    entry.expiresAt = entry.at + std::min(kRetention, std::max(2 * repeatInterval, Duration(1)));
    m_entries.insert_or_assign(key, std::move(entry));
    m_changed.insert(key);
}

void NotificationLog::collectGarbage(TimePoint now) {
    for (auto at = m_entries.begin(); at != m_entries.end();) {
        const bool old = at->second.expiresAt <= now;
        if (old) m_changed.insert(at->first);
        at = old ? m_entries.erase(at) : std::next(at);
    }
}

std::set<std::string> NotificationLog::takeChanged() {
    return std::exchange(m_changed, {});
}

bool needsTelling(const LogEntry* entry, const Fingerprints& firing, const Fingerprints& resolved,
                  bool sendResolved, Duration repeatInterval, TimePoint now) {
    if (entry == nullptr) return !firing.empty();
    if (!std::includes(entry->firing.begin(), entry->firing.end(), firing.begin(), firing.end())) return true;
    // Told whether resolved messages are wanted or not: it clears the firing ones from the log.
    if (firing.empty()) return !entry->firing.empty();
    if (sendResolved &&
        !std::includes(entry->resolved.begin(), entry->resolved.end(), resolved.begin(), resolved.end()))
        return true;
    return entry->at < now - repeatInterval;
}

}  // namespace tributary::alerts
