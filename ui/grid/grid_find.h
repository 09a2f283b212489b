// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QtCore/QObject>
#include <memory>
#include <optional>
#include <vector>

#include "core/result/store_view.h"
#include "ui/async/background.h"
#include "ui/grid/grid_painter.h"

namespace tributary::ui {

/// Finds text in the cells of a view, wherever they are in it: one pass over all rows in DuckDB, off the UI
/// thread, after which going from match to match costs nothing. Values are compared as text, exactly as CAST
/// to VARCHAR writes them. UI thread; no widgets.
class GridFind : public QObject {
    Q_OBJECT

  public:
    struct Match {
        qint64 row = 0;      ///< of the view
        int visual = 0;      ///< place in the `columns` searched
        qint64 ordinal = 0;  ///< from 0
    };

    explicit GridFind(Background& background, QObject* parent = nullptr);

    /// `columns`: logical columns in the sequence they are walked. `changed` follows, at once and at the end.
    void search(const result::StoreView& view, const GridNeedle& needle, std::vector<int> columns);
    void clear();
    const GridNeedle& needle() const { return m_needle; }
    bool isBusy() const { return m_busy; }
    qint64 count() const { return m_count; }

    /// The next match behind (before) a cell, around the end; `arrived` follows, if there is any match.
    /// `inclusive`: the cell itself counts.
    void step(qint64 row, int visual, bool forward, bool inclusive = false);

  Q_SIGNALS:
    void changed();  ///< busy or count
    void arrived(const tributary::ui::GridFind::Match& match);
    void failed(const QString& message);

  private:
    Background& m_background;
    GridNeedle m_needle;
    CancelToken m_token;
    std::shared_ptr<const result::ResultStore> m_matches;  ///< (row, visual), in order
    qint64 m_count = 0;
    uint64_t m_generation = 0;
    bool m_busy = false;
};

/// The statement that finds the cells; over StoreQuery's columns.
std::string findSql(const GridNeedle& needle, const std::vector<int>& columns);

}  // namespace tributary::ui

Q_DECLARE_METATYPE(tributary::ui::GridFind::Match)
