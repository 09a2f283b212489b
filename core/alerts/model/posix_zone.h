// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

namespace tributary::alerts {

/// The rule at the end of a time zone file, as POSIX writes it in TZ: "CET-1CEST,M3.5.0,M10.5.0/3".
/// Offsets here are seconds east of Greenwich.
class PosixZone {
  public:
    PosixZone() = default;
    /// Nothing for a text that is not such a rule.
    static std::optional<PosixZone> parse(std::string_view text);

    bool valid() const { return m_valid; }
    /// `at`: seconds since 1970, UTC.
    int32_t offsetAt(int64_t at) const;

    /// One day of the year and the local time of it.
    struct Day {
        enum class Kind { MonthWeek, Julian, DayOfYear } kind = Kind::MonthWeek;
        int month = 1, week = 1, weekday = 0;
        int day = 0;          ///< Julian: 1…365, never 29 February; DayOfYear: 0…365
        int32_t time = 7200;  ///< seconds of the day, may be negative or beyond 24 h
    };

  private:
    bool m_valid = false;
    bool m_changes = false;
    int32_t m_standard = 0;
    int32_t m_summer = 0;
    Day m_start;
    Day m_end;
};

}  // namespace tributary::alerts
