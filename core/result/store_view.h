// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <memory>
#include <vector>

#include "core/base/error.h"
#include "core/result/result_store.h"

namespace tributary::result {

/// Rows [first, first + count) of a view.
struct RowRange {
    uint64_t first = 0;
    uint64_t count = 0;
};

/// A store seen through an order: all rows as they came, or the rows (and the sequence) that sorting and
/// filtering left. The order is itself a store with one UBIGINT column of row numbers, so it spills like the
/// rows do. A value: copies share both stores. Any thread.
class StoreView {
  public:
    StoreView() = default;
    explicit StoreView(std::shared_ptr<const ResultStore> store,
                       std::shared_ptr<const ResultStore> order = nullptr);

    bool isEmpty() const { return !m_store; }
    bool hasOrder() const { return m_order != nullptr; }
    const ResultStore& store() const { return *m_store; }
    const std::shared_ptr<const ResultStore>& sharedStore() const { return m_store; }
    uint64_t rowCount() const;

    /// Some rows of the view, with where they are in the store.
    struct Piece {
        std::unique_ptr<duckdb::DataChunk> chunk;
        uint64_t firstRow = 0;            ///< in the view
        std::vector<uint64_t> storeRows;  ///< one per row of `chunk`
    };

    /// Rows of the view in its sequence, at most what is there; `columns` as in ResultStore::rows.
    Result<std::vector<Piece>> rows(RowRange range, const std::vector<size_t>& columns = {}) const;

    /// Row numbers in the store of some rows of the view.
    Result<std::vector<uint64_t>> storeRows(RowRange range) const;

  private:
    Result<Piece> gather(uint64_t firstRow, std::vector<uint64_t> ids,
                         const std::vector<size_t>& columns) const;

    std::shared_ptr<const ResultStore> m_store;
    std::shared_ptr<const ResultStore> m_order;
};

}  // namespace tributary::result
