// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <memory>

#include "connectors/prometheus/api_session.h"
#include "connectors/prometheus/promql_dialect.h"
#include "core/connect/connector.h"

namespace tributary::connectors::prometheus {

/// A session with a Prometheus-compatible server. The interface it uses cannot write. Closing the socket ends
/// a query in the server.
class PrometheusConnection final : public connect::Connection {
  public:
    static Result<std::unique_ptr<connect::Connection>> open(const connect::Settings& settings,
                                                             const CancelToken& token);

    const connect::Capabilities& capabilities() const override { return m_capabilities; }
    Result<connect::Catalog> describe(const connect::ObjectPath& path, const CancelToken& token) override;
    Result<std::unique_ptr<connect::ChunkReader>> read(const sql::RemoteQuery& query,
                                                       const CancelToken& token) override;
    /// PromQL, evaluated now or when a comment line says (Evaluation).
    Result<std::unique_ptr<connect::ChunkReader>> native(std::string_view text,
                                                         const CancelToken& token) override;
    /// No server tells the labels of an answer without giving it: the query is run.
    Result<std::vector<sql::Column>> describeNative(std::string_view text, const CancelToken& token) override;
    bool isAlive() override;
    void interrupt() noexcept override { m_session->interrupt(); }

  private:
    PrometheusConnection(std::unique_ptr<ApiSession> session, int64_t defaultHours);

    std::unique_ptr<ApiSession> m_session;
    const int64_t m_defaultHours;
    std::shared_ptr<const PromqlDialect> m_dialect;
    connect::Capabilities m_capabilities;
};

}  // namespace tributary::connectors::prometheus
