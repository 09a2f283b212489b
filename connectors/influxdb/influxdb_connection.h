// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "connectors/influxdb/http_session.h"
#include "core/connect/connector.h"
#include "core/sql/splitter.h"

namespace tributary::connectors::influxdb {

/// What the sessions of all versions share. Closing the socket ends a statement in the server.
class InfluxdbConnection : public connect::Connection {
  public:
    const connect::Capabilities& capabilities() const override { return m_capabilities; }
    /// No version can be asked for the columns of a statement: its first rows tell them, so one that may
    /// write is refused.
    Result<std::vector<sql::Column>> describeNative(std::string_view text, const CancelToken& token) override;
    bool isAlive() override;
    void interrupt() noexcept override { m_session->interrupt(); }

  protected:
    /// `writes`: the language whose statements may write; none for an endpoint that only reads.
    InfluxdbConnection(std::unique_ptr<HttpSession> session, std::optional<sql::Lexis> writes)
        : m_session(std::move(session)), m_writes(writes) {}
    /// An error if the session is read-only and the statement may write.
    Result<void> checkMayRun(std::string_view text) const;
    /// Asks /ping, which needs no password, and sets product, version and what all versions have in common.
    /// Returns what it answered.
    Result<std::string> ping(const std::string& defaultPort, const CancelToken& token);

    std::unique_ptr<HttpSession> m_session;
    connect::Capabilities m_capabilities;

  private:
    bool mayWrite(std::string_view text) const { return m_writes && sql::mayWrite(text, *m_writes); }
    const std::optional<sql::Lexis> m_writes;
};

}  // namespace tributary::connectors::influxdb
