// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/sql/dialect.h"

namespace tributary::connectors::duck {

/// DuckDB's SQL spoken to another DuckDB: everything means the same on both sides. Literals are written as
/// text with a cast to the column's type, which is exact for every type that may be pushed.
class DuckDialect : public sql::Dialect {
  public:
    std::string_view id() const override { return "duckdb"; }
    std::optional<std::string> literal(const duckdb::Value& value, const sql::Column& column) const override;

  protected:
    std::optional<std::string> likePrefix(const sql::Predicate& p, const sql::Column& column) const override;
};

/// What may be compared there: all scalar types but enums; never text with a collation of its own.
sql::PushRules pushRules(const duckdb::LogicalType& type);

}  // namespace tributary::connectors::duck
