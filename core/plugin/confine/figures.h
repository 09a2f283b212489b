// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <sys/types.h>

#include <cstdint>

#include "core/plugin/confine/guard.h"

namespace tributary::plugin {

struct Usage {
    ProcessFigures figures;
    uint64_t ownBytes = 0;    ///< private and shared memory, its tables, and swap, without mapped files
    bool leaderless = false;  ///< its first thread has ended: what others do shows nowhere
    std::chrono::nanoseconds cpu{0};
};

/// From /proc; all zero when the process is gone.
Usage usageOf(pid_t pid);

}  // namespace tributary::plugin
