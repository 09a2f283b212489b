// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <sys/types.h>

#include <string>
#include <string_view>

#include "core/base/error.h"

namespace tributary::plugin {

enum class PluginLogLevel { Debug, Info, Warning, Error };

/// How a plugin's process ended.
struct ExitReport {
    pid_t pid = 0;
    int status = 0;      ///< what exit() was given; 0 when a signal ended it
    int signal = 0;      ///< 0: none
    bool wanted = true;  ///< the program ended it, or it ended because the program asked: no crash
    Error error;         ///< for people: "X stopped: its process crashed (signal 11, segmentation fault)."
    std::string lastOutput;  ///< the end of what it wrote to its standard streams, printable, at most 4 KiB
};

/// What happens in a plugin's process beside the answers. Called from the process's own threads or from the
/// one that runs a call; must not call back into the PluginProcess, must not block, must not throw. Texts are
/// made printable and cut to 4 KiB a line. Outlives the PluginProcess.
class ProcessEvents {
  public:
    virtual ~ProcessEvents() = default;
    virtual void log(PluginLogLevel /*level*/, std::string_view /*line*/) {}
    /// A line the plugin wrote to its standard output or error.
    virtual void output(std::string_view /*line*/) {}
    /// 0 … 1 of the running call; below 0: unknown.
    virtual void progress(double /*fraction*/) {}
    /// Once, after the process has been reaped; within a second of its end.
    virtual void exited(const ExitReport& /*report*/) {}
};

}  // namespace tributary::plugin
