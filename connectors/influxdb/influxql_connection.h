// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "connectors/influxdb/influxdb_connection.h"

namespace tributary::connectors::influxdb {

/// A session with InfluxDB 1.x over HTTP: /query with chunked MessagePack.
class InfluxqlConnection final : public InfluxdbConnection {
  public:
    static Result<std::unique_ptr<connect::Connection>> open(const connect::Settings& settings,
                                                             const CancelToken& token);

    Result<connect::Catalog> describe(const connect::ObjectPath& path, const CancelToken& token) override;
    Result<std::unique_ptr<connect::ChunkReader>> read(const sql::RemoteQuery& query,
                                                       const CancelToken& token) override;
    Result<std::unique_ptr<connect::ChunkReader>> native(std::string_view text,
                                                         const CancelToken& token) override;

  private:
    explicit InfluxqlConnection(std::unique_ptr<HttpSession> session)
        : InfluxdbConnection(std::move(session), sql::Lexis::InfluxQl) {}
    Result<void> probe(const CancelToken& token);
};

}  // namespace tributary::connectors::influxdb
