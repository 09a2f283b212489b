// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "core/sql/dialect.h"

namespace tributary::connectors::postgresql {

/// PostgreSQL's SQL. Text is ordered with COLLATE "C", which is DuckDB's byte order; equality needs nothing,
/// because only deterministic collations are left without a mark in the native type (see describe.cpp).
class PostgresqlDialect final : public sql::Dialect {
  public:
    /// `unicode`: the database stores UTF-8, so any text can be said in it.
    explicit PostgresqlDialect(bool unicode) : m_unicode(unicode) {}

    std::string_view id() const override { return "postgresql"; }
    std::optional<std::string> literal(const duckdb::Value& value, const sql::Column& column) const override;
    std::string comparand(const sql::Column& column, sql::Comparison op) const override;
    std::string selectItem(const sql::Column& column) const override;
    /// An empty projection is counted by the server: one row with the number.
    Result<std::string> select(const sql::RemoteQuery& query) const override;

  protected:
    std::optional<std::string> likePrefix(const sql::Predicate& p, const sql::Column& column) const override;

  private:
    std::optional<std::string> textLiteral(const std::string& text) const;

    bool m_unicode;
};

}  // namespace tributary::connectors::postgresql
