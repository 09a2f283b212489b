// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "connectors/influxdb/influxdb_connection.h"
#include "connectors/influxdb/jsonl_reader.h"

namespace tributary::connectors::influxdb {

/// A session with InfluxDB 3 over HTTP: SQL to /api/v3/query_sql, JSON lines back, which the server streams.
/// Databases are schemas. The endpoint only reads.
class DatafusionConnection final : public InfluxdbConnection {
  public:
    static Result<std::unique_ptr<connect::Connection>> open(const connect::Settings& settings,
                                                             const CancelToken& token);

    Result<connect::Catalog> describe(const connect::ObjectPath& path, const CancelToken& token) override;
    Result<std::unique_ptr<connect::ChunkReader>> read(const sql::RemoteQuery& query,
                                                       const CancelToken& token) override;
    Result<std::unique_ptr<connect::ChunkReader>> native(std::string_view text,
                                                         const CancelToken& token) override;

  private:
    explicit DatafusionConnection(std::unique_ptr<HttpSession> session)
        : InfluxdbConnection(std::move(session), std::nullopt) {}
    Result<void> probe(const CancelToken& token);
    Result<std::unique_ptr<Answer>> send(std::string_view text, const std::string& database,
                                         const CancelToken& token);
    /// Rows of a small answer whose columns are all text.
    Result<std::vector<std::vector<std::string>>> rows(const std::string& text, const std::string& database,
                                                       const std::vector<std::string>& names,
                                                       const CancelToken& token);
    Result<connect::Catalog> databases(const CancelToken& token);
    Result<connect::Catalog> tables(const std::string& database, const CancelToken& token);
    Result<connect::Catalog> columns(const std::string& database, const std::string& table,
                                     const CancelToken& token);
};

}  // namespace tributary::connectors::influxdb
