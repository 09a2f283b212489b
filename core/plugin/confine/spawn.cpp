// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/plugin/confine/spawn.h"

#include <fcntl.h>
#include <spawn.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cerrno>
#include <csignal>
#include <cstring>

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
    int start(const std::filesystem::path& program, char* const* arguments, pid_t& pid) {
        char* const environment[] = {nullptr};
        return posix_spawn(&pid, program.c_str(), &m_files, &m_attributes, arguments, environment);
    }

  private:
    posix_spawn_file_actions_t m_files{};
    posix_spawnattr_t m_attributes{};
    std::vector<Descriptor> m_kept;
};

tl::unexpected<Error> notStarted(int error) {
    return fail(ErrorCode::Resource,
                std::string("its process could not be started: ") + std::strerror(error));
}

}  // namespace

Result<Spawned> spawn(const GuardedCommand& command) {
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

    std::vector<std::string> words = {command.program.string()};
    words.insert(words.end(), command.arguments.begin(), command.arguments.end());
    std::vector<char*> arguments;
    for (auto& word : words) arguments.push_back(word.data());
    arguments.push_back(nullptr);
    if (const int error = actions.start(command.program, arguments.data(), out.pid); error != 0) {
        return notStarted(error);
    }
    out.process.reset(static_cast<int>(syscall(SYS_pidfd_open, out.pid, 0)));
    if (out.process) return out;
    const int error = errno;
    kill(out.pid, SIGKILL);
    while (waitpid(out.pid, nullptr, 0) < 0 && errno == EINTR) {
    }
    return notStarted(error);
}

}  // namespace tributary::plugin
