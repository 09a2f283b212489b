// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QtCore/QObject>
#include <memory>
#include <vector>

#include "core/result/store_view.h"
#include "ui/async/background.h"
#include "ui/grid/grid_painter.h"
#include "ui/grid/row_filter.h"

namespace tributary::ui {

/// Sorts and filters the rows of one result in DuckDB, off the UI thread, and hands out the view that shows
/// them. The rows themselves stay where they are. While rows still stream in, it orders those that are there
/// and does it again when all are. UI thread; no widgets.
class RowOrder : public QObject {
    Q_OBJECT

  public:
    explicit RowOrder(Background& background, QObject* parent = nullptr);

    void setStore(std::shared_ptr<const result::ResultStore> store);
    /// The store has ended: orders once more if rows came after the last time.
    void storeFinished();

    const std::vector<SortKey>& sort() const { return m_sort; }
    const std::vector<RowFilter>& filters() const { return m_filters; }
    void setSort(std::vector<SortKey> sort);
    /// ascending → descending → none. `add` keeps the other columns.
    void cycleSort(int column, bool add);
    void setFilters(std::vector<RowFilter> filters);
    void addFilter(const RowFilter& filter);
    void clear();
    bool isPlain() const { return m_sort.empty() && m_filters.empty(); }
    bool isBusy() const { return m_busy; }
    /// "sorted by amount ↓, filtered: 3 of 120 rows"; empty when plain.
    QString text() const;

  Q_SIGNALS:
    void changed();  ///< sort, filters or busy
    void viewReady(const result::StoreView& view);
    void failed(const QString& message);

  private:
    void apply();
    std::string sql() const;

    Background& m_background;
    std::shared_ptr<const result::ResultStore> m_store;
    std::vector<SortKey> m_sort;
    std::vector<RowFilter> m_filters;
    CancelToken m_token;
    uint64_t m_generation = 0;
    uint64_t m_seenRows = 0;
    uint64_t m_keptRows = 0;
    bool m_busy = false;
};

}  // namespace tributary::ui
