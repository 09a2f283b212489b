// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/schedule/scheduler.h"

#include <algorithm>

namespace tributary::schedule {
namespace {

constexpr size_t kLatenessKept = 8192;
constexpr TimePoint kNever = TimePoint::max();

}  // namespace

TimePoint nextInstant(const Timing& timing, TimePoint after, bool included) {
    const auto interval = std::max<int64_t>(timing.interval.count(), 1);
    const auto since = after.time_since_epoch().count() - timing.offset.count();
    auto whole = since / interval;
    if (since % interval < 0) whole--;
    const bool exact = whole * interval == since;
    return TimePoint(Duration((whole + (exact && included ? 0 : 1)) * interval + timing.offset.count()));
}

struct Scheduler::Task {
    std::string id;
    Timing timing;
    std::shared_ptr<const Job> job;
    TimePoint next{};
    std::deque<Tick> pending;  ///< due, not begun
    bool queued = false;       ///< in m_ready
    bool running = false;
    bool removed = false;
    CancelToken token;  ///< of the running job
};

Scheduler::Scheduler(std::shared_ptr<Clock> clock, Options options)
    : m_clock(std::move(clock)), m_options(options) {}

Scheduler::~Scheduler() {
    stop(std::chrono::milliseconds(0));
}

void Scheduler::planAt(const TaskPtr& task, TimePoint at) {
    m_planned.erase({task->next, task});
    task->next = at;
    m_planned.insert({at, task});
    m_wakeDispatcher.notify_one();
}

void Scheduler::put(const std::string& id, const Timing& timing, Job job, std::optional<TimePoint> last) {
    const std::lock_guard lock(m_mutex);
    const TimePoint now = m_clock->now();
    auto& task = m_tasks[id];
    const bool fresh = !task;
    if (fresh) {
        task = std::make_shared<Task>();
        task->id = id;
    }
    const bool replan = fresh || !(task->timing == timing);
    task->job = std::make_shared<const Job>(std::move(job));
    task->timing = timing;
    if (!replan) return;
    // Caught up with from `last`, but never before what could be kept anyway.
    const TimePoint oldest = now - timing.interval * static_cast<int64_t>(kMostMadeUp);
    planAt(task, nextInstant(timing, last && *last < now ? std::max(*last, oldest) : now));
}

void Scheduler::remove(const std::string& id) {
    const std::lock_guard lock(m_mutex);
    const auto found = m_tasks.find(id);
    if (found == m_tasks.end()) return;
    const TaskPtr task = found->second;
    m_tasks.erase(found);
    m_planned.erase({task->next, task});
    std::erase(m_ready, task);
    task->removed = true;
    task->pending.clear();
    if (task->running) task->token.cancel();
}

void Scheduler::start() {
    const std::lock_guard lock(m_mutex);
    if (m_started) return;
    m_started = true;
    for (size_t i = 0; i < m_options.workers; i++) m_workers.emplace_back([this] { work(); });
    m_dispatcher = std::thread([this] { dispatch(); });
}

void Scheduler::stop(std::chrono::milliseconds grace) {
    std::vector<std::thread> workers;
    {
        std::unique_lock lock(m_mutex);
        m_stopping = true;
        m_ready.clear();
        m_wakeDispatcher.notify_all();
        m_wakeWorkers.notify_all();
        const auto ended = [this] { return m_running == 0; };
        if (!m_jobEnded.wait_for(lock, grace, ended)) {
            for (const auto& [id, task] : m_tasks) {
                if (task->running) task->token.cancel();
            }
            m_jobEnded.wait(lock, ended);
        }
        workers.swap(m_workers);
    }
    if (m_dispatcher.joinable()) m_dispatcher.join();
    for (auto& worker : workers) worker.join();
}

void Scheduler::dispatch() {
    std::unique_lock lock(m_mutex);
    while (!m_stopping) {
        const TimePoint now = m_clock->now();
        TimePoint until = queueDue(now);
        addWorkerIfNeeded(now);
        if (!m_ready.empty()) until = std::min(until, now + m_options.patience);
        m_clock->wait(lock, m_wakeDispatcher, until);
    }
}

/// Queues what is due; gives the instant at which something is due next.
TimePoint Scheduler::queueDue(TimePoint now) {
    while (!m_planned.empty() && m_planned.begin()->first <= now) {
        const TaskPtr task = m_planned.begin()->second;
        queueTask(task, now);
        planAt(task, nextInstant(task->timing, now));
    }
    return m_planned.empty() ? kNever : m_planned.begin()->first;
}

void Scheduler::queueTask(const TaskPtr& task, TimePoint now) {
    const TimePoint newest = nextInstant(task->timing, now) - task->timing.interval;
    const auto passed = static_cast<uint64_t>((newest - task->next) / task->timing.interval) + 1;
    // One that passed less than an interval ago is late, not missed.
    const bool unattended = passed > 1;
    if (unattended && task->timing.catchUp == CatchUp::Each) {
        for (uint64_t i = 0; i < passed; i++) {
            const TimePoint at = task->next + task->timing.interval * static_cast<int64_t>(i);
            task->pending.push_back({at, Duration(0), i + 1 < passed});
            if (task->pending.size() > kMostMadeUp) {
                task->pending.pop_front();
                m_counts.missed++;
            }
        }
    } else if (task->running || task->queued) {
        if (task->timing.catchUp == CatchUp::Each && !task->pending.empty()) {
            task->pending.push_back({newest, Duration(0), true});  // still making up
        } else {
            m_counts.skipped += passed;
        }
        return;
    } else if (unattended && task->timing.catchUp == CatchUp::Skip) {
        m_counts.missed += passed;
        return;
    } else {
        m_counts.missed += passed - 1;
        task->pending.push_back({newest, Duration(0), unattended});
    }
    if (task->running || task->queued) return;
    task->queued = true;
    if (m_ready.empty()) m_oldestReady = now;
    m_ready.push_back(task);
    m_wakeWorkers.notify_one();
}

void Scheduler::addWorkerIfNeeded(TimePoint now) {
    if (m_ready.empty() || m_idle > 0 || m_workers.size() >= m_options.mostWorkers) return;
    if (now - m_oldestReady < m_options.patience) return;
    m_oldestReady = now;
    m_workers.emplace_back([this] { work(); });
}

void Scheduler::noteLateness(Duration lateness) {
    if (m_lateness.size() < kLatenessKept) {
        m_lateness.push_back(lateness);
    } else {
        m_lateness[m_nextLateness++ % kLatenessKept] = lateness;
    }
}

void Scheduler::work() {
    std::unique_lock lock(m_mutex);
    for (;;) {
        m_idle++;
        m_wakeWorkers.wait(lock, [this] { return m_stopping || !m_ready.empty(); });
        m_idle--;
        if (m_stopping) return;
        const TaskPtr task = m_ready.front();
        m_ready.pop_front();
        m_oldestReady = m_clock->now();
        task->queued = false;
        task->running = true;
        m_running++;
        while (!task->pending.empty() && !m_stopping) {
            Tick tick = task->pending.front();
            task->pending.pop_front();
            tick.lateness = m_clock->now() - tick.at;
            if (!tick.madeUp) noteLateness(tick.lateness);
            m_counts.run++;
            task->token = CancelToken();
            const auto job = task->job;
            const CancelToken token = task->token;
            lock.unlock();
            (*job)(tick, token);
            lock.lock();
        }
        task->running = false;
        m_running--;
        m_jobEnded.notify_all();
    }
}

SchedulerStats Scheduler::stats() const {
    const std::lock_guard lock(m_mutex);
    SchedulerStats out = m_counts;
    out.running = m_running;
    out.waiting = m_ready.size();
    out.workers = m_workers.size();
    out.tasks = m_tasks.size();
    if (m_lateness.empty()) return out;
    std::vector<Duration> sorted = m_lateness;
    std::sort(sorted.begin(), sorted.end());
    out.latenessMedian = sorted[sorted.size() / 2];
    out.latenessP99 = sorted[std::min(sorted.size() - 1, sorted.size() * 99 / 100)];
    out.latenessMax = sorted.back();
    return out;
}

}  // namespace tributary::schedule
