// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/core/plugin/confine/misdeeds.h"

#include <arpa/inet.h>
#include <fcntl.h>
#include <linux/close_range.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <sched.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <sys/xattr.h>
#include <unistd.h>

#include <atomic>
#include <cerrno>
#include <csignal>
#include <cstring>
#include <thread>

namespace tributary::plugin::test {
namespace {

constexpr size_t kMega = size_t{1} << 20;

[[noreturn]] void waitBusily() {
    for (;;) poll(nullptr, 0, 1);
}

/// Has the kernel send a signal to the program, in its own name.
std::string ownsFile(const Arguments&) {
    int pair[2];
    if (socketpair(AF_UNIX, SOCK_STREAM, 0, pair) != 0) return "socketpair " + told(-1);
    int parent = getppid();
    f_owner_ex owner{F_OWNER_PID, parent};
    std::string out = "owner " + told(fcntl(pair[0], F_SETOWN, parent));
    out += ", owner_ex " + told(fcntl(pair[0], F_SETOWN_EX, &owner));
    out += ", signal " + told(fcntl(pair[0], F_SETSIG, SIGUSR1));
    out += ", async " + told(fcntl(pair[0], F_SETFL, O_ASYNC | O_NONBLOCK));
    out += ", lease " + told(fcntl(pair[0], F_SETLEASE, F_RDLCK));
    int on = 1;
    out += ", FIOASYNC " + told(ioctl(pair[0], FIOASYNC, &on));
    out += ", FIOSETOWN " + told(ioctl(pair[0], FIOSETOWN, &parent));
    out += ", SIOCSPGRP " + told(ioctl(pair[0], SIOCSPGRP, &parent));
    if (write(pair[1], "x", 1) != 1) return "write " + told(-1);
    return out;
}

/// What drivers do to their files and sockets.
std::string customaryCalls(const Arguments&) {
    const int fd = socket(AF_INET, SOCK_STREAM, 0);
    const int six = socket(AF_INET6, SOCK_STREAM, 0);
    const int one = 1;
    const timeval second{1, 0};
    struct Option {
        int socket, level, option;
        const void* value;
        socklen_t size;
    };
    const Option options[] = {{fd, SOL_SOCKET, SO_KEEPALIVE, &one, sizeof(one)},
                              {fd, SOL_SOCKET, SO_RCVTIMEO, &second, sizeof(second)},
                              {fd, SOL_SOCKET, SO_SNDTIMEO, &second, sizeof(second)},
                              {fd, IPPROTO_TCP, TCP_NODELAY, &one, sizeof(one)},
                              {fd, IPPROTO_TCP, TCP_KEEPIDLE, &one, sizeof(one)},
                              {fd, IPPROTO_TCP, TCP_USER_TIMEOUT, &one, sizeof(one)},
                              {fd, IPPROTO_IP, IP_TOS, &one, sizeof(one)},
                              {six, IPPROTO_IPV6, IPV6_V6ONLY, &one, sizeof(one)}};
    for (const auto& [socket, level, option, value, size] : options) {
        if (setsockopt(socket, level, option, value, size) != 0)
            return "option " + std::to_string(level) + "/" + std::to_string(option) + " " + told(-1);
    }
    if (fcntl(fd, F_SETFL, fcntl(fd, F_GETFL) | O_NONBLOCK) != 0) return "F_SETFL " + told(-1);
    if (fcntl(fd, F_SETFD, FD_CLOEXEC) != 0) return "F_SETFD " + told(-1);
    if (fcntl(fd, F_DUPFD_CLOEXEC, 100) < 100) return "F_DUPFD_CLOEXEC " + told(-1);
    const int file = open("lock", O_RDWR | O_CREAT, 0600);
    struct flock lock {};
    lock.l_type = F_WRLCK;
    if (fcntl(file, F_SETLK, &lock) != 0) return "F_SETLK " + told(-1);
    return "ok";
}

/// Leads packets past the list of hosts, or listens to what is sent to many.
std::string setsOptions(const Arguments&) {
    const int four = socket(AF_INET, SOCK_DGRAM, 0);
    const int six = socket(AF_INET6, SOCK_DGRAM, 0);
    const int tcp = socket(AF_INET, SOCK_STREAM, 0);
    unsigned char route[40] = {0, 4, 4, 1, 1};
    inet_pton(AF_INET6, "::1", route + 8);
    inet_pton(AF_INET6, "fd00:bad::7", route + 24);
    std::string out = "route " + told(setsockopt(six, IPPROTO_IPV6, IPV6_RTHDR, route, sizeof(route)));
    const unsigned char source[8] = {131, 7, 4, 127, 0, 0, 1, 0};
    out += ", source " + told(setsockopt(four, IPPROTO_IP, IP_OPTIONS, source, sizeof(source)));
    ip_mreqn group{};
    inet_pton(AF_INET, "239.83.69.67", &group.imr_multiaddr);
    group.imr_ifindex = 1;
    out += ", group " + told(setsockopt(four, IPPROTO_IP, IP_ADD_MEMBERSHIP, &group, sizeof(group)));
    out += ", device " + told(setsockopt(four, SOL_SOCKET, SO_BINDTODEVICE, "lo", 3));
    out += ", protocol " + told(setsockopt(tcp, IPPROTO_TCP, TCP_ULP, "tls", 4));
    const linger long_{1, 1'000'000};
    return out + ", linger " + told(setsockopt(tcp, SOL_SOCKET, SO_LINGER, &long_, sizeof(long_)));
}

/// A name that reads like a line of /proc/self/status.
std::string namedMemory(const Arguments&) {
    prctl(PR_SET_NAME, "RssAnon:0");
    constexpr size_t kBytes = 400 * kMega;
    char* const block =
        static_cast<char*>(mmap(nullptr, kBytes, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0));
    if (block == MAP_FAILED) return told(-1);
    std::memset(block, 1, kBytes);
    waitBusily();
}

/// Memory that is only read is no memory, but the tables that lead to it are.
std::string pageTables(const Arguments&) {
    prctl(PR_SET_THP_DISABLE, 1, 0, 0, 0);
    constexpr size_t kBytes = 200'000 * kMega;
    const volatile char* const block = static_cast<const char*>(
        mmap(nullptr, kBytes, PROT_READ, MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0));
    if (block == MAP_FAILED) return told(-1);
    for (size_t at = 0; at < kBytes; at += 2 * kMega) static_cast<void>(block[at]);
    waitBusily();
}

/// The first thread ends, and with it what /proc tells of the process; another one goes on.
std::string leaderless(const Arguments&) {
    std::thread([] { waitBusily(); }).detach();
    syscall(SYS_exit, 0);
    return "still there";
}

/// Memory that can be let go of without giving it back.
std::string sharedMemory(const Arguments&) {
    const auto mapped = [](int flags, int fd) {
        return told(mmap(nullptr, kMega, PROT_READ, flags, fd, 0) == MAP_FAILED ? -1 : 0);
    };
    std::string out = "shared " + mapped(MAP_SHARED | MAP_ANONYMOUS, -1);
    out += ", validated " + mapped(MAP_SHARED_VALIDATE | MAP_ANONYMOUS, -1);
    out += ", huge " + mapped(MAP_PRIVATE | MAP_ANONYMOUS | MAP_HUGETLB, -1);
    out += ", private " + mapped(MAP_PRIVATE | MAP_ANONYMOUS, -1);
    const int zero = open("/dev/zero", O_RDONLY);
    return out + ", zero " + (zero < 0 ? std::string("closed") : mapped(MAP_SHARED, zero));
}

/// Files that the guard would not find in /proc/<pid>/fd.
std::string ownTable(const Arguments&) {
    std::string out = "table " + told(syscall(SYS_close_range, 900, 901, CLOSE_RANGE_UNSHARE));
    const long flags = CLONE_VM | CLONE_FS | CLONE_SIGHAND | CLONE_THREAD | CLONE_SYSVSEM;
    out += ", thread " + told(syscall(SYS_clone, flags | CLONE_SETTLS, nullptr, nullptr, nullptr, nullptr));
    return out + ", dumpable " + told(prctl(PR_SET_DUMPABLE, 0, 0, 0, 0));
}

/// A file without a name that is not open either, but still there.
std::string mappedFile(const Arguments&) {
    const int fd = open("mapped", O_RDWR | O_CREAT, 0600);
    const std::string block(kMega, 'x');
    for (int i = 0; i < 32; ++i) {
        if (write(fd, block.data(), block.size()) < 0) return told(-1);
    }
    constexpr size_t kPage = 4096;
    if (mmap(nullptr, kPage, PROT_READ, MAP_SHARED, fd, 0) == MAP_FAILED) return told(-1);
    unlink("mapped");
    close(fd);
    waitBusily();
}

/// Of its own folder in /proc only what tells of itself.
std::string ownProc(const Arguments&) {
    const std::string task = "/proc/self/task/" + std::to_string(gettid()) + "/";
    std::string out;
    for (const std::string path :
         {"/proc/self/status", "/proc/self/maps", "/proc/self/cgroup", "/proc/self/fd", "/proc/self/task",
          "/proc/self/net/tcp", "/proc/self/net/unix", "/proc/self/mountinfo", "/proc/self/mounts"}) {
        out += path.substr(11) + " " + told(open(path.c_str(), O_RDONLY)) + ", ";
    }
    out += "task net " + told(open((task + "net/tcp").c_str(), O_RDONLY));
    return out + ", task mountinfo " + told(open((task + "mountinfo").c_str(), O_RDONLY));
}

std::string attributes(const Arguments& a) {
    char value[64];
    std::string out = "get " + told(getxattr(a[0].c_str(), "user.origin", value, sizeof(value)));
    return out + ", list " + told(listxattr(a[0].c_str(), value, sizeof(value)));
}

/// Connects where nobody answers, and changes under the guard's hands whether that may wait.
std::string toggledConnect(const Arguments& a) {
    sockaddr_in to{};
    to.sin_family = AF_INET;
    to.sin_port = htons(static_cast<uint16_t>(std::stoi(a[1])));
    inet_pton(AF_INET, a[0].c_str(), &to.sin_addr);
    std::atomic<int> at{-1};
    std::thread([&at] {
        for (;;) {
            const int fd = at;
            fcntl(fd, F_SETFL, O_NONBLOCK);
            fcntl(fd, F_SETFL, 0);
        }
    }).detach();
    for (;;) {
        // Of a few threads only: each that waits here waits for long.
        for (int i = 0; i < 40; ++i) {
            const int fd = socket(AF_INET, SOCK_STREAM, 0);
            at = fd;
            std::thread([fd, to] {
                connect(fd, reinterpret_cast<const sockaddr*>(&to), sizeof(to));
            }).detach();
            poll(nullptr, 0, 5);
        }
        pause();
    }
}

}  // namespace

std::string told(long result) {
    return result >= 0 ? "ok" : strerrorname_np(errno);
}

Actions misdeeds() {
    return {
        {"own-file", ownsFile},          {"customary", customaryCalls}, {"options", setsOptions},
        {"named-memory", namedMemory},   {"page-tables", pageTables},   {"leaderless", leaderless},
        {"shared-memory", sharedMemory}, {"own-table", ownTable},       {"mapped-file", mappedFile},
        {"own-proc", ownProc},           {"attributes", attributes},    {"toggled-connect", toggledConnect}};
}

}  // namespace tributary::plugin::test
