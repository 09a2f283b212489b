// SPDX-License-Identifier: GPL-3.0-or-later
#include <unistd.h>

#include <chrono>
#include <thread>

#include "plugins/system-metrics/tables.h"

namespace tributary::plugins::metrics {

namespace {

/// user, nice, system, idle, iowait, irq, softirq, steal, guest, guest_nice in clock ticks since boot
/// (proc(5)).
struct Processor {
    std::string name;
    std::vector<int64_t> ticks;

    int64_t all() const {
        int64_t sum = 0;
        // Guests' time is in user's and nice's already.
        for (size_t i = 0; i < std::min<size_t>(8, ticks.size()); i++) sum += ticks[i];
        return sum;
    }
    int64_t idle() const { return ticks[3] + ticks[4]; }
};

std::vector<Processor> readProcessors(const Host& host) {
    std::vector<Processor> out;
    for (const auto& line : splitLines(readFile(host.proc + "/stat"))) {
        if (line.rfind("cpu", 0) != 0) break;
        auto words = splitWords(line);
        Processor one{words[0] == "cpu" ? "all" : words[0], {}};
        for (size_t i = 1; i < words.size(); i++) one.ticks.push_back(toWhole(words[i]));
        one.ticks.resize(10);
        out.push_back(std::move(one));
    }
    return out;
}

void waitSample(const Host& host, const ScanRequest& request) {
    using namespace std::chrono;
    const auto end = steady_clock::now() + milliseconds(host.sampleMs);
    while (steady_clock::now() < end) {
        request.check();
        std::this_thread::sleep_for(
            std::min<steady_clock::duration>(milliseconds(20), end - steady_clock::now()));
    }
}

std::unique_ptr<sdk::Rows> scanCpu(const Host& host, const ScanRequest& request) {
    const double second = static_cast<double>(sysconf(_SC_CLK_TCK));
    const auto before = readProcessors(host);
    auto after = before;
    const bool busy = request.needs("busy_percent");
    if (busy) {
        waitSample(host, request);
        after = readProcessors(host);
    }
    Lines lines;
    for (size_t i = 0; i < after.size(); i++) {
        std::vector<Value> line{after[i].name};
        Value percent;
        // A processor that was switched off or on meanwhile has no share to tell.
        if (busy && before.size() == after.size() && before[i].name == after[i].name) {
            const auto all = static_cast<double>(after[i].all() - before[i].all());
            const auto idle = static_cast<double>(after[i].idle() - before[i].idle());
            if (all > 0) percent = std::max(0.0, 100 * (all - idle) / all);
        }
        line.push_back(percent);
        for (int64_t ticks : after[i].ticks) line.emplace_back(static_cast<double>(ticks) / second);
        lines.push_back(std::move(line));
    }
    return std::make_unique<sdk::FixedRows>(std::move(lines));
}

}  // namespace

MetricTable cpuTable() {
    return {
        "cpu",
        "Time of each processor since boot in seconds, and how busy it is now",
        {text("cpu", "all, or cpu0, cpu1 …"),
         real("busy_percent", "Measured while the query waits (setting: sample time)"),
         real("user_seconds", "Ordinary programs"), real("nice_seconds", "Programs of low priority"),
         real("system_seconds", "The kernel"), real("idle_seconds", "Nothing to do"),
         real("iowait_seconds", "Nothing to do but waiting for disks"), real("irq_seconds", "Interrupts"),
         real("softirq_seconds", "Soft interrupts"), real("steal_seconds", "Taken by other virtual machines"),
         real("guest_seconds", "Running virtual machines (in user_seconds, too)"),
         real("guest_nice_seconds", "The same at low priority (in nice_seconds, too)")},
        scanCpu};
}

}  // namespace tributary::plugins::metrics
