// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/alerts/template/go_time.h"

#include <fmt/format.h>

#include <array>

#include "core/alerts/template/go_format.h"

namespace tributary::alerts::templates {
namespace {

constexpr std::array<std::string_view, 12> kMonths{"January",   "February", "March",    "April",
                                                   "May",       "June",     "July",     "August",
                                                   "September", "October",  "November", "December"};
constexpr std::array<std::string_view, 7> kWeekdays{"Sunday",   "Monday", "Tuesday", "Wednesday",
                                                    "Thursday", "Friday", "Saturday"};

struct Parts {
    int year;
    unsigned month, day, weekday, yearDay;
    int hour, minute, second, millisecond;

    explicit Parts(TimePoint time) {
        const auto days = std::chrono::floor<std::chrono::days>(time);
        const std::chrono::year_month_day date{days};
        year = static_cast<int>(date.year());
        month = static_cast<unsigned>(date.month());
        day = static_cast<unsigned>(date.day());
        weekday = std::chrono::weekday{days}.c_encoding();
        const auto first = std::chrono::sys_days(date.year() / 1 / 1);
        yearDay = static_cast<unsigned>((days - first).count()) + 1;
        const int64_t rest = (time - days).count();
        hour = static_cast<int>(rest / 3'600'000);
        minute = static_cast<int>(rest / 60'000 % 60);
        second = static_cast<int>(rest / 1000 % 60);
        millisecond = static_cast<int>(rest % 1000);
    }
    int hour12() const { return hour % 12 == 0 ? 12 : hour % 12; }
};

/// ".000" or ",999" behind the seconds; the length of what was taken.
size_t fraction(std::string_view layout, const Parts& parts, std::string& out) {
    if (layout.size() < 2 || (layout[0] != '.' && layout[0] != ',') || (layout[1] != '0' && layout[1] != '9'))
        return 0;
    size_t end = 1;
    while (end < layout.size() && layout[end] == layout[1]) ++end;
    if (end < layout.size() && layout[end] >= '0' && layout[end] <= '9') return 0;
    std::string digits =
        fmt::format("{:03d}000000", parts.millisecond).substr(0, std::min<size_t>(end - 1, 9));
    if (layout[1] == '9') {
        while (!digits.empty() && digits.back() == '0') digits.pop_back();
        if (digits.empty()) return end;
    }
    out += layout[0] + digits;
    return end;
}

struct Element {
    std::string_view layout;
    std::string (*write)(const Parts&);
};

// Longest first where one begins another.
const std::array<Element, 34> kElements{{
    {"January", [](const Parts& p) { return std::string(kMonths[p.month - 1]); }},
    {"Jan", [](const Parts& p) { return std::string(kMonths[p.month - 1].substr(0, 3)); }},
    {"Monday", [](const Parts& p) { return std::string(kWeekdays[p.weekday]); }},
    {"Mon", [](const Parts& p) { return std::string(kWeekdays[p.weekday].substr(0, 3)); }},
    {"MST", [](const Parts&) { return std::string("UTC"); }},
    {"2006", [](const Parts& p) { return fmt::format("{:04d}", p.year); }},
    {"_2006", [](const Parts& p) { return fmt::format("_{:04d}", p.year); }},
    {"__2", [](const Parts& p) { return fmt::format("{:3d}", p.yearDay); }},
    {"002", [](const Parts& p) { return fmt::format("{:03d}", p.yearDay); }},
    {"01", [](const Parts& p) { return fmt::format("{:02d}", p.month); }},
    {"02", [](const Parts& p) { return fmt::format("{:02d}", p.day); }},
    {"03", [](const Parts& p) { return fmt::format("{:02d}", p.hour12()); }},
    {"04", [](const Parts& p) { return fmt::format("{:02d}", p.minute); }},
    {"05", [](const Parts& p) { return fmt::format("{:02d}", p.second); }},
    {"06", [](const Parts& p) { return fmt::format("{:02d}", p.year % 100); }},
    {"15", [](const Parts& p) { return fmt::format("{:02d}", p.hour); }},
    {"_2", [](const Parts& p) { return fmt::format("{:2d}", p.day); }},
    {"PM", [](const Parts& p) { return std::string(p.hour >= 12 ? "PM" : "AM"); }},
    {"pm", [](const Parts& p) { return std::string(p.hour >= 12 ? "pm" : "am"); }},
    {"-07:00:00", [](const Parts&) { return std::string("+00:00:00"); }},
    {"-070000", [](const Parts&) { return std::string("+000000"); }},
    {"-07:00", [](const Parts&) { return std::string("+00:00"); }},
    {"-0700", [](const Parts&) { return std::string("+0000"); }},
    {"-07", [](const Parts&) { return std::string("+00"); }},
    {"Z07:00:00", [](const Parts&) { return std::string("Z"); }},
    {"Z070000", [](const Parts&) { return std::string("Z"); }},
    {"Z07:00", [](const Parts&) { return std::string("Z"); }},
    {"Z0700", [](const Parts&) { return std::string("Z"); }},
    {"Z07", [](const Parts&) { return std::string("Z"); }},
    {"1", [](const Parts& p) { return std::to_string(p.month); }},
    {"2", [](const Parts& p) { return std::to_string(p.day); }},
    {"3", [](const Parts& p) { return std::to_string(p.hour12()); }},
    {"4", [](const Parts& p) { return std::to_string(p.minute); }},
    {"5", [](const Parts& p) { return std::to_string(p.second); }},
}};

/// Go takes "Jan" and "Mon" only where no lower-case letter follows.
bool applies(const Element& element, std::string_view layout) {
    if (layout.substr(0, element.layout.size()) != element.layout) return false;
    if (element.layout != "Jan" && element.layout != "Mon") return true;
    return layout.size() == 3 || !(layout[3] >= 'a' && layout[3] <= 'z');
}

}  // namespace

std::string_view monthName(unsigned month) {
    return kMonths[(month - 1) % 12];
}
std::string_view weekdayName(unsigned weekday) {
    return kWeekdays[weekday % 7];
}

std::string goTimeFormat(TimePoint time, std::string_view layout) {
    const Parts parts(time);
    std::string out;
    while (!layout.empty()) {
        if (const size_t taken = fraction(layout, parts, out)) {
            layout.remove_prefix(taken);
            continue;
        }
        const Element* found = nullptr;
        for (const Element& element : kElements) {
            if (applies(element, layout)) {
                found = &element;
                break;
            }
        }
        if (found) {
            out += found->write(parts);
            layout.remove_prefix(found->layout.size());
        } else {
            out += layout[0];
            layout.remove_prefix(1);
        }
    }
    return out;
}

std::string goTimeText(TimePoint time) {
    return goTimeFormat(time, "2006-01-02 15:04:05.999999999 -0700 MST");
}

std::string goDurationText(int64_t milliseconds) {
    if (milliseconds == 0) return "0s";
    std::string out = milliseconds < 0 ? "-" : "";
    const uint64_t size =
        milliseconds < 0 ? 0 - static_cast<uint64_t>(milliseconds) : static_cast<uint64_t>(milliseconds);
    if (size < 1000) return out + std::to_string(size) + "ms";
    const uint64_t hours = size / 3'600'000;
    const uint64_t minutes = size / 60'000 % 60;
    if (hours) out += std::to_string(hours) + "h";
    if (hours || minutes) out += std::to_string(minutes) + "m";
    return out + formatFloat(static_cast<double>(size % 60'000) / 1000.0, 'f', -1) + "s";
}

}  // namespace tributary::alerts::templates
