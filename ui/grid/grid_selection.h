// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QtCore/QtGlobal>
#include <vector>

namespace tributary::ui {

/// A rectangle of cells, all edges included: rows of the view, visual columns.
struct GridRange {
    qint64 top = 0;
    qint64 bottom = 0;
    int left = 0;
    int right = 0;

    bool contains(qint64 row, int column) const {
        return row >= top && row <= bottom && column >= left && column <= right;
    }
    bool operator==(const GridRange&) const = default;
};

/// Current cell and selected rectangles of a grid. Pure: knows only how many rows and columns there are.
class GridSelection {
  public:
    void setSize(qint64 rows, int columns);
    void clear();

    bool hasCurrent() const { return m_currentRow >= 0; }
    qint64 currentRow() const { return m_currentRow; }
    int currentColumn() const { return m_currentColumn; }

    /// Makes a cell current. `extend`: the rectangle from the anchor to it becomes the active one. `add`:
    /// begins a further rectangle.
    void select(qint64 row, int column, bool extend = false, bool add = false);
    void selectRows(qint64 from, qint64 to, bool add = false);
    void selectColumns(int from, int to, bool add = false);
    void selectAll();

    bool contains(qint64 row, int column) const;
    bool touchesRow(qint64 row) const;
    const std::vector<GridRange>& ranges() const { return m_ranges; }
    /// More than the current cell alone.
    bool isMultiple() const;
    qint64 cellCount() const;
    qint64 anchorRow() const { return m_anchorRow; }
    int anchorColumn() const { return m_anchorColumn; }

  private:
    qint64 m_rows = 0;
    int m_columns = 0;
    qint64 m_currentRow = -1;
    int m_currentColumn = -1;
    qint64 m_anchorRow = -1;
    int m_anchorColumn = -1;
    std::vector<GridRange> m_ranges;
};

}  // namespace tributary::ui
