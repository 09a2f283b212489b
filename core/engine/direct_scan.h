// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <duckdb.hpp>
#include <functional>
#include <memory>
#include <string>
#include <vector>

namespace tributary::engine {

/// A planned statement that only hands on what one remote scan gives, columns perhaps in another order. It is
/// read without DuckDB's executor, whose threads, queue of results and copy of every chunk cost as much as
/// the scan itself. One thread at a time; destroying it ends the source's statement.
class DirectScan {
  public:
    /// Worth planning apart: a SELECT of columns of one table for which `isRemote` (catalog or schema written
    /// before its name), or of query(). What the plan turns out to be, `of` tells.
    static bool mayBe(const duckdb::SQLStatement& statement,
                      const std::function<bool(const std::string&)>& isRemote);

    /// nullptr: the plan does more than that. Begins to read; throws what DuckDB would.
    static std::unique_ptr<DirectScan> of(duckdb::PreparedStatement& prepared,
                                          duckdb::ClientContext& context);

    /// The next rows, empty at the end; valid until the next call. Throws what DuckDB would.
    duckdb::DataChunk& next(duckdb::ClientContext& context);

  private:
    DirectScan() = default;

    duckdb::shared_ptr<duckdb::PreparedStatementData> m_plan;  ///< owns the scan's function and bind data
    duckdb::TableFunction* m_function = nullptr;
    duckdb::FunctionData* m_bind = nullptr;
    duckdb::unique_ptr<duckdb::GlobalTableFunctionState> m_state;
    std::vector<size_t> m_order;  ///< per column of the result the scan's
    duckdb::DataChunk m_scanned;
    duckdb::DataChunk m_out;
};

}  // namespace tributary::engine
