// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <libpq-fe.h>

#include <memory>
#include <mutex>

namespace tributary::connectors::postgresql {

/// Sends cancel requests for one session; any thread. A request goes out only while a statement runs, and a
/// statement does not count as finished while one is on its way: so a late request cannot hit the next
/// statement.
class Canceller {
  public:
    explicit Canceller(PGconn* connection);

    void setRunning(bool running);
    /// Returns within a second, also when the host is dead. Does nothing when no statement runs.
    void cancel() noexcept;
    /// A request is still under way somewhere: the session must not be used again.
    bool stray() const;

  private:
    std::shared_ptr<PGcancel> m_handle;
    mutable std::mutex m_mutex;
    bool m_running = false;
    bool m_stray = false;
};

}  // namespace tributary::connectors::postgresql
