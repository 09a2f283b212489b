// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QtWidgets/QAbstractScrollArea>
#include <optional>
#include <set>
#include <vector>

#include "ui/grid/column_layout.h"
#include "ui/grid/grid_data.h"
#include "ui/grid/grid_painter.h"
#include "ui/grid/grid_selection.h"
#include "ui/theme/theme.h"

namespace tributary::ui {

/// The grid of a result. Virtual in both directions: it paints and asks for what is on the screen only.
/// Scrolls by rows, so its length is bounded by the scroll bar's int (2 thousand million rows), not by
/// pixels. It asks for sorting, filtering and copying through signals; it does none of them itself.
class GridView : public QAbstractScrollArea {
    Q_OBJECT

  public:
    /// `theme` and `data` outlive the view.
    GridView(const Theme& theme, GridData& data, QWidget* parent = nullptr);

    GridData& data() const { return m_data; }
    const GridSelection& selection() const { return m_selection; }
    const ColumnLayout& columns() const { return m_layout; }
    /// Current cell as (row of the view, logical column); (−1, −1) without one.
    std::pair<qint64, int> currentCell() const;
    void setCurrentCell(qint64 row, int visualColumn);
    /// Selected rectangles with logical columns, in visual order.
    std::vector<int> logicalColumns(const GridRange& range) const;

    void setSort(std::vector<SortKey> sort);
    const std::vector<SortKey>& sort() const { return m_sort; }
    void setFiltered(std::set<int> columns);
    /// By logical column.
    void setMarks(std::vector<ColumnMark> marks);
    void setNeedle(GridNeedle needle);

    void selectColumn(int logical);
    void selectRow(qint64 row);
    /// In the viewport, also beyond its edges; row −1: the column's header.
    QRect cellRect(qint64 row, int visual) const;
    /// (row, visual column) at a point of the viewport, row −1 in the header; column −1: no cell there.
    std::pair<qint64, int> cellAt(const QPoint& position) const;
    /// What a screen reader says of a cell.
    QString spokenCell(qint64 row, int logical) const;
    void autoSize(int logical);
    void autoSizeAll();
    void hideColumn(int logical);
    void showAllColumns();
    void showColumn(int logical);
    bool hasHiddenColumns() const { return m_layout.visualCount() < m_layout.logicalCount(); }

    QSize sizeHint() const override { return {800, 400}; }

  Q_SIGNALS:
    void selectionChanged();
    void currentCellChanged(qint64 row, int logicalColumn);
    void sortRequested(int logicalColumn, bool add);
    void headerMenuRequested(int logicalColumn, const QPoint& globalPosition);
    void cellMenuRequested(const QPoint& globalPosition);
    void copyRequested(bool withHeader);
    void openRequested();  ///< Enter, F4 or a double click on a cell
    void findRequested();
    void filterRequested();
    void columnsMoved();  ///< sequence or visibility of columns

  protected:
    bool event(QEvent* event) override;
    void paintEvent(QPaintEvent* event) override;
    void resizeEvent(QResizeEvent* event) override;
    void scrollContentsBy(int dx, int dy) override;
    bool viewportEvent(QEvent* event) override;
    void mousePressEvent(QMouseEvent* event) override;
    void mouseMoveEvent(QMouseEvent* event) override;
    void mouseReleaseEvent(QMouseEvent* event) override;
    void mouseDoubleClickEvent(QMouseEvent* event) override;
    void contextMenuEvent(QContextMenuEvent* event) override;
    void keyPressEvent(QKeyEvent* event) override;
    void focusInEvent(QFocusEvent* event) override;
    void focusOutEvent(QFocusEvent* event) override;

  private:
    enum class Zone { Corner, Header, HeaderEdge, Gutter, Cell, Nothing };
    struct Hit {
        Zone zone = Zone::Nothing;
        qint64 row = -1;
        int visual = -1;
    };
    enum class Drag { None, Cells, Rows, Resize, HeaderPress, Move };

    void resetColumns();
    void updateMetrics();
    void updateScrollBars();
    void applyWidthSample(const QStringList& longestTexts);
    Hit hitTest(const QPoint& position, bool clamp = false) const;
    void pressHeader(const Hit& hit, QMouseEvent* event);
    void dragTo(QMouseEvent* event);
    int dropColumnAt(int x) const;
    void moveCurrent(qint64 row, int visual, bool extend);
    bool handleNavigation(QKeyEvent* event);
    bool handleShortcut(QKeyEvent* event);
    static bool isOwnShortcut(const QKeyEvent& event);
    void ensureVisible(qint64 row, int visual);
    void selectionMoved();
    void columnsChanged();
    int headerWidth(int logical) const;
    int automaticWidth(int logical, const QString& longest) const;
    void describeCurrent();

    const Theme& m_theme;
    GridData& m_data;
    GridPainter m_painter;
    ColumnLayout m_layout;
    GridSelection m_selection;
    std::vector<SortKey> m_sort;
    std::set<int> m_filtered;
    std::vector<ColumnMark> m_marks;
    GridNeedle m_needle;
    GridGeometry m_geometry;
    const result::ResultStore* m_layoutOf = nullptr;  ///< columns are laid out for this store
    std::set<int> m_sizedByHand;
    bool m_sampled = false;

    Drag m_drag = Drag::None;
    QPoint m_pressedAt;
    int m_dragColumn = -1;  ///< visual
    int m_dragWidth = 0;
    int m_dropColumn = -1;
};

}  // namespace tributary::ui
