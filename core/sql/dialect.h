// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "core/base/error.h"
#include "core/sql/remote_query.h"

namespace tributary::sql {

/// How one source's language is printed. Immutable, so one object serves any number of threads. A connector
/// derives from it and overrides only what differs from plain SQL. Whatever cannot be said *exactly* as
/// DuckDB means it is refused with nullopt: it then stays local. (Rules and their history: docs/pushdown.md.)
class Dialect {
  public:
    virtual ~Dialect() = default;

    virtual std::string_view id() const = 0;

    /// `name` as an identifier, always quoted.
    virtual std::string quote(std::string_view name) const;
    virtual std::string tableName(const TableRef& table) const;

    /// `value` written so that comparing it with `column` is exact in the source; nullopt: it cannot be.
    virtual std::optional<std::string> literal(const duckdb::Value& value, const Column& column) const = 0;

    /// The column as it stands in a comparison, e.g. `"c" COLLATE "C"`.
    virtual std::string comparand(const Column& column, Comparison op) const;

    /// The column as it stands in the SELECT list, e.g. a cast to text for a type we keep as text.
    virtual std::string selectItem(const Column& column) const;

    /// One condition, parenthesised as needed; nullopt if any part of an OR cannot be said, or all parts of
    /// an AND. For an AND at top level split it first: `canPush` decides on each conjunct alone.
    virtual std::optional<std::string> predicate(const Predicate& p,
                                                 const std::vector<Column>& columns) const;

    virtual std::string orderItem(const OrderItem& item, const std::vector<Column>& columns) const;

    /// The whole statement. Required predicates that cannot be printed are an Internal error: the planner
    /// asks `canPush` first. Dynamic ones that cannot be printed are left out.
    virtual Result<std::string> select(const RemoteQuery& query) const;

    /// True if the column's PushRules allow `p` and it can be printed exactly.
    bool canPush(const Predicate& p, const std::vector<Column>& columns) const;
    virtual bool canOrder(const OrderItem& item, const std::vector<Column>& columns) const;

    /// Longest IN list the source takes in one statement.
    virtual size_t maxInList() const { return 1000; }

    /// Whether LIMIT exists; ORDER BY … LIMIT additionally needs `canOrder`.
    virtual bool supportsLimit() const { return true; }
    virtual bool supportsOrderBy() const { return true; }

  protected:
    virtual std::optional<std::string> compare(const Predicate& p, const Column& column) const;
    virtual std::optional<std::string> inList(const Predicate& p, const Column& column) const;
    virtual std::optional<std::string> likePrefix(const Predicate& p, const Column& column) const;
    /// FROM clause and what stands before WHERE.
    virtual std::string fromClause(const TableRef& table) const;
    virtual std::string limitClause(uint64_t limit) const;
};

std::string_view toSql(Comparison op);
/// 'text' with quotes doubled: the SQL standard's string literal, for dialects where backslash means nothing.
std::string quoteString(std::string_view text);

}  // namespace tributary::sql
