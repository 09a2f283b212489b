// SPDX-License-Identifier: GPL-3.0-or-later
#include <tributary_adbc.hpp>

#include "plugins/log-files/files.h"
#include "plugins/log-files/formats.h"
#include "plugins/log-files/parts.h"

namespace tributary::plugins::logs {

namespace {

constexpr int64_t kDay = int64_t(86400) * 1000000;

/// One group of files with how it is read.
struct Log {
    LogGroup group;
    std::string formatName;
    std::shared_ptr<Format> format;
    std::vector<ColumnInfo> columns;
};

/// A file that was last changed well before what is asked for has no line of it. Only where `time` is when
/// the line was written.
bool mayHold(const Log& log, const LogFile& file, const sdk::ScanRequest& request) {
    if (log.formatName != "syslog" && log.formatName != "combined") return true;
    const auto [low, high] = request.range("time");
    return low == std::numeric_limits<int64_t>::min() || low > high || file.changed >= low - kDay;
}

/// Where to begin so that `lines` lines are left: file and lines to pass over.
std::pair<size_t, int64_t> tailStart(const LogGroup& group, int64_t lines, const sdk::ScanRequest& request) {
    for (size_t i = group.files.size(); i-- > 0;) {
        LineReader reader(group.files[i]);
        int64_t count = 0;
        while (reader.next()) {
            if ((++count & 4095) == 0) request.check();
        }
        if (count >= lines) return {i, count - lines};
        lines -= count;
    }
    return {0, 0};
}

class LogRows : public sdk::Rows {
  public:
    LogRows(const Log& log, const sdk::ScanRequest& request, int64_t tail) : m_log(log), m_request(request) {
        if (tail > 0) std::tie(m_file, m_pass) = tailStart(log.group, tail, m_request);
    }

    bool next(Row& row) override {
        while (true) {
            if (!m_reader && !open()) return false;
            const auto line = m_reader->next();
            if (!line) {
                m_reader.reset();
                m_file++;
                continue;
            }
            m_line++;
            if ((m_line & 255) == 0) m_request.check();
            if (m_pass > 0) {
                m_pass--;
                continue;
            }
            fill(*line, row);
            return true;
        }
    }

  private:
    bool open() {
        for (; m_file < m_log.group.files.size(); m_file++) {
            m_line = 0;
            if (!mayHold(m_log, m_log.group.files[m_file], m_request)) {
                m_pass = 0;
                continue;
            }
            m_reader.emplace(m_log.group.files[m_file]);
            return true;
        }
        return false;
    }
    void fill(std::string_view line, Row& row) {
        const auto& file = m_log.group.files[m_file];
        row[0] = sdk::Cell::text(file.name);
        row[1] = sdk::Cell::integer(m_line);
        row[2] = sdk::Cell::text(line);
        m_log.format->parse(line, file.changed, m_log.columns, 3, row,
                            [&] { return file.name + ", line " + std::to_string(m_line); });
    }

    Log m_log;
    sdk::ScanRequest m_request;
    std::optional<LineReader> m_reader;
    size_t m_file = 0;
    int64_t m_line = 0, m_pass = 0;
};

}  // namespace

/// Log files of a folder as tables, one for each log with all its rotated files.
class LogSource : public sdk::Source {
  public:
    sdk::Info info() const override { return {"log files", "", "Tributary log-files", "1.0.0"}; }
    void open(const sdk::Options& options) override {
        m_folder = options.require("log.folder", "the folder (or file) of the logs");
        while (m_folder.size() > 1 && m_folder.back() == '/') m_folder.pop_back();
        m_pattern = options.text("log.pattern", "*");
        m_format = options.text("log.format", "auto");
        m_setting.regex = options.text("log.regex");
        m_tail = options.integer("log.tail", 0, 0, 1000000000);
        m_sample = options.integer("log.sample_lines", 1000, 1, 1000000);
        const std::string zone = options.text("log.zone", "Z");
        sdk::detail::Scanner scanner{zone};
        const auto seconds = sdk::readZone(scanner);
        if (!seconds || !scanner.done())
            throw sdk::Error(ADBC_STATUS_INVALID_ARGUMENT,
                             "The time zone '" + zone + "' is not understood: write +02:00, -0500 or Z");
        m_setting.zoneSeconds = *seconds;
        formatOf(m_format == "auto" ? "plain" : m_format);
        findGroups(m_folder, m_pattern);
    }
    std::vector<sdk::TableInfo> tables() override {
        std::vector<sdk::TableInfo> out;
        for (const auto& group : findGroups(m_folder, m_pattern)) {
            out.push_back(
                {{"", "main", group.table},
                 "TABLE",
                 std::to_string(group.files.size()) + " files, the last one " + group.files.back().name});
        }
        return out;
    }
    std::vector<ColumnInfo> columns(const sdk::TableName& table) override { return log(table.name).columns; }
    std::vector<std::string> parts(const sdk::ScanRequest& request) override {
        if (m_tail > 0) return {};  // the last lines of all files together
        Log wanted = log(request.table.name);
        std::erase_if(wanted.group.files, [&](const auto& file) { return !mayHold(wanted, file, request); });
        return logs::partsOf(wanted.group.files, fingerprint(wanted));
    }
    std::unique_ptr<sdk::Rows> scan(const sdk::ScanRequest& request) override {
        if (request.part.empty()) return std::make_unique<LogRows>(log(request.table.name), request, m_tail);
        Log part = log(request.table.name);
        part.group.files = filesOf(request.part, fingerprint(part));
        return std::make_unique<LogRows>(part, request, 0);
    }

  private:
    std::unique_ptr<Format> formatOf(const std::string& name) const {
        if (name == "syslog") return syslogFormat(m_setting);
        if (name == "combined") return combinedFormat(m_setting);
        if (name == "json") return jsonFormat();
        if (name == "logfmt") return logfmtFormat();
        if (name == "regex") return regexFormat(m_setting);
        if (name == "plain") return plainFormat();
        throw sdk::Error(
            ADBC_STATUS_INVALID_ARGUMENT,
            "The format '" + name + "' is not known: auto, syslog, combined, json, logfmt, regex or plain");
    }

    /// The format and the columns: what every process must have found alike.
    static std::string fingerprint(const Log& log) {
        std::string out = log.formatName;
        for (const auto& column : log.columns) out += '\n' + column.name + '\t' + column.format;
        return out;
    }

    /// The files are looked for anew each time, for logs rotate; format and columns are learnt once.
    const Log& log(const std::string& table) {
        for (auto& group : findGroups(m_folder, m_pattern)) {
            if (group.table != table) continue;
            auto& known = m_logs[table];
            known.group = std::move(group);
            if (!known.format) learn(known);
            return known;
        }
        throw sdk::Error(ADBC_STATUS_NOT_FOUND, "There is no log " + table + " in " + m_folder + " any more");
    }
    void learn(Log& log) {
        std::vector<std::string> lines;
        for (size_t i = log.group.files.size(); i-- > 0 && lines.size() < static_cast<size_t>(m_sample);) {
            LineReader reader(log.group.files[i]);
            while (lines.size() < static_cast<size_t>(m_sample)) {
                const auto line = reader.next();
                if (!line) break;
                if (!line->empty()) lines.emplace_back(*line);
            }
        }
        log.formatName = m_format == "auto" ? recognise(lines) : m_format;
        auto format = formatOf(log.formatName);
        for (const auto& line : lines) format->learn(line);
        log.columns = {column("file", "u", "Name of the file"),
                       column("line", "l", "Number of the line in it, from 1"),
                       column("raw", "u", "The whole line")};
        for (auto& one : format->columns()) {
            for (const char* own : {"file", "line", "raw"}) {
                if (one.name == own) one.name += "_";
            }
            log.columns.push_back(std::move(one));
        }
        log.format = std::move(format);
    }

    std::string m_folder, m_pattern, m_format;
    Setting m_setting;
    int64_t m_tail = 0, m_sample = 1000;
    std::map<std::string, Log> m_logs;
};

}  // namespace tributary::plugins::logs

TRIBUTARY_ADBC_DRIVER(tributary::plugins::logs::LogSource)
