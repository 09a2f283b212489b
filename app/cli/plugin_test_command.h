// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string>
#include <vector>

#include "app/cli/action.h"

namespace CLI {
class App;
}

namespace tributary::cli {

struct PluginTestOptions {
    std::string target;  ///< folder, package or id
    std::vector<std::string> set;
    std::vector<std::string> secret;
    bool write = false;
    bool json = false;
};

/// `tributary plugin test TARGET`: a table of what was tried, exit status 1 when anything failed.
int testPlugin(const PluginTestOptions& options, const CancelToken& token);
/// Adds it to `tributary plugin`.
void definePluginTest(CLI::App& group, PluginTestOptions& options, PlainAction& plain);

}  // namespace tributary::cli
