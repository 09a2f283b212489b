// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <functional>
#include <string>
#include <vector>

#include "core/lineage/model.h"

namespace duckdb {
class LogicalOperator;
class LogicalGet;
}  // namespace duckdb

namespace tributary::lineage {

/// What a scan reads. `table` empty: nothing anybody stores (a series of numbers).
struct ScanSource {
    std::string table;
    bool opaque = false;  ///< its columns are not columns of a table: they are written as they are named
};

/// Names what a scan reads; the shadow catalog and a live plan name differently.
using ScanNamer = std::function<ScanSource(const duckdb::LogicalGet&)>;

/// Walks a bound, unoptimised plan of DuckDB's and says where each column of its answer comes from. Linear in
/// the plan but for recursive CTEs, which are walked until nothing new is found. Throws what DuckDB throws.
QueryLineage walkPlan(duckdb::LogicalOperator& plan, const std::vector<std::string>& names,
                      const ScanNamer& namer);

/// The same for a whole statement: INSERT, UPDATE, DELETE, MERGE INTO, CREATE TABLE AS, COPY TO and queries.
/// begin and end are left to the caller; a query's columns are named "#1", "#2" …: a plan knows no names.
StatementLineage walkStatement(duckdb::LogicalOperator& plan, const ScanNamer& namer);

}  // namespace tributary::lineage
