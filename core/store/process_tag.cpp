// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/store/process_tag.h"

#include <unistd.h>

#include <array>
#include <fstream>
#include <iterator>
#include <sstream>

namespace tributary::store {
namespace {

std::string wholeFile(const std::string& path) {
    std::ifstream file(path);
    return {std::istreambuf_iterator<char>(file), std::istreambuf_iterator<char>()};
}

/// Ticks after boot at which a process began, so that a number used again is not taken for the old process.
/// Empty: there is no such process. It is the 22nd field of `stat`, the 20th after the name in brackets,
/// which may hold spaces. A process that has ended but was not collected by its parent counts as none.
std::string startOf(const std::string& pid) {
    const std::string stat = wholeFile("/proc/" + pid + "/stat");
    const size_t nameEnd = stat.rfind(')');
    if (nameEnd == std::string::npos) return {};
    std::istringstream fields(stat.substr(nameEnd + 1));
    std::string field;
    for (int i = 0; i < 20; ++i) {
        fields >> field;
        if (i == 0 && (field == "Z" || field == "X")) return {};
    }
    return field;
}

/// Boot and process namespace: only within them does a process number mean something.
std::string place() {
    std::string boot = wholeFile("/proc/sys/kernel/random/boot_id");
    while (!boot.empty() && boot.back() == '\n') boot.pop_back();
    std::array<char, 64> space{};
    const ssize_t length = readlink("/proc/self/ns/pid", space.data(), space.size());
    if (boot.empty() || length <= 0) return {};
    return boot + "/" + std::string(space.data(), static_cast<size_t>(length));
}

}  // namespace

std::string thisProcessTag() {
    const std::string where = place();
    const std::string pid = std::to_string(getpid());
    const std::string start = startOf(pid);
    return where.empty() || start.empty() ? std::string() : where + " " + pid + " " + start;
}

bool isProcessGone(const std::string& tag) {
    std::istringstream parts(tag);
    std::string where;
    std::string pid;
    std::string start;
    if (!(parts >> where >> pid >> start) || where != place()) return false;
    return startOf(pid) != start;
}

}  // namespace tributary::store
