// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/plugin/package/plugin_store.h"
#include "core/plugin/process/launch.h"

namespace tributary::plugin {

/// How an installed plugin is started: its own library, checked against what was verified at the install.
Launch launchOf(const InstalledPlugin& plugin, const Grants& grants);

}  // namespace tributary::plugin
