// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/plugin/confine/guard.h"

#include <fcntl.h>
#include <poll.h>
#include <sys/eventfd.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include <atomic>
#include <cerrno>
#include <charconv>
#include <condition_variable>
#include <csignal>
#include <mutex>
#include <optional>
#include <set>
#include <system_error>
#include <thread>

#include "core/plugin/confine/broker.h"
#include "core/plugin/confine/data_watch.h"
#include "core/plugin/confine/figures.h"
#include "core/plugin/confine/guard_talk.h"
#include "core/plugin/confine/lock_down.h"
#include "core/plugin/confine/spawn.h"

namespace tributary::plugin {
namespace {

using Clock = std::chrono::steady_clock;
using std::chrono::milliseconds;

constexpr milliseconds kTick{250};
constexpr std::chrono::seconds kStartLimit{5};
constexpr uint64_t kRingBytes = uint64_t{96} << 20;  // the memory shared with the host, and our own
constexpr unsigned kOwnThreads = 4;
constexpr uint64_t kMostAttempts = 10'000;
constexpr size_t kMostTold = 200;

milliseconds until(Clock::time_point when) {
    return std::max(milliseconds(0),
                    std::chrono::duration_cast<milliseconds>(when - Clock::now()) + milliseconds(1));
}

}  // namespace

struct Guard::Impl {
    Impl(GuardedCommand c, Grants g, GuardEvents& e, ResolveHost r)
        : command(std::move(c)), grants(std::move(g)), events(e), resolve(std::move(r)) {}
    ~Impl() {
        stop(ProcessEnd::Cause::Stopped, 0);
        if (thread.joinable()) thread.join();
    }

    GuardedCommand command;
    const Grants grants;
    GuardEvents& events;
    ResolveHost resolve;
    Descriptor wake{eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK)};

    mutable std::mutex mutex;
    mutable std::condition_variable changed;
    std::optional<Result<Protection>> started;  // what `start` waits for
    std::optional<ProcessEnd> ended;            // reaped
    std::optional<ProcessEnd> verdict;          // why we killed it
    ProcessFigures latest;
    std::optional<Clock::time_point> askedAt;
    pid_t pid = 0;
    Descriptor process;
    uint64_t ownPeak = 0;  // the program's largest size up to the start of the child, in bytes
    Protection protection;
    std::atomic<uint64_t> attempts{0};

    // The guard's own thread only.
    Spawned child;
    bool reached = false;  // the child itself has said something
    std::optional<Broker> broker;
    DataWatch data{grants};
    std::set<std::pair<BlockedAttempt::Kind, std::string>> told;
    bool telling = false;
    bool wasLeaderless = false;  // at the last look
    std::thread thread;

    void run();
    Result<void> begin();
    Result<void> attempt(const OuterLayer& layer);
    Result<void> introduce();
    bool openBroker(const std::string& numbers);
    bool waitFor(int descriptor, Clock::time_point limit);
    void guardUntilEnd();
    void look();
    void blocked(const BlockedAttempt& attempt);
    void reap();
    void stop(ProcessEnd::Cause cause, uint64_t limit) noexcept;
    void settle(Result<Protection> result);
};

void Guard::Impl::stop(ProcessEnd::Cause cause, uint64_t limit) noexcept {
    const std::lock_guard lock(mutex);
    if (ended) return;
    if (!verdict) verdict = ProcessEnd{cause, 0, 0, limit, {}};
    if (process) syscall(SYS_pidfd_send_signal, process.get(), SIGKILL, nullptr, 0);
    eventfd_write(wake.get(), 1);
}

void Guard::Impl::settle(Result<Protection> result) {
    const std::lock_guard lock(mutex);
    if (!started) started = std::move(result);
    changed.notify_all();
}

/// Serves the child's held calls until `descriptor` can be read. False: it ended, or took too long.
bool Guard::Impl::waitFor(int descriptor, Clock::time_point limit) {
    for (;;) {
        std::vector<pollfd> waiting = {{descriptor, POLLIN, 0}, {wake.get(), POLLIN, 0}};
        if (broker) broker->addTo(waiting);
        const int ready = poll(waiting.data(), waiting.size(), static_cast<int>(until(limit).count()));
        if (ready < 0 && errno != EINTR) return false;
        if ((waiting[0].revents & (POLLIN | POLLHUP)) != 0) return true;
        if ((waiting[1].revents & POLLIN) != 0 || Clock::now() >= limit) return false;
        if (broker) broker->step();
    }
}

bool Guard::Impl::openBroker(const std::string& numbers) {
    int listens = -1;
    int answers = -1;
    const char* const end = numbers.data() + numbers.size();
    const auto first = std::from_chars(numbers.data(), end, listens);
    if (first.ptr < end) std::from_chars(first.ptr + 1, end, answers);
    if (listens < 0) return false;
    const auto take = [&](int number) {
        if (number < 0) return Descriptor();
        return Descriptor(static_cast<int>(syscall(SYS_pidfd_getfd, child.process.get(), number, 0)));
    };
    Descriptor listener = take(listens);
    if (!listener) return false;
    broker.emplace(Listener(std::move(listener), child.pid, child.process.get()), take(answers), grants,
                   child.pid, resolve, [this](const BlockedAttempt& attempt) { blocked(attempt); });
    return true;
}

Result<void> Guard::Impl::introduce() {
    const auto limit = Clock::now() + kStartLimit;
    const int socket = child.socket.get();
    const auto silent = [] { return fail(ErrorCode::Timeout, "its process did not get ready within 5 s"); };
    const auto heard = [&](char what) -> Result<std::string> {
        if (!waitFor(socket, limit)) return silent();
        return hear(socket, what);
    };
    if (const auto ready = heard(kSaysReady); !ready) return fail(ready.error());
    reached = true;
    holdOuterStill(child);
    // The right to look into the child, which taking its sockets needs: without it calls would wait for
    // nobody.
    const Descriptor seen(
        static_cast<int>(syscall(SYS_pidfd_getfd, child.process.get(), kGuardDescriptor, 0)));
    if (auto ok = say(socket, kSaysGrants, (seen ? "1" : "0") + encodeGrants(grants)); !ok) return ok;
    const auto numbers = heard(kSaysListener);
    if (!numbers) return fail(numbers.error());
    const bool connects = openBroker(*numbers);
    if (auto ok = say(socket, kSaysBroker, connects ? "1" : "0"); !ok) return ok;
    const auto text = heard(kSaysProtection);
    if (!text) return fail(text.error());
    auto obtained = decodeProtection(*text);
    if (!obtained) return fail(std::move(obtained).error());
    if (obtained->landlockAbi > 0 && !obtained->files)
        return fail(ErrorCode::Permission, "what it was granted leaves it every file of this computer");
    const auto outer = protection.outer;
    protection = *obtained;
    protection.outer = outer;
    if (outer == Protection::Outer::Active) {
        if (!livesApart(child.pid))
            return fail(ErrorCode::Internal, "bubblewrap did not set its process apart");
        protection.files = protection.truncate = true;
    }
    {
        // What ends before the first look has a size, too.
        const std::lock_guard lock(mutex);
        latest = usageOf(pid).figures;
    }
    telling = true;
    if (broker) broker->startTelling();
    return say(socket, kSaysGo, "");
}

Result<void> Guard::Impl::attempt(const OuterLayer& layer) {
    protection.outer = layer.state;
    auto spawned = spawn(command, grants, layer);
    if (!spawned) return fail(std::move(spawned).error());
    child = std::move(*spawned);
    const uint64_t peakAtStart = usageOf(getpid()).figures.peakResidentBytes;
    {
        const std::lock_guard lock(mutex);
        pid = child.pid;
        ownPeak = peakAtStart;
        process.reset(fcntl(child.process.get(), F_DUPFD_CLOEXEC, 0));
        // Stopped before there was anything to kill.
        if (verdict) syscall(SYS_pidfd_send_signal, process.get(), SIGKILL, nullptr, 0);
    }
    return introduce();
}

/// In the outer layer; without, where that could not be set up. It is not tried beforehand: that would cost
/// each program's first start as much again.
Result<void> Guard::Impl::begin() {
    OuterLayer layer = likelyOuterLayer();
    auto begun = attempt(layer);
    if (begun || layer.state != Protection::Outer::Active || reached || begun.error().code != ErrorCode::Io)
        return begun;
    {
        const std::lock_guard lock(mutex);
        if (verdict) return begun;
        process.reset();
    }
    if (child.pid > 0) {
        syscall(SYS_pidfd_send_signal, child.process.get(), SIGKILL, nullptr, 0);
        awaitEnd(child);
        child = {};
    }
    layer = findOuterLayer();
    if (layer.state == Protection::Outer::Active) layer = {Protection::Outer::Failed, {}};
    return attempt(layer);
}

void Guard::Impl::run() {
    if (auto ok = data.checkBeforeStart(); !ok) return settle(fail(std::move(ok).error()));
    if (auto ok = begin(); !ok) {
        if (child.pid == 0) return settle(fail(std::move(ok).error()));
        stop(ProcessEnd::Cause::Stopped, 0);
        reap();
        // How it ended says more than that the talk broke off, unless we ended it.
        const bool crashed = ended->crashed() && ok.error().code == ErrorCode::Io;
        return settle(fail(ok.error().code, crashed ? ended->text() : ok.error().message));
    }
    child.socket.reset();
    settle(protection);
    guardUntilEnd();
    reap();
    events.ended(*ended);
}

void Guard::Impl::guardUntilEnd() {
    auto nextLook = Clock::now() + kTick;
    for (;;) {
        auto limit = nextLook;
        {
            const std::lock_guard lock(mutex);
            if (askedAt && grants.callTimeout.count() > 0)
                limit = std::min(limit, *askedAt + grants.callTimeout);
        }
        std::vector<pollfd> waiting = {{process.get(), POLLIN, 0}, {wake.get(), POLLIN, 0}};
        if (broker) broker->addTo(waiting);
        poll(waiting.data(), waiting.size(), static_cast<int>(until(limit).count()));
        if ((waiting[0].revents & POLLIN) != 0) return;
        eventfd_t woken = 0;
        eventfd_read(wake.get(), &woken);
        if (broker) broker->step();
        if (Clock::now() < limit) continue;
        look();
        nextLook = Clock::now() + kTick;
    }
}

/// Is it within its limits?
void Guard::Impl::look() {
    const Usage now = usageOf(pid);
    bool silent = false;
    {
        const std::lock_guard lock(mutex);
        latest = now.figures;
        silent = askedAt && grants.callTimeout.count() > 0 && Clock::now() >= *askedAt + grants.callTimeout;
    }
    // Twice: one that ends altogether is in this state for a moment.
    if (now.leaderless && wasLeaderless) stop(ProcessEnd::Cause::Exit, 0);
    wasLeaderless = now.leaderless;
    if (now.ownBytes > grants.memoryBytes + kRingBytes) stop(ProcessEnd::Cause::Memory, grants.memoryBytes);
    if (now.figures.threads > grants.threads + kOwnThreads) stop(ProcessEnd::Cause::Threads, grants.threads);
    if (const auto over = data.look(pid, now.cpu)) stop(over->cause, over->limit);
    if (silent) stop(ProcessEnd::Cause::Silence, static_cast<uint64_t>(grants.callTimeout.count()));
}

void Guard::Impl::blocked(const BlockedAttempt& attempt) {
    if (++attempts > kMostAttempts) return stop(ProcessEnd::Cause::Attempts, kMostAttempts);
    // Each target once: a plugin that tries again and again fills no log.
    if (told.size() < kMostTold && told.emplace(attempt.kind, attempt.target).second) events.blocked(attempt);
}

void Guard::Impl::reap() {
    const auto [status, used] = awaitEnd(child);
    ProcessEnd end;
    if (WIFSIGNALED(status)) {
        end.cause = ProcessEnd::Cause::Signal;
        end.signal = WTERMSIG(status);
    } else {
        end.status = WEXITSTATUS(status);
    }
    // The kernel starts a child's peak at the size of the one that started it: up to that it says nothing.
    uint64_t peak = static_cast<uint64_t>(used.ru_maxrss) * 1024;
    if (peak <= ownPeak) peak = latest.peakResidentBytes;
    // What runs out of memory often crashes before it is measured.
    const bool wasFull = end.signal != SIGKILL && end.crashed() && peak >= grants.memoryBytes / 10 * 9;
    const std::lock_guard lock(mutex);
    const bool measured =
        verdict && verdict->cause != ProcessEnd::Cause::Stopped && verdict->cause != ProcessEnd::Cause::Exit;
    if (verdict && (end.signal == SIGKILL || measured)) {
        end = *verdict;
    } else if (wasFull && (end.signal != 0 || end.status != 0)) {
        end = ProcessEnd{ProcessEnd::Cause::Memory, end.status, end.signal, grants.memoryBytes, {}};
    }
    latest.cpu = milliseconds((used.ru_utime.tv_sec + used.ru_stime.tv_sec) * 1000 +
                              (used.ru_utime.tv_usec + used.ru_stime.tv_usec) / 1000);
    latest.peakResidentBytes = std::max(latest.peakResidentBytes, peak);
    latest.residentBytes = 0;
    latest.threads = 0;
    end.figures = latest;
    ended = end;
    changed.notify_all();
}

Result<std::unique_ptr<Guard>> Guard::start(const GuardedCommand& command, const Grants& grants,
                                            GuardEvents& events, const CancelToken& token,
                                            ResolveHost resolve) {
    if (auto ok = token.check(); !ok) return fail(std::move(ok).error());
    auto impl = std::make_unique<Impl>(command, grants, events, std::move(resolve));
    Impl& own = *impl;
    try {
        own.thread = std::thread([&own] { own.run(); });
    } catch (const std::system_error& e) {
        return fail(ErrorCode::Resource, std::string("its process could not be started: ") + e.what());
    }
    const auto onCancel = token.onCancel([&own] { own.stop(ProcessEnd::Cause::Stopped, 0); });
    {
        std::unique_lock lock(own.mutex);
        own.changed.wait(lock, [&] { return own.started.has_value(); });
        if (!own.started->has_value()) {
            const Error error = own.started->error();
            return token.isCancelled() ? fail(token.error()) : fail(error);
        }
    }
    return std::unique_ptr<Guard>(new Guard(std::move(impl)));
}

Guard::Guard(std::unique_ptr<Impl> impl) : m_impl(std::move(impl)) {}
Guard::~Guard() = default;

pid_t Guard::pid() const {
    return m_impl->pid;
}

const Protection& Guard::protection() const {
    return m_impl->protection;
}

ProcessFigures Guard::figures() const {
    if (alive()) {
        const ProcessFigures now = usageOf(m_impl->pid).figures;
        if (now.threads > 0) return now;
    }
    const std::lock_guard lock(m_impl->mutex);
    return m_impl->latest;
}

uint64_t Guard::blockedAttempts() const {
    return m_impl->attempts;
}

bool Guard::alive() const {
    const std::lock_guard lock(m_impl->mutex);
    return !m_impl->ended.has_value();
}

void Guard::kill() noexcept {
    m_impl->stop(ProcessEnd::Cause::Stopped, 0);
}

bool Guard::waitForEnd(std::chrono::milliseconds limit) const {
    std::unique_lock lock(m_impl->mutex);
    return m_impl->changed.wait_for(lock, limit, [&] { return m_impl->ended.has_value(); });
}

ProcessEnd Guard::end() const {
    const std::lock_guard lock(m_impl->mutex);
    return m_impl->ended.value_or(ProcessEnd{});
}

void Guard::asked() {
    {
        const std::lock_guard lock(m_impl->mutex);
        m_impl->askedAt = Clock::now();
    }
    // The tick of 250 ms notices; only a limit of seconds needs no waking.
}

void Guard::answered() {
    const std::lock_guard lock(m_impl->mutex);
    m_impl->askedAt.reset();
}

}  // namespace tributary::plugin
