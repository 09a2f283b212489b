// SPDX-License-Identifier: GPL-3.0-or-later
// The two formats of servers: syslog (RFC 3164 as files have it, RFC 5424's times) and the web servers'
// combined.
#include <ctime>

#include "plugins/log-files/formats.h"

namespace tributary::plugins::logs {

namespace {

using Where = std::function<std::string()>;
using sdk::Cell;

/// Words at the front of a line, taken one by one.
struct Line {
    std::string_view rest;

    std::optional<std::string_view> until(char mark) {
        const size_t at = rest.find(mark);
        if (at == std::string_view::npos) return std::nullopt;
        const auto out = rest.substr(0, at);
        rest.remove_prefix(at + 1);
        return out;
    }
    bool take(char mark) {
        if (rest.empty() || rest[0] != mark) return false;
        rest.remove_prefix(1);
        return true;
    }
    /// "…" with \" inside.
    std::optional<std::string_view> quoted() {
        if (!take('"')) return std::nullopt;
        for (size_t at = 0; at < rest.size(); at++) {
            if (rest[at] == '\\')
                at++;
            else if (rest[at] == '"') {
                const auto out = rest.substr(0, at);
                rest.remove_prefix(at + 1);
                return out;
            }
        }
        return std::nullopt;
    }
};

bool isNumber(std::string_view text) {
    return !text.empty() && text.size() <= 18 &&
           text.find_first_not_of("0123456789") == std::string_view::npos;
}
int64_t number(std::string_view text) {
    return std::stoll(std::string(text));
}

int64_t yearOf(int64_t micros) {
    const time_t seconds = static_cast<time_t>(micros / 1000000);
    tm parts{};
    gmtime_r(&seconds, &parts);
    return parts.tm_year + 1900;
}

class SyslogFormat : public Format {
  public:
    explicit SyslogFormat(int64_t zoneSeconds) : m_zone(zoneSeconds) {}
    std::vector<ColumnInfo> columns() const override {
        return {column("time", "tsu:UTC", "When it was written"), column("host", "u", "The computer"),
                column("program", "u", "Who wrote it"), column("pid", "l", "Number of its process"),
                column("message", "u", "What it says")};
    }
    bool parse(std::string_view text, int64_t changed, const std::vector<ColumnInfo>&, size_t first, Row& row,
               const Where&) override {
        Line line{text};
        if (line.take('<')) {
            const auto priority = line.until('>');
            if (!priority || !isNumber(*priority)) return false;
        }
        const auto time = readTime(line, changed);
        if (!time) return false;
        const auto host = line.until(' ');
        if (!host || host->empty()) return false;
        row[first] = Cell::integer(*time);
        row[first + 1] = Cell::text(*host);
        tag(line, first, row);
        return true;
    }

  private:
    /// "program[12]: message"; a line without is all message.
    static void tag(Line line, size_t first, Row& row) {
        const size_t colon = line.rest.find(": "), blank = line.rest.find(' ');
        if (colon != std::string_view::npos && colon < blank) {
            std::string_view name = line.rest.substr(0, colon);
            const size_t open = name.find('[');
            if (open != std::string_view::npos && name.back() == ']' &&
                isNumber(name.substr(open + 1, name.size() - open - 2))) {
                row[first + 3] = Cell::integer(number(name.substr(open + 1, name.size() - open - 2)));
                name = name.substr(0, open);
            }
            row[first + 2] = Cell::text(name);
            line.rest.remove_prefix(colon + 2);
        }
        row[first + 4] = Cell::text(line.rest);
    }
    std::optional<int64_t> readTime(Line& line, int64_t changed) const {
        if (!line.rest.empty() && line.rest[0] >= '0' && line.rest[0] <= '9') {
            const auto word = line.until(' ');
            const auto moment = word ? sdk::readMoment(*word) : std::nullopt;
            if (!moment || !moment->hasTime) return std::nullopt;
            return moment->micros - (moment->hasZone ? 0 : m_zone * 1000000);
        }
        // "Jan  2 03:04:05": the year is the last one in which this is not after the file's last change.
        if (line.rest.size() < 16 || line.rest[3] != ' ' || line.rest[6] != ' ' || line.rest[15] != ' ')
            return std::nullopt;
        const int month = monthNumber(line.rest.substr(0, 3));
        sdk::detail::Scanner day{line.rest.substr(4, 2)}, clock{line.rest.substr(7, 8)};
        while (day.take(' ')) continue;
        const int64_t dayNumber = day.digits(1, 2);
        const auto time = sdk::readTime(clock);
        if (month == 0 || dayNumber < 1 || !time || !clock.done()) return std::nullopt;
        line.rest.remove_prefix(16);
        const int64_t year = yearOf(changed);
        for (int64_t y = year + 1; y >= year - 4; y--) {
            const auto days = sdk::daysOf(y, month, dayNumber);
            if (!days) continue;  // 29 February
            const int64_t at = *days * 86400000000 + *time - m_zone * 1000000;
            if (at <= changed + 86400000000) return at;
        }
        return std::nullopt;
    }
    int64_t m_zone;
};

/// client ident user [time] "request" status bytes "referer" "agent"; the common format ends before the
/// referer.
class CombinedFormat : public Format {
  public:
    std::vector<ColumnInfo> columns() const override {
        return {column("time", "tsu:UTC", "When the request came"),
                column("client", "u", "Address"),
                column("user", "u", "Who was signed in"),
                column("method", "u", "GET, POST …"),
                column("path", "u", "With the query"),
                column("protocol", "u", "HTTP/1.1 …"),
                column("status", "l", "The answer's status"),
                column("bytes", "l", "Of the answer's body"),
                column("referer", "u", ""),
                column("user_agent", "u", "")};
    }
    bool parse(std::string_view text, int64_t, const std::vector<ColumnInfo>&, size_t first, Row& row,
               const Where&) override {
        Line line{text};
        const auto client = line.until(' ');
        const auto ident = line.until(' ');
        const auto user = ident ? line.until('[') : std::nullopt;
        const auto written = user ? line.until(']') : std::nullopt;
        const auto time = written ? readTime(*written) : std::nullopt;
        if (!client || !time || user->empty() || !line.take(' ')) return false;
        const auto request = line.quoted();
        if (!request || !line.take(' ')) return false;
        const size_t end = std::min(line.rest.find(' '), line.rest.size());
        const auto status = line.rest.substr(0, end);
        if (!isNumber(status)) return false;
        line.rest.remove_prefix(std::min(end + 1, line.rest.size()));
        const size_t stop = std::min(line.rest.find(' '), line.rest.size());
        const auto bytes = line.rest.substr(0, stop);
        line.rest.remove_prefix(std::min(stop + 1, line.rest.size()));
        row[first] = Cell::integer(*time);
        row[first + 1] = Cell::text(*client);
        setText(row, first + 2, user->substr(0, user->size() - 1));
        splitRequest(*request, row, first);
        row[first + 6] = Cell::integer(number(status));
        if (isNumber(bytes)) row[first + 7] = Cell::integer(number(bytes));
        if (const auto referer = line.quoted()) setText(row, first + 8, *referer);
        line.take(' ');
        if (const auto agent = line.quoted()) setText(row, first + 9, *agent);
        return true;
    }

  private:
    static void setText(Row& row, size_t index, std::string_view text) {
        if (text != "-" && !text.empty()) row[index] = Cell::text(text);
    }
    static void splitRequest(std::string_view request, Row& row, size_t first) {
        const size_t a = request.find(' '), b = request.rfind(' ');
        if (a == std::string_view::npos || a == b) {
            setText(row, first + 4, request);  // not HTTP: as it came
            return;
        }
        row[first + 3] = Cell::text(request.substr(0, a));
        row[first + 4] = Cell::text(request.substr(a + 1, b - a - 1));
        row[first + 5] = Cell::text(request.substr(b + 1));
    }
    /// 02/Jan/2024:03:04:05 +0100
    static std::optional<int64_t> readTime(std::string_view text) {
        if (text.size() < 26 || text[2] != '/' || text[6] != '/' || text[11] != ':' || text[20] != ' ')
            return std::nullopt;
        sdk::detail::Scanner day{text.substr(0, 2)}, year{text.substr(7, 4)}, clock{text.substr(12, 8)},
            zone{text.substr(21)};
        const auto days = sdk::daysOf(year.digits(4, 4), monthNumber(text.substr(3, 3)), day.digits(2, 2));
        const auto time = sdk::readTime(clock);
        const auto offset = sdk::readZone(zone);
        if (!days || !time || !offset) return std::nullopt;
        return *days * 86400000000 + *time - *offset * 1000000;
    }
};

}  // namespace

int monthNumber(std::string_view name) {
    static constexpr std::string_view kMonths[] = {"jan", "feb", "mar", "apr", "may", "jun",
                                                   "jul", "aug", "sep", "oct", "nov", "dec"};
    std::string lower;
    for (char c : name) lower += static_cast<char>(c >= 'A' && c <= 'Z' ? c + 32 : c);
    for (int i = 0; i < 12; i++) {
        if (lower == kMonths[i]) return i + 1;
    }
    return 0;
}

std::unique_ptr<Format> syslogFormat(const Setting& setting) {
    return std::make_unique<SyslogFormat>(setting.zoneSeconds);
}
std::unique_ptr<Format> combinedFormat(const Setting&) {
    return std::make_unique<CombinedFormat>();
}

}  // namespace tributary::plugins::logs
