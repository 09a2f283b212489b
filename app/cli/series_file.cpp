// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/series_file.h"

#include <algorithm>
#include <charconv>
#include <chrono>
#include <cmath>
#include <limits>
#include <optional>

namespace tributary::cli {
namespace {

constexpr size_t kMostShown = 40;

std::string lower(std::string_view text) {
    std::string out(text);
    std::transform(out.begin(), out.end(), out.begin(), [](unsigned char c) { return std::tolower(c); });
    return out;
}

std::string_view trimmed(std::string_view text) {
    while (!text.empty() && (text.front() == ' ' || text.front() == '\t')) text.remove_prefix(1);
    while (!text.empty() && (text.back() == ' ' || text.back() == '\t' || text.back() == '\r'))
        text.remove_suffix(1);
    return text;
}

std::string shown(std::string_view text) {
    return "'" + std::string(text.substr(0, kMostShown)) + (text.size() > kMostShown ? "…'" : "'");
}

/// The fields of one line, without quotes around them. Empty when a quote is never closed.
std::optional<std::vector<std::string>> fieldsOf(std::string_view line) {
    std::vector<std::string> fields(1);
    bool quoted = false;
    for (size_t i = 0; i < line.size(); ++i) {
        const char c = line[i];
        if (c == '"' && quoted && i + 1 < line.size() && line[i + 1] == '"') {
            fields.back() += line[++i];
        } else if (c == '"') {
            quoted = !quoted;
        } else if (c == ',' && !quoted) {
            fields.emplace_back();
        } else {
            fields.back() += c;
        }
    }
    if (quoted) return std::nullopt;
    for (auto& field : fields) field = std::string(trimmed(field));
    return fields;
}

/// Reads fixed pieces of a time from left to right.
class TimeText {
  public:
    explicit TimeText(std::string_view text) : m_rest(text) {}
    bool atEnd() const { return m_rest.empty(); }
    bool take(std::string_view any) {
        if (m_rest.empty() || any.find(m_rest.front()) == std::string_view::npos) return false;
        m_rest.remove_prefix(1);
        return true;
    }
    std::optional<int> digits(size_t least, size_t most) {
        size_t n = 0;
        int value = 0;
        while (n < most && n < m_rest.size() && m_rest[n] >= '0' && m_rest[n] <= '9')
            value = value * 10 + (m_rest[n++] - '0');
        if (n < least) return std::nullopt;
        m_rest.remove_prefix(n);
        return value;
    }
    /// Digits after a point as microseconds; more than six are cut off.
    int64_t fraction() {
        int64_t value = 0;
        int64_t unit = 100000;
        while (!m_rest.empty() && m_rest.front() >= '0' && m_rest.front() <= '9') {
            value += (m_rest.front() - '0') * unit;
            unit /= 10;
            m_rest.remove_prefix(1);
        }
        return value;
    }
    std::string_view rest() const { return m_rest; }

  private:
    std::string_view m_rest;
};

std::optional<int64_t> zoneOffset(TimeText& text) {
    text.take(" ");
    if (text.atEnd() || text.take("Zz")) return text.atEnd() ? std::optional<int64_t>(0) : std::nullopt;
    const bool west = text.rest().front() == '-';
    if (!text.take("+-")) return std::nullopt;
    const auto hours = text.digits(2, 2);
    text.take(":");
    const auto minutes = text.digits(0, 2);
    if (!hours || !minutes || !text.atEnd() || *hours > 15 || *minutes > 59) return std::nullopt;
    return (west ? -1 : 1) * (*hours * 60 + *minutes) * int64_t{60};
}

std::optional<int64_t> calendarTime(std::string_view source) {
    namespace ch = std::chrono;
    TimeText text(source);
    const auto year = text.digits(4, 4);
    const bool dash = text.take("-/");
    const auto month = text.digits(1, 2);
    const bool dashes = text.take("-/");
    const auto day = text.digits(1, 2);
    if (!year || !dash || !month || !dashes || !day) return std::nullopt;
    const ch::year_month_day date{ch::year(*year), ch::month(static_cast<unsigned>(*month)),
                                  ch::day(static_cast<unsigned>(*day))};
    if (!date.ok()) return std::nullopt;
    int64_t seconds = ch::sys_days(date).time_since_epoch().count() * int64_t{86400};
    int64_t micros = 0;
    if (text.take(" Tt")) {
        const auto hour = text.digits(1, 2);
        const bool colon = text.take(":");
        const auto minute = text.digits(2, 2);
        if (!hour || !colon || !minute || *hour > 23 || *minute > 59) return std::nullopt;
        seconds += *hour * 3600 + *minute * 60;
        if (text.take(":")) {
            const auto second = text.digits(2, 2);
            if (!second || *second > 60) return std::nullopt;
            seconds += *second;
            if (text.take(".")) micros = text.fraction();
        }
    }
    const auto offset = zoneOffset(text);
    if (!offset) return std::nullopt;
    return (seconds - *offset) * 1000000 + micros;
}

/// Seconds, milliseconds, microseconds or nanoseconds since 1970, told apart by their size.
std::optional<int64_t> epochTime(std::string_view text) {
    double value = 0;
    const auto [end, status] = std::from_chars(text.data(), text.data() + text.size(), value);
    if (status != std::errc() || end != text.data() + text.size() || !std::isfinite(value))
        return std::nullopt;
    const double size = std::abs(value);
    const double unit = size < 1e11 ? 1e6 : size < 1e14 ? 1e3 : size < 1e17 ? 1 : 1e-3;
    if (size * unit > 9e18) return std::nullopt;
    return static_cast<int64_t>(value * unit);
}

std::optional<int64_t> timeOf(std::string_view text) {
    if (const auto time = calendarTime(text)) return time;
    return epochTime(text);
}

/// NaN for what stands for no value; nothing for what is no number at all.
std::optional<double> valueOf(std::string_view text) {
    constexpr double kMissing = std::numeric_limits<double>::quiet_NaN();
    constexpr double kHuge = 1e150;  // its square is still a number
    if (text.empty()) return kMissing;
    const auto word = lower(text);
    for (const char* none :
         {"nan", "null", "na", "n/a", "none", "inf", "+inf", "-inf", "infinity", "-infinity"})
        if (word == none) return kMissing;
    if (text.front() == '+') text.remove_prefix(1);
    double value = 0;
    const auto [end, status] = std::from_chars(text.data(), text.data() + text.size(), value);
    if (end != text.data() + text.size()) return std::nullopt;
    if (status == std::errc::result_out_of_range || std::abs(value) > kHuge) return kMissing;
    if (status != std::errc()) return std::nullopt;
    return value;
}

class Reader {
  public:
    Reader(std::string_view bytes, const std::string& name, bool all)
        : m_rest(bytes), m_name(name), m_all(all) {}

    Result<SeriesFile> read() {
        if (m_rest.substr(0, 3) == "\xEF\xBB\xBF") m_rest.remove_prefix(3);
        auto done = readHeader();
        while (done && !m_rest.empty()) done = readRow();
        if (!done) return fail(done.error());
        return std::move(m_file);
    }

  private:
    std::string_view nextLine() {
        const size_t end = std::min(m_rest.find('\n'), m_rest.size());
        const auto line = trimmed(m_rest.substr(0, end));
        m_rest.remove_prefix(std::min(end + 1, m_rest.size()));
        ++m_line;
        return line;
    }

    tl::unexpected<Error> bad(const std::string& what, const std::string& hint) const {
        return fail(ErrorCode::Data, m_name + ", line " + std::to_string(m_line) + ": " + what, hint);
    }

    Result<void> readHeader() {
        const auto fields = fieldsOf(nextLine());
        if (!fields || (fields->size() == 1 && fields->front().empty()))
            return bad("there is no header.", "The first line names the columns: timestamp,value");
        m_fields = fields->size();
        m_stamp = m_fields;
        size_t value = m_fields;
        for (size_t i = 0; i < m_fields; ++i) {
            const auto name = lower((*fields)[i]);
            if (name == "timestamp" && m_stamp == m_fields) m_stamp = i;
            if (name == "value" && value == m_fields) value = i;
        }
        if (m_stamp == m_fields)
            return bad("there is no column 'timestamp'.",
                       "The first line names the columns: timestamp,value");
        if (!m_all && value == m_fields && m_fields == 2) value = 1 - m_stamp;
        for (size_t i = 0; i < m_fields; ++i)
            if (m_all ? i != m_stamp : i == value) m_columns.push_back(i);
        if (m_columns.empty())
            return bad("there is no column 'value'.", "Name it so, or read all columns with --multivariate.");
        for (const size_t i : m_columns) m_file.columns.push_back((*fields)[i]);
        return {};
    }

    Result<void> readRow() {
        const auto line = nextLine();
        if (line.empty()) {
            if (trimmed(m_rest).find_first_not_of("\r\n \t") == std::string_view::npos)
                m_rest = {};
            else
                return bad("the line is empty.", "Remove it; every line is one row.");
            return {};
        }
        const auto fields = fieldsOf(line);
        if (!fields) return bad("a double quote is never closed.", "Close it, or remove it.");
        if (fields->size() != m_fields)
            return bad(std::to_string(fields->size()) + " fields where the header has " +
                           std::to_string(m_fields) + ".",
                       "Every line needs one field a column.");
        const auto& stamp = (*fields)[m_stamp];
        auto time = timeOf(stamp);
        if (!time)
            return bad(shown(stamp) + " is no time.",
                       "Write times as 2024-05-31 23:59:00, or as seconds since 1970.");
        if (!m_file.times.empty() && *time < m_file.times.back()) {
            ++m_file.backwards;
            time = m_file.times.back();
        }
        for (const size_t i : m_columns) {
            const auto value = valueOf((*fields)[i]);
            if (!value)
                return bad(shown((*fields)[i]) + " is no number.",
                           "Leave the field empty where there is no value.");
            m_file.missing += std::isnan(*value);
            m_file.values.push_back(*value);
            m_file.texts.push_back((*fields)[i]);
        }
        m_file.stamps.push_back(stamp);
        m_file.times.push_back(*time);
        return {};
    }

    std::string_view m_rest;
    const std::string& m_name;
    const bool m_all;
    size_t m_line = 0;
    size_t m_fields = 0;
    size_t m_stamp = 0;
    std::vector<size_t> m_columns;
    SeriesFile m_file;
};

}  // namespace

Result<SeriesFile> readSeries(std::string_view bytes, const std::string& name, bool all) {
    return Reader(bytes, name, all).read();
}

}  // namespace tributary::cli
