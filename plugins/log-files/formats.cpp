// SPDX-License-Identifier: GPL-3.0-or-later
#include "plugins/log-files/formats.h"

#include <re2/re2.h>

#include <tributary_adbc_json.hpp>

namespace tributary::plugins::logs {

namespace {

using Where = std::function<std::string()>;

class PlainFormat : public Format {
  public:
    std::vector<ColumnInfo> columns() const override { return {}; }
    bool parse(std::string_view, int64_t, const std::vector<ColumnInfo>&, size_t, Row&,
               const Where&) override {
        return true;
    }
};

class JsonFormat : public Format {
  public:
    void learn(std::string_view line) override {
        const auto json = sdk::exactJson(line);
        if (json && json->is_object()) m_known.learn(*json);
    }
    std::vector<ColumnInfo> columns() const override { return m_known.columns(); }
    bool parse(std::string_view line, int64_t, const std::vector<ColumnInfo>& all, size_t first, Row& row,
               const Where& where) override {
        auto json = sdk::exactJson(line);
        if (!json || !json->is_object()) return false;
        m_row = std::move(*json);
        m_known.fill(m_row, all, first, row, where);
        return true;
    }

  private:
    sdk::JsonColumns m_known;
    sdk::Json m_row;
};

/// key=value key="a value" …
bool readPair(std::string_view line, size_t& at, std::string_view& key, std::string& value) {
    while (at < line.size() && line[at] == ' ') at++;
    const size_t begin = at;
    while (at < line.size() && line[at] != ' ' && line[at] != '=' && line[at] != '"') at++;
    key = line.substr(begin, at - begin);
    value.clear();
    if (key.empty()) return false;
    if (at >= line.size() || line[at] != '=') return true;  // a key alone
    if (++at < line.size() && line[at] == '"') {
        for (at++; at < line.size() && line[at] != '"'; at++) {
            if (line[at] == '\\' && at + 1 < line.size()) {
                at++;
                value += line[at] == 'n' ? '\n' : line[at] == 't' ? '\t' : line[at];
            } else {
                value += line[at];
            }
        }
        at++;
        return true;
    }
    while (at < line.size() && line[at] != ' ') value += line[at++];
    return true;
}

bool isLogfmt(std::string_view line) {
    size_t at = 0, pairs = 0;
    std::string_view key;
    std::string value;
    while (at < line.size()) {
        if (!readPair(line, at, key, value)) return false;
        if (line.find(std::string(key) + "=") == std::string_view::npos) return false;
        pairs++;
    }
    return pairs >= 2;
}

/// Columns with names and guessed types, for formats whose values are texts.
class GuessedColumns {
  public:
    void learn(std::string_view key, std::string_view value) {
        if (m_places.emplace(std::string(key), m_order.size()).second) {
            m_order.emplace_back(key);
            m_guesses.emplace_back();
        }
        m_guesses[m_places.find(std::string(key))->second].written(value);
    }
    std::vector<ColumnInfo> columns() const {
        std::vector<ColumnInfo> out;
        for (size_t i = 0; i < m_order.size(); i++)
            out.push_back(column(m_order[i].c_str(), m_guesses[i].format().c_str(), ""));
        return out;
    }
    std::optional<size_t> place(std::string_view key) const {
        const auto found = m_places.find(std::string(key));
        return found == m_places.end() ? std::nullopt : std::optional(found->second);
    }

  private:
    std::vector<std::string> m_order;
    std::vector<sdk::Guess> m_guesses;
    std::map<std::string, size_t> m_places;
};

class LogfmtFormat : public Format {
  public:
    void learn(std::string_view line) override {
        if (!isLogfmt(line)) return;
        size_t at = 0;
        std::string_view key;
        std::string value;
        while (at < line.size() && readPair(line, at, key, value)) m_known.learn(key, value);
    }
    std::vector<ColumnInfo> columns() const override {
        auto out = m_known.columns();
        out.push_back(column("other", "u", "Pairs the sample did not have"));
        return out;
    }
    bool parse(std::string_view line, int64_t, const std::vector<ColumnInfo>& all, size_t first, Row& row,
               const Where& where) override {
        if (!isLogfmt(line)) return false;
        size_t at = 0;
        std::string_view key;
        std::string value, other;
        while (at < line.size() && readPair(line, at, key, value)) {
            if (const auto place = m_known.place(key)) {
                sdk::setWritten(row, first + *place, all[first + *place], value, false, where);
            } else {
                other += (other.empty() ? "" : " ") + std::string(key) + "=" + value;
            }
        }
        if (!other.empty()) row.keep(first + m_known.columns().size(), std::move(other));
        return true;
    }

  private:
    GuessedColumns m_known;
};

/// The named groups of an expression of the user's.
class RegexFormat : public Format {
  public:
    explicit RegexFormat(const Setting& setting) : m_regex(setting.regex, RE2::Quiet) {
        if (!m_regex.ok())
            throw sdk::Error(ADBC_STATUS_INVALID_ARGUMENT,
                             "The regular expression is not right: " + m_regex.error());
        for (const auto& [number, name] : m_regex.CapturingGroupNames()) m_groups.emplace_back(number, name);
        if (m_groups.empty())
            throw sdk::Error(ADBC_STATUS_INVALID_ARGUMENT,
                             "The regular expression has no named groups: write (?P<name>…) for each column");
        for (const auto& group : m_groups) m_known.learn(group.second, "");
    }
    void learn(std::string_view line) override {
        if (!match(line)) return;
        for (const auto& [number, name] : m_groups) m_known.learn(name, text(number));
    }
    std::vector<ColumnInfo> columns() const override { return m_known.columns(); }
    bool parse(std::string_view line, int64_t, const std::vector<ColumnInfo>& all, size_t first, Row& row,
               const Where& where) override {
        if (!match(line)) return false;
        for (size_t i = 0; i < m_groups.size(); i++) {
            if (m_found[static_cast<size_t>(m_groups[i].first)].data())
                sdk::setWritten(row, first + i, all[first + i], text(m_groups[i].first), true, where);
        }
        return true;
    }

  private:
    bool match(std::string_view line) {
        m_found.resize(static_cast<size_t>(m_regex.NumberOfCapturingGroups()) + 1);
        return m_regex.Match({line.data(), line.size()}, 0, line.size(), RE2::UNANCHORED, m_found.data(),
                             static_cast<int>(m_found.size()));
    }
    std::string_view text(int number) const {
        const auto& found = m_found[static_cast<size_t>(number)];
        return {found.data(), found.size()};
    }
    RE2 m_regex;
    std::vector<std::pair<int, std::string>> m_groups;
    std::vector<re2::StringPiece> m_found;
    GuessedColumns m_known;
};

}  // namespace

ColumnInfo column(const char* name, const char* format, const char* comment) {
    ColumnInfo out;
    out.name = name;
    out.format = format;
    out.comment = comment;
    return out;
}

std::unique_ptr<Format> plainFormat() {
    return std::make_unique<PlainFormat>();
}
std::unique_ptr<Format> jsonFormat() {
    return std::make_unique<JsonFormat>();
}
std::unique_ptr<Format> logfmtFormat() {
    return std::make_unique<LogfmtFormat>();
}
std::unique_ptr<Format> regexFormat(const Setting& setting) {
    return std::make_unique<RegexFormat>(setting);
}

std::string recognise(const std::vector<std::string>& lines) {
    const auto syslog = syslogFormat({}), combined = combinedFormat({});
    const auto share = [&](const std::function<bool(const std::string&)>& fits) {
        size_t count = 0;
        for (const auto& line : lines) count += fits(line);
        return !lines.empty() && count * 10 >= lines.size() * 7;
    };
    const auto parses = [](Format& format, const std::string& line) {
        const auto all = format.columns();
        Row row(all.size());
        return format.parse(line, 0, all, 0, row, [] { return std::string("the sample"); });
    };
    if (share([](const std::string& line) { return sdk::Json::parse(line, nullptr, false).is_object(); }))
        return "json";
    if (share([&](const std::string& line) { return parses(*combined, line); })) return "combined";
    if (share([&](const std::string& line) { return parses(*syslog, line); })) return "syslog";
    if (share([](const std::string& line) { return isLogfmt(line); })) return "logfmt";
    return "plain";
}

}  // namespace tributary::plugins::logs
