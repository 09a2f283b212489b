// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <memory>
#include <optional>
#include <string>

#include "core/alerts/store/records.h"
#include "core/base/error.h"

namespace tributary::alerts {

class AlertFile;

/// Sees to it that one program at a time evaluates and sends. The owner beats; who finds the heartbeat stale,
/// or the owner's process gone from this machine, takes over with a higher token, and every later write of
/// the old owner is refused in its own transaction. Thread-safe; blocks on the disk.
class LeaseKeeper {
  public:
    /// `staleAfter`: a heartbeat older than this is nobody's.
    LeaseKeeper(std::shared_ptr<AlertFile> file, Duration staleAfter);
    ~LeaseKeeper();

    /// Who holds it, stale or not; nullopt: nobody ever did or it was given back.
    Result<std::optional<LeaseRecord>> holder() const;
    /// Takes it (`me.token`, `me.since` and `me.heartbeat` are filled in). Conflict, naming the owner, while
    /// another one lives.
    Result<LeaseRecord> acquire(LeaseRecord me, TimePoint now);
    /// Conflict: it was taken over; stop at once.
    Result<void> beat(const Fence& fence, TimePoint now);
    /// Conflict unless `fence` still holds. To be asked right before something is sent.
    Result<void> check(const Fence& fence) const;
    /// Gives it back, so that the next one need not wait. Not holding it is no error.
    Result<void> release(const Fence& fence);

    bool isStale(const LeaseRecord& lease, TimePoint now) const;
    Duration staleAfter() const { return m_staleAfter; }

  private:
    std::shared_ptr<AlertFile> m_file;
    const Duration m_staleAfter;
};

}  // namespace tributary::alerts
