// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <vector>

#include "core/base/error.h"
#include "core/plugin/confine/grants.h"
#include "core/plugin/confine/protection.h"

namespace tributary::plugin {

/// The descriptor on which a guarded process talks to its guard until it is locked; those of
/// `GuardedCommand::inherit` follow as 4, 5 …
constexpr int kGuardDescriptor = 3;
constexpr int kFirstInherited = 4;

struct Locked {
    Grants grants;          ///< as the guard sent them
    Protection protection;  ///< what was obtained
};

/// For the child, first thing in main, while there is one thread, no foreign code and no secret: receives the
/// grants from the guard on kGuardDescriptor, sets limits, empties the environment, closes every descriptor
/// but 0–2 and `keep` (kGuardDescriptor too), and locks itself down for good; then tells the guard what it
/// got. There is no way back. Afterwards only load the plugin.
///
/// What a caller must know: afterwards `sendmsg` and `sendmmsg` go through the guard (slow; no descriptors
/// can be passed), `send` and `write` do not: use those on the control socket; `recvmsg` is free. No process
/// and no program can be started; threads can. The working folder is the plugin's data folder.
///
/// An error means that the process is not fit to load a plugin (for example a second thread runs): say it and
/// exit. A kernel that lacks a protection is no error: Locked::protection says so.
Result<Locked> lockDown(const std::vector<int>& keep);

}  // namespace tributary::plugin
