// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/sql/dialect.h"

namespace tributary::connectors::mysql {

/// MySQL's and MariaDB's SQL. Text is compared byte by byte through CAST(… AS BINARY), because every usual
/// collation ignores case, accents or trailing spaces; equality keeps the collation's comparison beside it so
/// that an index still serves. Text literals are hexadecimal, so no sql_mode changes their meaning.
class MysqlDialect final : public sql::Dialect {
  public:
    std::string_view id() const override { return "mysql"; }
    std::string quote(std::string_view name) const override;
    std::optional<std::string> literal(const duckdb::Value& value, const sql::Column& column) const override;
    std::string comparand(const sql::Column& column, sql::Comparison op) const override;
    std::string orderItem(const sql::OrderItem& item, const std::vector<sql::Column>& columns) const override;

  protected:
    std::optional<std::string> compare(const sql::Predicate& p, const sql::Column& column) const override;
    std::optional<std::string> inList(const sql::Predicate& p, const sql::Column& column) const override;
    std::optional<std::string> likePrefix(const sql::Predicate& p, const sql::Column& column) const override;
};

/// `text` as a string literal in UTF-8, free of escapes.
std::string textLiteral(std::string_view text);

}  // namespace tributary::connectors::mysql
