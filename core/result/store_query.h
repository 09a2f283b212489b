// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "core/base/cancel_token.h"
#include "core/base/error.h"
#include "core/result/store_view.h"

namespace tributary::result {

/// SQL over rows that were already fetched: sorting, filtering, totals and down-sampling of a result happen
/// in DuckDB, not in the window. The rows are the table function `result_rows()` with the columns c0, c1, …
/// of the store, then `view_row` and `store_row` (UBIGINT, from 0). Only a StoreQuery's own connection has
/// rows behind that function. One thread at a time; blocks, so never in the UI thread.
class StoreQuery {
  public:
    /// `ranges` of the view to read, all of it when empty. `store` and the database behind it outlive the
    /// query.
    static Result<std::unique_ptr<StoreQuery>> open(StoreView view, std::vector<RowRange> ranges = {});
    ~StoreQuery();

    using Visitor = std::function<Result<void>(duckdb::DataChunk&)>;
    /// Streams the answer; the visitor's error ends it.
    Result<void> run(const std::string& sql, const CancelToken& token, const Visitor& visitor);

    /// The answer as a store of its own.
    Result<std::shared_ptr<ResultStore>> collect(const std::string& sql, const CancelToken& token);

    /// Name of the n-th column in SQL.
    static std::string column(size_t index) { return "c" + std::to_string(index); }

  private:
    explicit StoreQuery(StoreView view);

    StoreView m_view;
    std::unique_ptr<duckdb::Connection> m_connection;
};

}  // namespace tributary::result
