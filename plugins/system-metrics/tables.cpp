// SPDX-License-Identifier: GPL-3.0-or-later
#include "plugins/system-metrics/tables.h"

#include <sys/statvfs.h>

#include <cstdlib>

namespace tributary::plugins::metrics {

namespace {

std::unique_ptr<sdk::Rows> rows(Lines lines) {
    return std::make_unique<sdk::FixedRows>(std::move(lines));
}

/// "MemTotal:  16384 kB": kilobytes become bytes; what has no unit is a count and stays out.
MetricTable memoryTable() {
    return {"memory",
            "The kernel's account of memory (/proc/meminfo)",
            {text("name", "As the kernel calls it: MemTotal, MemAvailable, SwapFree …"),
             whole("bytes", "Its size")},
            [](const Host& host, const ScanRequest&) {
                Lines lines;
                for (const auto& line : splitLines(readFile(host.proc + "/meminfo"))) {
                    const auto words = splitWords(line);
                    if (words.size() != 3 || words[2] != "kB") continue;
                    lines.push_back({words[0].substr(0, words[0].size() - 1), toWhole(words[1]) * 1024});
                }
                return rows(std::move(lines));
            }};
}

MetricTable diskTable() {
    return {
        "disks",
        "Traffic of block devices since boot (/proc/diskstats)",
        {text("device", "Name in /dev"), whole("reads", "Finished reads"), whole("read_bytes", "Bytes read"),
         real("read_seconds", "Time spent reading"), whole("writes", "Finished writes"),
         whole("written_bytes", "Bytes written"), real("write_seconds", "Time spent writing"),
         whole("in_flight", "Requests that run now"), real("busy_seconds", "Time with any request running")},
        [](const Host& host, const ScanRequest&) {
            Lines lines;
            for (const auto& line : splitLines(readFile(host.proc + "/diskstats"))) {
                const auto w = splitWords(line);
                if (w.size() < 14) continue;
                // The kernel counts sectors of 512 bytes whatever the device has.
                lines.push_back({w[2], toWhole(w[3]), toWhole(w[5]) * 512,
                                 static_cast<double>(toWhole(w[6])) / 1000, toWhole(w[7]),
                                 toWhole(w[9]) * 512, static_cast<double>(toWhole(w[10])) / 1000,
                                 toWhole(w[11]), static_cast<double>(toWhole(w[12])) / 1000});
            }
            return rows(std::move(lines));
        }};
}

MetricTable networkTable() {
    return {"network",
            "Traffic of network interfaces since boot (/proc/net/dev)",
            {text("interface", "Its name"), whole("received_bytes", ""), whole("received_packets", ""),
             whole("receive_errors", ""), whole("receive_dropped", ""), whole("sent_bytes", ""),
             whole("sent_packets", ""), whole("send_errors", ""), whole("send_dropped", "")},
            [](const Host& host, const ScanRequest&) {
                Lines lines;
                for (const auto& line : splitLines(readFile(host.proc + "/net/dev"))) {
                    const size_t colon = line.find(':');
                    if (colon == std::string::npos) continue;
                    const auto name = splitWords(std::string_view(line).substr(0, colon));
                    const auto w = splitWords(std::string_view(line).substr(colon + 1));
                    if (name.empty() || w.size() < 12) continue;
                    lines.push_back({name[0], toWhole(w[0]), toWhole(w[1]), toWhole(w[2]), toWhole(w[3]),
                                     toWhole(w[8]), toWhole(w[9]), toWhole(w[10]), toWhole(w[11])});
                }
                return rows(std::move(lines));
            }};
}

MetricTable loadTable() {
    return {"load",
            "How many processes run or wait, and how long the computer is up: one row",
            {real("load_1m", "Average of the last minute"), real("load_5m", "Of five minutes"),
             real("load_15m", "Of fifteen minutes"), whole("running", "Threads that run now"),
             whole("threads", "All threads"), real("uptime_seconds", "Since boot")},
            [](const Host& host, const ScanRequest&) {
                const auto w = splitWords(readFile(host.proc + "/loadavg"));
                const auto up = splitWords(readFile(host.proc + "/uptime"));
                if (w.size() < 4 || up.empty())
                    throw sdk::Error(ADBC_STATUS_INVALID_DATA, "The kernel's load average is not readable");
                const size_t slash = w[3].find('/');
                const auto number = [](const std::string& word) {
                    return std::strtod(word.c_str(), nullptr);
                };
                return rows({{number(w[0]), number(w[1]), number(w[2]), toWhole(w[3]),
                              slash == std::string::npos ? Value() : Value(toWhole(w[3].substr(slash + 1))),
                              number(up[0])}});
            }};
}

/// Blanks in mount points are written as \040 (proc(5)).
std::string unescape(const std::string& word) {
    std::string out;
    for (size_t i = 0; i < word.size(); i++) {
        if (word[i] == '\\' && i + 3 < word.size()) {
            out += static_cast<char>(std::strtol(word.substr(i + 1, 3).c_str(), nullptr, 8));
            i += 3;
        } else {
            out += word[i];
        }
    }
    return out;
}

MetricTable fileSystemTable() {
    return {"filesystems",
            "Mounted file systems and their space",
            {text("mount_point", "Where it is"), text("device", "What it is on"),
             text("type", "ext4, xfs, tmpfs …"),
             whole("total_bytes", "Its size; empty where it may not be asked"),
             whole("free_bytes", "Not used"), whole("available_bytes", "Not used and for everybody"),
             whole("files", "Files it can hold"), whole("free_files", "Of these unused")},
            [](const Host& host, const ScanRequest& request) {
                Lines lines;
                for (const auto& line : splitLines(readFile(host.proc + "/self/mounts"))) {
                    request.check();
                    const auto w = splitWords(line);
                    if (w.size() < 3) continue;
                    std::vector<Value> row{unescape(w[1]), unescape(w[0]), w[2]};
                    struct statvfs info;
                    if (statvfs(std::get<std::string>(row[0]).c_str(), &info) == 0) {
                        const auto size = [&](fsblkcnt_t blocks) {
                            return static_cast<int64_t>(blocks * info.f_frsize);
                        };
                        row.insert(row.end(),
                                   {size(info.f_blocks), size(info.f_bfree), size(info.f_bavail),
                                    static_cast<int64_t>(info.f_files), static_cast<int64_t>(info.f_ffree)});
                    }
                    lines.push_back(std::move(row));
                }
                return rows(std::move(lines));
            }};
}

}  // namespace

std::vector<MetricTable> metricTables() {
    return {cpuTable(),     memoryTable(), diskTable(),   fileSystemTable(),
            networkTable(), loadTable(),   processTable()};
}

}  // namespace tributary::plugins::metrics
