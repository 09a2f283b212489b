// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <condition_variable>
#include <cstdint>
#include <deque>
#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <set>
#include <string>
#include <thread>
#include <vector>

#include "core/base/cancel_token.h"
#include "core/schedule/clock.h"

namespace tributary::schedule {

/// What becomes of instants that passed while the machine slept or nobody was running.
enum class CatchUp {
    Skip,  ///< nothing; the next one is on time
    Once,  ///< the newest one is made up for
    Each,  ///< all of them, oldest first (at most `Scheduler::kMostMadeUp`)
};

/// Due at every multiple of the interval since 1970, plus offset.
struct Timing {
    Duration interval{std::chrono::minutes(1)};
    Duration offset{0};
    CatchUp catchUp = CatchUp::Once;
    bool operator==(const Timing&) const = default;
};

/// The first instant after `after` (or at it, if `included`) at which `timing` is due.
TimePoint nextInstant(const Timing& timing, TimePoint after, bool included = false);

/// One instant of a task.
struct Tick {
    TimePoint at{};        ///< the instant itself
    Duration lateness{0};  ///< how long after it the job begins
    bool madeUp = false;   ///< it passed unattended
};

/// Must notice the token; ends before the task's next tick begins.
using Job = std::function<void(const Tick& tick, const CancelToken& token)>;

struct SchedulerStats {
    uint64_t run = 0;      ///< jobs begun
    uint64_t skipped = 0;  ///< instants at which the job before still ran
    uint64_t missed = 0;   ///< instants that passed unattended and were not made up for
    size_t running = 0;
    size_t waiting = 0;  ///< due, no worker yet
    size_t workers = 0;
    size_t tasks = 0;
    Duration latenessMedian{0};  ///< of the newest 8,192 jobs that were not made up for
    Duration latenessP99{0};
    Duration latenessMax{0};
};

/// Runs jobs at their instants on a bounded pool of threads. A job that is still running when its next
/// instant comes skips that one; it never delays others, as the pool grows to `mostWorkers` while a due job
/// waits. Thread-safe.
class Scheduler {
  public:
    static constexpr size_t kMostMadeUp = 10'000;
    struct Options {
        size_t workers = 4;
        size_t mostWorkers = 48;
        Duration patience =
            std::chrono::milliseconds(100);  ///< a due job waits that long before the pool grows
    };

    Scheduler(std::shared_ptr<Clock> clock, Options options);
    ~Scheduler();

    /// Adds a task, or gives an existing one another job and timing. `last`: when it ran last, before this
    /// program began; instants since then are caught up with.
    void put(const std::string& id, const Timing& timing, Job job, std::optional<TimePoint> last = {});
    /// A running job is cancelled, not waited for.
    void remove(const std::string& id);

    void start();
    /// No job begins any more; running ones have `grace` to end, then are cancelled. Returns when all ended.
    void stop(std::chrono::milliseconds grace);

    SchedulerStats stats() const;

  private:
    struct Task;
    using TaskPtr = std::shared_ptr<Task>;

    void dispatch();
    void work();
    TimePoint queueDue(TimePoint now);
    void queueTask(const TaskPtr& task, TimePoint now);
    void addWorkerIfNeeded(TimePoint now);
    void planAt(const TaskPtr& task, TimePoint at);
    void noteLateness(Duration lateness);

    const std::shared_ptr<Clock> m_clock;
    const Options m_options;

    mutable std::mutex m_mutex;
    std::condition_variable m_wakeDispatcher;
    std::condition_variable m_wakeWorkers;
    std::condition_variable m_jobEnded;
    std::map<std::string, TaskPtr> m_tasks;
    std::set<std::pair<TimePoint, TaskPtr>> m_planned;
    std::deque<TaskPtr> m_ready;
    TimePoint m_oldestReady{};
    std::vector<std::thread> m_workers;
    std::thread m_dispatcher;
    size_t m_idle = 0;
    size_t m_running = 0;
    bool m_started = false;
    bool m_stopping = false;
    SchedulerStats m_counts;
    std::vector<Duration> m_lateness;
    size_t m_nextLateness = 0;
};

}  // namespace tributary::schedule
