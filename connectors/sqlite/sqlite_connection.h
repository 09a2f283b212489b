// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <memory>

#include "connectors/sqlite/sqlite_session.h"
#include "core/connect/connector.h"

namespace tributary::connectors::sqlite {

class SqliteConnection : public connect::Connection {
  public:
    explicit SqliteConnection(std::unique_ptr<Session> session);

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
    const std::unique_ptr<Session> m_session;
    connect::Capabilities m_capabilities;
};

}  // namespace tributary::connectors::sqlite
