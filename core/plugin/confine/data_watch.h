// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <sys/types.h>

#include <chrono>
#include <optional>

#include "core/base/error.h"
#include "core/plugin/confine/folder_size.h"
#include "core/plugin/confine/grants.h"
#include "core/plugin/confine/guard.h"

namespace tributary::plugin {

/// Holds a plugin to the size its data folder may have (Grants::dataBytes, dataFiles). One thread.
class DataWatch {
  public:
    explicit DataWatch(const Grants& grants) : m_grants(grants) {}

    /// The whole folder at once, before the start: Resource when it is beyond its limits already.
    Result<void> checkBeforeStart() const;
    /// A piece of the folder (some milliseconds), a new round at most every second, none while the process
    /// does nothing. `cpu`: what it has used so far. What it exceeded, if it did.
    std::optional<ProcessEnd> look(pid_t process, std::chrono::nanoseconds cpu);

  private:
    using Clock = std::chrono::steady_clock;

    std::optional<ProcessEnd> verdict(const FolderSize::Found& found) const;

    const Grants& m_grants;
    std::optional<FolderSize> m_round;
    std::chrono::nanoseconds m_cpuAtRound{-1};
    bool m_hid = false;  ///< a file in memory only, in the last round
    Clock::time_point m_next = Clock::now();
};

}  // namespace tributary::plugin
