// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <duckdb.hpp>
#include <duckdb/planner/expression.hpp>
#include <duckdb/planner/operator/logical_get.hpp>
#include <duckdb/planner/table_filter.hpp>
#include <optional>
#include <string>
#include <vector>

#include "core/sql/dialect.h"

namespace tributary::engine {

/// A bound WHERE conjunct over one scan as a source-neutral predicate; `reason` says why when it is none.
/// Exact: the predicate holds for just the rows the expression holds for. Lists of more than `longestList`
/// values are not looked at: they take longer to read than the source would save.
std::optional<sql::Predicate> lowerExpression(const duckdb::Expression& expression,
                                              const duckdb::LogicalGet& get, size_t longestList,
                                              std::string& reason);

/// An expression for people: a long list of values is counted, not printed.
std::string shownText(const duckdb::Expression& expression);

/// A table filter made while the statement runs (join keys, their minimum and maximum) on `column`, as
/// conjuncts. What cannot be told is left out, which is right for such filters: the join checks again.
void lowerDynamicFilter(const duckdb::TableFilter& filter, size_t column, std::vector<sql::Predicate>& out);

}  // namespace tributary::engine
