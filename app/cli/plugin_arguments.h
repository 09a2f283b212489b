// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <CLI/CLI.hpp>

#include "app/cli/action.h"
#include "app/cli/plugin_commands.h"

namespace tributary::cli {

/// `tributary plugin …`. None of it needs a workspace.
void definePlugin(CLI::App& app, PluginArguments& options, PlainAction& plain);

}  // namespace tributary::cli
