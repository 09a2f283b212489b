// SPDX-License-Identifier: GPL-3.0-or-later
#include <dirent.h>
#include <sys/stat.h>
#include <unistd.h>

#include "plugins/system-metrics/tables.h"

namespace tributary::plugins::metrics {

namespace {

enum Column : size_t {
    Pid,
    Parent,
    Name,
    State,
    User,
    Threads,
    Resident,
    Virtual,
    CpuSeconds,
    Started,
    Command
};

/// Walks /proc once; a process that ends meanwhile is left out.
class ProcessRows : public sdk::Rows {
  public:
    ProcessRows(const Host& host, const ScanRequest& request) : m_proc(host.proc), m_request(request) {
        for (const auto& line : splitLines(readFile(m_proc + "/stat"))) {
            if (line.rfind("btime ", 0) == 0) m_boot = toWhole(line.substr(6));
        }
        if (const auto only = request.only("pid")) {
            for (const auto& cell : *only) {
                if (cell.kind() == sdk::Cell::Kind::Int) m_pids.push_back(std::to_string(cell.integer()));
            }
            return;
        }
        DIR* folder = opendir(m_proc.c_str());
        if (!folder) throw sdk::Error(ADBC_STATUS_IO, "The folder " + m_proc + " cannot be listed");
        while (const dirent* entry = readdir(folder)) {
            if (entry->d_name[0] >= '1' && entry->d_name[0] <= '9') m_pids.emplace_back(entry->d_name);
        }
        closedir(folder);
    }

    bool next(sdk::Row& row) override {
        while (m_at < m_pids.size()) {
            m_request.check();
            if (fill(m_pids[m_at++], row)) return true;
        }
        return false;
    }

  private:
    bool fill(const std::string& pid, sdk::Row& row) {
        const std::string folder = m_proc + "/" + pid;
        const auto stat = readIfThere(folder + "/stat");
        if (!stat) return false;
        // The name stands in parentheses and may hold any character.
        const size_t open = stat->find('('), close = stat->rfind(')');
        if (open == std::string::npos || close == std::string::npos || close < open) return false;
        const auto words = splitWords(std::string_view(*stat).substr(close + 1));
        if (words.size() < 22) return false;
        const auto number = [&](size_t field) {
            return toWhole(words[field - 3]);
        };  // fields as proc(5) counts them
        static const int64_t kTick = sysconf(_SC_CLK_TCK), kPage = sysconf(_SC_PAGESIZE);
        row[Pid] = sdk::Cell::integer(toWhole(pid));
        row[Parent] = sdk::Cell::integer(number(4));
        row.keep(Name, stat->substr(open + 1, close - open - 1));
        row.keep(State, words[0]);
        row[Threads] = sdk::Cell::integer(number(20));
        row[Virtual] = sdk::Cell::integer(number(23));
        row[Resident] = sdk::Cell::integer(number(24) * kPage);
        row[CpuSeconds] =
            sdk::Cell::real(static_cast<double>(number(14) + number(15)) / static_cast<double>(kTick));
        row[Started] = sdk::Cell::integer((m_boot * kTick + number(22)) * (1000000 / kTick));
        struct stat info;
        if (m_request.needed[User] && ::stat(folder.c_str(), &info) == 0)
            row[User] = sdk::Cell::integer(info.st_uid);
        if (m_request.needed[Command]) command(folder, row);
        return true;
    }

    static void command(const std::string& folder, sdk::Row& row) {
        auto line = readIfThere(folder + "/cmdline");
        if (!line || line->empty()) return;  // a thread of the kernel
        while (!line->empty() && line->back() == '\0') line->pop_back();
        for (char& c : *line) {
            if (c == '\0') c = ' ';
        }
        row.keep(Command, *std::move(line));
    }

    std::string m_proc;
    ScanRequest m_request;
    std::vector<std::string> m_pids;
    size_t m_at = 0;
    int64_t m_boot = 0;
};

}  // namespace

MetricTable processTable() {
    ColumnInfo started;
    started.name = "started_at";
    started.format = "tsu:UTC";
    started.comment = "When it began";
    return {
        "processes",
        "The processes that run now",
        {whole("pid", "Number of the process"), whole("parent_pid", "Number of the process that started it"),
         text("name", "Name of the program, at most 15 bytes"),
         text("state", "R runs, S sleeps, D waits for a disk, Z ended, T stopped, I idle"),
         whole("user_id", "Number of the user it runs as"), whole("threads", "Its threads"),
         whole("resident_bytes", "Memory it occupies"), whole("virtual_bytes", "Addresses it uses"),
         real("cpu_seconds", "Processor time since it began"), started,
         text("command", "Its command line; none for the kernel's own")},
        [](const Host& host, const ScanRequest& request) -> std::unique_ptr<sdk::Rows> {
            return std::make_unique<ProcessRows>(host, request);
        }};
}

}  // namespace tributary::plugins::metrics
