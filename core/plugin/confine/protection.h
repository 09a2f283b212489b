// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "core/base/error.h"

namespace tributary::plugin {

/// What holds a plugin process back. As a result of `lockDown`: what was really obtained; of
/// `probeProtection`: what this computer can give.
struct Protection {
    bool files = false;        ///< reads and writes only what was granted (Landlock, or the outer layer)
    bool truncate = false;     ///< … and cannot empty a file it may not write (Landlock ABI 3, or seccomp)
    bool network = false;      ///< reaches nobody by itself (seccomp)
    bool connections = false;  ///< … and the hosts on its list through the guard (seccomp user notification)
    bool ports = false;  ///< a second lock: the process itself may neither bind nor connect TCP (Landlock 4)
    bool processes = false;  ///< starts no programs, looks into no other process (seccomp)
    bool signals = false;    ///< no signals and no abstract sockets to the outside (seccomp, Landlock ABI 6)
    bool limits = false;     ///< memory, open files, file size (rlimits)
    /// The outer layer, bubblewrap's namespaces: what was not granted cannot even be seen. Or why there is
    /// none.
    enum class Outer { Active, SwitchedOff, NotInstalled, Forbidden, Failed } outer = Outer::NotInstalled;
    int landlockAbi = 0;  ///< 0: the kernel has none, or it is switched off

    /// Files, network and processes: what the program asks for before it calls a plugin "sandboxed".
    bool complete() const { return files && network && processes && signals && limits; }
    /// For people: "files, network, processes and signals", "processes only"…
    std::string summary() const;
    /// One sentence for everything that is missing, with the reason; empty: nothing is.
    std::vector<std::string> gaps() const;
    bool operator==(const Protection&) const = default;
};

std::string encodeProtection(const Protection& protection);
Result<Protection> decodeProtection(std::string_view text);

/// Asks the kernel without changing anything in this process: well under a millisecond, but for the first
/// time the outer layer is tried (10 to 20 ms).
Protection probeProtection();

/// Closes this process's memory and environment to other processes of the same user (PR_SET_DUMPABLE): a
/// plugin on a kernel without Landlock could read them. Also means that this process writes no core dump.
void hideFromPlugins() noexcept;

}  // namespace tributary::plugin
