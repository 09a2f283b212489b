// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <algorithm>
#include <vector>

#include "core/schedule/clock.h"

namespace tributary::schedule {

/// Stands still until it is moved.
class FakeClock final : public Clock {
  public:
    explicit FakeClock(TimePoint start) : m_now(start) {}

    TimePoint now() const override {
        const std::lock_guard lock(m_mutex);
        return m_now;
    }
    void wait(std::unique_lock<std::mutex>& lock, std::condition_variable& wake, TimePoint until) override {
        {
            const std::lock_guard own(m_mutex);
            if (m_now >= until) return;
            m_waiting.push_back({lock.mutex(), &wake});
        }
        wake.wait(lock);
        const std::lock_guard own(m_mutex);
        const auto mine = std::find_if(m_waiting.begin(), m_waiting.end(),
                                       [&](const Waiter& one) { return one.wake == &wake; });
        if (mine != m_waiting.end()) m_waiting.erase(mine);
    }
    void advance(Duration by) {
        std::vector<Waiter> waiting;
        {
            const std::lock_guard lock(m_mutex);
            m_now += by;
            waiting = m_waiting;
        }
        for (const auto& one : waiting) {
            const std::lock_guard lock(*one.mutex);
            one.wake->notify_all();
        }
    }

  private:
    struct Waiter {
        std::mutex* mutex;
        std::condition_variable* wake;
    };
    mutable std::mutex m_mutex;
    TimePoint m_now;
    std::vector<Waiter> m_waiting;
};

}  // namespace tributary::schedule
