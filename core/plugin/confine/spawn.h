// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <sys/types.h>

#include "core/base/error.h"
#include "core/plugin/confine/descriptor.h"
#include "core/plugin/confine/guard.h"

namespace tributary::plugin {

struct Spawned {
    pid_t pid = 0;
    Descriptor process;  ///< pidfd
    Descriptor socket;   ///< our end of the child's kGuardDescriptor
};

/// Starts the command with an empty environment, in a session of its own. It dies with the calling *thread*
/// (once it has come to lockDown), so that one has to live as long as the process.
Result<Spawned> spawn(const GuardedCommand& command);

}  // namespace tributary::plugin
