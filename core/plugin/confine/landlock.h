// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/error.h"
#include "core/plugin/confine/grants.h"
#include "core/plugin/confine/protection.h"

namespace tributary::plugin {

/// Version of Landlock the kernel offers; 0: none.
int landlockAbi();

/// Locks the calling thread's files, ports, signals and abstract sockets as far as the kernel can, and notes
/// in `obtained` what was. No Landlock at all is no error.
Result<void> applyLandlock(const Grants& grants, Protection& obtained);

/// What every plugin may read beside its own: system libraries, time zones, certificates, its own /proc.
std::vector<std::filesystem::path> commonReadPaths();
/// All a plugin with these grants may read, and all it may write beside.
std::vector<std::filesystem::path> readablePaths(const Grants& grants);
std::vector<std::filesystem::path> writablePaths(const Grants& grants);
/// Of Grants::systemFiles: "odbc", "proc"; empty for a name that is not known.
std::vector<std::filesystem::path> systemFileSet(const std::string& name);

}  // namespace tributary::plugin
