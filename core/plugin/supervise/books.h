// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <condition_variable>
#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <thread>
#include <vector>

#include "core/plugin/supervise/plugin_log.h"
#include "core/plugin/supervise/run_records.h"
#include "core/plugin/supervise/supervisor.h"

namespace tributary::plugin {

/// A run as the books see it. Thread-safe.
class WatchedRun {
  public:
    virtual ~WatchedRun() = default;
    virtual const std::string& id() const = 0;
    virtual bool starting() const = 0;
    /// Nothing while it starts, and once it has ended.
    virtual std::optional<Activity> activity() const = 0;
    virtual std::optional<ProcessFigures> figures() const = 0;
    virtual std::optional<Protection> protection() const = 0;
    virtual void end(Error why) = 0;
};

/// The supervisor's memory, and the one thread that writes records and stops what is idle. Runs hold it, too.
struct Supervisor::Books {
    Books(PluginStore& s, SuperviseOptions o, std::unique_ptr<RunRecords> r);
    ~Books();

    PluginStore& store;
    const SuperviseOptions options;
    const std::unique_ptr<RunRecords> records;

    /// Does it in the books' thread: no caller waits for the disk.
    void post(std::function<void()> task);
    /// Waits until everything posted so far is done.
    void flush();
    void add(const std::shared_ptr<WatchedRun>& run);
    std::vector<std::shared_ptr<WatchedRun>> runs(const std::string& id = {}) const;
    std::shared_ptr<PluginLog> log(const std::string& id);
    void changed(const std::string& id) const;
    int64_t windowStart() const { return options.now() - options.crashWindow.count(); }
    void close();

  private:
    void work();
    /// Stops what is idle; when to look again.
    std::chrono::steady_clock::time_point stopIdle();

    mutable std::mutex m_mutex;
    std::condition_variable m_wake;
    std::condition_variable m_done;
    std::vector<std::function<void()>> m_tasks;
    bool m_working = false;
    bool m_closed = false;
    mutable std::vector<std::weak_ptr<WatchedRun>> m_runs;
    std::map<std::string, std::shared_ptr<PluginLog>> m_logs;
    std::thread m_thread;
};

}  // namespace tributary::plugin
