// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <compare>
#include <cstdint>
#include <duckdb.hpp>
#include <optional>
#include <string>
#include <vector>

namespace tributary::sql {

/// Which comparisons a source answers exactly as DuckDB would, for one column. The connector decides it per
/// column from type and collation; what is not set stays local. Text ordering needs byte order, text equality
/// a deterministic, case- and padding-sensitive collation (or a dialect that prints one).
struct PushRules {
    bool equality = false;    ///< =, <>, IN
    bool ordering = false;    ///< <, <=, >, >=, BETWEEN, ORDER BY
    bool likePrefix = false;  ///< LIKE 'abc%'
    bool nullTest = true;     ///< IS NULL, IS NOT NULL

    static PushRules all() { return {true, true, true, true}; }
    static PushRules equalityOnly() { return {true, false, false, true}; }
    static PushRules none() { return {false, false, false, false}; }
};

/// What a column is to its source, beyond its type.
enum class ColumnRole { Plain, Time, Tag, Field };

/// A column of a table, as the source knows it.
struct ColumnSource {
    std::string schema;  ///< empty: the source does not tell
    std::string table;
    std::string column;
    auto operator<=>(const ColumnSource&) const = default;
};

/// One column of a remote table or of a native result.
struct Column {
    std::string name;
    duckdb::LogicalType type;  ///< what we hand out; exact for every value the source can hold
    std::string nativeType;    ///< as the source prints it: numeric(12,2), LowCardinality(String) …
    bool nullable = true;
    bool primaryKey = false;
    std::string comment;
    std::string note;  ///< non-empty: shown to the user, e.g. "numeric without a scale: kept as exact text"
    ColumnRole role = ColumnRole::Plain;
    PushRules push = PushRules::none();
    /// Of a native result: the source says that this is a column of a table (or view), unchanged. Unset where
    /// it does not tell.
    std::optional<ColumnSource> source;
};

struct TableRef {
    std::string schema;
    std::string name;
};

enum class Comparison { Equal, NotEqual, Less, LessEqual, Greater, GreaterEqual };

/// A condition on columns of one table; `column` indexes RemoteQuery::columns. SQL's three-valued logic.
struct Predicate {
    enum class Kind { Compare, In, IsNull, IsNotNull, LikePrefix, And, Or };
    Kind kind = Kind::Compare;
    size_t column = 0;
    Comparison op = Comparison::Equal;
    std::vector<duckdb::Value> values;  ///< Compare, LikePrefix: one; In: one or more. Never NULL.
    std::vector<Predicate> children;    ///< And, Or

    static Predicate compare(size_t column, Comparison op, duckdb::Value value);
    static Predicate in(size_t column, std::vector<duckdb::Value> values);
    static Predicate nullTest(size_t column, bool isNull);
    static Predicate likePrefix(size_t column, std::string prefix);
    static Predicate all(std::vector<Predicate> children);
    static Predicate any(std::vector<Predicate> children);
};

struct OrderItem {
    size_t column = 0;
    bool descending = false;
    bool nullsFirst = false;
};

/// A read of one remote table: SELECT projection FROM table WHERE required AND dynamic ORDER BY orderBy LIMIT
/// limit.
struct RemoteQuery {
    TableRef table;
    std::vector<Column> columns;  ///< every column of the table, in catalog order
    std::vector<size_t>
        projection;  ///< indexes into `columns` to return, in this order; empty: rows are only counted
    std::vector<Predicate> required;  ///< must hold in the answer: nobody checks them again
    std::vector<Predicate> dynamic;   ///< join keys and the like: leaving any of them out is always right
    std::vector<OrderItem> orderBy;   ///< only with `limit`; rows may arrive in any order
    std::optional<uint64_t> limit;
};

}  // namespace tributary::sql
