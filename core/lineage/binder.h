// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "core/base/error.h"
#include "core/lineage/model.h"
#include "core/lineage/schema.h"

namespace duckdb {
class LogicalOperator;
class ClientContext;
}  // namespace duckdb

namespace tributary::lineage {

/// Resolves query bodies written in DuckDB's SQL exactly: a shadow DuckDB in memory holds empty tables of the
/// known shapes, its binder resolves the query, and the bound, unoptimised plan is walked. One thread at a
/// time; costs about a millisecond a query once made.
class Binder {
  public:
    Binder();
    ~Binder();

    /// `tables`: every table the query names, columns known; views with their text. Types are tried as given
    /// and then as VARCHAR, unknown functions are taken as opaque. Fails (Query) with DuckDB's reason when it
    /// cannot be bound: the caller then resolves tolerantly.
    Result<QueryLineage> bind(const std::string& duckSql, const std::vector<SchemaTable>& tables);

  private:
    struct Impl;
    std::unique_ptr<Impl> m_impl;
};

/// The same walk over a plan that is already bound (a live statement, before optimisation). `names` are the
/// answer's column names.
QueryLineage walkPlan(duckdb::LogicalOperator& plan, const std::vector<std::string>& names);

}  // namespace tributary::lineage
