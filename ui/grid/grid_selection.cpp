// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/grid/grid_selection.h"

#include <algorithm>

namespace tributary::ui {

void GridSelection::setSize(qint64 rows, int columns) {
    m_rows = rows;
    m_columns = columns;
    if (m_currentRow >= rows || m_currentColumn >= columns) clear();
}

void GridSelection::clear() {
    m_currentRow = m_anchorRow = -1;
    m_currentColumn = m_anchorColumn = -1;
    m_ranges.clear();
}

void GridSelection::select(qint64 row, int column, bool extend, bool add) {
    if (m_rows == 0 || m_columns == 0) return;
    m_currentRow = std::clamp<qint64>(row, 0, m_rows - 1);
    m_currentColumn = std::clamp(column, 0, m_columns - 1);
    if (extend && m_anchorRow >= 0 && !m_ranges.empty()) {
        m_ranges.back() = {std::min(m_anchorRow, m_currentRow), std::max(m_anchorRow, m_currentRow),
                           std::min(m_anchorColumn, m_currentColumn),
                           std::max(m_anchorColumn, m_currentColumn)};
        return;
    }
    m_anchorRow = m_currentRow;
    m_anchorColumn = m_currentColumn;
    if (!add) m_ranges.clear();
    m_ranges.push_back({m_currentRow, m_currentRow, m_currentColumn, m_currentColumn});
}

void GridSelection::selectRows(qint64 from, qint64 to, bool add) {
    if (m_rows == 0 || m_columns == 0) return;
    if (!add) m_ranges.clear();
    m_ranges.push_back({std::min(from, to), std::max(from, to), 0, m_columns - 1});
    m_anchorRow = from;
    m_currentRow = to;
    m_anchorColumn = m_currentColumn = 0;
}

void GridSelection::selectColumns(int from, int to, bool add) {
    if (m_rows == 0 || m_columns == 0) return;
    if (!add) m_ranges.clear();
    m_ranges.push_back({0, m_rows - 1, std::min(from, to), std::max(from, to)});
    m_anchorColumn = from;
    m_currentColumn = to;
    m_anchorRow = m_currentRow = 0;
}

void GridSelection::selectAll() {
    if (m_rows == 0 || m_columns == 0) return;
    m_ranges.assign(1, {0, m_rows - 1, 0, m_columns - 1});
    if (m_currentRow < 0) m_currentRow = m_anchorRow = m_currentColumn = m_anchorColumn = 0;
}

bool GridSelection::contains(qint64 row, int column) const {
    return std::any_of(m_ranges.begin(), m_ranges.end(),
                       [&](const GridRange& range) { return range.contains(row, column); });
}

bool GridSelection::touchesRow(qint64 row) const {
    return std::any_of(m_ranges.begin(), m_ranges.end(),
                       [&](const GridRange& range) { return row >= range.top && row <= range.bottom; });
}

bool GridSelection::isMultiple() const {
    return m_ranges.size() > 1 || cellCount() > 1;
}

qint64 GridSelection::cellCount() const {
    qint64 cells = 0;
    for (const auto& range : m_ranges)
        cells += (range.bottom - range.top + 1) * (range.right - range.left + 1);
    return cells;
}

}  // namespace tributary::ui
