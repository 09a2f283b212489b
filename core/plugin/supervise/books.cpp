// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/plugin/supervise/books.h"

#include <algorithm>

namespace tributary::plugin {

using Steady = std::chrono::steady_clock;

Supervisor::Books::Books(PluginStore& s, SuperviseOptions o, std::unique_ptr<RunRecords> r)
    : store(s), options(std::move(o)), records(std::move(r)), m_thread([this] { work(); }) {}

Supervisor::Books::~Books() {
    close();
}

void Supervisor::Books::close() {
    {
        const std::lock_guard lock(m_mutex);
        m_closed = true;
    }
    m_wake.notify_all();
    if (m_thread.joinable() && m_thread.get_id() != std::this_thread::get_id()) m_thread.join();
}

void Supervisor::Books::post(std::function<void()> task) {
    {
        const std::lock_guard lock(m_mutex);
        if (!m_closed) {
            m_tasks.push_back(std::move(task));
            m_wake.notify_all();
            return;
        }
    }
    task();  // the program is closing down: whoever comes now does it himself
}

void Supervisor::Books::flush() {
    std::unique_lock lock(m_mutex);
    m_done.wait(lock, [&] { return m_closed || (m_tasks.empty() && !m_working); });
}

void Supervisor::Books::work() {
    std::unique_lock lock(m_mutex);
    for (;;) {
        if (m_tasks.empty() && !m_closed) {
            lock.unlock();
            const auto next = stopIdle();
            lock.lock();
            const auto woken = [&] { return m_closed || !m_tasks.empty(); };
            if (next == Steady::time_point::max()) {
                m_wake.wait(lock, woken);
            } else {
                m_wake.wait_until(lock, next, woken);
            }
        }
        if (m_tasks.empty() && m_closed) return;
        const auto tasks = std::exchange(m_tasks, {});
        m_working = true;
        lock.unlock();
        for (const auto& task : tasks) task();
        lock.lock();
        m_working = false;
        m_done.notify_all();
    }
}

Steady::time_point Supervisor::Books::stopIdle() {
    auto next = Steady::time_point::max();
    for (const auto& run : runs()) {
        const auto activity = run->activity();
        if (!activity) continue;
        const auto now = Steady::now();
        const auto due = activity->busy ? now + options.idleAfter : activity->lastUsed + options.idleAfter;
        if (due > now) {
            next = std::min(next, due);
            continue;
        }
        log(run->id())->write("info", "stopped: nothing was asked of it for a while");
        run->end(Error(ErrorCode::Connection,
                       "The plugin's process was stopped because nothing was asked of it.",
                       "It starts again with the next connection."));
    }
    return next;
}

void Supervisor::Books::add(const std::shared_ptr<WatchedRun>& run) {
    const std::lock_guard lock(m_mutex);
    m_runs.push_back(run);
}

std::vector<std::shared_ptr<WatchedRun>> Supervisor::Books::runs(const std::string& id) const {
    std::vector<std::shared_ptr<WatchedRun>> out;
    const std::lock_guard lock(m_mutex);
    m_runs.erase(std::remove_if(m_runs.begin(), m_runs.end(), [](const auto& run) { return run.expired(); }),
                 m_runs.end());
    for (const auto& weak : m_runs) {
        auto run = weak.lock();
        if (run && (id.empty() || run->id() == id)) out.push_back(std::move(run));
    }
    return out;
}

std::shared_ptr<PluginLog> Supervisor::Books::log(const std::string& id) {
    const std::lock_guard lock(m_mutex);
    auto& log = m_logs[id];
    if (!log) log = std::make_shared<PluginLog>(store.root() / "logs" / (id + ".log"));
    return log;
}

void Supervisor::Books::changed(const std::string& id) const {
    if (options.changed) options.changed(id);
}

}  // namespace tributary::plugin
