// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <memory>

#include "app/cli/plugin_commands.h"
#include "core/plugin/install/plugin_home.h"

namespace tributary::cli {

/// The plugins of whoever runs the program; a damaged record is told.
Result<std::unique_ptr<plugin::PluginHome>> openPlugins();

/// Shows what the plugin may do and asks on the terminal. With --yes it agrees; without a terminal, it fails.
Result<bool> agreeToInstall(const plugin::InstallQuestion& question, bool yes, const CancelToken& token);

/// A public key file, or its base64 line.
Result<plugin::PublicKey> readPublicKey(const std::string& fileOrText);

}  // namespace tributary::cli
