// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <sqlite3.h>

#include "core/sql/dialect.h"

namespace tributary::connectors::sqlite {

/// SQLite's SQL. SQLite compares values of different storage classes without complaint, so every comparison
/// that a value of another class could pass is followed by a guard that raises a Data error instead; dates,
/// times and decimals are compared as the exact numbers our decoders read. Those guards are functions that
/// `registerFunctions` adds to a session: tributary_misfit, tributary_date, tributary_time,
/// tributary_timestamp, tributary_timestamptz and tributary_decimal.
class SqliteDialect : public sql::Dialect {
  public:
    std::string_view id() const override { return "sqlite"; }
    /// Backticks: a "name" that is no column would silently become a text in SQLite.
    std::string quote(std::string_view name) const override;
    std::optional<std::string> literal(const duckdb::Value& value, const sql::Column& column) const override;
    std::string comparand(const sql::Column& column, sql::Comparison op) const override;

  protected:
    std::optional<std::string> compare(const sql::Predicate& p, const sql::Column& column) const override;
    std::optional<std::string> likePrefix(const sql::Predicate& p, const sql::Column& column) const override;
};

/// Adds the guard functions to a session; SQLite's result code.
int registerFunctions(sqlite3* db);

/// A double in a form every SQLite reads back as the same double.
std::string exactReal(double value);

}  // namespace tributary::connectors::sqlite
