// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/plugin/confine/figures.h"

#include <fcntl.h>
#include <time.h>
#include <unistd.h>

#include <charconv>
#include <string>

#include "core/plugin/confine/descriptor.h"

namespace tributary::plugin {
namespace {

/// The number after `name` in /proc/<pid>/status. Only at the start of a line: the first one holds a name of
/// the process's own choice.
uint64_t number(std::string_view status, std::string_view name) {
    const size_t at = status.find("\n" + std::string(name));
    if (at == std::string_view::npos) return 0;
    const size_t digit = status.find_first_of("0123456789", at + 1 + name.size());
    if (digit == std::string_view::npos) return 0;
    uint64_t out = 0;
    std::from_chars(status.data() + digit, status.data() + status.size(), out);
    return out;
}

}  // namespace

Usage usageOf(pid_t pid) {
    Usage out;
    const std::string path = "/proc/" + std::to_string(pid) + "/status";
    const Descriptor file(open(path.c_str(), O_RDONLY | O_CLOEXEC));
    char buffer[4096];
    const ssize_t got = file ? read(file.get(), buffer, sizeof(buffer)) : -1;
    if (got <= 0) return out;
    const std::string_view status(buffer, static_cast<size_t>(got));
    constexpr uint64_t kKilo = 1024;
    out.figures.residentBytes = number(status, "VmRSS:") * kKilo;
    out.figures.peakResidentBytes = number(status, "VmHWM:") * kKilo;
    out.figures.threads = static_cast<unsigned>(number(status, "Threads:"));
    for (const char* part : {"RssAnon:", "RssShmem:", "VmSwap:", "VmPTE:"}) {
        out.ownBytes += number(status, part) * kKilo;
    }
    out.leaderless = status.find("\nState:\tZ") != std::string_view::npos ||
                     status.find("\nState:\tX") != std::string_view::npos;
    clockid_t clock{};
    timespec used{};
    if (clock_getcpuclockid(pid, &clock) == 0 && clock_gettime(clock, &used) == 0) {
        out.cpu = std::chrono::seconds(used.tv_sec) + std::chrono::nanoseconds(used.tv_nsec);
        out.figures.cpu = std::chrono::milliseconds(used.tv_sec * 1000 + used.tv_nsec / 1'000'000);
    }
    return out;
}

}  // namespace tributary::plugin
