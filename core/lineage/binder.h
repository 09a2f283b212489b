// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "core/base/error.h"
#include "core/lineage/model.h"
#include "core/lineage/schema.h"

namespace tributary::lineage {

struct BindOptions {
    /// Columns of a view resolve to those of the tables behind it; false: to the view's own. A view whose
    /// text does not bind is taken as a table if its columns are known.
    bool expandViews = false;
    /// What a name in FROM means, by its parts; none: found among the tables given, by dotted suffix.
    std::function<const SchemaTable*(const std::vector<std::string>&)> find = {};
};

/// Resolves query bodies written in DuckDB's SQL exactly: DuckDB's own binder resolves the names against a
/// shadow catalog, and the bound, unoptimised plan is walked. Types and functions play no part: none need be
/// known. One thread at a time; some milliseconds to make, below one per query.
class Binder {
  public:
    Binder();
    ~Binder();

    /// `tables`: every table the query names, with columns, or with the text of a view (DuckDB's SQL, too).
    /// Names match exactly or by dotted suffix. Fails (Syntax, Query) with DuckDB's reason when the query
    /// cannot be bound: the caller then resolves tolerantly.
    Result<QueryLineage> bind(const std::string& duckSql, const std::vector<const SchemaTable*>& tables,
                              const BindOptions& options = {});

  private:
    struct Impl;
    std::unique_ptr<Impl> m_impl;
};

}  // namespace tributary::lineage
