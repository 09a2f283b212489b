// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "connectors/influxdb/http_session.h"
#include "connectors/influxdb/influxql_dialect.h"
#include "connectors/influxdb/msgpack_stream.h"
#include "core/connect/connector.h"

namespace tributary::connectors::influxdb {

/// Sends InfluxQL to /query.
Result<std::unique_ptr<MsgpackStream>> sendInfluxql(HttpSession& session, std::string_view text,
                                                    std::string_view database, const CancelToken& token);

/// Databases and retention policies, measurements, tags and fields of InfluxDB 1.x, read with SHOW
/// statements.
class InfluxqlCatalog {
  public:
    explicit InfluxqlCatalog(HttpSession& session) : m_session(session) {}

    Result<connect::Catalog> schemas(const CancelToken& token);
    Result<connect::Catalog> tables(const SchemaName& schema, const CancelToken& token);
    Result<connect::Catalog> columns(const SchemaName& schema, const std::string& table,
                                     const CancelToken& token);

  private:
    struct Row {
        std::string series;
        std::vector<std::string> cells;
    };
    Result<std::vector<Row>> rows(const std::string& text, const std::string& database,
                                  const CancelToken& token);
    Result<std::vector<Row>> policies(const std::string& database, const CancelToken& token);

    HttpSession& m_session;
};

/// Type names of the catalog → ours; VARCHAR for what is unknown.
duckdb::LogicalType fieldType(std::string_view nativeType);

/// Makes `name` different from all in `taken`, comparing as DuckDB does (ASCII case ignored), and adds it.
std::string uniqueName(const std::string& name, const std::string& suffix, std::vector<std::string>& taken);

}  // namespace tributary::connectors::influxdb
