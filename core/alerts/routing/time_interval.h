// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string>
#include <vector>

#include "core/alerts/model/time_zone.h"

namespace tributary::alerts {

/// Both ends included.
struct NumberRange {
    int first = 0;
    int last = 0;
};

/// Alertmanager's time interval: every list that is not empty must contain the local time; within a list one
/// entry is enough. Immutable once read; any thread.
struct TimeInterval {
    struct Times {
        int startMinute = 0;  ///< of the day
        int endMinute = 0;    ///< excluded, up to 1440
    };
    std::vector<Times> times;
    std::vector<NumberRange> weekdays;     ///< 0 is Sunday
    std::vector<NumberRange> daysOfMonth;  ///< negative counts from the month's end, -1 is the last day
    std::vector<NumberRange> months;       ///< 1…12
    std::vector<NumberRange> years;
    TimeZone zone;         ///< UTC when `location` is empty
    std::string location;  ///< as it was written

    bool contains(TimePoint instant) const;
};

/// Ranges as they are written in YAML: "monday:friday", "-5:-1", "may:august", "2020:2022", "09:00" and
/// "17:00". Each says what is wrong in words; the line is the reader's to add.
Result<NumberRange> parseWeekdays(const std::string& text);
Result<NumberRange> parseDaysOfMonth(const std::string& text);
Result<NumberRange> parseMonths(const std::string& text);
Result<NumberRange> parseYears(const std::string& text);
Result<int> parseMinuteOfDay(const std::string& text);

std::string weekdaysText(NumberRange range);
std::string monthsText(NumberRange range);
std::string numbersText(NumberRange range);
std::string minuteText(int minuteOfDay);

}  // namespace tributary::alerts
