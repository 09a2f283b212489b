// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "core/base/error.h"
#include "core/plugin/confine/guard.h"
#include "core/plugin/package/plugin_file.h"

namespace tributary::plugin {

/// What is kept of a plugin process that crashed or was stopped for what it did.
struct CrashReport {
    int64_t id = 0;
    std::string pluginId;
    std::string version;
    int64_t at = 0;      ///< Unix milliseconds
    std::string what;    ///< "Shop stopped: its process crashed (signal 11, segmentation fault)."
    int signal = 0;      ///< 0: it did not die of a signal
    std::string doing;   ///< "a query", "its start"
    std::string output;  ///< the end of what it printed
    std::vector<std::string> logLines;  ///< the last of its log
    uint64_t peakBytes = 0;
    int64_t cpuMilliseconds = 0;
};

/// What the runs so far say about a plugin.
struct RunHistory {
    unsigned recentFailures = 0;  ///< without a good run between, the newest included; since it was forgiven
    unsigned recentCrashes = 0;   ///< in the window, since it was forgiven
    int64_t lastFailureAt = 0;
    std::string lastError;
    std::optional<int64_t> quarantinedAt;
    bool versionEverRan = false;  ///< this version got ready at least once
};

/// The tables of plugins.db about what plugins did when they ran: shared by all programs of the user, so that
/// three crashes are three wherever they happened. Thread-safe.
class RunRecords {
  public:
    /// Makes the tables where there are none, and books runs whose program was killed while it started a
    /// plugin.
    static Result<std::unique_ptr<RunRecords>> open(std::shared_ptr<PluginFile> file);

    /// Before a plugin is started: whatever happens from now on is its.
    Result<int64_t> starting(const std::string& id, const std::string& version, int64_t now);
    Result<void> ready(int64_t run);
    Result<void> ended(int64_t run, int64_t now);
    /// `crash`: counts for the quarantine; else it only failed to start.
    Result<void> failed(int64_t run, const CrashReport& report, bool crash);
    Result<void> quarantine(const std::string& id, int64_t now);
    /// Ends a quarantine; what was before does not count any more.
    Result<void> forgive(const std::string& id, int64_t now);
    Result<void> forget(const std::string& id);

    Result<RunHistory> history(const std::string& id, const std::string& version, int64_t windowStart);
    Result<std::vector<CrashReport>> crashes(const std::string& id, size_t most);

    Result<void> blocked(const std::string& id, const BlockedAttempt& attempt, uint64_t count, int64_t now);
    struct Blocked {
        std::string kind;
        std::string target;
        uint64_t count = 0;
        int64_t lastAt = 0;
    };
    Result<std::vector<Blocked>> blockedAttempts(const std::string& id);

  private:
    explicit RunRecords(std::shared_ptr<PluginFile> file) : m_file(std::move(file)) {}
    Result<void> bookKilledPrograms();
    Result<void> run(const std::function<Result<void>(store::Database&)>& body);

    std::shared_ptr<PluginFile> m_file;
};

}  // namespace tributary::plugin
