// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/schedule/clock.h"

#include <algorithm>

namespace tributary::schedule {
namespace {

class SystemClock final : public Clock {
  public:
    TimePoint now() const override { return std::chrono::floor<Duration>(std::chrono::system_clock::now()); }
    void wait(std::unique_lock<std::mutex>& lock, std::condition_variable& wake, TimePoint until) override {
        // Not longer than this at once: a time that was set back would otherwise be waited for twice.
        const TimePoint soon = now() + std::chrono::seconds(10);
        wake.wait_until(lock, std::chrono::system_clock::time_point(std::min(until, soon)));
    }
};

}  // namespace

std::shared_ptr<Clock> systemClock() {
    return std::make_shared<SystemClock>();
}

}  // namespace tributary::schedule
