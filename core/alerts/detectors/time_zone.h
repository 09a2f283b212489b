// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "core/base/error.h"

namespace tributary::alerts {

/// The clock on the wall of one place, from the system's time zone files (TZif, RFC 8536), with the rule for
/// the years beyond their table. Immutable: any thread.
class TimeZone {
  public:
    /// "Europe/Berlin", "UTC", … NotFound when the system has no such zone, Corrupt when its file is damaged.
    static Result<TimeZone> load(const std::string& name);
    /// From the bytes of a zone file.
    static Result<TimeZone> parse(std::string name, std::string_view bytes);

    const std::string& name() const { return m_name; }
    /// Seconds east of UTC at this time (microseconds since 1970 UTC).
    int32_t offsetAt(int64_t time) const;
    /// Microseconds since 1970 on the clock on the wall.
    int64_t local(int64_t time) const { return time + int64_t{1000000} * offsetAt(time); }

    /// The rule of one change in a year: day by POSIX's forms, and the local second of that day.
    struct Change {
        char form = 'M';  ///< 'M' month.week.day, 'J' day 1…365 without 29 February, '0' day 0…365
        int month = 0, week = 0, day = 0;
        int32_t second = 7200;
    };

  private:
    int32_t ruleOffset(int64_t seconds) const;
    bool readRule(std::string_view text);

    std::string m_name;
    std::vector<int64_t> m_changes;  ///< seconds since 1970 UTC, ascending
    std::vector<int32_t> m_offsets;  ///< from m_changes[i] on
    int32_t m_first = 0;             ///< before the first change
    bool m_hasRule = false;
    bool m_hasSummer = false;
    int32_t m_standard = 0;
    int32_t m_summer = 0;
    Change m_begin;
    Change m_end;
};

}  // namespace tributary::alerts
