// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <condition_variable>
#include <memory>
#include <mutex>

#include "core/alerts/model/time.h"

namespace tributary::schedule {

using alerts::Duration;
using alerts::TimePoint;

/// What time it is, and waiting for one: the system's clock in programs, one that is moved by hand in tests.
/// Thread-safe.
class Clock {
  public:
    virtual ~Clock() = default;
    virtual TimePoint now() const = 0;
    /// Gives up `lock` until `wake` is notified or it is `until`; may return early. `lock` is of the mutex
    /// that guards what `wake` tells of.
    virtual void wait(std::unique_lock<std::mutex>& lock, std::condition_variable& wake, TimePoint until) = 0;
};

/// Follows the system's time, also when it is set or the machine slept.
std::shared_ptr<Clock> systemClock();

}  // namespace tributary::schedule
