// SPDX-License-Identifier: GPL-3.0-or-later
// A process that locks itself down and then does what its argument says; the result goes to descriptor 4 as
// text. Stands for the sandbox and a plugin in it.
#include <arpa/inet.h>
#include <dlfcn.h>
#include <fcntl.h>
#include <linux/seccomp.h>
#include <netdb.h>
#include <netinet/in.h>
#include <seccomp.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/ptrace.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/uio.h>
#include <sys/un.h>
#include <sys/wait.h>
#include <unistd.h>

#include <atomic>
#include <cerrno>
#include <csignal>
#include <cstdlib>
#include <cstring>
#include <functional>
#include <map>
#include <string>
#include <thread>
#include <vector>

#include "core/plugin/confine/lock_down.h"
#include "tests/core/plugin/confine/misdeeds.h"

namespace {

using tributary::plugin::Locked;
using tributary::plugin::test::Arguments;
using tributary::plugin::test::told;

std::string openFile(const Arguments& a) {
    const int fd = open(a[0].c_str(), O_RDONLY);
    if (fd < 0) return told(fd);
    char byte;
    return told(read(fd, &byte, 1));
}

std::string lookAt(const Arguments& a) {
    struct stat info {};
    return told(stat(a[0].c_str(), &info));
}

std::string leave(const Arguments& a) {
    _exit(std::stoi(a[0]));
}

std::string writeFile(const Arguments& a) {
    const int fd = open(a[0].c_str(), O_WRONLY | O_CREAT, 0600);
    return fd < 0 ? told(fd) : told(write(fd, "x", 1));
}

sockaddr_in address(const std::string& ip, const std::string& port) {
    sockaddr_in out{};
    out.sin_family = AF_INET;
    out.sin_port = htons(static_cast<uint16_t>(std::stoi(port)));
    inet_pton(AF_INET, ip.c_str(), &out.sin_addr);
    return out;
}

std::string connectTcp(const Arguments& a) {
    const int fd = socket(AF_INET, SOCK_STREAM, 0);
    if (fd < 0) return "socket " + told(fd);
    const sockaddr_in to = address(a[0], a[1]);
    if (connect(fd, reinterpret_cast<const sockaddr*>(&to), sizeof(to)) != 0) return told(-1);
    if ((fcntl(fd, F_GETFL) & O_NONBLOCK) != 0) return "left non-blocking";
    // As sendmsg: that one is made by the guard.
    std::string text = "hello";
    iovec piece{text.data(), text.size()};
    msghdr message{};
    message.msg_iov = &piece;
    message.msg_iovlen = 1;
    if (sendmsg(fd, &message, 0) != 5) return "sendmsg " + told(-1);
    char answer[6] = "";
    const ssize_t got = recv(fd, answer, 5, MSG_WAITALL);
    return got == 5 ? std::string("answer ") + answer : "recv " + told(got);
}

std::string sendUdp(const Arguments& a) {
    const int fd = socket(AF_INET, SOCK_DGRAM, 0);
    if (fd < 0) return "socket " + told(fd);
    const sockaddr_in to = address(a[0], a[1]);
    return told(sendto(fd, "x", 1, 0, reinterpret_cast<const sockaddr*>(&to), sizeof(to)));
}

/// The address of sendmsg is changed by another thread all the time: none may slip through.
std::string raceUdp(const Arguments& a) {
    const int fd = socket(AF_INET, SOCK_DGRAM, 0);
    const sockaddr_in good = address(a[0], a[1]);
    const sockaddr_in bad = address(a[0], a[2]);
    sockaddr_in to = good;
    std::atomic<bool> stop{false};
    std::thread swap([&] {
        while (!stop) {
            std::memcpy(&to, &bad, sizeof(to));
            std::memcpy(&to, &good, sizeof(to));
        }
    });
    char byte = 'x';
    iovec piece{&byte, 1};
    msghdr message{};
    message.msg_name = &to;
    message.msg_namelen = sizeof(to);
    message.msg_iov = &piece;
    message.msg_iovlen = 1;
    int sent = 0;
    for (int i = 0; i < 2000; ++i) sent += sendmsg(fd, &message, 0) == 1 ? 1 : 0;
    stop = true;
    swap.join();
    return sent > 0 ? "ok" : "nothing was sent";
}

std::string lookUp(const Arguments& a) {
    addrinfo hints{};
    hints.ai_socktype = SOCK_STREAM;
    addrinfo* list = nullptr;
    const int status = getaddrinfo(a[0].c_str(), nullptr, &hints, &list);
    if (status != 0) return gai_strerror(status);
    char text[INET6_ADDRSTRLEN] = "";
    getnameinfo(list->ai_addr, list->ai_addrlen, text, sizeof(text), nullptr, 0, NI_NUMERICHOST);
    return text;
}

std::string connectLocal(const Arguments& a) {
    const int fd = socket(AF_UNIX, SOCK_STREAM, 0);
    if (fd < 0) return "socket " + told(fd);
    sockaddr_un to{};
    to.sun_family = AF_UNIX;
    std::memcpy(to.sun_path, a[0].data(), std::min(a[0].size(), sizeof(to.sun_path) - 1));
    return told(connect(fd, reinterpret_cast<const sockaddr*>(&to), sizeof(to)));
}

std::string families(const Arguments&) {
    std::string out;
    for (const int family : {AF_NETLINK, AF_PACKET, AF_VSOCK, AF_ALG, AF_BLUETOOTH}) {
        out += told(socket(family, SOCK_RAW, 0)) + " ";
    }
    out += told(socket(AF_INET, SOCK_RAW, IPPROTO_ICMP)) + " " + told(socket(AF_UNIX, SOCK_DGRAM, 0));
    return out;
}

std::string processes(const Arguments& a) {
    const pid_t parent = getppid();
    char* const none[] = {nullptr};
    std::string out = "execve " + told(execve("/bin/true", none, none));
    out += ", fork " + told(syscall(SYS_fork)) + ", vfork " + told(syscall(SYS_clone, SIGCHLD, 0, 0, 0, 0));
    out += ", clone3 " + told(syscall(SYS_clone3, nullptr, 0));
    out += ", ptrace " + told(ptrace(PTRACE_ATTACH, parent, nullptr, nullptr));
    char byte;
    iovec piece{&byte, 1};
    out += ", process_vm_readv " + told(process_vm_readv(parent, &piece, 1, &piece, 1, 0));
    out += ", kill " + told(kill(parent, SIGTERM)) + ", group " + told(kill(0, SIGTERM));
    out += ", tgkill " + told(syscall(SYS_tgkill, parent, parent, SIGTERM));
    out += ", pidfd " + told(syscall(SYS_pidfd_open, parent, 0));
    out += ", io_uring " + told(syscall(SYS_io_uring_setup, 1, nullptr));
    out += ", bpf " + told(syscall(SYS_bpf, 0, nullptr, 0));
    out += ", unshare " + told(syscall(SYS_unshare, 0));
    out += ", keyctl " + told(syscall(SYS_keyctl, 0, 0, 0, 0, 0));
    out += ", chmod " + told(chmod(a[0].c_str(), 0777));
    out += ", pdeathsig " + told(prctl(PR_SET_PDEATHSIG, 0));
    out += ", prlimit " + told(syscall(SYS_prlimit64, parent, 0, nullptr, nullptr));
    return out;
}

std::string allowed(const Arguments&) {
    int value = 0;
    std::vector<std::thread> threads;
    for (int i = 0; i < 4; ++i)
        threads.emplace_back([&value] { __atomic_fetch_add(&value, 1, __ATOMIC_SEQ_CST); });
    for (auto& one : threads) one.join();
    std::string out = "threads " + std::to_string(value);
    int pair[2];
    out += ", socketpair " + told(socketpair(AF_UNIX, SOCK_STREAM, 0, pair));
    out += ", write " + told(write(pair[0], "x", 1));
    out += ", environment " + std::to_string(environ == nullptr || *environ == nullptr ? 0 : 1);
    out += ", dlopen " + std::string(dlopen("libsqlite3.so.0", RTLD_NOW) != nullptr ? "ok" : dlerror());
    char folder[4096] = "";
    out += ", folder " + std::string(getcwd(folder, sizeof(folder)));
    return out;
}

std::string descriptors(const Arguments&) {
    std::string out;
    for (int fd = 0; fd < 1024; ++fd) {
        if (fcntl(fd, F_GETFD) >= 0) out += std::to_string(fd) + " ";
    }
    return out;
}

/// Makes this an older kernel: without Landlock, without a filter's listener, or without filters.
void pretend(const std::string& kernel) {
    scmp_filter_ctx context = seccomp_init(SCMP_ACT_ALLOW);
    if (kernel == "no-landlock") {
        seccomp_rule_add(context, SCMP_ACT_ERRNO(ENOSYS), SYS_landlock_create_ruleset, 0);
    } else if (kernel == "no-listener") {
        seccomp_rule_add(
            context, SCMP_ACT_ERRNO(EINVAL), SCMP_SYS(seccomp), 1,
            SCMP_A1(SCMP_CMP_MASKED_EQ, SECCOMP_FILTER_FLAG_NEW_LISTENER, SECCOMP_FILTER_FLAG_NEW_LISTENER));
    } else {
        seccomp_rule_add(context, SCMP_ACT_ERRNO(ENOSYS), SCMP_SYS(seccomp), 0);
    }
    seccomp_load(context);
    seccomp_release(context);
}

[[noreturn]] void crash() {
    std::raise(SIGSEGV);
    _exit(99);
}

std::string memoryBomb(const Arguments&) {
    for (;;) {
        constexpr size_t kBlock = 8 << 20;
        char* const block = static_cast<char*>(
            mmap(nullptr, kBlock, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0));
        if (block == MAP_FAILED) std::abort();  // before the first look, if the machine is fast
        std::memset(block, 1, kBlock);
    }
}

std::string descriptorBomb(const Arguments&) {
    int last = 0;
    for (int i = 0; i < 100000; ++i) {
        const int fd = dup(0);
        if (fd < 0) return told(fd) + " after " + (last < 1024 ? "less than 1024" : "many");
        last = fd;
    }
    return "no limit";
}

std::string threadBomb(const Arguments&) {
    std::vector<std::thread> threads;
    try {
        for (;;) threads.emplace_back([] { pause(); });
    } catch (const std::exception&) {
        pause();
    }
    return "";
}

std::string knock(const Arguments& a) {
    const int fd = socket(AF_INET, SOCK_DGRAM, 0);
    const sockaddr_in to = address(a[0], a[1]);
    for (;;) {
        if (sendto(fd, "x", 1, 0, reinterpret_cast<const sockaddr*>(&to), sizeof(to)) >= 0) return "sent";
    }
}

std::string waitForever(const Arguments&) {
    for (;;) pause();
}

}  // namespace

#ifdef __SANITIZE_ADDRESS__
/// AddressSanitizer would look for leaks with a process of its own, which is refused here, and would turn the
/// signals a guard tells about into exit statuses.
extern "C" const char* __asan_default_options() {
    return "detect_leaks=0:handle_segv=0:handle_sigbus=0:handle_abort=0:handle_sigill=0:handle_sigfpe=0";
}
#endif

int main(int argc, char** argv) {
    tributary::plugin::test::Actions actions = {{"open", openFile},
                                                {"look", lookAt},
                                                {"leave", leave},
                                                {"write", writeFile},
                                                {"connect", connectTcp},
                                                {"udp", sendUdp},
                                                {"race", raceUdp},
                                                {"lookup", lookUp},
                                                {"local", connectLocal},
                                                {"families", families},
                                                {"processes", processes},
                                                {"allowed", allowed},
                                                {"descriptors", descriptors},
                                                {"memory", memoryBomb},
                                                {"files", descriptorBomb},
                                                {"threads", threadBomb},
                                                {"knock", knock},
                                                {"wait", waitForever}};
    actions.merge(tributary::plugin::test::misdeeds());
    const std::string action = argc > 1 ? argv[1] : "";
    if (action == "never") waitForever({});
    if (action == "crash-first") crash();
    if (action == "thread-first") std::thread([] { pause(); }).detach();
    int first = 2;
    if (action == "kernel" && argc > 3) {
        pretend(argv[2]);
        first = 4;
    }
    auto locked = tributary::plugin::lockDown({4});
    if (!locked) return 3;
    if (action == "crash") crash();
    if (action == "exit") return 0;
    const auto found = actions.find(first == 2 ? action : argv[3]);
    if (found == actions.end()) return 2;
    const std::string result = found->second({argv + first, argv + argc});
    return send(4, result.data(), result.size(), 0) < 0 ? 4 : 0;
}
