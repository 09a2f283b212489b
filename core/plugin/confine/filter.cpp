// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/plugin/confine/filter.h"

#include <fcntl.h>
#include <linux/close_range.h>
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <sched.h>
#include <seccomp.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <netinet/in.h>

#include <cerrno>
#include <cstring>
#include <initializer_list>
#include <memory>
#include <vector>

#include "core/plugin/confine/descriptor.h"
#include "core/plugin/confine/syscall_lists.h"

namespace tributary::plugin {
namespace {

constexpr uint64_t kInt = 0xffffffffU;  // the kernel looks at the lower half only, so must we

scmp_arg_cmp isInt(unsigned argument, int value) {
    return SCMP_CMP(argument, SCMP_CMP_MASKED_EQ, kInt, static_cast<uint32_t>(value));
}

struct Release {
    void operator()(void* context) const { seccomp_release(context); }
};

/// Collects rules; the first that fails is remembered.
class Rules {
  public:
    Rules(scmp_filter_ctx context, bool tell)
        : m_context(context),
          m_told(tell ? SCMP_ACT_NOTIFY : SCMP_ACT_ERRNO(EPERM)),
          m_toldNetwork(tell ? SCMP_ACT_NOTIFY : SCMP_ACT_ERRNO(EACCES)) {}

    uint32_t told() const { return m_told; }
    uint32_t toldNetwork() const { return m_toldNetwork; }
    int status() const { return m_status; }

    void add(uint32_t action, const char* name, std::initializer_list<scmp_arg_cmp> conditions = {}) {
        const int number = seccomp_syscall_resolve_name(name);
        if (number < 0) return;  // not a call of this architecture, or newer than the library
        const int status = seccomp_rule_add_array(
            m_context, action, number, static_cast<unsigned>(conditions.size()), conditions.begin());
        if (status < 0 && m_status == 0) m_status = status;
    }

  private:
    scmp_filter_ctx m_context;
    uint32_t m_told;
    uint32_t m_toldNetwork;
    int m_status = 0;
};

void addThreadsAndSignals(Rules& rules) {
    // Threads, yes; processes, no. clone3 hides its flags behind a pointer: glibc goes back to clone.
    // All share one table of files, which is the one the guard looks at.
    constexpr uint64_t kThread = CLONE_THREAD | CLONE_FILES;
    rules.add(SCMP_ACT_ALLOW, "clone", {SCMP_A0(SCMP_CMP_MASKED_EQ, kThread, kThread)});
    for (const uint64_t other : {uint64_t{0}, uint64_t{CLONE_THREAD}, uint64_t{CLONE_FILES}}) {
        rules.add(rules.told(), "clone", {SCMP_A0(SCMP_CMP_MASKED_EQ, kThread, other)});
    }
    rules.add(SCMP_ACT_ALLOW, "close_range", {SCMP_A2(SCMP_CMP_MASKED_EQ, CLOSE_RANGE_UNSHARE, 0)});
    const auto self = static_cast<uint64_t>(getpid());
    for (const char* name : {"kill", "tgkill", "rt_sigqueueinfo", "rt_tgsigqueueinfo"}) {
        rules.add(SCMP_ACT_ALLOW, name, {SCMP_A0(SCMP_CMP_EQ, self)});
        rules.add(rules.told(), name, {SCMP_A0(SCMP_CMP_NE, self)});
    }
    for (const char* name : {"prlimit64", "sched_setaffinity"}) {
        rules.add(SCMP_ACT_ALLOW, name, {SCMP_A0(SCMP_CMP_EQ, 0)});
        rules.add(SCMP_ACT_ERRNO(EPERM), name, {SCMP_A0(SCMP_CMP_NE, 0)});
    }
}

void addMemory(Rules& rules) {
    // Shared memory without a file can be taken out of the process's figures without being given back
    // (MADV_DONTNEED), and huge pages are in none of them.
    constexpr uint64_t kMask = MAP_SHARED | MAP_ANONYMOUS | MAP_HUGETLB;
    for (const uint64_t flags : {0, MAP_SHARED, MAP_ANONYMOUS}) {
        rules.add(SCMP_ACT_ALLOW, "mmap", {SCMP_A3(SCMP_CMP_MASKED_EQ, kMask, flags)});
        rules.add(SCMP_ACT_ERRNO(EPERM), "mmap", {SCMP_A3(SCMP_CMP_MASKED_EQ, kMask, flags | MAP_HUGETLB)});
    }
    for (const uint64_t huge : {0, MAP_HUGETLB}) {
        rules.add(SCMP_ACT_ERRNO(EPERM), "mmap",
                  {SCMP_A3(SCMP_CMP_MASKED_EQ, kMask, MAP_SHARED | MAP_ANONYMOUS | huge)});
    }
}

void addProcessControl(Rules& rules, bool tell) {
    constexpr int kSetVma = 0x53564d41;  // names for maps (Linux 5.17)
    for (const int option : {PR_SET_NAME, PR_GET_NAME, PR_GET_DUMPABLE, PR_GET_PDEATHSIG, PR_SET_TIMERSLACK,
                             PR_GET_TIMERSLACK, PR_SET_THP_DISABLE, PR_GET_THP_DISABLE, PR_CAPBSET_READ,
                             PR_GET_NO_NEW_PRIVS, PR_GET_SECCOMP, kSetVma}) {
        rules.add(SCMP_ACT_ALLOW, "prctl",
                  {SCMP_A0(SCMP_CMP_MASKED_EQ, kInt, static_cast<uint64_t>(option))});
    }
    // A guard that may look in must go on seeing its files; without one nobody else need see anything.
    if (!tell) {
        rules.add(SCMP_ACT_ALLOW, "prctl",
                  {SCMP_A0(SCMP_CMP_MASKED_EQ, kInt, PR_SET_DUMPABLE), SCMP_A1(SCMP_CMP_EQ, 0)});
    }
    // Of terminals and devices only what asks; TIOCSTI (type into the terminal) is not among them.
    for (const uint64_t request : {FIONREAD, FIONBIO, FIOCLEX, FIONCLEX, TIOCGWINSZ, TCGETS}) {
        rules.add(SCMP_ACT_ALLOW, "ioctl", {SCMP_A1(SCMP_CMP_MASKED_EQ, kInt, request)});
    }
}

void addFileCommands(Rules& rules) {
    for (const int command : kFileCommands) rules.add(SCMP_ACT_ALLOW, "fcntl", {isInt(1, command)});
    rules.add(SCMP_ACT_ALLOW, "fcntl", {isInt(1, F_SETFL), SCMP_A2(SCMP_CMP_MASKED_EQ, O_ASYNC, 0)});
    rules.add(rules.told(), "fcntl", {isInt(1, F_SETFL), SCMP_A2(SCMP_CMP_MASKED_EQ, O_ASYNC, O_ASYNC)});
    for (const int command : {F_SETOWN, F_SETOWN_EX, F_SETSIG}) {
        rules.add(rules.told(), "fcntl", {isInt(1, command)});
    }
}

void addSockets(Rules& rules) {
    constexpr uint64_t kType = 0xf;  // above it are SOCK_NONBLOCK and SOCK_CLOEXEC
    // A socket by itself reaches nobody; whom it connects or sends to, the guard decides. Without a guard
    // there is none.
    const bool told = rules.toldNetwork() == SCMP_ACT_NOTIFY;
    rules.add(rules.toldNetwork(), "socket");
    rules.add(SCMP_ACT_ALLOW, "socketpair",
              {SCMP_A0(SCMP_CMP_EQ, AF_UNIX), SCMP_A1(SCMP_CMP_MASKED_EQ, kType, SOCK_STREAM)});
    rules.add(SCMP_ACT_ALLOW, "socketpair",
              {SCMP_A0(SCMP_CMP_EQ, AF_UNIX), SCMP_A1(SCMP_CMP_MASKED_EQ, kType, SOCK_SEQPACKET)});
    for (const char* name : {"connect", "bind"}) rules.add(rules.toldNetwork(), name);
    // send() is sendto() without an address.
    rules.add(SCMP_ACT_ALLOW, "sendto",
              {SCMP_A4(SCMP_CMP_EQ, 0), SCMP_A3(SCMP_CMP_MASKED_EQ, MSG_FASTOPEN, 0)});
    rules.add(rules.toldNetwork(), "sendto", {SCMP_A4(SCMP_CMP_NE, 0)});
    // An address behind a pointer cannot be seen from here.
    if (told) {
        rules.add(SCMP_ACT_NOTIFY, "sendmsg");
        rules.add(SCMP_ACT_NOTIFY, "sendmmsg");
        // Names are looked up at the guard's, which has to look like the computer's own name server.
        rules.add(SCMP_ACT_ALLOW, "recvfrom", {SCMP_A4(SCMP_CMP_EQ, 0)});
        rules.add(SCMP_ACT_NOTIFY, "recvfrom", {SCMP_A4(SCMP_CMP_NE, 0)});
    } else {
        rules.add(SCMP_ACT_ALLOW, "recvfrom");
        rules.add(SCMP_ACT_ERRNO(EACCES), "sendmsg");
        rules.add(SCMP_ACT_ERRNO(EACCES), "sendmmsg");
    }
    for (const auto [level, option] : kSocketOptions) {
        rules.add(SCMP_ACT_ALLOW, "setsockopt", {isInt(1, level), isInt(2, option)});
    }
    rules.add(SCMP_ACT_ERRNO(EPERM), "setsockopt", {isInt(1, SOL_SOCKET), isInt(2, SO_LINGER)});
}

void addOpening(Rules& rules, bool tell) {
    // Landlock judges; the guard only sees what is opened, to tell the person what was tried in vain.
    if (tell) {
        for (const char* name : {"open", "openat", "creat"}) rules.add(SCMP_ACT_NOTIFY, name);
        return;
    }
    rules.add(SCMP_ACT_ALLOW, "creat");
    // Emptying a file without being able to write it: unknown to Landlock before ABI 3.
    constexpr uint64_t kMask = O_TRUNC | O_ACCMODE;
    for (const uint64_t mode : {O_RDONLY, O_WRONLY, O_RDWR, O_ACCMODE}) {
        for (const uint64_t cut : {0, O_TRUNC}) {
            const bool refused = cut != 0 && (mode == O_RDONLY || mode == O_ACCMODE);
            const uint32_t action = refused ? SCMP_ACT_ERRNO(EACCES) : SCMP_ACT_ALLOW;
            rules.add(action, "open", {SCMP_A1(SCMP_CMP_MASKED_EQ, kMask, mode | cut)});
            rules.add(action, "openat", {SCMP_A2(SCMP_CMP_MASKED_EQ, kMask, mode | cut)});
        }
    }
}

int addRules(scmp_filter_ctx context, bool tell) {
    Rules rules(context, tell);
    for (const char* name : kAllowedCalls) rules.add(SCMP_ACT_ALLOW, name);
    for (const char* name : kToldCalls) rules.add(rules.told(), name);
    for (const char* name : kRefusedCalls) rules.add(SCMP_ACT_ERRNO(EPERM), name);
    for (const char* name : kNoAttributes) rules.add(SCMP_ACT_ERRNO(ENOTSUP), name);
    addThreadsAndSignals(rules);
    addMemory(rules);
    addProcessControl(rules, tell);
    addFileCommands(rules);
    addSockets(rules);
    addOpening(rules, tell);
    return rules.status();
}

/// The program as the kernel takes it. libseccomp 2.5 cannot load it with the flags we want.
std::vector<sock_filter> exported(scmp_filter_ctx context) {
    const Descriptor file(memfd_create("filter", MFD_CLOEXEC));
    if (!file || seccomp_export_bpf(context, file.get()) != 0) return {};
    struct stat info {};
    if (fstat(file.get(), &info) != 0) return {};
    std::vector<sock_filter> program(static_cast<size_t>(info.st_size) / sizeof(sock_filter));
    const size_t bytes = program.size() * sizeof(sock_filter);
    if (pread(file.get(), program.data(), bytes, 0) != static_cast<ssize_t>(bytes)) return {};
    return program;
}

int load(std::vector<sock_filter>& code, unsigned flags) {
    const sock_fprog program{static_cast<unsigned short>(code.size()), code.data()};
    return static_cast<int>(syscall(SYS_seccomp, SECCOMP_SET_MODE_FILTER, flags, &program));
}

/// -1 with errno, or the listener (or 0 where none was asked for).
int loadFilter(std::vector<sock_filter>& code, bool tell) {
    if (!tell) return load(code, 0);
    // A signal must not interrupt a call the guard is busy with (Go sends itself one every 10 ms).
    const int listener =
        load(code, SECCOMP_FILTER_FLAG_NEW_LISTENER | SECCOMP_FILTER_FLAG_WAIT_KILLABLE_RECV);
    if (listener >= 0 || errno != EINVAL) return listener;
    return load(code, SECCOMP_FILTER_FLAG_NEW_LISTENER);
}

}  // namespace

Result<Filter> applyFilter(bool tell) {
    const std::unique_ptr<void, Release> context(seccomp_init(SCMP_ACT_ERRNO(ENOSYS)));
    const auto failed = [](const std::string& why) {
        return fail(ErrorCode::Internal, "The plugin process could not be locked down: " + why + ".");
    };
    if (!context) return failed("no memory for the system call filter");
    // Another architecture's calls (32 bit, x32) have other numbers: whoever makes one is gone.
    seccomp_attr_set(context.get(), SCMP_FLTATR_ACT_BADARCH, SCMP_ACT_KILL_PROCESS);
    seccomp_attr_set(context.get(), SCMP_FLTATR_CTL_OPTIMIZE, 2);
    if (const int status = addRules(context.get(), tell); status < 0) return failed(std::strerror(-status));
    auto code = exported(context.get());
    if (code.empty()) return failed("the system call filter could not be written out");
    const int loaded = loadFilter(code, tell);
    if (loaded >= 0) return Filter{true, tell ? loaded : -1};
    if (errno == ENOSYS || (errno == EINVAL && !tell)) return Filter{};
    if (tell) return applyFilter(false);
    return failed(std::strerror(errno));
}

}  // namespace tributary::plugin
