// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <map>
#include <set>
#include <string>

#include "core/alerts/model/time.h"

namespace tributary::alerts {

using Fingerprints = std::set<uint64_t>;

/// What a channel was told about a group last.
struct LogEntry {
    TimePoint at{};
    TimePoint expiresAt{};
    Fingerprints firing;
    Fingerprints resolved;
};

/// Remembers what was told, so that nothing is told twice. Not thread-safe.
class NotificationLog {
  public:
    static constexpr Duration kRetention = std::chrono::hours(120);

    static std::string key(const std::string& groupKey, const std::string& receiver, size_t channel);

    const LogEntry* find(const std::string& key) const;
    /// Forgotten after twice the repeat interval, at the latest after the retention.
    void write(const std::string& key, LogEntry entry, Duration repeatInterval);
    void restore(const std::string& key, LogEntry entry) {
        m_entries.insert_or_assign(key, std::move(entry));
    }
    void collectGarbage(TimePoint now);

    /// Keys that changed since the last call.
    std::set<std::string> takeChanged();

  private:
    std::map<std::string, LogEntry> m_entries;
    std::set<std::string> m_changed;
};

/// Alertmanager's decision whether the channel has to be told, in its order.
bool needsTelling(const LogEntry* entry, const Fingerprints& firing, const Fingerprints& resolved,
                  bool sendResolved, Duration repeatInterval, TimePoint now);

}  // namespace tributary::alerts
