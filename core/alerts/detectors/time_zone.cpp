// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/alerts/detectors/time_zone.h"

#include <algorithm>
#include <cstdlib>
#include <fstream>
#include <iterator>
#include <optional>

namespace tributary::alerts {
namespace {

int64_t bigEndian(std::string_view bytes) {
    uint64_t value = bytes[0] & 0x80 ? ~uint64_t{0} : 0;
    for (const char c : bytes) value = value << 8 | static_cast<unsigned char>(c);
    return static_cast<int64_t>(value);
}

int64_t daysFromCivil(int64_t year, int month, int day) {
    year -= month <= 2;
    const int64_t era = (year >= 0 ? year : year - 399) / 400;
    const int64_t ofEra = year - era * 400;
    const int64_t ofYear = (153 * (month + (month > 2 ? -3 : 9)) + 2) / 5 + day - 1;
    return era * 146097 + ofEra * 365 + ofEra / 4 - ofEra / 100 + ofYear - 719468;
}

int64_t yearOf(int64_t seconds) {
    auto year = static_cast<int64_t>(1970 + seconds / 31556952);
    while (daysFromCivil(year, 1, 1) * 86400 > seconds) --year;
    while (daysFromCivil(year + 1, 1, 1) * 86400 <= seconds) ++year;
    return year;
}

bool isLeap(int64_t year) {
    return (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;
}

/// Reads a POSIX TZ rule ("CET-1CEST,M3.5.0,M10.5.0/3") from left to right.
class RuleText {
  public:
    explicit RuleText(std::string_view text) : m_text(text) {}
    bool atEnd() const { return m_text.empty(); }
    bool take(char c) {
        if (m_text.empty() || m_text.front() != c) return false;
        m_text.remove_prefix(1);
        return true;
    }
    bool name() {
        size_t n = 0;
        if (take('<')) {
            n = m_text.find('>');
            if (n == std::string_view::npos) return false;
            m_text.remove_prefix(n + 1);
            return true;
        }
        while (n < m_text.size() && std::isalpha(static_cast<unsigned char>(m_text[n]))) ++n;
        m_text.remove_prefix(n);
        return n >= 3;
    }
    std::optional<int> number() {
        size_t n = 0;
        int value = 0;
        while (n < m_text.size() && n < 6 && std::isdigit(static_cast<unsigned char>(m_text[n])))
            value = value * 10 + (m_text[n++] - '0');
        if (n == 0) return std::nullopt;
        m_text.remove_prefix(n);
        return value;
    }
    /// [+-]hh[:mm[:ss]]
    std::optional<int32_t> clock() {
        const int sign = take('-') ? -1 : (take('+'), 1);
        const auto hours = number();
        if (!hours) return std::nullopt;
        int32_t seconds = *hours * 3600;
        for (const int unit : {60, 1}) {
            if (!take(':')) break;
            const auto part = number();
            if (!part) return std::nullopt;
            seconds += *part * unit;
        }
        return sign * seconds;
    }
    bool change(TimeZone::Change& to) {
        if (!take(',')) return false;
        to.form = take('M') ? 'M' : take('J') ? 'J' : '0';
        const auto first = number();
        if (!first) return false;
        to.day = *first;
        if (to.form == 'M') {
            to.month = *first;
            const bool dot = take('.');
            const auto week = number();
            const bool dots = take('.');
            const auto day = number();
            if (!dot || !dots || !week || !day || to.month < 1 || to.month > 12) return false;
            to.week = *week;
            to.day = *day;
        }
        to.second = 7200;
        if (!take('/')) return true;
        const auto second = clock();
        if (second) to.second = *second;
        return second.has_value();
    }

  private:
    std::string_view m_text;
};

/// Local seconds since 1970 at which the rule's change happens in that year.
int64_t momentOf(const TimeZone::Change& change, int64_t year) {
    int64_t day = daysFromCivil(year, 1, 1);
    if (change.form == 'J') {
        day += change.day - 1 + (isLeap(year) && change.day >= 60 ? 1 : 0);
    } else if (change.form == '0') {
        day += change.day;
    } else {
        const int64_t first = daysFromCivil(year, change.month, 1);
        const int64_t next = change.month == 12 ? daysFromCivil(year + 1, 1, 1)
                                                : daysFromCivil(year, change.month + 1, 1);
        const int64_t weekday = ((first + 4) % 7 + 7) % 7;
        day = first + (change.day - weekday + 7) % 7 + 7 * (change.week - 1);
        while (day >= next) day -= 7;
    }
    return day * 86400 + change.second;
}

/// One block of a zone file: its counts, its size, and where it starts.
struct Block {
    int64_t utc, standard, leaps, times, types, names;
    size_t size(size_t width) const {
        return static_cast<size_t>(times) * (width + 1) + static_cast<size_t>(types) * 6 +
               static_cast<size_t>(names) + static_cast<size_t>(leaps) * (width + 4) +
               static_cast<size_t>(standard + utc);
    }
};

std::optional<Block> readHeader(std::string_view bytes) {
    if (bytes.size() < 44 || bytes.substr(0, 4) != "TZif") return std::nullopt;
    int64_t counts[6];
    for (size_t i = 0; i < 6; ++i) {
        counts[i] = bigEndian(bytes.substr(20 + 4 * i, 4));
        if (counts[i] < 0 || counts[i] > 100000) return std::nullopt;
    }
    return Block{counts[0], counts[1], counts[2], counts[3], counts[4], counts[5]};
}

}  // namespace

bool TimeZone::readRule(std::string_view text) {
    RuleText rule(text);
    if (!rule.name()) return false;
    const auto standard = rule.clock();
    if (!standard) return false;
    m_standard = -*standard;  // POSIX counts westwards
    if (rule.atEnd()) return true;
    if (!rule.name()) return false;
    m_summer = m_standard + 3600;
    if (!rule.atEnd()) {
        RuleText ahead = rule;
        if (!ahead.take(',')) {
            const auto summer = rule.clock();
            if (!summer) return false;
            m_summer = -*summer;
        }
    }
    m_hasSummer = true;
    return rule.change(m_begin) && rule.change(m_end) && rule.atEnd();
}

Result<TimeZone> TimeZone::parse(std::string name, std::string_view bytes) {
    const auto damaged = [&] {
        return fail(ErrorCode::Corrupt, "The system's file of the time zone '" + name + "' cannot be read.",
                    "Install the system's time zone data again (package tzdata), or use UTC.");
    };
    auto header = readHeader(bytes);
    if (!header) return damaged();
    size_t width = 4;
    const char version = bytes[4];
    bytes.remove_prefix(44);
    if (version >= '2') {  // the same again with 64 bit times
        if (bytes.size() < header->size(4)) return damaged();
        bytes.remove_prefix(header->size(4));
        header = readHeader(bytes);
        if (!header) return damaged();
        bytes.remove_prefix(44);
        width = 8;
    }
    if (bytes.size() < header->size(width) || header->types < 1) return damaged();
    TimeZone zone;
    zone.m_name = name;
    const auto count = static_cast<size_t>(header->times);
    const std::string_view kinds = bytes.substr(count * width, count);
    const std::string_view types = bytes.substr(count * (width + 1), static_cast<size_t>(header->types) * 6);
    const auto offsetOf = [&](size_t type) { return static_cast<int32_t>(bigEndian(types.substr(type * 6, 4))); };
    zone.m_first = offsetOf(0);
    for (size_t i = 0; i < count; ++i) {
        const auto type = static_cast<unsigned char>(kinds[i]);
        if (type >= header->types) return damaged();
        zone.m_changes.push_back(bigEndian(bytes.substr(i * width, width)));
        zone.m_offsets.push_back(offsetOf(type));
    }
    if (width == 8) {
        auto footer = bytes.substr(header->size(8));
        if (footer.size() >= 2 && footer.front() == '\n') footer.remove_prefix(1);
        footer = footer.substr(0, footer.find('\n'));
        zone.m_hasRule = !footer.empty();
        if (zone.m_hasRule && !zone.readRule(footer)) return damaged();
    }
    return zone;
}

Result<TimeZone> TimeZone::load(const std::string& name) {
    const auto unknown = [&] {
        return fail(ErrorCode::NotFound, "There is no time zone '" + name + "' on this system.",
                    "Use a name like Europe/Berlin or UTC.");
    };
    const bool isName = !name.empty() && name.front() != '/' && name.find("..") == std::string::npos &&
                        std::all_of(name.begin(), name.end(), [](unsigned char c) {
                            return std::isalnum(c) || c == '/' || c == '_' || c == '-' || c == '+';
                        });
    if (!isName) return unknown();
    const char* folder = std::getenv("TZDIR");
    std::ifstream file(std::string(folder && *folder ? folder : "/usr/share/zoneinfo") + "/" + name,
                       std::ios::binary);
    const std::string bytes{std::istreambuf_iterator<char>(file), std::istreambuf_iterator<char>()};
    if (!file.is_open() || bytes.empty()) {
        if (name == "UTC") return TimeZone();  // needs no file
        return unknown();
    }
    return parse(name, bytes);
}

int32_t TimeZone::ruleOffset(int64_t seconds) const {
    if (!m_hasSummer) return m_standard;
    const int64_t year = yearOf(seconds + m_standard);
    const int64_t begin = momentOf(m_begin, year) - m_standard;
    const int64_t end = momentOf(m_end, year) - m_summer;
    const bool summer = begin < end ? seconds >= begin && seconds < end : seconds >= begin || seconds < end;
    return summer ? m_summer : m_standard;
}

int32_t TimeZone::offsetAt(int64_t time) const {
    const int64_t seconds = time >= 0 ? time / 1000000 : -((-time + 999999) / 1000000);
    const auto next = std::upper_bound(m_changes.begin(), m_changes.end(), seconds);
    if (next == m_changes.end() && m_hasRule) return ruleOffset(seconds);
    if (next == m_changes.begin()) return m_first;
    return m_offsets[static_cast<size_t>(next - m_changes.begin()) - 1];
}

}  // namespace tributary::alerts
