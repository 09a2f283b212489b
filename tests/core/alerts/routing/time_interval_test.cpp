// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/alerts/routing/time_interval.h"

#include <gtest/gtest.h>

#include "core/alerts/routing/routing_yaml.h"

namespace tributary::alerts {
namespace {

TimeInterval interval(const std::string& yaml) {
    const auto config = readRoutingYaml(
        "route: {receiver: x}\nreceivers: [{name: x}]\ntime_intervals:\n- name: t\n  time_intervals: [" +
        yaml + "]\n");
    EXPECT_TRUE(config) << config.error().text();
    return config->timeIntervals.at("t").front();
}

bool holds(const std::string& yaml, const char* time) {
    return interval(yaml).contains(parseTime(time).value());
}

TEST(TimeInterval, fieldsAndTheirEdges) {
    struct Case {
        const char* yaml;
        const char* time;
        bool holds;
    };
    const std::vector<Case> cases{
        {"{}", "2025-03-05T12:00:00Z", true},
        {"{times: [{start_time: '09:00', end_time: '17:00'}]}", "2025-03-05T08:59:59.999Z", false},
        {"{times: [{start_time: '09:00', end_time: '17:00'}]}", "2025-03-05T09:00:00Z", true},
        {"{times: [{start_time: '09:00', end_time: '17:00'}]}", "2025-03-05T16:59:59.999Z", true},
        {"{times: [{start_time: '09:00', end_time: '17:00'}]}", "2025-03-05T17:00:00Z", false},
        {"{times: [{start_time: '22:00', end_time: '24:00'}]}", "2025-03-05T23:59:59Z", true},
        {"{times: [{start_time: '00:00', end_time: '01:00'}, {start_time: '22:00', end_time: '24:00'}]}",
         "2025-03-05T00:30:00Z", true},
        {"{weekdays: ['monday:friday']}", "2025-03-07T12:00:00Z", true},   // a Friday
        {"{weekdays: ['monday:friday']}", "2025-03-08T12:00:00Z", false},  // a Saturday
        {"{weekdays: ['Saturday', 'sunday']}", "2025-03-09T12:00:00Z", true},
        {"{days_of_month: ['1:5']}", "2025-03-05T12:00:00Z", true},
        {"{days_of_month: ['-1']}", "2025-02-28T12:00:00Z", true},
        {"{days_of_month: ['-1']}", "2024-02-28T12:00:00Z", false},
        {"{days_of_month: ['-1']}", "2024-02-29T12:00:00Z", true},
        {"{days_of_month: ['-3:-1']}", "2025-04-28T00:00:00Z", true},
        {"{days_of_month: ['-3:-1']}", "2025-04-27T23:59:59Z", false},
        {"{days_of_month: ['31']}", "2025-04-30T12:00:00Z", false},  // no such day: not clamped to the last
        {"{days_of_month: ['29:31']}", "2025-04-30T12:00:00Z", true},
        {"{days_of_month: ['1:-1']}", "2025-02-15T12:00:00Z", true},
        {"{months: ['may:august']}", "2025-08-31T23:59:59Z", true},
        {"{months: ['may:august']}", "2025-09-01T00:00:00Z", false},
        {"{months: ['2', december]}", "2025-12-01T00:00:00Z", true},
        {"{years: ['2024:2025']}", "2025-12-31T23:59:59Z", true},
        {"{years: ['2024:2025']}", "2026-01-01T00:00:00Z", false},
        {"{years: ['2025'], months: ['march'], weekdays: ['wednesday'], times: [{start_time: '12:00', "
         "end_time: '13:00'}]}",
         "2025-03-05T12:30:00Z", true},
        {"{years: ['2025'], months: ['march'], weekdays: ['thursday'], times: [{start_time: '12:00', "
         "end_time: '13:00'}]}",
         "2025-03-05T12:30:00Z", false},
        // Where the clock is elsewhere.
        {"{times: [{start_time: '09:00', end_time: '17:00'}], location: Asia/Shanghai}",
         "2025-03-05T01:00:00Z", true},
        {"{times: [{start_time: '09:00', end_time: '17:00'}], location: Asia/Shanghai}",
         "2025-03-05T09:00:00Z", false},
        {"{weekdays: [sunday], location: Pacific/Auckland}", "2025-03-08T11:30:00Z", true},
        {"{days_of_month: ['1'], location: America/New_York}", "2025-04-01T03:59:00Z", false},
        {"{years: ['2026'], location: Pacific/Kiritimati}", "2025-12-31T10:00:00Z", true},
    };
    for (const Case& one : cases)
        EXPECT_EQ(holds(one.yaml, one.time), one.holds) << one.yaml << " at " << one.time;
}

/// Instants of one day on which a window of local time holds, by the minute.
std::pair<int, std::string> minutesOf(const char* window, const char* place, const char* day) {
    const TimeInterval span = interval(std::string("{times: [") + window + "], location: " + place + "}");
    const TimePoint begin = parseTime(day).value() - std::chrono::hours(12);
    int count = 0;
    std::string first;
    for (TimePoint at = begin; at < begin + std::chrono::hours(48); at += std::chrono::minutes(1)) {
        const auto local = std::chrono::floor<std::chrono::days>(span.zone.toLocal(at));
        if (local != std::chrono::floor<std::chrono::days>(parseTime(day).value()) || !span.contains(at))
            continue;
        if (count++ == 0) first = timeText(at);
    }
    return {count, first};
}

TEST(TimeInterval, daysOfDaylightSaving) {
    const char* night = "{start_time: '02:00', end_time: '03:00'}";
    const char* morning = "{start_time: '01:30', end_time: '03:30'}";
    const char* work = "{start_time: '09:00', end_time: '17:00'}";
    using Expected = std::pair<int, std::string>;
    // Forward in Berlin: from 02:00 to 03:00; the hour does not exist.
    EXPECT_EQ(minutesOf(night, "Europe/Berlin", "2025-03-30"), Expected(0, ""));
    EXPECT_EQ(minutesOf(morning, "Europe/Berlin", "2025-03-30"), Expected(60, "2025-03-30T00:30:00.000Z"));
    EXPECT_EQ(minutesOf(work, "Europe/Berlin", "2025-03-30"), Expected(480, "2025-03-30T07:00:00.000Z"));
    EXPECT_EQ(minutesOf(work, "Europe/Berlin", "2025-03-29"), Expected(480, "2025-03-29T08:00:00.000Z"));
    // Back: the hour from 02:00 comes twice.
    EXPECT_EQ(minutesOf(night, "Europe/Berlin", "2025-10-26"), Expected(120, "2025-10-26T00:00:00.000Z"));
    EXPECT_EQ(minutesOf(morning, "Europe/Berlin", "2025-10-26"), Expected(180, "2025-10-25T23:30:00.000Z"));
    EXPECT_EQ(minutesOf(work, "Europe/Berlin", "2025-10-26"), Expected(480, "2025-10-26T08:00:00.000Z"));
    // New York changes at 02:00 of its own, Lord Howe by half an hour.
    EXPECT_EQ(minutesOf(night, "America/New_York", "2025-03-09"), Expected(0, ""));
    EXPECT_EQ(minutesOf("{start_time: '01:00', end_time: '02:00'}", "America/New_York", "2025-11-02"),
              Expected(120, "2025-11-02T05:00:00.000Z"));
    EXPECT_EQ(minutesOf(night, "Australia/Lord_Howe", "2025-10-05"),
              Expected(30, "2025-10-04T15:30:00.000Z"));
    EXPECT_EQ(minutesOf("{start_time: '01:30', end_time: '02:00'}", "Australia/Lord_Howe", "2025-04-06"),
              Expected(60, "2025-04-05T14:30:00.000Z"));
    // Midnight itself is skipped in Beirut.
    EXPECT_EQ(minutesOf("{start_time: '00:00', end_time: '01:00'}", "Asia/Beirut", "2025-03-30"),
              Expected(0, ""));
}

TEST(TimeInterval, sayWhatIsWrong) {
    for (const char* text : {"funday", "friday:monday", "monday:", ":", ""})
        EXPECT_FALSE(parseWeekdays(text)) << text;
    for (const char* text : {"0", "32", "-32", "-1:5", "5:1", "-1:-5", "one", "1:2:3"})
        EXPECT_FALSE(parseDaysOfMonth(text)) << text;
    for (const char* text : {"0", "13", "august:may", "smarch"}) EXPECT_FALSE(parseMonths(text)) << text;
    for (const char* text : {"2025:2024", "now"}) EXPECT_FALSE(parseYears(text)) << text;
    for (const char* text : {"24:01", "9:00", "09:60", "0900", "", "-1:00"})
        EXPECT_FALSE(parseMinuteOfDay(text)) << text;
    EXPECT_EQ(parseMinuteOfDay("24:00").value(), 1440);
}

}  // namespace
}  // namespace tributary::alerts
