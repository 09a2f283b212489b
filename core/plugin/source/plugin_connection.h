// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <memory>

#include "core/connect/connector.h"
#include "core/plugin/source/plugin_dialect.h"
#include "core/plugin/source/plugin_reader.h"
#include "core/plugin/source/source_catalog.h"
#include "core/plugin/source/source_session.h"

namespace tributary::plugin {

/// A session with a plugin source: one process of its own. See connect::Connection for threads.
class PluginConnection : public connect::Connection {
  public:
    /// Reads product, version and schema path from the open session. `host` outlives the connection.
    static Result<std::unique_ptr<PluginConnection>> create(PluginHost& host,
                                                            std::unique_ptr<SourceSession> session,
                                                            const CancelToken& token);

    const connect::Capabilities& capabilities() const override { return m_capabilities; }
    Result<connect::Catalog> describe(const connect::ObjectPath& path, const CancelToken& token) override;
    Result<std::unique_ptr<connect::ChunkReader>> read(const sql::RemoteQuery& query,
                                                       const CancelToken& token) override;
    Result<std::unique_ptr<connect::ChunkReader>> native(std::string_view text,
                                                         const CancelToken& token) override;
    Result<std::vector<sql::Column>> describeNative(std::string_view text, const CancelToken& token) override;
    bool isAlive() override;
    void interrupt() noexcept override;

    SourceSession& session() { return *m_session; }

  private:
    PluginConnection(PluginHost& host, std::unique_ptr<SourceSession> session);
    Result<void> probe(const CancelToken& token);
    Result<void> readSchemaPath(const CancelToken& token);
    Result<std::unique_ptr<ArrowSource>> batches(const std::string& sql, bool ordered,
                                                 const CancelToken& token);
    /// Not in parts: a statement that writes runs once. `counter` knows the rows it changed.
    Result<std::unique_ptr<ArrowSource>> wholeAnswer(const std::string& sql, const ArrowReader*& counter,
                                                     const CancelToken& token);
    Result<StreamPlan> planRead(const sql::RemoteQuery& query, const std::vector<ArrowColumn>& arrives) const;
    std::function<void(Error&)> refiner() const;

    PluginHost& m_host;
    const std::unique_ptr<SourceSession> m_session;
    const std::shared_ptr<SchemaPlaces> m_places;
    const std::shared_ptr<const PluginDialect> m_dialect;
    SourceCatalog m_catalog;
    connect::Capabilities m_capabilities;
};

}  // namespace tributary::plugin
