// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <atomic>
#include <chrono>
#include <memory>

#include "core/alerts/store/lease_keeper.h"

namespace tributary::schedule {

/// Tells whether this program still is the one that evaluates and sends. Thread-safe.
class FenceGuard {
  public:
    FenceGuard(std::shared_ptr<alerts::LeaseKeeper> keeper, alerts::Fence fence);

    const alerts::Fence& fence() const { return m_fence; }
    /// A heartbeat was written just now.
    void beaten();
    /// It was taken over: nothing is sent any more.
    void revoke() { m_revoked = true; }
    bool isRevoked() const { return m_revoked; }
    /// Conflict once it is not ours, or when no heartbeat was written for so long that somebody may be taking
    /// over (the machine slept, the program was stopped): asked right before something is sent.
    Result<void> check() const;

  private:
    const std::shared_ptr<alerts::LeaseKeeper> m_keeper;
    const alerts::Fence m_fence;
    std::atomic<int64_t> m_beatenAt;  ///< ms of the clock that also counts while the machine sleeps
    std::atomic<bool> m_revoked{false};
};

}  // namespace tributary::schedule
