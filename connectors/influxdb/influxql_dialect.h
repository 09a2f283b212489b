// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/sql/dialect.h"

namespace tributary::connectors::influxdb {

/// A schema of InfluxDB 1.x is a database with a retention policy: "db" (its default policy) or "db.policy".
/// A database whose own name holds a dot or a quote is written as an identifier: `"a.b"`, `"a.b".policy`.
struct SchemaName {
    std::string database;
    std::string policy;  ///< empty: the default one

    static SchemaName parse(std::string_view text);
    std::string text() const;
};

/// 'text' as InfluxQL writes it; nullopt for text it cannot write (a NUL byte).
std::optional<std::string> influxString(std::string_view text);
std::string influxIdentifier(std::string_view name);

/// InfluxQL of 1.x. What differs from SQL: a missing tag compares as '' (we add what makes it SQL's NULL),
/// time ranges hold only outside OR, a point is only returned if one of the selected fields has a value (so a
/// read selects every field of the measurement unless a filter already asks for one), LIMIT 0 means no limit.
/// A column that could not keep its name (a tag and a field of one name, names that differ only in case, a
/// field written with several types) carries its expression, `"name"::tag` or `"name"::string`, as native
/// type.
class InfluxqlDialect final : public sql::Dialect {
  public:
    std::string_view id() const override { return "influxdb"; }
    std::string quote(std::string_view name) const override { return influxIdentifier(name); }
    std::string tableName(const sql::TableRef& table) const override;
    std::optional<std::string> literal(const duckdb::Value& value, const sql::Column& column) const override;
    std::string comparand(const sql::Column& column, sql::Comparison op) const override;
    std::string selectItem(const sql::Column& column) const override;
    std::optional<std::string> predicate(const sql::Predicate& p,
                                         const std::vector<sql::Column>& columns) const override;
    std::string orderItem(const sql::OrderItem& item, const std::vector<sql::Column>& columns) const override;
    Result<std::string> select(const sql::RemoteQuery& query) const override;
    /// Only by time, which is the one order InfluxQL has.
    bool canOrder(const sql::OrderItem& item, const std::vector<sql::Column>& columns) const override;
    size_t maxInList() const override { return 500; }

    /// Indexes of the columns in the answer, after its first column `time`.
    static std::vector<size_t> answerColumns(const sql::RemoteQuery& query);

  protected:
    std::optional<std::string> compare(const sql::Predicate& p, const sql::Column& column) const override;
    std::optional<std::string> inList(const sql::Predicate& p, const sql::Column& column) const override;

  private:
    std::optional<std::string> nullTest(const sql::Column& column, bool isNull) const;
};

}  // namespace tributary::connectors::influxdb
