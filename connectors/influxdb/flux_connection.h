// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "connectors/influxdb/annotated_csv.h"
#include "connectors/influxdb/influxdb_connection.h"

namespace tributary::connectors::influxdb {

/// A session with InfluxDB 2.x over HTTP: Flux to /api/v2/query, annotated CSV back. Buckets are schemas,
/// measurements are tables.
class FluxConnection final : public InfluxdbConnection {
  public:
    static Result<std::unique_ptr<connect::Connection>> open(const connect::Settings& settings,
                                                             const CancelToken& token);

    Result<connect::Catalog> describe(const connect::ObjectPath& path, const CancelToken& token) override;
    Result<std::unique_ptr<connect::ChunkReader>> read(const sql::RemoteQuery& query,
                                                       const CancelToken& token) override;
    Result<std::unique_ptr<connect::ChunkReader>> native(std::string_view text,
                                                         const CancelToken& token) override;

  private:
    explicit FluxConnection(std::unique_ptr<HttpSession> session)
        : InfluxdbConnection(std::move(session), sql::Lexis::Flux) {}
    Result<void> probe(const CancelToken& token);
    Result<std::unique_ptr<AnnotatedCsv>> send(const std::string& flux, const CancelToken& token);
    /// One column of every row of a small answer.
    Result<std::vector<std::string>> list(const std::string& flux, const std::string& column,
                                          const CancelToken& token);
    Result<connect::Catalog> buckets(const CancelToken& token);
    Result<connect::Catalog> measurements(const std::string& bucket, const CancelToken& token);
    Result<connect::Catalog> columns(const std::string& bucket, const std::string& measurement,
                                     const CancelToken& token);
    using FieldTypes = std::map<std::string, std::vector<std::string>>;
    Result<FieldTypes> fieldTypes(const std::string& bucket, const std::string& measurement,
                                  const CancelToken& token);
};

}  // namespace tributary::connectors::influxdb
