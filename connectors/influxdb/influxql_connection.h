// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "connectors/influxdb/http_session.h"
#include "core/connect/connector.h"

namespace tributary::connectors::influxdb {

/// A session with InfluxDB 1.x over HTTP: /query with chunked MessagePack. Closing the socket ends the
/// statement in the server.
class InfluxqlConnection final : public connect::Connection {
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
    explicit InfluxqlConnection(std::unique_ptr<HttpSession> session) : m_session(std::move(session)) {}
    Result<void> probe(const CancelToken& token);

    std::unique_ptr<HttpSession> m_session;
    connect::Capabilities m_capabilities;
};

}  // namespace tributary::connectors::influxdb
