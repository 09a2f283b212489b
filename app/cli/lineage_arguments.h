// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <CLI/CLI.hpp>

#include "app/cli/action.h"
#include "app/cli/lineage_command.h"
#include "app/cli/lineage_commands.h"

namespace tributary::cli {

/// `tributary lineage …`. Sets one of the actions; `makesWorkspace` for what keeps something.
void defineLineage(CLI::App& app, LineageArguments& options, LineageOptions& extract, Action& action,
                   PlainAction& plain, bool& makesWorkspace);

}  // namespace tributary::cli
