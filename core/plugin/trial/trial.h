// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <chrono>
#include <functional>
#include <map>
#include <string>
#include <vector>

#include "core/connect/settings.h"
#include "core/plugin/source/plugin_host.h"
#include "core/plugin/source/source_dialect.h"

namespace tributary::plugin {

enum class Outcome { Passed, Failed, Skipped };

/// What one check found.
struct CheckResult {
    std::string group;  ///< "connect", "types" …
    std::string name;   ///< what was looked at, one line
    Outcome outcome = Outcome::Passed;
    std::string detail;  ///< why it failed or was skipped, what was counted
    std::chrono::milliseconds took{0};
};

struct TrialOptions {
    connect::Settings settings;                 ///< of the connection, for a source
    std::map<std::string, std::string> config;  ///< of the step, for the other kinds
    bool writes = false;  ///< a source may be written to: a table tributary_plugin_trial is made and dropped
    std::function<void(const CheckResult&)> report;  ///< as they come
};

/// Runs what a plugin promises against what it does, in its sandbox, for every kind its manifest names.
/// Failures are results; an error means that nothing could be tried. Blocks for seconds to minutes. `host`
/// gives the plugin with its own permissions; `dialects` outlives the call.
Result<std::vector<CheckResult>> tryPlugin(PluginHost& host, const InstalledPlugin& plugin,
                                           const SourceDialects& dialects, const TrialOptions& options,
                                           const CancelToken& token);

}  // namespace tributary::plugin
