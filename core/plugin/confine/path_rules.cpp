// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/plugin/confine/path_rules.h"

#include <fcntl.h>

#include <algorithm>
#include <system_error>

#include "core/plugin/confine/landlock.h"

namespace tributary::plugin {

PathRules::PathRules(const Grants& grants, pid_t process) : m_process("/proc/" + std::to_string(process)) {
    for (const auto& path : readablePaths(grants))
        add(m_readable, path == "/proc/self" ? m_process : path.string());
    for (const auto& path : writablePaths(grants)) add(m_writable, path);
    add(m_writable, "/dev/null");
}

void PathRules::add(Paths& list, const std::filesystem::path& path) {
    std::error_code error;
    auto real = std::filesystem::canonical(path, error);
    if (!error) list.push_back(std::move(real));
}

bool PathRules::within(const Paths& list, const std::filesystem::path& path) {
    return std::any_of(list.begin(), list.end(), [&](const auto& root) {
        return std::mismatch(root.begin(), root.end(), path.begin(), path.end()).first == root.end();
    });
}

std::string PathRules::blocked(const std::string& path, int folder, int flags) const {
    std::string full = path;
    if (path.empty() || (flags & O_PATH) != 0) return {};
    std::error_code error;
    if (path[0] != '/') {
        const std::string at = folder == AT_FDCWD ? "/cwd" : "/fd/" + std::to_string(folder);
        const auto base = std::filesystem::read_symlink(m_process + at, error);
        if (error) return {};
        full = (base / path).string();
    }
    for (const char* self : {"/proc/self", "/proc/thread-self"}) {
        const std::string prefix = self;
        if (full.compare(0, prefix.size(), prefix) != 0) continue;
        if (full.size() == prefix.size() || full[prefix.size()] == '/') return {};
    }
    const bool writes = (flags & O_ACCMODE) != O_RDONLY || (flags & (O_CREAT | O_TRUNC)) != 0;
    // What is not there is not refused, it is missing; but for a file to be made, whose folder counts.
    auto real = std::filesystem::canonical(full, error);
    if (error && (flags & O_CREAT) != 0) {
        const std::filesystem::path wanted(full);
        real = std::filesystem::canonical(wanted.parent_path(), error) / wanted.filename();
    }
    if (error || within(m_writable, real) || (!writes && within(m_readable, real))) return {};
    return real.string();
}

}  // namespace tributary::plugin
