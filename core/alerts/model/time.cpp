// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/alerts/model/time.h"

#include <fmt/format.h>

#include <array>
#include <charconv>
#include <cmath>
#include <cstdlib>
#include <utility>

namespace tributary::alerts {

namespace {

using std::chrono::milliseconds;

constexpr std::array<std::pair<std::string_view, int64_t>, 7> kUnits{{{"y", 365LL * 86'400'000},
                                                                      {"w", 7LL * 86'400'000},
                                                                      {"d", 86'400'000},
                                                                      {"h", 3'600'000},
                                                                      {"m", 60'000},
                                                                      {"s", 1000},
                                                                      {"ms", 1}}};

tl::unexpected<Error> notADuration(std::string_view text) {
    return fail(ErrorCode::Syntax, "'" + std::string(text) + "' is not a duration.",
                "Durations are written as 30s, 5m, 1h30m or 2w.");
}

tl::unexpected<Error> notATime(std::string_view text) {
    return fail(ErrorCode::Syntax, "'" + std::string(text) + "' is not a time.",
                "Times are written as 2025-01-31T08:00:00Z or as seconds since 1970.");
}

/// Reads exactly `digits` digits at `at` and moves on.
bool readDigits(std::string_view text, size_t& at, size_t digits, int& out) {
    if (at + digits > text.size()) return false;
    const auto [end, error] = std::from_chars(text.data() + at, text.data() + at + digits, out);
    if (error != std::errc() || end != text.data() + at + digits) return false;
    at += digits;
    return true;
}

bool readChar(std::string_view text, size_t& at, char wanted) {
    if (at >= text.size() || text[at] != wanted) return false;
    ++at;
    return true;
}

bool readOffset(std::string_view text, size_t& at, int& minutes) {
    minutes = 0;
    if (readChar(text, at, 'Z') || readChar(text, at, 'z')) return at == text.size();
    const bool behind = at < text.size() && text[at] == '-';
    if (!behind && (at >= text.size() || text[at] != '+')) return false;
    ++at;
    int hours = 0;
    int rest = 0;
    if (!readDigits(text, at, 2, hours)) return false;
    readChar(text, at, ':');
    if (!readDigits(text, at, 2, rest) || hours > 23 || rest > 59) return false;
    minutes = (behind ? -1 : 1) * (hours * 60 + rest);
    return at == text.size();
}

}  // namespace

Result<Duration> parseDuration(std::string_view text) {
    if (text == "0") return Duration(0);
    if (text.empty()) return notADuration(text);
    int64_t total = 0;
    size_t at = 0;
    size_t nextUnit = 0;
    while (at < text.size()) {
        int64_t number = 0;
        const auto [end, error] = std::from_chars(text.data() + at, text.data() + text.size(), number);
        if (error != std::errc() || number < 0) return notADuration(text);
        at = static_cast<size_t>(end - text.data());
        size_t length = 0;
        while (at + length < text.size() && text[at + length] >= 'a' && text[at + length] <= 'z') ++length;
        const std::string_view unit = text.substr(at, length);
        while (nextUnit < kUnits.size() && kUnits[nextUnit].first != unit) ++nextUnit;
        if (nextUnit == kUnits.size()) return notADuration(text);
        int64_t part = 0;
        if (__builtin_mul_overflow(number, kUnits[nextUnit].second, &part) ||
            __builtin_add_overflow(total, part, &total))
            return fail(ErrorCode::InvalidArgument, "The duration '" + std::string(text) + "' is too long.");
        ++nextUnit;
        at += length;
    }
    return Duration(total);
}

std::string durationText(Duration duration) {
    int64_t rest = duration.count();
    if (rest == 0) return "0s";
    std::string out = rest < 0 ? "-" : "";
    if (rest < 0) rest = -rest;
    for (const auto& [unit, size] : kUnits) {
        // As Prometheus prints them: years and weeks only when nothing is left over.
        if ((unit == "y" || unit == "w") && rest % size != 0) continue;
        if (rest / size > 0) out += std::to_string(rest / size) + std::string(unit);
        rest %= size;
    }
    return out;
}

Result<TimePoint> parseTime(std::string_view text) {
    if (text.size() < 10 || text[4] != '-') {
        double seconds = 0;
        const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), seconds);
        if (error != std::errc() || end != text.data() + text.size() || !(std::abs(seconds) < 9e15))
            return notATime(text);
        return TimePoint(milliseconds(std::llround(seconds * 1000)));
    }
    size_t at = 0;
    int year = 0, month = 0, day = 0, hour = 0, minute = 0, second = 0, millis = 0, offset = 0;
    bool ok = readDigits(text, at, 4, year) && readChar(text, at, '-') && readDigits(text, at, 2, month) &&
              readChar(text, at, '-') && readDigits(text, at, 2, day);
    const std::chrono::year_month_day date{std::chrono::year(year), std::chrono::month(unsigned(month)),
                                           std::chrono::day(unsigned(day))};
    if (!ok || !date.ok()) return notATime(text);
    if (at < text.size()) {
        ok = (readChar(text, at, 'T') || readChar(text, at, 't') || readChar(text, at, ' ')) &&
             readDigits(text, at, 2, hour) && readChar(text, at, ':') && readDigits(text, at, 2, minute) &&
             readChar(text, at, ':') && readDigits(text, at, 2, second) && hour < 24 && minute < 60 &&
             second < 61;
        if (ok && readChar(text, at, '.')) {
            int scale = 100;
            const size_t begin = at;
            for (; at < text.size() && text[at] >= '0' && text[at] <= '9'; ++at, scale /= 10)
                millis += (text[at] - '0') * scale;
            ok = at > begin;
        }
        if (!ok || !readOffset(text, at, offset)) return notATime(text);
    }
    return TimePoint(std::chrono::sys_days(date)) + std::chrono::hours(hour) +
           std::chrono::minutes(minute - offset) + std::chrono::seconds(second) + milliseconds(millis);
}

std::string timeText(TimePoint time) {
    const auto day = std::chrono::floor<std::chrono::days>(time);
    const std::chrono::year_month_day date{day};
    const int64_t rest = (time - day).count();
    return fmt::format("{:04d}-{:02d}-{:02d}T{:02d}:{:02d}:{:02d}.{:03d}Z", static_cast<int>(date.year()),
                       static_cast<unsigned>(date.month()), static_cast<unsigned>(date.day()),
                       rest / 3'600'000, rest / 60'000 % 60, rest / 1000 % 60, rest % 1000);
}

}  // namespace tributary::alerts
