// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <sys/types.h>

#include <chrono>
#include <string>
#include <string_view>

#include "core/base/error.h"
#include "core/plugin/confine/guard.h"

namespace tributary::plugin {

enum class PluginLogLevel { Debug, Info, Warning, Error };

/// How a plugin's process ended.
struct ExitReport {
    pid_t pid = 0;  ///< 0: it ended while it was starting
    ProcessEnd end;
    bool wanted = true;  ///< the program ended it: no crash
    Error error;         ///< for people: "X stopped: its process crashed (signal 11, segmentation fault)."
    std::string doing;   ///< the running or last call: "a query"
    std::string lastOutput;  ///< the end of what it wrote to its standard streams, printable, at most 4 KiB
};

/// What a process is busy with, for those who watch it.
struct Activity {
    bool busy = false;
    std::chrono::steady_clock::time_point lastUsed;  ///< end of the last call
    std::string_view call;                           ///< the running or last one, in words: "a query"
};

/// What happens in a plugin's process beside the answers. Called from the process's guard or from the thread
/// that runs a call; must not call back into the PluginProcess, must not block, must not throw. Texts are
/// printable and at most 4 KiB a line. Outlives the PluginProcess.
class ProcessEvents {
  public:
    virtual ~ProcessEvents() = default;
    virtual void log(PluginLogLevel /*level*/, std::string_view /*line*/) {}
    /// Lines the plugin wrote to its standard output or error; told while a call runs, and at the end.
    virtual void output(std::string_view /*line*/) {}
    /// 0 … 1 of the running call; below 0: unknown.
    virtual void progress(double /*fraction*/) {}
    /// The plugin tried what it may not.
    virtual void blocked(const BlockedAttempt& /*attempt*/) {}
    /// Once, after the process has been reaped; within a second of its end.
    virtual void exited(const ExitReport& /*report*/) {}
};

}  // namespace tributary::plugin
