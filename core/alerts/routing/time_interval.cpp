// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/alerts/routing/time_interval.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <optional>

#include <fmt/format.h>

namespace tributary::alerts {

namespace {

constexpr std::array<std::string_view, 7> kWeekdays{"sunday",   "monday", "tuesday", "wednesday",
                                                    "thursday", "friday", "saturday"};
constexpr std::array<std::string_view, 12> kMonths{"january",   "february", "march",    "april",
                                                   "may",       "june",     "july",     "august",
                                                   "september", "october",  "november", "december"};

std::optional<int> number(std::string_view text) {
    int value = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
    if (error != std::errc() || end != text.data() + text.size()) return std::nullopt;
    return value;
}

template <size_t N>
std::optional<int> word(std::string_view text, const std::array<std::string_view, N>& words) {
    const auto found = std::find(words.begin(), words.end(), text);
    if (found == words.end()) return std::nullopt;
    return static_cast<int>(found - words.begin());
}

std::optional<int> month(std::string_view text) {
    const auto named = word(text, kMonths);
    return named ? std::optional(*named + 1) : number(text);
}

tl::unexpected<Error> wrong(const std::string& text, const char* what, const char* hint) {
    return fail(ErrorCode::Syntax, "'" + text + "' is not " + what + ".", hint);
}

/// "a:b" or "a", each side read by `member`.
template <typename Member>
std::optional<NumberRange> range(const std::string& written, Member member) {
    std::string text = written;
    for (char& c : text)
        if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
    const size_t colon = text.find(':');
    const auto first = member(std::string_view(text).substr(0, colon));
    const auto last = colon == std::string::npos ? first : member(std::string_view(text).substr(colon + 1));
    if (!first || !last) return std::nullopt;
    return NumberRange{*first, *last};
}

bool within(const std::vector<NumberRange>& ranges, int value) {
    return ranges.empty() || std::any_of(ranges.begin(), ranges.end(), [&](const NumberRange& range) {
               return value >= range.first && value <= range.last;
           });
}

bool withinMonth(const std::vector<NumberRange>& ranges, int day, int length) {
    if (ranges.empty()) return true;
    return std::any_of(ranges.begin(), ranges.end(), [&](const NumberRange& range) {
        const int first = range.first < 0 ? length + range.first + 1 : range.first;
        const int last = range.last < 0 ? length + range.last + 1 : range.last;
        return first <= length && day >= first && day <= std::min(last, length);
    });
}

}  // namespace

bool TimeInterval::contains(TimePoint instant) const {
    using namespace std::chrono;
    const TimePoint local = zone.toLocal(instant);
    const sys_days day = floor<days>(local);
    const year_month_day date{day};
    const int minute = static_cast<int>(duration_cast<minutes>(local - day).count());
    if (!times.empty() && std::none_of(times.begin(), times.end(), [&](const Times& span) {
            return minute >= span.startMinute && minute < span.endMinute;
        }))
        return false;
    const int length = static_cast<int>(static_cast<unsigned>((date.year() / date.month() / last).day()));
    return withinMonth(daysOfMonth, static_cast<int>(static_cast<unsigned>(date.day())), length) &&
           within(months, static_cast<int>(static_cast<unsigned>(date.month()))) &&
           within(weekdays, static_cast<int>(weekday(day).c_encoding())) &&
           within(years, static_cast<int>(date.year()));
}

Result<NumberRange> parseWeekdays(const std::string& text) {
    const char* hint = "Weekdays are written as 'saturday' or 'monday:friday'; a week begins on Sunday.";
    const auto read = range(text, [](std::string_view side) { return word(side, kWeekdays); });
    if (!read) return wrong(text, "a weekday or a range of them", hint);
    if (read->first > read->last) return wrong(text, "a range of weekdays: it ends before it starts", hint);
    return *read;
}

Result<NumberRange> parseDaysOfMonth(const std::string& text) {
    const char* hint = "Days are written as '1', '1:5' or '-3:-1' (the last three of the month).";
    const auto read = range(text, number);
    if (!read) return wrong(text, "a day of the month or a range of them", hint);
    for (const int day : {read->first, read->last})
        if (day == 0 || day < -31 || day > 31) return wrong(text, "a range of days from 1 to 31", hint);
    if (read->first < 0 && read->last > 0)
        return wrong(text, "a range of days: one that starts from the month's end must end there", hint);
    // The shortest month decides whether a range can ever hold.
    const int first = read->first < 0 ? 28 + read->first : read->first;
    const int last = read->last < 0 ? 28 + read->last : read->last;
    if (first > last) return wrong(text, "a range of days: it ends before it starts", hint);
    return *read;
}

Result<NumberRange> parseMonths(const std::string& text) {
    const char* hint = "Months are written as 'may', '5' or 'may:august'.";
    const auto read = range(text, month);
    if (!read) return wrong(text, "a month or a range of them", hint);
    if (read->first < 1 || read->last > 12) return wrong(text, "a range of months from 1 to 12", hint);
    if (read->first > read->last) return wrong(text, "a range of months: it ends before it starts", hint);
    return *read;
}

Result<NumberRange> parseYears(const std::string& text) {
    const char* hint = "Years are written as '2025' or '2025:2027'.";
    const auto read = range(text, number);
    if (!read) return wrong(text, "a year or a range of them", hint);
    if (read->first > read->last) return wrong(text, "a range of years: it ends before it starts", hint);
    return *read;
}

Result<int> parseMinuteOfDay(const std::string& text) {
    if (text.size() == 5 && text[2] == ':') {
        const auto hours = number(std::string_view(text).substr(0, 2));
        const auto minutes = number(std::string_view(text).substr(3));
        if (hours && minutes && text[0] != '-' && text[3] != '-' &&
            ((*hours <= 23 && *minutes <= 59) || (*hours == 24 && *minutes == 0)))
            return *hours * 60 + *minutes;
    }
    return wrong(text, "a time of day", "Times are written as '08:30', from '00:00' to '24:00'.");
}

std::string numbersText(NumberRange range) {
    return range.first == range.last ? std::to_string(range.first)
                                     : std::to_string(range.first) + ":" + std::to_string(range.last);
}

std::string weekdaysText(NumberRange range) {
    std::string out(kWeekdays[static_cast<size_t>(range.first)]);
    if (range.last != range.first) (out += ':') += kWeekdays[static_cast<size_t>(range.last)];
    return out;
}

std::string monthsText(NumberRange range) {
    std::string out(kMonths[static_cast<size_t>(range.first - 1)]);
    if (range.last != range.first) (out += ':') += kMonths[static_cast<size_t>(range.last - 1)];
    return out;
}

std::string minuteText(int minuteOfDay) {
    return fmt::format("{:02d}:{:02d}", minuteOfDay / 60, minuteOfDay % 60);
}

}  // namespace tributary::alerts
