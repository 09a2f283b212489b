// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/plugin/supervise/launch_of.h"

namespace tributary::plugin {

Launch launchOf(const InstalledPlugin& plugin, const Grants& grants) {
    Launch launch;
    launch.id = plugin.id;
    launch.version = plugin.manifest.version.text();
    launch.name = plugin.manifest.name.english();
    launch.library = plugin.library;
    launch.sha256 = plugin.librarySha256;
    launch.entrySymbol = plugin.manifest.entrySymbol;
    launch.abi = plugin.manifest.abiName;
    launch.grants = grants;
    return launch;
}

}  // namespace tributary::plugin
