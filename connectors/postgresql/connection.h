// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "connectors/postgresql/native_plan.h"
#include "connectors/postgresql/session.h"
#include "connectors/postgresql/types.h"
#include "core/connect/connector.h"

namespace tributary::connectors::postgresql {

/// A session with a PostgreSQL server, or with one that speaks its protocol.
class PostgresqlConnection final : public connect::Connection {
  public:
    static Result<std::unique_ptr<connect::Connection>> open(const connect::Settings& settings,
                                                             const CancelToken& token);

    const connect::Capabilities& capabilities() const override { return m_capabilities; }
    Result<connect::Catalog> describe(const connect::ObjectPath& path, const CancelToken& token) override;
    Result<std::unique_ptr<connect::ChunkReader>> read(const sql::RemoteQuery& query,
                                                       const CancelToken& token) override;
    Result<std::unique_ptr<connect::ChunkReader>> native(std::string_view text,
                                                         const CancelToken& token) override;
    Result<std::vector<sql::Column>> describeNative(std::string_view text, const CancelToken& token) override;
    bool isAlive() override;
    void interrupt() noexcept override { m_session->interrupt(); }

  private:
    PostgresqlConnection(std::unique_ptr<Session> session, const connect::Settings& settings);
    Result<void> applySettings(const CancelToken& token);
    Result<void> probe(const CancelToken& token);
    Result<void> readSchemaPath(const CancelToken& token);
    Result<void> keepReadOnly(std::string_view text, const CancelToken& token);
    Result<std::unique_ptr<connect::ChunkReader>> start(NativePlan plan, std::string_view statement,
                                                        const CancelToken& token);
    Result<std::unique_ptr<connect::ChunkReader>> count(const std::string& sql, const CancelToken& token);
    Result<NativePlan> planRead(const std::string& sql, const sql::RemoteQuery& query,
                                const CancelToken& token);

    std::unique_ptr<Session> m_session;
    TypeCatalog m_types;
    ColumnSources m_sources;
    connect::Capabilities m_capabilities;
    std::vector<std::string> m_settingStatements;
    bool m_readOnly = false;
    bool m_copyRefused = false;  ///< this server has no binary COPY
    bool m_hasCollations = true;
    bool m_orderedAsBytes = true;
};

}  // namespace tributary::connectors::postgresql
