// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/sql/dialect.h"

namespace tributary::connectors::influxdb {

/// SQL of InfluxDB 3 (Apache DataFusion). Text compares byte by byte. Floats compare in IEEE total order,
/// where -0 is less than 0: comparisons with zero stay local. A schema of ours is a database; in it all
/// tables are in DataFusion's schema "iox".
class DatafusionDialect final : public sql::Dialect {
  public:
    std::string_view id() const override { return "influxdb3"; }
    std::string tableName(const sql::TableRef& table) const override;
    std::optional<std::string> literal(const duckdb::Value& value, const sql::Column& column) const override;
    std::string selectItem(const sql::Column& column) const override;
    /// Names each column once: rows come as JSON objects.
    Result<std::string> select(const sql::RemoteQuery& query) const override;

  protected:
    std::optional<std::string> likePrefix(const sql::Predicate& p, const sql::Column& column) const override;
};

/// DuckDB's type for a data_type of information_schema; VARCHAR (read with a cast) for what has none.
duckdb::LogicalType arrowType(std::string_view dataType);

}  // namespace tributary::connectors::influxdb
