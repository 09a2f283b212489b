// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/watchdog.h"

namespace tributary {

Watchdog::Watchdog(CancelToken token, std::chrono::milliseconds limit) {
    if (limit.count() <= 0) return;
    m_thread = std::thread([this, token, limit] {
        std::unique_lock lock(m_mutex);
        const bool done = m_changed.wait_for(lock, limit, [this] { return m_done; });
        lock.unlock();
        if (!done) token.cancel(CancelToken::Reason::Timeout);
    });
}

Watchdog::~Watchdog() {
    {
        std::lock_guard lock(m_mutex);
        m_done = true;
    }
    m_changed.notify_all();
    if (m_thread.joinable()) m_thread.join();
}

}  // namespace tributary
