// SPDX-License-Identifier: MIT
//
// Values of sources that have no SQL of their own: cells, how they compare (as DuckDB compares), and how
// dates and times are read from text.
#pragma once

#include <tributary_arrow_build.hpp>

#include <cmath>
#include <limits>
#include <optional>

namespace tributary::sdk {

/// One value. Text is a view: it must live until the next row is asked for.
class Cell {
  public:
    enum class Kind : uint8_t { Null, Bool, Int, Double, Text };

    Cell() = default;
    static Cell boolean(bool v) { return Cell(Kind::Bool, v, 0, {}); }
    /// Also dates (days), times and timestamps (in the unit of their column) since 1970 in UTC.
    static Cell integer(int64_t v) { return Cell(Kind::Int, v, 0, {}); }
    static Cell real(double v) { return Cell(Kind::Double, 0, v, {}); }
    static Cell text(std::string_view v) { return Cell(Kind::Text, 0, 0, v); }

    Kind kind() const { return m_kind; }
    bool isNull() const { return m_kind == Kind::Null; }
    int64_t integer() const { return m_integer; }
    double real() const { return m_kind == Kind::Double ? m_real : static_cast<double>(m_integer); }
    std::string_view text() const { return m_text; }

  private:
    Cell(Kind kind, int64_t integer, double real, std::string_view text)
        : m_kind(kind), m_integer(integer), m_real(real), m_text(text) {}
    Kind m_kind = Kind::Null;
    int64_t m_integer = 0;
    double m_real = 0;
    std::string_view m_text;
};

inline int compareReal(double a, double b) {
    // NaN equals itself and is greater than everything.
    if (std::isnan(a) || std::isnan(b))
        return static_cast<int>(std::isnan(a)) - static_cast<int>(std::isnan(b));
    return a < b ? -1 : a > b ? 1 : 0;
}

/// A whole number against a real one, exactly.
inline int compareMixed(int64_t a, double b) {
    if (std::isnan(b) || b >= 9223372036854775808.0) return -1;
    if (b < -9223372036854775808.0) return 1;
    const auto whole = static_cast<int64_t>(b);
    if (a != whole) return a < whole ? -1 : 1;
    return compareReal(0, b - static_cast<double>(whole));
}

/// Below 0, 0, above 0. Neither may be NULL; text against a number is an error.
inline int compare(const Cell& a, const Cell& b) {
    using Kind = Cell::Kind;
    if ((a.kind() == Kind::Text) != (b.kind() == Kind::Text)) {
        throw Error(5, "A text cannot be compared with a number: write the value as the column's type");
    }
    if (a.kind() == Kind::Text) {
        const int order = a.text().compare(b.text());
        return order < 0 ? -1 : order > 0 ? 1 : 0;
    }
    if (a.kind() == Kind::Double && b.kind() == Kind::Double) return compareReal(a.real(), b.real());
    if (a.kind() == Kind::Double) return -compareMixed(b.integer(), a.real());
    if (b.kind() == Kind::Double) return compareMixed(a.integer(), b.real());
    return a.integer() < b.integer() ? -1 : a.integer() > b.integer() ? 1 : 0;
}

namespace detail {

/// Reads digits and marks one after the other.
struct Scanner {
    std::string_view text;
    size_t at = 0;

    bool done() const { return at >= text.size(); }
    char peek() const { return done() ? '\0' : text[at]; }
    bool take(char c) {
        if (peek() != c || done()) return false;
        at++;
        return true;
    }
    /// Exactly `least` to `most` digits; -1 if there are fewer.
    int64_t digits(size_t least, size_t most) {
        int64_t value = 0;
        size_t count = 0;
        while (!done() && count < most && peek() >= '0' && peek() <= '9') {
            value = value * 10 + (text[at++] - '0');
            count++;
        }
        return count < least ? -1 : value;
    }
};

}  // namespace detail

/// Days since 1970-01-01 of a date of the Gregorian calendar (H. Hinnant's algorithm); nullopt: no such day.
inline std::optional<int64_t> daysOf(int64_t year, int64_t month, int64_t day) {
    static constexpr int kLengths[] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
    if (month < 1 || month > 12 || day < 1) return std::nullopt;
    const bool leap = (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;
    if (day > kLengths[month - 1] + (month == 2 && leap ? 1 : 0)) return std::nullopt;
    const int64_t y = month <= 2 ? year - 1 : year;
    const int64_t era = (y >= 0 ? y : y - 399) / 400;
    const int64_t yearOfEra = y - era * 400;
    const int64_t dayOfYear = (153 * (month + (month > 2 ? -3 : 9)) + 2) / 5 + day - 1;
    return era * 146097 + yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear - 719468;
}

inline std::optional<int64_t> readDate(detail::Scanner& in) {
    const bool negative = in.take('-');
    const int64_t year = in.digits(4, 6);
    if (year < 0 || !in.take('-')) return std::nullopt;
    const int64_t month = in.digits(1, 2);
    if (month < 0 || !in.take('-')) return std::nullopt;
    const int64_t day = in.digits(1, 2);
    if (day < 0) return std::nullopt;
    return daysOf(negative ? -year : year, month, day);
}

/// HH:MM[:SS[.ffffff…]] in microseconds; digits beyond the sixth make it nullopt unless they are 0.
inline std::optional<int64_t> readTime(detail::Scanner& in) {
    const int64_t hour = in.digits(1, 2);
    if (hour < 0 || hour > 24 || !in.take(':')) return std::nullopt;
    const int64_t minute = in.digits(2, 2);
    if (minute < 0 || minute > 59) return std::nullopt;
    int64_t second = 0, micros = 0;
    if (in.take(':')) {
        second = in.digits(2, 2);
        if (second < 0 || second > 60) return std::nullopt;
        if (in.take('.') || in.take(',')) {
            int64_t unit = 100000;
            bool any = false;
            for (; in.peek() >= '0' && in.peek() <= '9'; in.at++, unit /= 10, any = true) {
                if (unit == 0 && in.peek() != '0') return std::nullopt;
                micros += (in.peek() - '0') * unit;
            }
            if (!any) return std::nullopt;
        }
    }
    return ((hour * 60 + minute) * 60 + second) * 1000000 + micros;
}

/// Z, +HH, +HHMM or +HH:MM in seconds east of UTC; nullopt: there is none.
inline std::optional<int64_t> readZone(detail::Scanner& in) {
    if (in.take('Z') || in.take('z')) return 0;
    const char sign = in.peek();
    if (sign != '+' && sign != '-') return std::nullopt;
    in.at++;
    const int64_t hours = in.digits(2, 2);
    in.take(':');
    const int64_t minutes = in.peek() >= '0' && in.peek() <= '9' ? in.digits(2, 2) : 0;
    if (hours < 0 || hours > 15 || minutes < 0 || minutes > 59) return std::nullopt;
    return (hours * 3600 + minutes * 60) * (sign == '-' ? -1 : 1);
}

struct Moment {
    int64_t micros = 0;  ///< since 1970-01-01 00:00 UTC; without a zone: as if it were UTC
    bool hasZone = false;
    bool hasTime = false;
};

/// YYYY-MM-DD[( |T)HH:MM[:SS[.f…]][zone]]: the ISO 8601 and SQL forms; nullopt for anything else.
inline std::optional<Moment> readMoment(std::string_view text) {
    detail::Scanner in{text};
    const auto days = readDate(in);
    if (!days || *days > 106000000 || *days < -106000000) return std::nullopt;
    Moment moment{*days * 86400000000, false, false};
    if (in.done()) return moment;
    if (!in.take('T') && !in.take(' ') && !in.take('t')) return std::nullopt;
    const auto time = readTime(in);
    if (!time) return std::nullopt;
    moment.micros += *time;
    moment.hasTime = true;
    in.take(' ');
    if (!in.done()) {
        const auto zone = readZone(in);
        if (!zone) return std::nullopt;
        moment.micros -= *zone * 1000000;
        moment.hasZone = true;
    }
    return in.done() ? std::optional(moment) : std::nullopt;
}

}  // namespace tributary::sdk
