// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <sys/resource.h>
#include <sys/types.h>

#include "core/base/error.h"
#include "core/plugin/confine/descriptor.h"
#include "core/plugin/confine/guard.h"
#include "core/plugin/confine/outer_layer.h"

namespace tributary::plugin {

struct Spawned {
    pid_t pid = 0;
    Descriptor process;  ///< pidfd
    Descriptor socket;   ///< our end of the child's kGuardDescriptor
    pid_t outer = 0;     ///< bubblewrap's own process between us and the child; 0: none
    Descriptor outerProcess;
};

/// Starts the command with an empty environment, in a session of its own, inside of the outer layer where
/// that is active. It dies with the calling *thread* (once it has come to lockDown), so that one has to live
/// as long as the process.
Result<Spawned> spawn(const GuardedCommand& command, const Grants& grants, const OuterLayer& layer);

/// The child runs now: from here on `awaitEnd` can tell how it ended. Bubblewrap would tell a signal as an
/// exit status, so it is held still until we have looked ourselves.
void holdOuterStill(const Spawned& child);

struct ChildEnd {
    int status = 0;  ///< as of waitpid
    struct rusage used {};
};
/// Waits for the child's end, and for bubblewrap's.
ChildEnd awaitEnd(const Spawned& child);

}  // namespace tributary::plugin
