// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/sql/dialect.h"

namespace tributary::connectors::influxdb {

/// "text" as Flux writes it; `${` would start an expression and is escaped too.
std::string fluxString(std::string_view text);

/// Flux of 2.x. A read is from |> range |> filter by tags |> pivot to one row per point. Time ranges and tag
/// comparisons are pushed; a missing tag compares as SQL's NULL. Fields stay local: an empty text and a
/// missing value are the same in the answer.
class FluxDialect final : public sql::Dialect {
  public:
    std::string_view id() const override { return "influxdb2"; }
    std::string quote(std::string_view name) const override { return fluxString(name); }
    std::optional<std::string> literal(const duckdb::Value& value, const sql::Column& column) const override;
    std::string comparand(const sql::Column& column, sql::Comparison op) const override;
    std::optional<std::string> predicate(const sql::Predicate& p,
                                         const std::vector<sql::Column>& columns) const override;
    Result<std::string> select(const sql::RemoteQuery& query) const override;
    size_t maxInList() const override { return 200; }
    bool supportsLimit() const override { return false; }
    bool supportsOrderBy() const override { return false; }
    bool canOrder(const sql::OrderItem&, const std::vector<sql::Column>&) const override { return false; }

  protected:
    std::optional<std::string> compare(const sql::Predicate& p, const sql::Column& column) const override;
};

/// from(bucket) |> range over all time |> filter by measurement: the beginning of every read.
std::string fluxSource(std::string_view bucket, std::string_view measurement, int64_t from, int64_t until);
/// The whole time line, as arguments of range().
std::string fluxAllTime();

}  // namespace tributary::connectors::influxdb
