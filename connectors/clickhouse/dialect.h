// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string>

#include "connectors/clickhouse/types.h"
#include "core/sql/dialect.h"

namespace tributary::connectors::clickhouse {

/// ClickHouse's SQL. Differences that matter: backslash escapes in names and strings; comparisons with NaN
/// are false (DuckDB sorts NaN above everything); a string compared with an Enum or IPv4 must be one of its
/// values; dates beyond a type's range wrap instead of failing; an alias in SELECT hides the column in WHERE,
/// so none is ever printed.
class ClickhouseDialect : public sql::Dialect {
  public:
    std::string_view id() const override { return "clickhouse"; }
    std::string quote(std::string_view name) const override;
    std::optional<std::string> literal(const duckdb::Value& value, const sql::Column& column) const override;
    std::string comparand(const sql::Column& column, sql::Comparison op) const override;
    std::string selectItem(const sql::Column& column) const override;
    std::string orderItem(const sql::OrderItem& item, const std::vector<sql::Column>& columns) const override;

    static std::string quoteText(std::string_view text);

  protected:
    std::optional<std::string> compare(const sql::Predicate& p, const sql::Column& column) const override;
    std::optional<std::string> inList(const sql::Predicate& p, const sql::Column& column) const override;
    std::optional<std::string> likePrefix(const sql::Predicate& p, const sql::Column& column) const override;
};

}  // namespace tributary::connectors::clickhouse
