// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <CLI/CLI.hpp>
#include <string>
#include <vector>

#include "app/cli/action.h"
#include "core/base/cancel_token.h"

namespace tributary::cli {

struct PluginRunOptions {
    std::string workspace;  ///< as --workspace of the program
    std::string id;
    std::string sql;
    std::string input;  ///< a file DuckDB reads, or a notifier's JSON
    std::string secondSql;
    std::string secondInput;
    std::vector<std::string> settings;  ///< key=value
    std::vector<std::string> secrets;   ///< key=env:VARIABLE …
    std::string output;
    std::string format;  ///< of a processor's rows; empty: by the output's suffix, else a table
    int width = 1000;
    int height = 600;
    bool dark = false;
    std::string language = "en";
};

/// Runs a processor, exporter, visual or notifier over rows, without a window.
int runPlugin(const PluginRunOptions& options, const CancelToken& token);

void definePluginRun(CLI::App& group, PluginRunOptions& options, PlainAction& plain);

}  // namespace tributary::cli
