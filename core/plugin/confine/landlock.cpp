// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/plugin/confine/landlock.h"

#include <fcntl.h>
#include <linux/landlock.h>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <filesystem>
#include <iterator>
#include <optional>

#include "core/plugin/confine/descriptor.h"

namespace tributary::plugin {
namespace {

// The kernel's interface only grows; Debian 12's header ends at ABI 2, so the rest is said here
// (linux/landlock.h of Linux 6.15).
constexpr uint64_t kTruncate = 1ULL << 14;             // ABI 3
constexpr uint64_t kDeviceIoctl = 1ULL << 15;          // ABI 5
constexpr uint64_t kConnectTcp = 1ULL << 1;            // ABI 4
constexpr uint64_t kBindTcp = 1ULL << 0;               // ABI 4
constexpr uint64_t kScopeAbstractSockets = 1ULL << 0;  // ABI 6
constexpr uint64_t kScopeSignals = 1ULL << 1;          // ABI 6

struct RulesetAttributes {
    uint64_t files;
    uint64_t network;
    uint64_t scoped;
};

constexpr uint64_t kReadFile = LANDLOCK_ACCESS_FS_READ_FILE;
constexpr uint64_t kRead = kReadFile | LANDLOCK_ACCESS_FS_READ_DIR;
constexpr uint64_t kWriteFile = LANDLOCK_ACCESS_FS_WRITE_FILE;
// No devices, and no sockets: a socket in a file would let others in.
constexpr uint64_t kWrite = kWriteFile | LANDLOCK_ACCESS_FS_REMOVE_DIR | LANDLOCK_ACCESS_FS_REMOVE_FILE |
                            LANDLOCK_ACCESS_FS_MAKE_DIR | LANDLOCK_ACCESS_FS_MAKE_REG |
                            LANDLOCK_ACCESS_FS_MAKE_FIFO | LANDLOCK_ACCESS_FS_MAKE_SYM;

/// What a process may read of itself. Not `net`, `mountinfo` and `mounts`: those tell of the computer.
constexpr const char* kOwnProc[] = {"auxv",   "cgroup", "cmdline",   "comm",  "environ",
                                    "limits", "maps",   "oom_score", "smaps", "smaps_rollup",
                                    "stat",   "statm",  "status"};

uint64_t handledFiles(int abi) {
    uint64_t all = (1ULL << 13) - 1;  // ABI 1
    if (abi >= 2) all |= LANDLOCK_ACCESS_FS_REFER;
    if (abi >= 3) all |= kTruncate;
    if (abi >= 5) all |= kDeviceIoctl;
    return all;
}

using Paths = std::vector<std::filesystem::path>;

bool isIn(const Paths& paths, const std::filesystem::path& one) {
    return std::find(paths.begin(), paths.end(), one) != paths.end();
}

/// What a person or a manifest named must be the thing itself: a plugin that may write to a folder could
/// leave a link there, for the day when that name is granted.
Paths withoutLinks(const Paths& paths) {
    Paths out;
    std::copy_if(paths.begin(), paths.end(), std::back_inserter(out), [](const auto& path) {
        std::error_code error;
        return !std::filesystem::is_symlink(path, error);
    });
    return out;
}

/// Adds a path with all below it. A path that does not exist grants nothing.
Result<void> allowPath(int ruleset, const std::filesystem::path& path, uint64_t access, int noFollow = 0) {
    const Descriptor fd(open(path.c_str(), O_PATH | O_CLOEXEC | noFollow));
    struct stat info {};
    if (!fd || fstat(fd.get(), &info) != 0 || S_ISLNK(info.st_mode)) return {};
    if (!S_ISDIR(info.st_mode)) access &= kReadFile | kWriteFile | kTruncate | kDeviceIoctl;
    const landlock_path_beneath_attr rule{access, fd.get()};
    if (syscall(SYS_landlock_add_rule, ruleset, LANDLOCK_RULE_PATH_BENEATH, &rule, 0) == 0) return {};
    return fail(ErrorCode::Internal, "The plugin's access to '" + path.string() +
                                         "' could not be set up: " + std::strerror(errno) + ".");
}

Result<void> allowFiles(int ruleset, const Grants& grants, uint64_t handled) {
    for (const char* name : kOwnProc) {
        if (auto ok = allowPath(ruleset, std::string("/proc/self/") + name, kReadFile & handled); !ok)
            return ok;
    }
    // Their lists only: below each thread are the network's figures again.
    for (const char* name : {"fd", "task"}) {
        const auto list = LANDLOCK_ACCESS_FS_READ_DIR & handled;
        if (auto ok = allowPath(ruleset, std::string("/proc/self/") + name, list); !ok) return ok;
    }
    for (const auto& path : readablePaths(grants)) {
        if (path == "/proc/self") continue;
        const int noFollow = isIn(grants.readPaths, path) ? O_NOFOLLOW : 0;
        if (auto ok = allowPath(ruleset, path, kRead & handled, noFollow); !ok) return ok;
    }
    // Moves between two folders that may both be written to are as good as a copy and a removal.
    const uint64_t full = (kRead | kWrite | kTruncate | LANDLOCK_ACCESS_FS_REFER) & handled;
    for (const auto& path : writablePaths(grants)) {
        const int noFollow = path == grants.dataFolder ? 0 : O_NOFOLLOW;
        if (auto ok = allowPath(ruleset, path, full, noFollow); !ok) return ok;
    }
    return allowPath(ruleset, "/dev/null", (kReadFile | kWriteFile | kTruncate) & handled);
}

}  // namespace

int landlockAbi() {
    const long abi = syscall(SYS_landlock_create_ruleset, nullptr, 0, LANDLOCK_CREATE_RULESET_VERSION);
    return abi < 0 ? 0 : static_cast<int>(abi);
}

std::vector<std::filesystem::path> commonReadPaths() {
    return {"/usr/lib",
            "/usr/lib64",
            "/usr/local/lib",
            "/lib",
            "/lib64",
            "/etc/ld.so.cache",
            "/usr/share/zoneinfo",
            "/etc/localtime",
            "/etc/timezone",
            "/etc/ssl/certs",
            "/etc/ssl/cert.pem",
            "/etc/ssl/ca-bundle.pem",
            "/etc/ssl/openssl.cnf",
            "/etc/pki/tls/certs",
            "/etc/pki/tls/openssl.cnf",
            "/etc/pki/ca-trust/extracted",
            "/usr/share/ca-certificates",
            "/usr/local/share/ca-certificates",
            "/etc/ca-certificates",
            "/etc/hosts",
            "/etc/resolv.conf",
            "/run/systemd/resolve",
            "/etc/nsswitch.conf",
            "/etc/gai.conf",
            "/etc/host.conf",
            "/etc/services",
            "/etc/protocols",
            "/usr/share/locale",
            "/usr/lib/locale",
            "/etc/locale.alias",
            "/proc/self",
            "/proc/meminfo",
            "/proc/cpuinfo",
            "/proc/stat",
            "/proc/sys/vm/overcommit_memory",
            "/sys/fs/cgroup",
            "/sys/devices/system/cpu",
            "/sys/kernel/mm/transparent_hugepage",
            "/dev/urandom",
            "/dev/random"};
}

std::vector<std::filesystem::path> systemFileSet(const std::string& name) {
    if (name == "odbc") {
        return {"/etc/odbc.ini",      "/etc/odbcinst.ini",      "/etc/ODBCDataSources", "/etc/freetds",
                "/etc/mysql",         "/etc/postgresql-common", "/usr/share/tdsodbc",   "/usr/share/mysql",
                "/usr/share/mariadb", "/opt/microsoft"};
    }
    if (name == "proc") return {"/proc", "/sys/class", "/sys/block", "/sys/devices"};
    return {};
}

std::vector<std::filesystem::path> readablePaths(const Grants& grants) {
    std::vector<std::filesystem::path> out = commonReadPaths();
    const Paths named = withoutLinks(grants.readPaths);
    out.insert(out.end(), named.begin(), named.end());
    for (const auto& set : grants.systemFiles) {
        for (auto& path : systemFileSet(set)) out.push_back(std::move(path));
    }
    if (!grants.packageFolder.empty()) out.push_back(grants.packageFolder);
    return out;
}

std::vector<std::filesystem::path> writablePaths(const Grants& grants) {
    Paths out = withoutLinks(grants.writePaths);
    if (!grants.dataFolder.empty()) out.push_back(grants.dataFolder);
    return out;
}

Result<void> applyLandlock(const Grants& grants, Protection& obtained) {
    obtained.landlockAbi = landlockAbi();
    const int abi = obtained.landlockAbi;
    if (abi < 1) return {};
    // No port is ever allowed: the guard connects for the plugin, in the program's own process.
    RulesetAttributes attributes{handledFiles(abi), 0, 0};
    if (abi >= 4) attributes.network = kBindTcp | kConnectTcp;
    if (abi >= 6) attributes.scoped = kScopeAbstractSockets | kScopeSignals;
    const size_t size = abi >= 6 ? sizeof(attributes) : abi >= 4 ? 16 : 8;
    const Descriptor ruleset(static_cast<int>(syscall(SYS_landlock_create_ruleset, &attributes, size, 0)));
    if (!ruleset) {
        return fail(ErrorCode::Internal,
                    std::string("Landlock is there, but refused its rules: ") + std::strerror(errno) + ".");
    }
    if (auto ok = allowFiles(ruleset.get(), grants, attributes.files); !ok) return ok;
    if (syscall(SYS_landlock_restrict_self, ruleset.get(), 0) != 0) {
        return fail(ErrorCode::Internal,
                    std::string("Landlock could not be switched on: ") + std::strerror(errno) + ".");
    }
    obtained.files = true;
    obtained.truncate = abi >= 3;
    obtained.ports = abi >= 4;
    obtained.signals = abi >= 6;
    return {};
}

}  // namespace tributary::plugin
