// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <CLI/CLI.hpp>
#include <string>

#include "app/cli/action.h"

namespace tributary::cli {

struct ServeOptions {
    std::string listen;  ///< "127.0.0.1:9687"; empty: that, or any free port when it is taken
    std::string catchUp = "once";
    std::string externalUrl;
    std::string language = "en";
    double resendSeconds = 60;
    double leaseSeconds = 15;
    size_t workers = 4;
    bool watchdog = false;
    bool allowCommands = false;
};

/// `tributary serve`: sets the action.
void defineServe(CLI::App& app, ServeOptions& options, ApplicationAction& action, bool& makesWorkspace,
                 bool& recordsLineage);

/// Evaluates the alerts of the workspace until the token is cancelled, which is a success.
int serve(app::Application& application, const ServeOptions& options, const CancelToken& token);

}  // namespace tributary::cli
