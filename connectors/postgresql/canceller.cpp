// SPDX-License-Identifier: GPL-3.0-or-later
#include "connectors/postgresql/canceller.h"

#include <chrono>
#include <condition_variable>
#include <exception>
#include <thread>

namespace tributary::connectors::postgresql {
namespace {

constexpr std::chrono::milliseconds kPatience{900};

struct Outcome {
    std::mutex mutex;
    std::condition_variable changed;
    bool done = false;
};

}  // namespace

Canceller::Canceller(PGconn* connection) : m_handle(PQgetCancel(connection), &PQfreeCancel) {}

void Canceller::setRunning(bool running) {
    std::lock_guard lock(m_mutex);
    m_running = running;
}

bool Canceller::stray() const {
    std::lock_guard lock(m_mutex);
    return m_stray;
}

void Canceller::cancel() noexcept try {
    std::lock_guard lock(m_mutex);
    if (!m_running || m_stray || !m_handle) return;
    // PQcancel opens a connection of its own and has no timeout: on a dead host it would hold the caller for
    // minutes.
    auto outcome = std::make_shared<Outcome>();
    std::thread([handle = m_handle, outcome] {
        char reason[256];
        PQcancel(handle.get(), reason, sizeof reason);
        std::lock_guard done(outcome->mutex);
        outcome->done = true;
        outcome->changed.notify_one();
    }).detach();
    std::unique_lock wait(outcome->mutex);
    m_stray = !outcome->changed.wait_for(wait, kPatience, [&] { return outcome->done; });
} catch (const std::exception&) {
    // No thread to be had: the owner notices its token and closes the session instead.
}

}  // namespace tributary::connectors::postgresql
