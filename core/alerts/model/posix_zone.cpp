// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/alerts/model/posix_zone.h"

#include <chrono>

namespace tributary::alerts {

namespace {

class PosixReader {
  public:
    explicit PosixReader(std::string_view text) : m_text(text) {}

    bool atEnd() const { return m_at == m_text.size(); }
    bool take(char wanted) {
        if (atEnd() || m_text[m_at] != wanted) return false;
        ++m_at;
        return true;
    }
    bool name() {
        const size_t begin = m_at;
        if (take('<')) {
            while (!atEnd() && m_text[m_at] != '>') ++m_at;
            return take('>');
        }
        while (!atEnd() && ((m_text[m_at] | 0x20) >= 'a' && (m_text[m_at] | 0x20) <= 'z')) ++m_at;
        return m_at > begin;
    }
    bool number(int& out) {
        const size_t begin = m_at;
        out = 0;
        while (!atEnd() && m_text[m_at] >= '0' && m_text[m_at] <= '9' && m_at - begin < 4)
            out = out * 10 + (m_text[m_at++] - '0');
        return m_at > begin;
    }
    /// [+-]hh[:mm[:ss]]
    bool clock(int32_t& out) {
        const bool minus = take('-');
        if (!minus) take('+');
        int hours = 0, minutes = 0, seconds = 0;
        if (!number(hours)) return false;
        if (take(':') && !number(minutes)) return false;
        if (take(':') && !number(seconds)) return false;
        out = (minus ? -1 : 1) * (hours * 3600 + minutes * 60 + seconds);
        return true;
    }
    bool day(PosixZone::Day& out) {
        using Kind = PosixZone::Day::Kind;
        bool ok = false;
        if (take('M')) {
            out.kind = Kind::MonthWeek;
            ok = number(out.month) && take('.') && number(out.week) && take('.') && number(out.weekday) &&
                 out.month >= 1 && out.month <= 12 && out.week >= 1 && out.week <= 5 && out.weekday <= 6;
        } else {
            out.kind = take('J') ? Kind::Julian : Kind::DayOfYear;
            ok = number(out.day) && out.day <= 365 && (out.kind == Kind::DayOfYear || out.day >= 1);
        }
        return ok && (!take('/') || clock(out.time));
    }

  private:
    std::string_view m_text;
    size_t m_at = 0;
};

/// Local seconds since 1970 of that moment in the year.
int64_t localSeconds(const PosixZone::Day& day, std::chrono::year year) {
    using namespace std::chrono;
    sys_days date;
    if (day.kind == PosixZone::Day::Kind::MonthWeek) {
        const month in{static_cast<unsigned>(day.month)};
        const weekday wanted{static_cast<unsigned>(day.weekday)};
        date = day.week == 5 ? sys_days(year / in / wanted[last])
                             : sys_days(year / in / wanted[static_cast<unsigned>(day.week)]);
    } else {
        const bool skipLeapDay = day.kind == PosixZone::Day::Kind::Julian && year.is_leap() && day.day >= 60;
        const int index =
            day.kind == PosixZone::Day::Kind::Julian ? day.day - 1 + (skipLeapDay ? 1 : 0) : day.day;
        date = sys_days(year / January / 1) + days(index);
    }
    return date.time_since_epoch().count() * int64_t(86'400) + day.time;
}

}  // namespace

std::optional<PosixZone> PosixZone::parse(std::string_view text) {
    PosixReader reader(text);
    PosixZone zone;
    // POSIX counts westward.
    if (!reader.name() || !reader.clock(zone.m_standard)) return std::nullopt;
    zone.m_standard = -zone.m_standard;
    if (!reader.atEnd()) {
        zone.m_changes = true;
        zone.m_summer = zone.m_standard + 3600;
        if (!reader.name()) return std::nullopt;
        if (!reader.take(',')) {
            if (!reader.clock(zone.m_summer) || !reader.take(',')) return std::nullopt;
            zone.m_summer = -zone.m_summer;
        }
        if (!reader.day(zone.m_start) || !reader.take(',') || !reader.day(zone.m_end) || !reader.atEnd())
            return std::nullopt;
    }
    zone.m_valid = true;
    return zone;
}

int32_t PosixZone::offsetAt(int64_t at) const {
    using namespace std::chrono;
    if (!m_changes) return m_standard;
    const year_month_day date{floor<days>(sys_seconds(seconds(at + m_standard)))};
    const int64_t start = localSeconds(m_start, date.year()) - m_standard;
    const int64_t end = localSeconds(m_end, date.year()) - m_summer;
    const bool summer = start < end ? at >= start && at < end : at >= start || at < end;
    return summer ? m_summer : m_standard;
}

}  // namespace tributary::alerts
