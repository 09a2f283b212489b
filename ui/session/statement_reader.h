// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <functional>
#include <memory>

#include "core/engine/session.h"
#include "core/result/result_store.h"

namespace tributary::ui {

/// Moves the rows of one running statement into its store, in stretches: it may stop at a row limit and go
/// on later without asking the source again. As long as it lives, the statement is open at the source. One
/// thread at a time.
class StatementReader {
  public:
    StatementReader(std::unique_ptr<engine::QueryRun> query, duckdb::DatabaseInstance& database);

    /// Pulls until the store holds `limit` rows (0: all there are); `tell` is called after every chunk. True:
    /// the source has more. Errors of the source, of the store (no room) and of `token`; what came before
    /// stays.
    Result<bool> pull(uint64_t limit, const CancelToken& token, const std::function<void()>& tell);

    engine::QueryRun& query() const { return *m_query; }
    const std::shared_ptr<result::ResultStore>& store() const { return m_store; }

  private:
    Result<bool> nextChunk();

    std::unique_ptr<engine::QueryRun> m_query;
    std::shared_ptr<result::ResultStore> m_store;
    duckdb::DataChunk m_chunk;
    duckdb::idx_t m_taken = 0;  ///< rows of m_chunk that are in the store
};

}  // namespace tributary::ui
