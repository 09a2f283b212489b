// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QtCore/QObject>
#include <QtCore/QString>
#include <vector>

#include "core/result/store_view.h"
#include "ui/async/background.h"

namespace tributary::ui {

/// Rows of a view and columns of its store, as selected.
struct SelectedCells {
    result::RowRange rows;
    std::vector<int> columns;
};

/// Totals of selected cells, exact as DuckDB adds them up (decimals stay decimals). Texts; empty: does not
/// apply.
struct CellTotals {
    uint64_t cells = 0;
    uint64_t nonNull = 0;
    QString sum;
    QString average;
    QString minimum;
    QString maximum;
};

/// Off the UI thread. Sum and average when every column is a number; least and greatest when all columns are
/// numbers or there is but one.
Result<CellTotals> computeTotals(const result::StoreView& view, const std::vector<SelectedCells>& selection,
                                 const CancelToken& token);

/// Keeps the totals of the selection current: one computation at a time, the newest selection wins. UI
/// thread.
class SelectionStats : public QObject {
    Q_OBJECT

  public:
    explicit SelectionStats(Background& background, QObject* parent = nullptr);
    void select(const result::StoreView& view, std::vector<SelectedCells> selection);
    const CellTotals& totals() const { return m_totals; }
    /// "Σ 4,561,728.39 · avg … · selection 12"; empty for no selection.
    QString text() const;

  Q_SIGNALS:
    void changed();

  private:
    Background& m_background;
    CancelToken m_token;
    CellTotals m_totals;
    uint64_t m_generation = 0;
};

}  // namespace tributary::ui
