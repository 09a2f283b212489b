// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <map>
#include <string>
#include <vector>

#include "core/alerts/model/matcher.h"
#include "core/alerts/model/time.h"

namespace tributary::alerts {

enum class SilenceState { Pending, Active, Expired };

struct Silence {
    std::string id;  ///< a uuid
    Matchers matchers;
    TimePoint startsAt{};
    TimePoint endsAt{};
    TimePoint updatedAt{};
    std::string createdBy;
    std::string comment;

    /// Both ends belong to it.
    SilenceState stateAt(TimePoint now) const;
};

/// Silences by Alertmanager's rules. Not thread-safe.
class Silences {
  public:
    static constexpr Duration kRetention = std::chrono::hours(120);

    /// Replaces everything by what was kept.
    void load(std::vector<Silence> silences);

    /// Adds (no id, or an unknown one is NotFound) or changes. A change that would rewrite the past (other
    /// matchers, another start of a running one, an expired one) ends the old silence and begins a new one,
    /// so the result is every silence that changed, the one in force last. A start in the past is now.
    /// InvalidArgument: no matcher, all of them match the empty value, ends before it starts or in the past.
    Result<std::vector<Silence>> set(Silence silence, TimePoint now);
    /// Ends it now. NotFound; Conflict when it has ended already.
    Result<Silence> expire(const std::string& id, TimePoint now);
    /// Forgets what ended longer ago than the retention; the ids.
    std::vector<std::string> collectGarbage(TimePoint now);

    const Silence* find(const std::string& id) const;
    std::vector<Silence> all() const;  ///< by start, then id
    /// Ids of the active silences that match, sorted.
    std::vector<std::string> silencing(const Labels& labels, TimePoint now) const;
    /// When a silence begins or ends next; TimePoint::max() for never.
    TimePoint nextChange(TimePoint after) const;

  private:
    std::map<std::string, Silence> m_silences;
};

/// A random uuid, version 4.
std::string makeUuid();

}  // namespace tributary::alerts
