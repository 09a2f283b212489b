// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <chrono>
#include <condition_variable>
#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <vector>

#include "core/connect/connector.h"

namespace tributary::connect {

/// Adds what is kept elsewhere (secrets) to settings, when a session is opened and not before. May block.
using SettingsResolver = std::function<Result<void>(Settings&)>;

/// Sessions with one source, at most `cap` at a time. Any thread may acquire; a lease belongs to one thread.
/// A dead session is replaced when it is acquired; after a failed open the next attempts wait (back-off 0.5 s
/// … 30 s) and fail fast with the same error, so that a dead host costs nobody time.
class ConnectionPool : public std::enable_shared_from_this<ConnectionPool> {
  public:
    ConnectionPool(const Connector& connector, Settings settings, SettingsResolver resolver, std::string name,
                   size_t cap);
    ~ConnectionPool();

    class Lease {
      public:
        Lease(std::shared_ptr<ConnectionPool> pool, std::unique_ptr<Connection> connection,
              uint64_t generation);
        Lease(Lease&&) noexcept = default;
        Lease& operator=(Lease&& other) noexcept;
        ~Lease();
        Connection* operator->() const { return m_connection.get(); }
        Connection& operator*() const { return *m_connection; }
        /// The session is in an unknown state: close it instead of giving it back.
        void discard() { m_reusable = false; }

      private:
        void release();
        std::shared_ptr<ConnectionPool> m_pool;
        std::unique_ptr<Connection> m_connection;
        uint64_t m_generation = 0;
        bool m_reusable = true;
    };

    /// Waits for a free place until the token is cancelled.
    Result<Lease> acquire(const CancelToken& token);

    /// Closes idle sessions; leased ones are closed when given back.
    void clear();
    size_t openCount() const;
    /// Somebody waits for a session because all are taken.
    bool isContended() const;
    const std::string& name() const { return m_name; }
    /// As far as they are known: with secrets once a session was asked for.
    Settings settings() const;

  private:
    friend class Lease;
    void giveBack(std::unique_ptr<Connection> connection, bool reusable, uint64_t generation);
    bool isResolved() const;
    Result<std::unique_ptr<Connection>> openNew(const CancelToken& token);

    const Connector& m_connector;
    const SettingsResolver m_resolver;
    const std::string m_name;
    const size_t m_cap;
    mutable std::mutex m_mutex;
    Settings m_settings;
    bool m_resolved = false;
    std::condition_variable m_changed;
    std::vector<std::unique_ptr<Connection>> m_idle;
    size_t m_leased = 0;
    size_t m_waiting = 0;
    uint64_t m_generation = 0;  ///< grows with clear(): older leases are not reused
    std::optional<Error> m_lastFailure;
    std::chrono::steady_clock::time_point m_retryAt{};
    std::chrono::milliseconds m_backOff{0};
};

}  // namespace tributary::connect
