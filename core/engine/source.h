// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <string>

#include "core/connect/connection_pool.h"
#include "core/engine/federation.h"

namespace tributary::engine {

/// One attached connection: its pool, what was learned of it, and its cached metadata. Thread-safe. Members
/// that may ask the server take a token; every error they give names the connection.
class Source {
  public:
    Source(std::string name, std::shared_ptr<connect::ConnectionPool> pool,
           const connect::Descriptor& descriptor);

    const std::string& name() const { return m_name; }
    const connect::Descriptor& descriptor() const { return m_descriptor; }
    const std::shared_ptr<connect::ConnectionPool>& pool() const { return m_pool; }

    Result<connect::ConnectionPool::Lease> acquire(const CancelToken& token);
    Result<connect::Capabilities> capabilities(const CancelToken& token);
    Result<std::shared_ptr<const connect::Catalog>> describe(const connect::ObjectPath& path,
                                                             const CancelToken& token, bool refresh = false);
    std::shared_ptr<const connect::Catalog> cached(const connect::ObjectPath& path) const;
    Result<std::vector<sql::Column>> describeNative(const std::string& text, const CancelToken& token);

    /// Schema that `connection.table` means: the configured one, else public, main, default, else the only
    /// one.
    std::string defaultSchema(const CancelToken& token);

    ConnectionStatus status() const;
    void forget();

    /// Adds the connection's name and hides its secrets.
    Error named(Error error) const;

  private:
    void noteSuccess(const connect::Capabilities& capabilities);
    void noteFailure(const Error& error);

    const std::string m_name;
    const std::shared_ptr<connect::ConnectionPool> m_pool;
    const connect::Descriptor& m_descriptor;
    mutable std::mutex m_mutex;
    std::map<connect::ObjectPath, std::shared_ptr<const connect::Catalog>> m_catalogs;
    std::optional<connect::Capabilities> m_capabilities;
    ConnectionStatus m_status;
};

}  // namespace tributary::engine
