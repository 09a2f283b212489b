// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <duckdb.hpp>
#include <map>
#include <memory>
#include <mutex>

#include "core/engine/federation.h"
#include "core/engine/planning_contexts.h"
#include "core/engine/source.h"
#include "core/engine/spill_folder.h"

namespace tributary::engine {

/// The attached sources by name (names compare without case, as DuckDB's do). Shared with query() and the
/// catalogs.
class SourceTable {
  public:
    std::shared_ptr<Source> find(const std::string& name) const;
    bool add(std::shared_ptr<Source> source);
    void remove(const std::string& name);
    std::vector<std::string> names() const;
    const std::shared_ptr<PlanningContexts>& planning() const { return m_planning; }

  private:
    const std::shared_ptr<PlanningContexts> m_planning = std::make_shared<PlanningContexts>();
    mutable std::mutex m_mutex;
    std::map<std::string, std::shared_ptr<Source>> m_sources;  ///< key: name in lower case
};

class FederationImpl : public Federation {
  public:
    FederationImpl(const connect::ConnectorRegistry& registry, FederationOptions options);
    ~FederationImpl() override;
    Result<void> start();

    Result<void> attach(const std::string& name, const std::string& type, connect::Settings settings,
                        connect::SettingsResolver resolver) override;
    Result<void> detach(const std::string& name) override;
    std::vector<std::string> attached() const override { return m_sources->names(); }
    Result<std::unique_ptr<Session>> openSession() override;
    Result<connect::Catalog> describe(const std::string& connection, const connect::ObjectPath& path,
                                      const CancelToken& token, bool refresh) override;
    std::optional<connect::Catalog> cached(const std::string& connection,
                                           const connect::ObjectPath& path) const override;
    Result<connect::Capabilities> test(const std::string& connection, const CancelToken& token) override;
    ConnectionStatus status(const std::string& connection) const override;
    void forget(const std::string& connection) override;
    duckdb::DatabaseInstance& database() override { return *m_database->instance; }

  private:
    Result<std::shared_ptr<Source>> require(const std::string& name) const;
    Result<void> execute(const std::string& sql);

    const connect::ConnectorRegistry& m_registry;
    const connect::Connector& connectorOf(const std::string& type);

    const FederationOptions m_options;
    std::mutex m_missingMutex;
    /// By type, those the registry does not have; before the sources, which use them.
    std::map<std::string, std::unique_ptr<connect::Connector>> m_missing;
    const std::shared_ptr<SourceTable> m_sources;
    SpillFolder m_spill;  ///< outlives the database
    std::unique_ptr<duckdb::DuckDB> m_database;
};

Result<std::unique_ptr<Session>> makeSession(duckdb::DuckDB& database, std::shared_ptr<SourceTable> sources);

/// What DuckDB reported as our Error, with the position in `sql` if it told one.
Error toError(const duckdb::ErrorData& data, const std::string& sql);

}  // namespace tributary::engine
