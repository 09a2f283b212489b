// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <chrono>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "core/plugin/package/plugin_store.h"
#include "core/plugin/process/plugin_process.h"
#include "core/plugin/supervise/run_records.h"

namespace tributary::plugin {

/// Enabled: may start, no process of it runs in this program. Idle: runs, and nothing was asked of it lately.
enum class PluginState { Disabled, Enabled, Starting, Running, Idle, Failed, Quarantined };
std::string_view toString(PluginState state);

/// One plugin as the plugin manager shows it. Processes and figures are this program's; the rest is
/// everybody's.
struct PluginStatus {
    std::string id;
    PluginState state = PluginState::Enabled;
    unsigned processes = 0;
    ProcessFigures figures;                ///< of all its processes together
    std::optional<Protection> protection;  ///< of the process started last
    std::string lastError;                 ///< of the newest failure; stays when it runs again
    std::chrono::milliseconds retryIn{0};  ///< Failed: how long it rests
    unsigned recentCrashes = 0;            ///< in the last ten minutes
    /// A new version that never got ready, and an older one is there: offer to go back.
    bool suggestRollback = false;
};

/// A process that is watched over. Destroying it ends the process. Threads as PluginProcess says.
class SupervisedProcess {
  public:
    ~SupervisedProcess();
    SupervisedProcess(const SupervisedProcess&) = delete;
    SupervisedProcess& operator=(const SupervisedProcess&) = delete;

    PluginProcess& process();

    struct Run;

  private:
    friend class Supervisor;
    explicit SupervisedProcess(std::shared_ptr<Run> run);
    std::shared_ptr<Run> m_run;
};

struct SuperviseOptions {
    std::chrono::milliseconds idleAfter = std::chrono::minutes(5);
    std::chrono::milliseconds crashWindow = std::chrono::minutes(10);
    unsigned crashesToQuarantine = 3;
    std::vector<std::chrono::milliseconds> rests = {std::chrono::seconds(1), std::chrono::seconds(5),
                                                    std::chrono::seconds(30)};
    /// A rest up to this long is waited for, a longer one is an error that says so.
    std::chrono::milliseconds patience = std::chrono::seconds(1);
    std::function<int64_t()> now = nowMilliseconds;      ///< Unix milliseconds
    std::function<void(const std::string& id)> changed;  ///< some status is different; from any thread
};

/// Starts plugins' processes and keeps account of them: a run is on record before it begins, a crash rests
/// the plugin for 1, 5, 30 s and is reported with what it did and its last log lines, three within ten
/// minutes put it in quarantine, for all programs of the user and until somebody lets it out; one that is not
/// used for five minutes is stopped (its session then is not alive, and opening another one starts it again).
/// One thread for the books, which sleeps unless something happened. From the first start on other processes
/// cannot look into this program, and it writes no core dump (hideFromPlugins). Thread-safe. Processes may
/// outlive the supervisor.
class Supervisor {
  public:
    /// `store` must outlive the supervisor and its processes.
    static Result<std::unique_ptr<Supervisor>> open(PluginStore& store, SuperviseOptions options = {});
    ~Supervisor();
    Supervisor(const Supervisor&) = delete;
    Supervisor& operator=(const Supervisor&) = delete;

    /// As installed now; NotFound, or a Permission error when it is disabled, revoked or quarantined.
    Result<InstalledPlugin> plugin(const std::string& id);
    Result<std::unique_ptr<SupervisedProcess>> start(const InstalledPlugin& plugin, const Grants& grants,
                                                     const CancelToken& token);
    /// One that is not installed (`plugin test`, "install from file"): the same, but nobody disables it.
    Result<std::unique_ptr<SupervisedProcess>> start(const Launch& launch, const CancelToken& token);

    Result<PluginStatus> status(const std::string& id);
    /// Of all that are installed.
    Result<std::vector<PluginStatus>> statuses();
    Result<std::vector<CrashReport>> crashes(const std::string& id, size_t most = 20);
    Result<std::vector<RunRecords::Blocked>> blockedAttempts(const std::string& id);
    Result<std::vector<std::string>> log(const std::string& id, size_t lines = 500);
    std::filesystem::path logFile(const std::string& id) const;

    /// Out of quarantine, and no rest any more.
    Result<void> readmit(const std::string& id);
    /// Ends all processes of it in this program: it was disabled, changed or removed.
    void stop(const std::string& id, const std::string& why);
    /// Drops what is on record of it (after it was removed with its data).
    Result<void> forget(const std::string& id);

    struct Books;

  private:
    explicit Supervisor(std::shared_ptr<Books> books);
    std::shared_ptr<Books> m_books;
};

}  // namespace tributary::plugin
