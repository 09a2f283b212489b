// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <sys/types.h>

#include <chrono>
#include <cstdint>
#include <filesystem>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "core/base/cancel_token.h"
#include "core/base/error.h"
#include "core/plugin/confine/grants.h"
#include "core/plugin/confine/protection.h"

namespace tributary::plugin {

/// Something the plugin tried and was refused.
struct BlockedAttempt {
    enum class Kind { Network, LocalSocket, File, Program, Process };
    Kind kind = Kind::Network;
    std::string target;  ///< "db.example.com:5432", "/etc/shadow", "execve" …

    /// "tried to use the network without permission: 10.1.2.3:5432"
    std::string text() const;
};
std::string_view toString(BlockedAttempt::Kind kind);  ///< "network", "local socket", "file" …

struct ProcessFigures {
    uint64_t residentBytes = 0;
    uint64_t peakResidentBytes = 0;
    std::chrono::milliseconds cpu{0};  ///< user and system, since its start
    unsigned threads = 0;
};

/// How a guarded process ended. Told once.
struct ProcessEnd {
    enum class Cause {
        Exit,
        Signal,
        Stopped,
        Memory,
        Threads,
        Silence,
        Attempts,
        DataBytes,
        DataFiles,
        DataHidden
    };
    Cause cause = Cause::Exit;
    int status = 0;          ///< exit status
    int signal = 0;          ///< what killed it, when that was not us
    uint64_t limit = 0;      ///< bytes, threads, seconds or files that were exceeded
    ProcessFigures figures;  ///< peak and time are known at its end

    bool crashed() const { return cause == Cause::Signal || cause == Cause::Exit; }
    /// To follow a name: "its process crashed (signal 11, segmentation fault)", "it exceeded its memory limit
    /// (2 GB)", "it did not answer within 60 s and was stopped" …
    std::string text() const;
};

/// Called in the guard's own thread; must return soon and must not destroy the guard.
class GuardEvents {
  public:
    virtual ~GuardEvents() = default;
    virtual void blocked(const BlockedAttempt& attempt) = 0;
    /// The process is gone (waited for): nothing follows.
    virtual void ended(const ProcessEnd& end) = 0;
};

struct GuardedCommand {
    std::filesystem::path program;
    std::vector<std::string> arguments;  ///< without the program's name
    /// Descriptors of ours that the child gets as 4, 5 … (kFirstInherited); they stay ours to close. 0 is
    /// /dev/null, 1 and 2 are `output`.
    std::vector<int> inherit;
    int output = -1;  ///< a descriptor for what the child prints; -1: /dev/null
};

/// Addresses of a name ("10.0.0.1", "2001:db8::1"); called in a thread of the guard, may block for seconds.
using ResolveHost = std::function<Result<std::vector<std::string>>(const std::string& host)>;
ResolveHost systemResolver();  ///< the computer's own (hosts file, DNS …)

/// One child process, from its start to its end: starts it with an empty environment and nothing inherited
/// but what was named, gives it its grants, opens its network connections for it (the child itself cannot),
/// counts what it was refused, watches its memory, threads and silence every 250 ms, its data folder about
/// every second, and waits for it. The child calls `lockDown`. It dies with this object and with this
/// program, also when that is killed: it is started in a thread that lives as long as it does. All members
/// are thread-safe.
class Guard {
  public:
    /// Returns once the child is locked down, or at the latest after 5 s with an error that says why.
    /// `events` must outlive the guard.
    static Result<std::unique_ptr<Guard>> start(const GuardedCommand& command, const Grants& grants,
                                                GuardEvents& events, const CancelToken& token,
                                                ResolveHost resolve = systemResolver());
    /// Kills the process and waits until it is gone (milliseconds).
    ~Guard();
    Guard(const Guard&) = delete;
    Guard& operator=(const Guard&) = delete;

    pid_t pid() const;
    const Protection& protection() const;
    ProcessFigures figures() const;
    uint64_t blockedAttempts() const;
    bool alive() const;
    /// SIGKILL; `ended` follows with Cause::Stopped.
    void kill() noexcept;
    /// Waits for the end, at most `limit`; false: still alive.
    bool waitForEnd(std::chrono::milliseconds limit) const;
    ProcessEnd end() const;  ///< after the end

    /// The plugin owes an answer: without `answered` within Grants::callTimeout it is killed
    /// (Cause::Silence).
    void asked();
    void answered();

  private:
    struct Impl;
    explicit Guard(std::unique_ptr<Impl> impl);
    std::unique_ptr<Impl> m_impl;
};

}  // namespace tributary::plugin
