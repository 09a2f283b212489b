// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "core/base/error.h"
#include "core/connect/connection_pool.h"
#include "core/connect/connector_registry.h"
#include "core/engine/plan_observer.h"
#include "core/engine/run_observer.h"
#include "core/engine/session.h"

namespace duckdb {
class DatabaseInstance;
}

namespace tributary::engine {

struct FederationOptions {
    std::string temporaryFolder;  ///< where results and operators spill; empty: a private folder under TMPDIR
    std::string memoryLimit;      ///< DuckDB notation ("2GB"); empty: a quarter of the machine, at most 4 GiB
    size_t connectionCap = 8;     ///< sessions per source
    bool pushdown = true;         ///< false: the oracle's side of the differential tests
    std::shared_ptr<PlanObserver> planObserver;  ///< sees every statement's plan; none: nobody does
    std::shared_ptr<RunObserver> runObserver;    ///< is told of every statement that ended well
};

/// How a connection stands, for the tree's health dot.
struct ConnectionStatus {
    enum class Health { Unknown, Healthy, Failing } health = Health::Unknown;
    std::string product;
    std::string version;
    std::string error;
};

/// One embedded DuckDB with every connection attached as a catalog `name.schema.table`. Thread-safe.
/// Attaching opens no session: a dead server costs nothing until it is asked.
class Federation {
  public:
    static Result<std::unique_ptr<Federation>> create(const connect::ConnectorRegistry& registry,
                                                      FederationOptions options = {});
    virtual ~Federation() = default;

    /// InvalidArgument for a name the engine keeps for itself (memory, temp, system, main) or an empty one.
    static Result<void> checkName(const std::string& name);

    /// InvalidArgument for a name that is taken or reserved (memory, temp, system).
    /// `resolver` is asked for secrets when the first session is opened.
    virtual Result<void> attach(const std::string& name, const std::string& type, connect::Settings settings,
                                connect::SettingsResolver resolver = {}) = 0;
    virtual Result<void> detach(const std::string& name) = 0;
    virtual std::vector<std::string> attached() const = 0;

    virtual Result<std::unique_ptr<Session>> openSession() = 0;

    /// One level of a connection, cached; `refresh` asks the source again. Blocks: not in the UI thread.
    virtual Result<connect::Catalog> describe(const std::string& connection, const connect::ObjectPath& path,
                                              const CancelToken& token, bool refresh = false) = 0;
    /// What the cache knows, at once; for completion.
    virtual std::optional<connect::Catalog> cached(const std::string& connection,
                                                   const connect::ObjectPath& path) const = 0;
    /// Opens a session and reports version and capabilities.
    virtual Result<connect::Capabilities> test(const std::string& connection, const CancelToken& token) = 0;
    virtual ConnectionStatus status(const std::string& connection) const = 0;
    /// Drops cached metadata of a connection.
    virtual void forget(const std::string& connection) = 0;

    virtual duckdb::DatabaseInstance& database() = 0;
};

}  // namespace tributary::engine
