// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <CLI/CLI.hpp>

#include "app/cli/action.h"
#include "app/cli/alert_commands.h"

namespace tributary::cli {

/// `tributary alert …`. Sets one of the actions; `makesWorkspace` for what keeps something.
void defineAlert(CLI::App& app, AlertArguments& options, Action& action, PlainAction& plain,
                 bool& makesWorkspace);

}  // namespace tributary::cli
