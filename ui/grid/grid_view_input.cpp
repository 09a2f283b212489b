// SPDX-License-Identifier: GPL-3.0-or-later
#include <QtGui/QContextMenuEvent>
#include <QtGui/QKeyEvent>
#include <QtGui/QMouseEvent>
#include <QtWidgets/QApplication>
#include <algorithm>

#include "ui/grid/grid_view.h"

// Mouse and keyboard of GridView.
namespace tributary::ui {

namespace {

constexpr int kEdgeReach = 4;

}  // namespace

GridView::Hit GridView::hitTest(const QPoint& position, bool clamp) const {
    Hit hit;
    const auto& g = m_geometry;
    const int x = position.x() - g.gutterWidth + g.scrollX;
    hit.visual = m_layout.visualAt(x);
    const int y = position.y() - g.headerHeight;
    const qint64 row = g.firstRow + (y >= 0 ? y / std::max(1, g.rowHeight) : -1);
    hit.row = row;
    if (clamp) {
        hit.row = std::clamp<qint64>(row, 0, std::max<qint64>(0, m_data.rowCount() - 1));
        if (hit.visual < 0) hit.visual = x < 0 ? 0 : m_layout.visualCount() - 1;
        hit.zone = Zone::Cell;
        return hit;
    }
    if (y < 0) {
        if (position.x() < g.gutterWidth) {
            hit.zone = Zone::Corner;
            return hit;
        }
        for (const int visual : {m_layout.visualAt(x - kEdgeReach), m_layout.visualAt(x)}) {
            if (visual >= 0 && std::abs(m_layout.left(visual + 1) - x) <= kEdgeReach) {
                hit.visual = visual;
                hit.zone = Zone::HeaderEdge;
                return hit;
            }
        }
        hit.zone = hit.visual >= 0 ? Zone::Header : Zone::Nothing;
        return hit;
    }
    if (row >= m_data.rowCount()) return hit;
    if (position.x() < g.gutterWidth) {
        hit.zone = Zone::Gutter;
    } else if (hit.visual >= 0) {
        hit.zone = Zone::Cell;
    }
    return hit;
}

void GridView::mousePressEvent(QMouseEvent* event) {
    const Hit hit = hitTest(event->pos());
    const bool extend = event->modifiers().testFlag(Qt::ShiftModifier);
    const bool add = event->modifiers().testFlag(Qt::ControlModifier);
    m_pressedAt = event->pos();
    if (event->button() == Qt::RightButton) {
        // The menu acts on the selection; a click outside of it selects first.
        if (hit.zone == Zone::Cell && !m_selection.contains(hit.row, hit.visual)) {
            m_selection.select(hit.row, hit.visual);
            selectionMoved();
        }
        return;
    }
    if (event->button() != Qt::LeftButton) return;
    switch (hit.zone) {
        case Zone::Corner:
            m_selection.selectAll();
            selectionMoved();
            break;
        case Zone::Header:
        case Zone::HeaderEdge:
            pressHeader(hit, event);
            break;
        case Zone::Gutter:
            m_drag = Drag::Rows;
            m_selection.selectRows(extend && m_selection.hasCurrent() ? m_selection.anchorRow() : hit.row,
                                   hit.row, add);
            selectionMoved();
            break;
        case Zone::Cell:
            m_drag = Drag::Cells;
            m_selection.select(hit.row, hit.visual, extend, add);
            selectionMoved();
            break;
        case Zone::Nothing:
            break;
    }
}

void GridView::pressHeader(const Hit& hit, QMouseEvent* event) {
    m_dragColumn = hit.visual;
    if (hit.zone == Zone::HeaderEdge) {
        m_drag = Drag::Resize;
        m_dragWidth = m_layout.width(m_layout.logicalAt(hit.visual));
        return;
    }
    if (event->modifiers().testFlag(Qt::ControlModifier)) {
        m_selection.selectColumns(hit.visual, hit.visual, true);
        selectionMoved();
        return;
    }
    m_drag = Drag::HeaderPress;
}

void GridView::mouseMoveEvent(QMouseEvent* event) {
    if (m_drag == Drag::None) {
        const bool edge = hitTest(event->pos()).zone == Zone::HeaderEdge;
        viewport()->setCursor(edge ? Qt::SplitHCursor : Qt::ArrowCursor);
        return;
    }
    dragTo(event);
}

void GridView::dragTo(QMouseEvent* event) {
    switch (m_drag) {
        case Drag::Resize: {
            const int logical = m_layout.logicalAt(m_dragColumn);
            m_layout.setWidth(logical, m_dragWidth + event->x() - m_pressedAt.x());
            m_sizedByHand.insert(logical);
            updateScrollBars();
            viewport()->update();
            break;
        }
        case Drag::HeaderPress:
            if ((event->pos() - m_pressedAt).manhattanLength() < QApplication::startDragDistance()) break;
            m_drag = Drag::Move;
            [[fallthrough]];
        case Drag::Move:
            m_dropColumn = dropColumnAt(event->x());
            viewport()->update();
            break;
        case Drag::Cells: {
            const Hit hit = hitTest(event->pos(), true);
            if (hit.row != m_selection.currentRow() || hit.visual != m_selection.currentColumn()) {
                moveCurrent(hit.row, hit.visual, true);
            }
            break;
        }
        case Drag::Rows: {
            const Hit hit = hitTest(event->pos(), true);
            m_selection.selectRows(m_selection.anchorRow(), hit.row);
            ensureVisible(hit.row, std::max(0, m_layout.visualAt(m_geometry.scrollX)));
            selectionMoved();
            break;
        }
        case Drag::None:
            break;
    }
}

int GridView::dropColumnAt(int x) const {
    const int inside = x - m_geometry.gutterWidth + m_geometry.scrollX;
    const int visual = m_layout.visualAt(inside);
    if (visual < 0) return inside < 0 ? 0 : m_layout.visualCount();
    const int middle = (m_layout.left(visual) + m_layout.left(visual + 1)) / 2;
    return inside < middle ? visual : visual + 1;
}

void GridView::mouseReleaseEvent(QMouseEvent* event) {
    const Drag drag = std::exchange(m_drag, Drag::None);
    if (event->button() != Qt::LeftButton) return;
    if (drag == Drag::HeaderPress) {
        Q_EMIT sortRequested(m_layout.logicalAt(m_dragColumn),
                             event->modifiers().testFlag(Qt::ShiftModifier));
    } else if (drag == Drag::Move && m_dropColumn >= 0) {
        m_layout.move(m_dragColumn, m_dropColumn > m_dragColumn ? m_dropColumn - 1 : m_dropColumn);
        columnsChanged();
    }
    m_dropColumn = -1;
    viewport()->update();
}

void GridView::mouseDoubleClickEvent(QMouseEvent* event) {
    const Hit hit = hitTest(event->pos());
    if (hit.zone == Zone::HeaderEdge) {
        autoSize(m_layout.logicalAt(hit.visual));
    } else if (hit.zone == Zone::Cell) {
        Q_EMIT openRequested();
    }
}

void GridView::contextMenuEvent(QContextMenuEvent* event) {
    if (event->reason() == QContextMenuEvent::Keyboard) {
        if (m_selection.hasCurrent())
            Q_EMIT cellMenuRequested(viewport()->mapToGlobal(viewport()->rect().center()));
        return;
    }
    const Hit hit = hitTest(event->pos());
    if (hit.zone == Zone::Header || hit.zone == Zone::HeaderEdge) {
        Q_EMIT headerMenuRequested(m_layout.logicalAt(hit.visual), event->globalPos());
    } else if (hit.zone == Zone::Cell || hit.zone == Zone::Gutter) {
        Q_EMIT cellMenuRequested(event->globalPos());
    }
}

/// Keys the window has commands for too: with the grid in focus they are the grid's.
bool GridView::isOwnShortcut(const QKeyEvent& event) {
    const auto modifiers = event.modifiers() & ~Qt::KeypadModifier;
    if (modifiers == Qt::ControlModifier) {
        for (const int key :
             {Qt::Key_F, Qt::Key_L, Qt::Key_C, Qt::Key_A, Qt::Key_Home, Qt::Key_End, Qt::Key_Space}) {
            if (event.key() == key) return true;
        }
    }
    return event.key() == Qt::Key_C && modifiers == (Qt::ControlModifier | Qt::ShiftModifier);
}

bool GridView::event(QEvent* event) {
    if (event->type() == QEvent::ShortcutOverride && isOwnShortcut(*static_cast<QKeyEvent*>(event))) {
        event->accept();
        return true;
    }
    return QAbstractScrollArea::event(event);
}

void GridView::keyPressEvent(QKeyEvent* event) {
    if (handleShortcut(event) || handleNavigation(event)) {
        event->accept();
        return;
    }
    event->ignore();
}

bool GridView::handleShortcut(QKeyEvent* event) {
    const bool control = event->modifiers().testFlag(Qt::ControlModifier);
    const bool shift = event->modifiers().testFlag(Qt::ShiftModifier);
    if (control && event->key() == Qt::Key_C) {
        Q_EMIT copyRequested(shift);
    } else if (control && event->key() == Qt::Key_Insert) {
        Q_EMIT copyRequested(false);
    } else if (control && !shift && event->key() == Qt::Key_L) {
        Q_EMIT filterRequested();
    } else if (event->matches(QKeySequence::SelectAll)) {
        m_selection.selectAll();
        selectionMoved();
    } else if (control && !shift && event->key() == Qt::Key_F) {
        Q_EMIT findRequested();
    } else if (event->key() == Qt::Key_F4 || event->key() == Qt::Key_Return ||
               event->key() == Qt::Key_Enter) {
        if (event->modifiers().testFlag(Qt::ControlModifier)) return false;
        Q_EMIT openRequested();
    } else if (event->key() == Qt::Key_Space && m_selection.hasCurrent()) {
        if (event->modifiers().testFlag(Qt::ShiftModifier)) {
            m_selection.selectRows(m_selection.currentRow(), m_selection.currentRow());
        } else if (event->modifiers().testFlag(Qt::ControlModifier)) {
            m_selection.selectColumns(m_selection.currentColumn(), m_selection.currentColumn());
        } else {
            return false;
        }
        selectionMoved();
    } else {
        return false;
    }
    return true;
}

bool GridView::handleNavigation(QKeyEvent* event) {
    const bool extend = event->modifiers().testFlag(Qt::ShiftModifier);
    const bool far = event->modifiers().testFlag(Qt::ControlModifier);
    const qint64 lastRow = m_data.rowCount() - 1;
    const int lastColumn = m_layout.visualCount() - 1;
    const int page = std::max(1, m_geometry.visibleRows() - 1);
    qint64 row = std::max<qint64>(0, m_selection.currentRow());
    int column = std::max(0, m_selection.currentColumn());
    switch (event->key()) {
        case Qt::Key_Up:
            row = far ? 0 : row - 1;
            break;
        case Qt::Key_Down:
            row = far ? lastRow : row + 1;
            break;
        case Qt::Key_Left:
            column = far ? 0 : column - 1;
            break;
        case Qt::Key_Right:
            column = far ? lastColumn : column + 1;
            break;
        case Qt::Key_PageUp:
            row -= page;
            break;
        case Qt::Key_PageDown:
            row += page;
            break;
        case Qt::Key_Home:
            column = 0;
            if (far) row = 0;
            break;
        case Qt::Key_End:
            column = lastColumn;
            if (far) row = lastRow;
            break;
        default:
            return false;
    }
    moveCurrent(row, column, extend);
    return true;
}

void GridView::focusInEvent(QFocusEvent* event) {
    if (!m_selection.hasCurrent() && m_data.rowCount() > 0 && event->reason() != Qt::MouseFocusReason) {
        moveCurrent(m_geometry.firstRow, 0, false);
    }
    viewport()->update();
    QAbstractScrollArea::focusInEvent(event);
}

void GridView::focusOutEvent(QFocusEvent* event) {
    viewport()->update();
    QAbstractScrollArea::focusOutEvent(event);
}

}  // namespace tributary::ui
