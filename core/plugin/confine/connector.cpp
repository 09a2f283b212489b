// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/plugin/confine/connector.h"

#include <sys/eventfd.h>

#include <cerrno>
#include <chrono>
#include <condition_variable>
#include <deque>
#include <mutex>
#include <system_error>
#include <utility>

namespace tributary::plugin {
namespace {

using Clock = std::chrono::steady_clock;
using std::chrono::milliseconds;

constexpr milliseconds kLongest{1000};

}  // namespace

struct Connector::Shared {
    Descriptor ready{eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK)};
    std::mutex mutex;
    std::condition_variable changed;
    std::deque<Job> waiting;
    std::vector<Job> done;
    int connecting = -1;  // the socket under way
    Clock::time_point since;
    bool stop = false;

    void run() {
        std::unique_lock lock(mutex);
        for (;;) {
            changed.wait(lock, [&] { return stop || !waiting.empty(); });
            if (stop) return;
            Job job = std::move(waiting.front());
            waiting.pop_front();
            connecting = job.socket.get();
            since = Clock::now();
            lock.unlock();
            const auto* to = reinterpret_cast<const sockaddr*>(&job.to);
            job.error = connect(job.socket.get(), to, job.length) == 0 ? 0 : errno;
            lock.lock();
            connecting = -1;
            done.push_back(std::move(job));
            eventfd_write(ready.get(), 1);
            changed.notify_all();
        }
    }
};

Connector::Connector() : m_shared(std::make_unique<Shared>()) {}

Connector::~Connector() {
    if (!m_thread.joinable()) return;
    {
        std::unique_lock lock(m_shared->mutex);
        m_shared->stop = true;
        m_shared->changed.notify_all();
        // Again and again: the first one may come just before the connect does.
        while (m_shared->connecting >= 0) {
            shutdown(m_shared->connecting, SHUT_RDWR);
            m_shared->changed.wait_for(lock, milliseconds(10));
        }
    }
    m_thread.join();
}

int Connector::descriptor() const {
    return m_shared->ready.get();
}

bool Connector::start(Job job) {
    try {
        if (!m_thread.joinable()) m_thread = std::thread([shared = m_shared.get()] { shared->run(); });
    } catch (const std::system_error&) {
        return false;
    }
    const std::lock_guard lock(m_shared->mutex);
    m_shared->waiting.push_back(std::move(job));
    m_shared->changed.notify_all();
    return true;
}

std::vector<Connector::Job> Connector::collect() {
    eventfd_t count = 0;
    eventfd_read(m_shared->ready.get(), &count);
    const std::lock_guard lock(m_shared->mutex);
    return std::exchange(m_shared->done, {});
}

void Connector::hurry() {
    const std::lock_guard lock(m_shared->mutex);
    if (m_shared->connecting >= 0 && Clock::now() - m_shared->since > kLongest)
        shutdown(m_shared->connecting, SHUT_RDWR);
}

}  // namespace tributary::plugin
