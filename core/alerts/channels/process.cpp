// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/alerts/channels/process.h"

#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <utility>

namespace tributary::alerts::channels {
namespace {

constexpr size_t kOutputLimit = 64u << 10;
constexpr int kPollMillis = 20;

/// One end of a pipe.
class Descriptor {
  public:
    explicit Descriptor(int fd = -1) : m_fd(fd) {}
    Descriptor(Descriptor&& other) noexcept : m_fd(std::exchange(other.m_fd, -1)) {}
    ~Descriptor() { close(); }
    int get() const { return m_fd; }
    void close() {
        if (m_fd >= 0) ::close(m_fd);
        m_fd = -1;
    }

  private:
    int m_fd;
};

std::vector<char*> pointers(const std::vector<std::string>& texts) {
    std::vector<char*> out;
    for (const auto& text : texts) out.push_back(const_cast<char*>(text.c_str()));
    out.push_back(nullptr);
    return out;
}

tl::unexpected<Error> cannotStart(const std::string& path, int error) {
    const ErrorCode code = error == ENOENT                     ? ErrorCode::NotFound
                           : error == EACCES || error == EPERM ? ErrorCode::Permission
                                                               : ErrorCode::Resource;
    return fail(code, "'" + path + "' cannot be started: " + std::strerror(error) + ".",
                "Check the path of the program, and that it may be executed.");
}

Result<pid_t> start(const std::vector<std::string>& command, const std::vector<std::string>& environment,
                    int input, int output) {
    posix_spawn_file_actions_t files;
    posix_spawnattr_t attributes;
    posix_spawn_file_actions_init(&files);
    posix_spawnattr_init(&attributes);
    posix_spawn_file_actions_adddup2(&files, input, 0);
    posix_spawn_file_actions_adddup2(&files, output, 1);
    posix_spawn_file_actions_adddup2(&files, output, 2);
    posix_spawn_file_actions_addclosefrom_np(&files, 3);
    sigset_t none, all;
    sigemptyset(&none);
    sigfillset(&all);
    posix_spawnattr_setsigmask(&attributes, &none);
    posix_spawnattr_setsigdefault(&attributes, &all);
    posix_spawnattr_setpgroup(&attributes, 0);
    posix_spawnattr_setflags(&attributes,
                             POSIX_SPAWN_SETPGROUP | POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF);
    pid_t pid = 0;
    const int error = posix_spawn(&pid, command[0].c_str(), &files, &attributes, pointers(command).data(),
                                  pointers(environment).data());
    posix_spawn_file_actions_destroy(&files);
    posix_spawnattr_destroy(&attributes);
    if (error != 0) return cannotStart(command[0], error);
    return pid;
}

/// The program under way. Its whole group is killed before its leader is reaped: until then nobody else can
/// have that number.
class Child {
  public:
    explicit Child(pid_t pid) : m_pid(pid) {}
    ~Child() { end(); }
    bool hasEnded() const {
        siginfo_t info{};
        return waitid(P_PID, static_cast<id_t>(m_pid), &info, WEXITED | WNOHANG | WNOWAIT) == 0 &&
               info.si_pid == m_pid;
    }
    /// What it left running in the background ends with it.
    int end() {
        if (!m_reaped) {
            ::kill(-m_pid, SIGKILL);
            waitpid(m_pid, &m_status, 0);
            m_reaped = true;
        }
        return WIFEXITED(m_status) ? WEXITSTATUS(m_status) : 128 + WTERMSIG(m_status);
    }

  private:
    pid_t m_pid;
    int m_status = 0;
    bool m_reaped = false;
};

/// Feeds and listens once; waits a little when there is nothing to do.
void exchangeBytes(Descriptor& to, std::string_view& input, Descriptor& from, std::string& output) {
    pollfd polled[2] = {{from.get(), POLLIN, 0}, {to.get(), POLLOUT, 0}};
    if (::poll(polled, 2, kPollMillis) <= 0) return;
    if (polled[0].revents) {
        char block[4096];
        const ssize_t got = ::read(from.get(), block, sizeof block);
        if (got == 0) from.close();
        if (got > 0 && output.size() < kOutputLimit)
            output.append(block, std::min(static_cast<size_t>(got), kOutputLimit - output.size()));
    }
    if (polled[1].revents) {
        const ssize_t sent = ::write(to.get(), input.data(), input.size());
        if (sent > 0) input.remove_prefix(static_cast<size_t>(sent));
        // A program need not read what it is told.
        if (input.empty() || (sent < 0 && errno != EAGAIN)) to.close();
    }
}

/// Writing to a program that does not read must not end this one.
class NoBrokenPipe {
  public:
    NoBrokenPipe() {
        sigemptyset(&m_set);
        sigaddset(&m_set, SIGPIPE);
        sigset_t pending;
        sigpending(&pending);
        m_wasPending = sigismember(&pending, SIGPIPE);
        pthread_sigmask(SIG_BLOCK, &m_set, &m_before);
    }
    ~NoBrokenPipe() {
        const timespec now{};
        if (!m_wasPending) sigtimedwait(&m_set, nullptr, &now);
        pthread_sigmask(SIG_SETMASK, &m_before, nullptr);
    }

  private:
    sigset_t m_set{};
    sigset_t m_before{};
    bool m_wasPending = false;
};

}  // namespace

Result<ProcessResult> runProcess(const std::vector<std::string>& command,
                                 const std::vector<std::string>& environment, const std::string& input,
                                 const CancelToken& token) {
    int in[2], out[2];
    if (pipe2(in, O_CLOEXEC) != 0) return cannotStart(command[0], errno);
    Descriptor childIn(in[0]), toChild(in[1]);
    if (pipe2(out, O_CLOEXEC) != 0) return cannotStart(command[0], errno);
    Descriptor fromChild(out[0]), childOut(out[1]);
    fcntl(toChild.get(), F_SETFL, O_NONBLOCK);
    fcntl(fromChild.get(), F_SETFL, O_NONBLOCK);
    auto pid = start(command, environment, childIn.get(), childOut.get());
    if (!pid) return fail(pid.error());
    childIn.close();
    childOut.close();
    Child child(*pid);
    const NoBrokenPipe guard;
    ProcessResult result;
    std::string_view rest = input;
    if (rest.empty()) toChild.close();
    while (!child.hasEnded()) {
        if (auto ok = token.check(); !ok) return fail(ok.error());
        exchangeBytes(toChild, rest, fromChild, result.output);
    }
    // What it said last may still be in the pipe; nobody waits for what its children say.
    for (size_t before = result.output.size() + 1; fromChild.get() >= 0 && before != result.output.size();) {
        before = result.output.size();
        toChild.close();
        exchangeBytes(toChild, rest, fromChild, result.output);
    }
    result.status = child.end();
    return result;
}

}  // namespace tributary::alerts::channels
