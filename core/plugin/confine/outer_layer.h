// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "core/plugin/confine/grants.h"
#include "core/plugin/confine/protection.h"

namespace tributary::plugin {

/// The outer layer round a plugin process: bubblewrap, where it is installed and allowed. In its namespaces
/// only what was granted exists.
struct OuterLayer {
    Protection::Outer state = Protection::Outer::NotInstalled;
    std::filesystem::path program;  ///< bwrap, where `state` is Active
};

/// Looks for it: $TRIBUTARY_BWRAP ("off", or its path), else in the usual folders; tries it unless it was
/// tried before. Any thread; 10 to 20 ms the first time.
OuterLayer findOuterLayer();
/// The same without trying it: Active may turn out to be wrong.
OuterLayer likelyOuterLayer();

/// What bubblewrap is told, to start `program` with these grants: without the program and its arguments.
std::vector<std::string> outerLayerArguments(const Grants& grants, const std::filesystem::path& program);

/// Whether the process lives in other namespaces than we do: what bubblewrap was told is looked at.
bool livesApart(pid_t process);

}  // namespace tributary::plugin
