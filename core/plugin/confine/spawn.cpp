// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/plugin/confine/spawn.h"

#include <fcntl.h>
#include <poll.h>
#include <spawn.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cerrno>
#include <charconv>
#include <csignal>
#include <cstring>
#include <fstream>
#include <optional>
#include <sstream>

#include "core/plugin/confine/lock_down.h"

namespace tributary::plugin {
namespace {

constexpr int kClearOfTargets = 64;  // duplicates go above all numbers the child is given

/// posix_spawn's lists, freed at the end. It does not copy the program's page tables as fork would.
class Actions {
  public:
    Actions() {
        posix_spawn_file_actions_init(&m_files);
        posix_spawnattr_init(&m_attributes);
        sigset_t none;
        sigset_t all;
        sigemptyset(&none);
        sigfillset(&all);
        posix_spawnattr_setsigmask(&m_attributes, &none);
        posix_spawnattr_setsigdefault(&m_attributes, &all);
        posix_spawnattr_setflags(&m_attributes,
                                 POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF | POSIX_SPAWN_SETSID);
    }
    ~Actions() {
        posix_spawn_file_actions_destroy(&m_files);
        posix_spawnattr_destroy(&m_attributes);
    }
    Actions(const Actions&) = delete;
    Actions& operator=(const Actions&) = delete;

    bool give(int ours, int childs) {
        m_kept.emplace_back(fcntl(ours, F_DUPFD_CLOEXEC, kClearOfTargets));
        return m_kept.back() && posix_spawn_file_actions_adddup2(&m_files, m_kept.back().get(), childs) == 0;
    }
    int start(std::vector<std::string> words, pid_t& pid) {
        std::vector<char*> arguments;
        for (auto& word : words) arguments.push_back(word.data());
        arguments.push_back(nullptr);
        char* const environment[] = {nullptr};
        return posix_spawn(&pid, words[0].c_str(), &m_files, &m_attributes, arguments.data(), environment);
    }

    /// Closes what only the child needs, so that its end is seen.
    void forget() { m_kept.clear(); }

  private:
    posix_spawn_file_actions_t m_files{};
    posix_spawnattr_t m_attributes{};
    std::vector<Descriptor> m_kept;
};

tl::unexpected<Error> notStarted(int error) {
    return fail(ErrorCode::Resource,
                std::string("its process could not be started: ") + std::strerror(error));
}

using Words = std::vector<std::string>;

void endAndReap(pid_t pid) {
    kill(pid, SIGKILL);
    while (waitpid(pid, nullptr, 0) < 0 && errno == EINTR) {
    }
}

Descriptor openProcess(pid_t pid) {
    return Descriptor(static_cast<int>(syscall(SYS_pidfd_open, pid, 0)));
}

/// In a file without a name: a command line could be read by every user of the computer.
Descriptor written(const Words& words) {
    std::string text;
    for (const auto& word : words) text += word + '\0';
    Descriptor out(memfd_create("arguments", MFD_CLOEXEC));
    if (!out || write(out.get(), text.data(), text.size()) != static_cast<ssize_t>(text.size()) ||
        lseek(out.get(), 0, SEEK_SET) != 0)
        out.reset();
    return out;
}

/// The number after "child-pid": in what bubblewrap writes; 0: it wrote none.
pid_t childPid(int info) {
    constexpr int kPatience = 5000;
    constexpr std::string_view kName = "\"child-pid\":";
    std::string text;
    char buffer[512];
    for (;;) {
        pollfd ready{info, POLLIN, 0};
        if (poll(&ready, 1, kPatience) == 0) return 0;
        const ssize_t got = read(info, buffer, sizeof(buffer));
        if (got < 0 && errno == EINTR) continue;
        if (got <= 0) break;
        text.append(buffer, static_cast<size_t>(got));
    }
    const size_t at = text.find(kName);
    const size_t digit = at == std::string::npos ? at : text.find_first_of("0123456789", at);
    pid_t pid = 0;
    if (digit != std::string::npos) std::from_chars(text.data() + digit, text.data() + text.size(), pid);
    return pid;
}

/// Starts bubblewrap, and finds the process it made for us.
Result<Spawned> startInside(Actions& actions, Spawned out, Words command, int next, const Grants& grants,
                            const OuterLayer& layer) {
    int ends[2];
    if (pipe2(ends, O_CLOEXEC) != 0) return notStarted(errno);
    const Descriptor info(ends[0]);
    Descriptor tells(ends[1]);
    const Descriptor arguments = written(outerLayerArguments(grants, command[0]));
    if (!arguments || !actions.give(tells.get(), next) || !actions.give(arguments.get(), next + 1))
        return notStarted(errno);
    Words words = {layer.program.string(),   "--info-fd", std::to_string(next), "--args",
                   std::to_string(next + 1), "--"};
    words.insert(words.end(), command.begin(), command.end());
    if (const int error = actions.start(std::move(words), out.outer); error != 0) return notStarted(error);
    actions.forget();
    tells.reset();
    out.outerProcess = openProcess(out.outer);
    out.pid = childPid(info.get());
    if (out.pid > 0) out.process = openProcess(out.pid);
    if (out.process && out.outerProcess) return out;
    endAndReap(out.outer);
    return fail(ErrorCode::Io, "bubblewrap did not start its process");
}

/// How a process ended that its parent has not waited for yet: the last field of /proc/<pid>/stat.
std::optional<int> statusOfZombie(pid_t pid) {
    std::ifstream file("/proc/" + std::to_string(pid) + "/stat");
    std::string text;
    if (!std::getline(file, text)) return std::nullopt;
    std::istringstream fields(text.substr(std::min(text.rfind(')') + 1, text.size())));
    std::string field;
    fields >> field;
    if (field != "Z") return std::nullopt;
    while (fields >> text) field = text;
    int status = 0;
    const auto [end, error] = std::from_chars(field.data(), field.data() + field.size(), status);
    if (error != std::errc()) return std::nullopt;
    return status;
}

bool isOver(const Descriptor& process, int patience) {
    pollfd ready{process.get(), POLLIN, 0};
    int got = 0;
    do {
        got = poll(&ready, 1, patience);
    } while (got < 0 && errno == EINTR);
    return got == 1;
}

int wait(pid_t pid, struct rusage& used) {
    int status = 0;
    while (wait4(pid, &status, 0, &used) < 0 && errno == EINTR) {
    }
    return status;
}

/// Bubblewrap tells a signal as a shell does.
int untranslated(int status) {
    constexpr int kSignals = 128;
    if (!WIFEXITED(status) || WEXITSTATUS(status) <= kSignals) return status;
    return W_EXITCODE(0, WEXITSTATUS(status) - kSignals);
}

}  // namespace

Result<Spawned> spawn(const GuardedCommand& command, const Grants& grants, const OuterLayer& layer) {
    int pair[2];
    if (socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, pair) != 0) return notStarted(errno);
    Spawned out;
    out.socket.reset(pair[0]);
    const Descriptor childs(pair[1]);
    const int size = 1 << 20;
    setsockopt(out.socket.get(), SOL_SOCKET, SO_SNDBUF, &size, sizeof(size));
    const Descriptor null(open("/dev/null", O_RDWR | O_CLOEXEC));
    const int output = command.output >= 0 ? command.output : null.get();

    Actions actions;
    bool ok = null && actions.give(null.get(), 0) && actions.give(output, 1) && actions.give(output, 2) &&
              actions.give(childs.get(), kGuardDescriptor);
    int next = kFirstInherited;
    for (const int fd : command.inherit) ok = ok && actions.give(fd, next++);
    if (!ok) return notStarted(errno);

    Words words = {command.program.string()};
    words.insert(words.end(), command.arguments.begin(), command.arguments.end());
    if (layer.state == Protection::Outer::Active)
        return startInside(actions, std::move(out), std::move(words), next, grants, layer);
    if (const int error = actions.start(std::move(words), out.pid); error != 0) return notStarted(error);
    out.process = openProcess(out.pid);
    if (out.process) return out;
    const int error = errno;
    endAndReap(out.pid);
    return notStarted(error);
}

void holdOuterStill(const Spawned& child) {
    if (child.outer > 0) kill(child.outer, SIGSTOP);
}

ChildEnd awaitEnd(const Spawned& child) {
    ChildEnd out;
    if (child.outer == 0) {
        out.status = wait(child.pid, out.used);
        return out;
    }
    constexpr int kPatience = 2000;
    isOver(child.process, -1);
    const auto status = statusOfZombie(child.pid);
    kill(child.outer, SIGCONT);
    if (!isOver(child.outerProcess, kPatience)) kill(child.outer, SIGKILL);
    const int told = wait(child.outer, out.used);
    out.status = status ? *status : untranslated(told);
    return out;
}

}  // namespace tributary::plugin
