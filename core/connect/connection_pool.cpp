// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/connect/connection_pool.h"

#include <algorithm>
#include <chrono>

namespace tributary::connect {
namespace {
using Clock = std::chrono::steady_clock;
constexpr std::chrono::milliseconds kFirstBackOff{500};
constexpr std::chrono::milliseconds kLongestBackOff{30'000};
constexpr std::chrono::milliseconds kPoll{50};
}  // namespace

ConnectionPool::ConnectionPool(const Connector& connector, Settings settings, SettingsResolver resolver,
                               std::string name, size_t cap)
    : m_connector(connector),
      m_resolver(std::move(resolver)),
      m_name(std::move(name)),
      m_cap(std::max<size_t>(1, cap)),
      m_settings(std::move(settings)) {}

Settings ConnectionPool::settings() const {
    std::lock_guard lock(m_mutex);
    return m_settings;
}

ConnectionPool::~ConnectionPool() = default;

ConnectionPool::Lease::Lease(std::shared_ptr<ConnectionPool> pool, std::unique_ptr<Connection> connection,
                             uint64_t generation)
    : m_pool(std::move(pool)), m_connection(std::move(connection)), m_generation(generation) {}

ConnectionPool::Lease& ConnectionPool::Lease::operator=(Lease&& other) noexcept {
    if (this != &other) {
        release();
        m_pool = std::move(other.m_pool);
        m_connection = std::move(other.m_connection);
        m_generation = other.m_generation;
        m_reusable = other.m_reusable;
    }
    return *this;
}

ConnectionPool::Lease::~Lease() {
    release();
}

void ConnectionPool::Lease::release() {
    if (m_pool) m_pool->giveBack(std::move(m_connection), m_reusable, m_generation);
    m_pool.reset();
}

Result<ConnectionPool::Lease> ConnectionPool::acquire(const CancelToken& token) {
    std::unique_lock lock(m_mutex);
    while (m_leased >= m_cap) {
        if (token.isCancelled()) return fail(token.error());
        m_waiting++;
        m_changed.wait_for(lock, kPoll);
        m_waiting--;
    }
    const uint64_t generation = m_generation;
    m_leased++;
    std::unique_ptr<Connection> connection;
    while (!m_idle.empty() && !connection) {
        connection = std::move(m_idle.back());
        m_idle.pop_back();
        lock.unlock();
        if (!connection->isAlive()) connection.reset();
        lock.lock();
    }
    if (connection) return Lease(shared_from_this(), std::move(connection), generation);
    if (m_lastFailure && Clock::now() < m_retryAt) {
        m_leased--;
        m_changed.notify_one();
        return fail(*m_lastFailure);
    }
    lock.unlock();
    auto opened = openNew(token);
    if (!opened) {
        lock.lock();
        m_leased--;
        m_changed.notify_one();
        return fail(opened.error());
    }
    return Lease(shared_from_this(), std::move(*opened), generation);
}

Result<std::unique_ptr<Connection>> ConnectionPool::openNew(const CancelToken& token) {
    Settings complete = settings();
    if (m_resolver && !isResolved()) {
        auto resolved = m_resolver(complete);
        if (!resolved) return fail(resolved.error());
        std::lock_guard lock(m_mutex);
        m_settings = complete;
        m_resolved = true;
    }
    auto opened = m_connector.open(complete, token);
    std::lock_guard lock(m_mutex);
    if (opened) {
        m_lastFailure.reset();
        m_backOff = std::chrono::milliseconds(0);
        return opened;
    }
    Error error = opened.error();
    error.source = m_name;
    error.message = complete.redacted(error.message);
    error.hint = complete.redacted(error.hint);
    // Only a host that does not answer earns a pause: a wrong password is mended by the user at once.
    if (error.code == ErrorCode::Connection) {
        m_backOff = m_backOff.count() == 0 ? kFirstBackOff : std::min(m_backOff * 2, kLongestBackOff);
        m_retryAt = Clock::now() + m_backOff;
        m_lastFailure = error;
    }
    return fail(std::move(error));
}

bool ConnectionPool::isResolved() const {
    std::lock_guard lock(m_mutex);
    return m_resolved;
}

void ConnectionPool::giveBack(std::unique_ptr<Connection> connection, bool reusable, uint64_t generation) {
    bool keeps = false;
    {
        std::lock_guard lock(m_mutex);
        keeps = reusable && connection && generation == m_generation;
    }
    // Closed before its place is free, and outside the lock: the server never sees more sessions than the
    // cap.
    if (!keeps) connection.reset();
    std::unique_ptr<Connection> toClose;
    {
        std::lock_guard lock(m_mutex);
        m_leased--;
        if (connection && generation == m_generation) {
            m_idle.push_back(std::move(connection));
        } else {
            toClose = std::move(connection);
        }
    }
    m_changed.notify_one();
}

void ConnectionPool::clear() {
    std::vector<std::unique_ptr<Connection>> toClose;
    std::lock_guard lock(m_mutex);
    toClose.swap(m_idle);
    m_generation++;
    m_lastFailure.reset();
    m_backOff = std::chrono::milliseconds(0);
}

bool ConnectionPool::isContended() const {
    std::lock_guard lock(m_mutex);
    return m_waiting > 0;
}

size_t ConnectionPool::openCount() const {
    std::lock_guard lock(m_mutex);
    return m_leased + m_idle.size();
}

}  // namespace tributary::connect
