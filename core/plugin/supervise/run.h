// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <deque>
#include <memory>
#include <mutex>
#include <optional>
#include <string>

#include "core/plugin/supervise/books.h"
#include "core/plugin/supervise/plugin_log.h"
#include "core/plugin/supervise/supervisor.h"

namespace tributary::plugin {

/// One run of a plugin: hears what its process tells and brings it to log and books. Thread-safe.
struct SupervisedProcess::Run final : ProcessEvents, WatchedRun {
    Run(std::shared_ptr<Supervisor::Books> b, const Launch& launch, std::shared_ptr<PluginLog> l);

    void log(PluginLogLevel level, std::string_view line) override;
    void output(std::string_view line) override;
    void blocked(const BlockedAttempt& attempt) override;
    void exited(const ExitReport& report) override;

    const std::string& id() const override { return pluginId; }
    bool starting() const override;
    std::optional<Activity> activity() const override;
    std::optional<ProcessFigures> figures() const override;
    std::optional<Protection> protection() const override;
    void end(Error why) override;

    void ready(std::unique_ptr<PluginProcess> started);
    /// Ends the process; what it still tells is heard.
    void finish();
    bool hasCrashed() const;

    const std::shared_ptr<Supervisor::Books> books;
    const std::string pluginId;
    const std::string version;
    const std::shared_ptr<PluginLog> file;
    int64_t key = 0;  ///< on record

  private:
    void remember(std::string_view level, std::string_view line);

    mutable std::mutex m_mutex;
    std::unique_ptr<PluginProcess> m_process;
    std::deque<std::string> m_lastLines;
    bool m_crashed = false;
    bool m_gone = false;

  public:
    PluginProcess& process() { return *m_process; }
};

}  // namespace tributary::plugin
