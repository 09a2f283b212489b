// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <deque>
#include <map>
#include <optional>
#include <set>
#include <string>

#include "core/alerts/routing/routing_config.h"

namespace tributary::alerts {

/// How often an alert changed lately.
struct FlapHistory {
    bool firing = false;
    bool flapping = false;
    std::deque<TimePoint> changes;
    std::optional<TimePoint> toldAt;  ///< the last message that said it is flapping
};

/// Finds alerts that cannot make up their mind, by group. Not thread-safe.
class FlapTracker {
  public:
    /// The alert was seen firing or resolved.
    void observe(const std::string& group, uint64_t alert, bool firing, TimePoint now,
                 const FlapSettings& settings);
    bool isFlapping(const std::string& group, uint64_t alert) const;
    /// Flapping, and nobody was told for `every`.
    bool wantsTelling(const std::string& group, uint64_t alert, TimePoint now,
                      const FlapSettings& settings) const;
    size_t changes(const std::string& group, uint64_t alert) const;
    void told(const std::string& group, uint64_t alert, TimePoint now);
    /// The message did not arrive.
    void untold(const std::string& group, uint64_t alert);
    bool flappingAnywhere(uint64_t alert) const;
    /// Forgets what has not changed for `longest`.
    void collectGarbage(TimePoint now, Duration longest);

    using Group = std::map<uint64_t, FlapHistory>;
    const Group* find(const std::string& group) const;
    void restore(const std::string& group, Group histories) { m_groups[group] = std::move(histories); }
    std::set<std::string> takeChanged();

  private:
    const FlapHistory* history(const std::string& group, uint64_t alert) const;
    std::map<std::string, Group> m_groups;
    std::set<std::string> m_changed;
};

}  // namespace tributary::alerts
