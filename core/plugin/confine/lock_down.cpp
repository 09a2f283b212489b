// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/plugin/confine/lock_down.h"

#include <dirent.h>
#include <fcntl.h>
#include <linux/capability.h>
#include <netinet/in.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <csignal>
#include <cstdlib>
#include <cstring>
#include <memory>

#include "core/plugin/confine/descriptor.h"
#include "core/plugin/confine/filter.h"
#include "core/plugin/confine/guard_talk.h"
#include "core/plugin/confine/landlock.h"

namespace tributary::plugin {
namespace {

#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
constexpr bool kSanitized = true;  // reserves terabytes of address space, which counts as data
#else
constexpr bool kSanitized = false;
#endif

constexpr rlim_t kOpenFiles = 512;
constexpr rlim_t kFileBytes = rlim_t{4} << 30;
constexpr rlim_t kThreadStack = rlim_t{8} << 20;
// Beyond what the plugin was allowed: our own code, allocators' reserves. The guard measures what is really
// used.
constexpr rlim_t kDataSlack = rlim_t{192} << 20;

size_t entries(const char* folder) {
    const std::unique_ptr<DIR, int (*)(DIR*)> dir(opendir(folder), closedir);
    size_t count = 0;
    while (dir && readdir(dir.get()) != nullptr) ++count;
    return count;
}

bool limit(decltype(RLIMIT_CORE) what, rlim_t value) {
    struct rlimit now {};
    getrlimit(what, &now);
    const rlim_t hard = std::min(value, now.rlim_max);
    const struct rlimit wanted { hard, hard };
    return setrlimit(what, &wanted) == 0;
}

bool applyLimits(const Grants& grants) {
    bool ok = limit(RLIMIT_CORE, 0) && limit(RLIMIT_NOFILE, kOpenFiles) && limit(RLIMIT_FSIZE, kFileBytes) &&
              limit(RLIMIT_MEMLOCK, 1 << 20) && limit(RLIMIT_MSGQUEUE, 0) && limit(RLIMIT_RTPRIO, 0);
    if (!kSanitized) {
        // Also each new thread's default stack.
        limit(RLIMIT_STACK, kThreadStack);
        const rlim_t stacks = kThreadStack * (rlim_t{grants.threads} + 4);
        ok = limit(RLIMIT_DATA, grants.memoryBytes + stacks + kDataSlack) && ok;
    }
    // A file that grows too long is an error of the call, not the end of the process.
    std::signal(SIGXFSZ, SIG_IGN);
    std::signal(SIGPIPE, SIG_IGN);
    return ok;
}

/// The first to go when memory runs out: before the program, and before anything else of the user.
void offerToOutOfMemoryKiller() {
    const Descriptor file(open("/proc/self/oom_score_adj", O_WRONLY | O_CLOEXEC));
    if (file && write(file.get(), "800", 3) != 3) return;
}

void closeOthers(const std::vector<int>& keep) {
    std::vector<int> kept = keep;
    kept.insert(kept.end(), {0, 1, 2, kGuardDescriptor});
    std::sort(kept.begin(), kept.end());
    unsigned from = 0;
    for (const int fd : kept) {
        const auto at = static_cast<unsigned>(fd);
        if (at > from) close_range(from, at - 1, 0);
        from = at + 1;
    }
    close_range(from, ~0U, 0);
}

/// Of a process of root: its capabilities, for good.
bool dropCapabilities() {
    for (int capability = 0; capability <= 63; ++capability) {
        if (prctl(PR_CAPBSET_DROP, capability, 0, 0, 0) != 0) break;  // not root, or past the last
    }
    prctl(PR_CAP_AMBIENT, PR_CAP_AMBIENT_CLEAR_ALL, 0, 0, 0);
    __user_cap_header_struct header{_LINUX_CAPABILITY_VERSION_3, 0};
    const __user_cap_data_struct none[2] = {};
    return syscall(SYS_capset, &header, none) == 0;
}

/// What was said to be locked is tried: only what is really refused counts.
void verify(Protection& obtained) {
    if (obtained.files) {
        const Descriptor root(open("/", O_RDONLY | O_DIRECTORY | O_CLOEXEC));
        obtained.files = !root && errno == EACCES;
    }
    if (obtained.processes) {
        obtained.processes = syscall(SYS_unshare, 0) < 0 && errno == EPERM;
    }
    if (obtained.network) {
        const Descriptor socket(::socket(AF_NETLINK, SOCK_RAW, 0));
        obtained.network = !socket;
    }
}

/// Where the guard will answer questions for names: made here, because it must be in the network that the
/// plugin sees, which may be an empty one.
Descriptor socketForNames() {
    Descriptor out(socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0));
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    if (out && bind(out.get(), reinterpret_cast<const sockaddr*>(&address), sizeof(address)) != 0)
        out.reset();
    return out;
}

struct Shutters {
    Protection obtained;
    Filter filter;
};

Result<Shutters> shut(const Grants& grants, bool guardLooksIn) {
    Shutters out;
    out.obtained.limits = applyLimits(grants);
    if (prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) != 0 || !dropCapabilities()) {
        return fail(ErrorCode::Unsupported,
                    std::string("its rights could not be dropped: ") + std::strerror(errno));
    }
    if (auto ok = applyLandlock(grants, out.obtained); !ok) return fail(std::move(ok).error());
    auto filter = applyFilter(guardLooksIn);
    if (!filter) return fail(std::move(filter).error());
    out.filter = *filter;
    return out;
}

Result<Locked> lockDownWith(Grants grants, bool guardLooksIn, const std::vector<int>& keep) {
    clearenv();
    closeOthers(keep);
    umask(077);
    offerToOutOfMemoryKiller();
    const bool there = !grants.dataFolder.empty() && chdir(grants.dataFolder.c_str()) == 0;
    if (!there && chdir("/") != 0) return fail(ErrorCode::Io, "there is no folder to work in");

    Descriptor names = socketForNames();
    auto shutters = shut(grants, guardLooksIn);
    if (!shutters) return fail(std::move(shutters).error());
    Protection& obtained = shutters->obtained;
    const int listener = shutters->filter.listener;
    // From here on some calls wait for the guard, until it has the listener: say, hear and close are none of
    // them.
    const std::string numbers = std::to_string(listener) + ' ' + std::to_string(names.get());
    if (auto ok = say(kGuardDescriptor, kSaysListener, numbers); !ok) return fail(ok.error());
    auto broker = hear(kGuardDescriptor, kSaysBroker);
    if (!broker) return fail(std::move(broker).error());
    // Whoever holds the listener decides: the plugin must not find it.
    if (listener >= 0) close(listener);
    names.reset();
    obtained.processes = shutters->filter.active;
    obtained.network = shutters->filter.active;
    obtained.connections = listener >= 0 && *broker == "1";
    obtained.signals = shutters->filter.active;
    // Without Landlock's part of it the filter refuses what empties a file by its name.
    obtained.truncate = obtained.files && (obtained.truncate || shutters->filter.active);
    // A guard that reads our memory needs it to be readable; without one nobody else does.
    if (!obtained.connections) prctl(PR_SET_DUMPABLE, 0, 0, 0, 0);
    verify(obtained);
    if (auto ok = say(kGuardDescriptor, kSaysProtection, encodeProtection(obtained)); !ok)
        return fail(ok.error());
    // Not before the guard counts what is refused: the first attempt would be taken for one of our own tests.
    if (auto go = hear(kGuardDescriptor, kSaysGo); !go) return fail(go.error());
    close(kGuardDescriptor);
    return Locked{std::move(grants), obtained};
}

}  // namespace

Result<Locked> lockDown(const std::vector<int>& keep) {
    // With the program gone, so is the plugin, also when the program was killed.
    prctl(PR_SET_PDEATHSIG, SIGKILL, 0, 0, 0);
    if (auto ok = say(kGuardDescriptor, kSaysReady, ""); !ok) return fail(ok.error());
    auto orders = hear(kGuardDescriptor, kSaysGrants);
    if (!orders) return fail(std::move(orders).error());
    const bool guardLooksIn = orders->starts_with('1');
    auto grants = decodeGrants(std::string_view(*orders).substr(std::min<size_t>(orders->size(), 1)));
    Result<Locked> locked =
        !grants ? fail(std::move(grants).error())
        // Landlock and filters hold for the calling thread and its children: another one would stay free.
        : entries("/proc/self/task") > 3
            ? fail(ErrorCode::Internal, "it had started threads before it was locked down")
            : lockDownWith(std::move(*grants), guardLooksIn, keep);
    if (!locked && !say(kGuardDescriptor, kSaysError, locked.error().message)) {
        return fail(ErrorCode::Io, "the program is gone");
    }
    return locked;
}

}  // namespace tributary::plugin
