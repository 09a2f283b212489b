// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/grid/grid_view.h"

#include <QtGui/QHelpEvent>
#include <QtGui/QPainter>
#include <QtWidgets/QScrollBar>
#include <QtWidgets/QToolTip>
#include <algorithm>
#include <limits>

#include "ui/grid/column_text.h"
#include "ui/grid/grid_accessible.h"
#include "ui/theme/metrics.h"

namespace tributary::ui {

namespace {

constexpr int kHeaderHeight = metrics::kGridHeader + 4;  // two lines that do not touch
constexpr int kDefaultWidth = 120;
constexpr int kWidestAutomatic = 360;
constexpr int kMeasuredColumns =
    500;  ///< of one result, exactly; widths of further ones go by their texts' length
constexpr int kGuessedCharacter = 8;

}  // namespace

GridView::GridView(const Theme& theme, GridData& data, QWidget* parent)
    : QAbstractScrollArea(parent), m_theme(theme), m_data(data), m_painter(theme) {
    setFrameShape(QFrame::NoFrame);
    setFocusPolicy(Qt::StrongFocus);
    setAccessibleName(tr("Result grid"));
    viewport()->setMouseTracking(true);
    viewport()->setAttribute(Qt::WA_OpaquePaintEvent);
    verticalScrollBar()->setSingleStep(1);
    horizontalScrollBar()->setSingleStep(24);
    connect(&m_data, &GridData::reset, this, &GridView::resetColumns);
    connect(&m_data, &GridData::rowsChanged, this, [this] {
        m_selection.setSize(m_data.rowCount(), m_layout.visualCount());
        if (!m_sampled) m_data.sampleWidths();
        updateScrollBars();
        viewport()->update();
    });
    connect(&m_data, &GridData::pagesLoaded, this, [this] {
        describeCurrent();
        viewport()->update();
    });
    connect(&m_data, &GridData::widthSample, this, &GridView::applyWidthSample);
    connect(&m_theme, &Theme::changed, this, [this] {
        m_painter.updateFonts();
        updateMetrics();
        viewport()->update();
    });
    GridAccessible::install();
    updateMetrics();
    resetColumns();
}

void GridView::updateMetrics() {
    m_geometry.headerHeight = qRound(m_theme.scaled(kHeaderHeight));
    m_geometry.rowHeight = qRound(m_theme.scaled(metrics::kGridRow));
    updateScrollBars();
}

void GridView::resetColumns() {
    const result::ResultStore* store = m_data.view().isEmpty() ? nullptr : &m_data.view().store();
    if (store != m_layoutOf || m_layout.logicalCount() != m_data.columnCount()) {
        m_layoutOf = store;
        m_sampled = false;
        m_sizedByHand.clear();
        m_sort.clear();
        m_filtered.clear();
        m_layout.reset(m_data.columnCount(), kDefaultWidth);
        std::vector<int> widths;
        for (int c = 0; c < m_data.columnCount(); ++c) widths.push_back(automaticWidth(c, {}));
        m_layout.setWidths(widths);
        horizontalScrollBar()->setValue(0);
        if (m_data.rowCount() > 0) m_data.sampleWidths();
    }
    m_selection.clear();
    m_selection.setSize(m_data.rowCount(), m_layout.visualCount());
    verticalScrollBar()->setValue(0);
    updateScrollBars();
    selectionMoved();
    viewport()->update();
    if (QAccessible::isActive()) {
        QAccessibleTableModelChangeEvent event(this, QAccessibleTableModelChangeEvent::ModelReset);
        QAccessible::updateAccessibility(&event);
    }
}

void GridView::applyWidthSample(const QStringList& longestTexts) {
    m_sampled = true;
    std::vector<int> widths;
    for (int c = 0; c < std::min(longestTexts.size(), m_layout.logicalCount()); ++c)
        widths.push_back(m_sizedByHand.count(c) > 0 ? m_layout.width(c) : automaticWidth(c, longestTexts[c]));
    m_layout.setWidths(widths);
    updateScrollBars();
    viewport()->update();
}

void GridView::updateScrollBars() {
    m_geometry.size = viewport()->size();
    m_geometry.gutterWidth = m_painter.gutterWidth(m_data.rowCount());
    const qint64 page = std::max(1, m_geometry.visibleRows());
    const qint64 last = std::max<qint64>(0, m_data.rowCount() - page);
    verticalScrollBar()->setPageStep(static_cast<int>(page));
    verticalScrollBar()->setRange(
        0, static_cast<int>(std::min<qint64>(last, std::numeric_limits<int>::max() - 1)));
    const int width = std::max(1, m_geometry.size.width() - m_geometry.gutterWidth);
    horizontalScrollBar()->setPageStep(width);
    horizontalScrollBar()->setRange(0, std::max(0, m_layout.totalWidth() - width));
    m_geometry.firstRow = verticalScrollBar()->value();
    m_geometry.scrollX = horizontalScrollBar()->value();
}

void GridView::paintEvent(QPaintEvent*) {
    QPainter painter(viewport());
    m_painter.paint(painter, {m_data, m_layout, m_selection, m_sort, m_filtered, m_marks, m_needle,
                              m_geometry, hasFocus(), m_dropColumn});
    m_data.fetchWanted();
}

void GridView::resizeEvent(QResizeEvent*) {
    updateScrollBars();
}

void GridView::scrollContentsBy(int, int) {
    m_geometry.firstRow = verticalScrollBar()->value();
    m_geometry.scrollX = horizontalScrollBar()->value();
    viewport()->update();
}

bool GridView::viewportEvent(QEvent* event) {
    if (event->type() == QEvent::ToolTip) {
        const auto* help = static_cast<QHelpEvent*>(event);
        const Hit hit = hitTest(help->pos());
        if (hit.zone == Zone::Header || hit.zone == Zone::HeaderEdge) {
            const int logical = m_layout.logicalAt(hit.visual);
            const auto mark = static_cast<size_t>(logical) < m_marks.size()
                                  ? m_marks[static_cast<size_t>(logical)]
                                  : ColumnMark();
            QToolTip::showText(help->globalPos(),
                               columnToolTip(m_data.column(logical), m_data.displayZone(), mark), viewport());
        } else {
            QToolTip::hideText();
        }
        return true;
    }
    return QAbstractScrollArea::viewportEvent(event);
}

std::pair<qint64, int> GridView::currentCell() const {
    if (!m_selection.hasCurrent() || m_selection.currentColumn() >= m_layout.visualCount()) return {-1, -1};
    return {m_selection.currentRow(), m_layout.logicalAt(m_selection.currentColumn())};
}

void GridView::setCurrentCell(qint64 row, int visualColumn) {
    moveCurrent(row, visualColumn, false);
}

std::vector<int> GridView::logicalColumns(const GridRange& range) const {
    std::vector<int> columns;
    for (int visual = range.left; visual <= std::min(range.right, m_layout.visualCount() - 1); ++visual) {
        columns.push_back(m_layout.logicalAt(visual));
    }
    return columns;
}

void GridView::setSort(std::vector<SortKey> sort) {
    m_sort = std::move(sort);
    viewport()->update();
}

void GridView::setFiltered(std::set<int> columns) {
    m_filtered = std::move(columns);
    viewport()->update();
}

void GridView::setMarks(std::vector<ColumnMark> marks) {
    if (marks == m_marks) return;
    m_marks = std::move(marks);
    std::vector<int> widths;
    for (int c = 0; c < m_layout.logicalCount(); ++c) {
        const int now = m_layout.width(c);
        widths.push_back(m_sizedByHand.count(c) > 0 ? now : std::max(now, automaticWidth(c, {})));
    }
    m_layout.setWidths(widths);
    updateScrollBars();
    viewport()->update();
}

void GridView::setNeedle(GridNeedle needle) {
    m_needle = std::move(needle);
    viewport()->update();
}

/// Wide enough for the name and for `longest`. Whatever a source calls its columns, and however many it has:
/// this is asked in the window's thread.
int GridView::automaticWidth(int logical, const QString& longest) const {
    if (logical >= kMeasuredColumns) {
        const auto name = m_data.column(logical).name.size();
        const auto characters = std::min<size_t>(std::max(name, static_cast<size_t>(longest.size())) + 4,
                                                 kWidestAutomatic / kGuessedCharacter);
        return static_cast<int>(characters) * kGuessedCharacter;
    }
    const auto measured = longest.isEmpty() ? 0 : m_painter.textWidth(longest, m_data.column(logical));
    return std::min(kWidestAutomatic, std::max(headerWidth(logical), measured));
}

int GridView::headerWidth(int logical) const {
    const auto at = static_cast<size_t>(logical);
    return m_painter.headerWidth(m_data.column(logical), m_data.displayZone(),
                                 at < m_marks.size() ? m_marks[at] : ColumnMark());
}

void GridView::selectRow(qint64 row) {
    m_selection.selectRows(row, row);
    selectionMoved();
}

void GridView::selectColumn(int logical) {
    const int visual = m_layout.visualOf(logical);
    if (visual < 0) return;
    m_selection.selectColumns(visual, visual);
    selectionMoved();
}

void GridView::autoSize(int logical) {
    int width = headerWidth(logical);
    const qint64 last = std::min(m_data.rowCount(), m_geometry.firstRow + m_geometry.visibleRows() + 1);
    for (qint64 row = m_geometry.firstRow; row < last; ++row) {
        if (const GridCell* cell = m_data.cell(row, logical)) {
            width = std::max(width, m_painter.textWidth(cell->text, m_data.column(logical)));
        }
    }
    m_layout.setWidth(logical, std::min(width, std::max(200, viewport()->width() - m_geometry.gutterWidth)));
    m_sizedByHand.insert(logical);
    updateScrollBars();
    viewport()->update();
}

void GridView::autoSizeAll() {
    m_sizedByHand.clear();
    m_data.sampleWidths();
}

void GridView::hideColumn(int logical) {
    m_layout.setHidden(logical, true);
    columnsChanged();
}

void GridView::showColumn(int logical) {
    m_layout.setHidden(logical, false);
    columnsChanged();
}

void GridView::showAllColumns() {
    m_layout.showAll();
    columnsChanged();
}

/// What was selected lay in other columns: nothing is, rather than something nobody chose.
void GridView::columnsChanged() {
    m_selection.clear();
    m_selection.setSize(m_data.rowCount(), m_layout.visualCount());
    updateScrollBars();
    selectionMoved();
    Q_EMIT columnsMoved();
}

void GridView::ensureVisible(qint64 row, int visual) {
    const int page = std::max(1, m_geometry.visibleRows());
    if (row < m_geometry.firstRow) {
        verticalScrollBar()->setValue(static_cast<int>(row));
    } else if (row >= m_geometry.firstRow + page) {
        verticalScrollBar()->setValue(static_cast<int>(row - page + 1));
    }
    const int width = viewport()->width() - m_geometry.gutterWidth;
    const int left = m_layout.left(visual);
    const int right = m_layout.left(visual + 1);
    if (left < m_geometry.scrollX || right - left > width) {
        horizontalScrollBar()->setValue(left);
    } else if (right > m_geometry.scrollX + width) {
        horizontalScrollBar()->setValue(right - width);
    }
}

void GridView::moveCurrent(qint64 row, int visual, bool extend) {
    if (m_data.rowCount() == 0 || m_layout.visualCount() == 0) return;
    m_selection.select(row, visual, extend);
    ensureVisible(m_selection.currentRow(), m_selection.currentColumn());
    selectionMoved();
}

void GridView::selectionMoved() {
    viewport()->update();
    describeCurrent();
    const auto [row, column] = currentCell();
    Q_EMIT currentCellChanged(row, column);
    Q_EMIT selectionChanged();
}

QString GridView::spokenCell(qint64 row, int logical) const {
    const GridCell* cell = m_data.cell(row, logical);
    if (!cell) return tr("loading");
    if (cell->isNull) return tr("NULL");
    return cell->text.isEmpty() ? tr("empty text") : cell->text;
}

void GridView::describeCurrent() {
    const auto [row, column] = currentCell();
    if (row < 0) {
        setAccessibleDescription({});
        return;
    }
    setAccessibleDescription(tr("%1, row %2: %3")
                                 .arg(QString::fromStdString(m_data.column(column).name))
                                 .arg(row + 1)
                                 .arg(spokenCell(row, column)));
    GridAccessible::tellFocus(*this);
}

QRect GridView::cellRect(qint64 row, int visual) const {
    const auto& g = m_geometry;
    const int x = g.columnX(m_layout, visual);
    const int width = m_layout.width(m_layout.logicalAt(visual));
    if (row < 0) return {x, 0, width, g.headerHeight};
    const qint64 line = std::clamp<qint64>(row - g.firstRow, -100'000, 100'000);  // far away is far enough
    return {x, g.headerHeight + static_cast<int>(line) * g.rowHeight, width, g.rowHeight};
}

std::pair<qint64, int> GridView::cellAt(const QPoint& position) const {
    const Hit hit = hitTest(position);
    if (hit.zone == Zone::Header || hit.zone == Zone::HeaderEdge) return {-1, hit.visual};
    if (hit.zone == Zone::Cell) return {hit.row, hit.visual};
    return {-1, -1};
}

}  // namespace tributary::ui
