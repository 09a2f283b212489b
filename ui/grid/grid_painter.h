// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QtCore/QRect>
#include <QtGui/QFont>
#include <QtGui/QFontMetrics>
#include <memory>
#include <set>
#include <vector>

#include "ui/grid/column_layout.h"
#include "ui/grid/column_mark.h"
#include "ui/grid/grid_data.h"
#include "ui/grid/grid_selection.h"
#include "ui/grid/tabular_text.h"
#include "ui/theme/theme.h"

class QPainter;

namespace tributary::ui {

/// A column the rows are sorted by.
struct SortKey {
    int column = 0;
    bool descending = false;
    bool operator==(const SortKey&) const = default;
};

/// What the find line looks for; every shown cell with it is highlighted.
struct GridNeedle {
    QString text;  ///< empty: nothing
    Qt::CaseSensitivity sensitivity = Qt::CaseInsensitive;
};

/// Where things are in a grid's viewport, in logical pixels.
struct GridGeometry {
    int headerHeight = 0;
    int rowHeight = 0;
    int gutterWidth = 0;
    qint64 firstRow = 0;
    int scrollX = 0;
    QSize size;

    int visibleRows() const { return rowHeight > 0 ? (size.height() - headerHeight) / rowHeight : 0; }
    int columnX(const ColumnLayout& layout, int visual) const {
        return gutterWidth + layout.left(visual) - scrollX;
    }
};

/// What is to be painted; all of it belongs to the view.
struct GridScene {
    GridData& data;
    const ColumnLayout& layout;
    const GridSelection& selection;
    const std::vector<SortKey>& sort;
    const std::set<int>& filtered;
    const std::vector<ColumnMark>& marks;  ///< by logical column; may be short
    const GridNeedle& needle;
    GridGeometry geometry;
    bool focused = false;
    int dropColumn = -1;  ///< visual column before which a dragged one would land

    ColumnMark mark(int logical) const {
        const auto at = static_cast<size_t>(logical);
        return at < marks.size() ? marks[at] : ColumnMark();
    }
};

/// Paints the visible part of a grid: header, row numbers, cells. Touches only what is seen, so 500 columns
/// cost no more than 10.
class GridPainter {
  public:
    explicit GridPainter(const Theme& theme);

    /// Fonts and colours anew, after a change of theme.
    void updateFonts();
    void paint(QPainter& painter, const GridScene& scene) const;

    int gutterWidth(qint64 rows) const;
    int headerWidth(const sql::Column& column, const QByteArray& zone, const ColumnMark& mark) const;
    int textWidth(const QString& text, const sql::Column& column) const;

  private:
    void paintRows(QPainter& painter, const GridScene& scene) const;
    void paintCell(QPainter& painter, const GridScene& scene, const QRect& box, qint64 row,
                   int logical) const;
    void paintText(QPainter& painter, const QRect& box, const GridCell& cell,
                   const sql::Column& column) const;
    void paintGutter(QPainter& painter, const GridScene& scene) const;
    void paintHeader(QPainter& painter, const GridScene& scene) const;
    void paintHeaderCell(QPainter& painter, const GridScene& scene, const QRect& box, int logical) const;
    void paintTypeLine(QPainter& painter, const GridScene& scene, QRect box, int logical) const;
    void paintMarks(QPainter& painter, const GridScene& scene, QRect& box, int logical, bool atLeft) const;
    void paintCurrent(QPainter& painter, const GridScene& scene) const;

    const Theme& m_theme;
    QFont m_font;
    QFont m_nullFont;
    QFont m_nameFont;
    QFont m_typeFont;
    QFont m_gutterFont;
    std::unique_ptr<TabularText> m_tabular;
    std::unique_ptr<TabularText> m_gutterDigits;
};

}  // namespace tributary::ui
