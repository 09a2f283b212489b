// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/grid/grid_accessible.h"

#include <algorithm>
#include <limits>

#include "ui/grid/column_text.h"
#include "ui/grid/grid_view.h"

namespace tributary::ui {

namespace {

/// Lists handed to a screen reader, and cells kept for it, are no longer than this.
constexpr int kMostParts = 2000;

int bounded(qint64 number) {
    return static_cast<int>(std::clamp<qint64>(number, 0, std::numeric_limits<int>::max()));
}

/// One cell, or a column's header (row −1).
class GridPart : public QAccessibleInterface, public QAccessibleTableCellInterface {
  public:
    GridPart(GridView& view, int row, int column) : m_view(&view), m_row(row), m_column(column) {}

    bool isValid() const override {
        return m_view && m_row < m_view->data().rowCount() && m_column < m_view->columns().visualCount();
    }
    QObject* object() const override { return nullptr; }
    QAccessibleInterface* parent() const override { return table(); }
    QAccessibleInterface* child(int) const override { return nullptr; }
    QAccessibleInterface* childAt(int, int) const override { return nullptr; }
    int childCount() const override { return 0; }
    int indexOfChild(const QAccessibleInterface*) const override { return -1; }
    QAccessible::Role role() const override {
        return m_row < 0 ? QAccessible::ColumnHeader : QAccessible::Cell;
    }

    QRect rect() const override {
        if (!isValid()) return {};
        const QRect box = m_view->cellRect(m_row, m_column);
        return {m_view->viewport()->mapToGlobal(box.topLeft()), box.size()};
    }

    QString text(QAccessible::Text kind) const override {
        if (!isValid() || (kind != QAccessible::Name && kind != QAccessible::Description)) return {};
        const int logical = m_view->columns().logicalAt(m_column);
        if (m_row < 0) {
            const auto& column = m_view->data().column(logical);
            return kind == QAccessible::Name ? QString::fromStdString(column.name)
                                             : columnToolTip(column, m_view->data().displayZone());
        }
        return kind == QAccessible::Name ? m_view->spokenCell(m_row, logical) : QString();
    }
    void setText(QAccessible::Text, const QString&) override {}

    QAccessible::State state() const override {
        QAccessible::State state;
        if (!isValid()) {
            state.invalid = true;
            return state;
        }
        state.readOnly = true;
        if (m_row < 0) return state;
        state.selectable = true;
        state.focusable = true;
        state.selected = isSelected();
        const auto& selection = m_view->selection();
        state.active = selection.currentRow() == m_row && selection.currentColumn() == m_column;
        state.focused = state.active && m_view->hasFocus();
        state.offscreen = !m_view->viewport()->rect().intersects(m_view->cellRect(m_row, m_column));
        return state;
    }

    void* interface_cast(QAccessible::InterfaceType type) override {
        return type == QAccessible::TableCellInterface ? static_cast<QAccessibleTableCellInterface*>(this)
                                                       : nullptr;
    }

    bool isSelected() const override { return m_row >= 0 && m_view->selection().contains(m_row, m_column); }
    QList<QAccessibleInterface*> columnHeaderCells() const override {
        QList<QAccessibleInterface*> cells;
        if (auto* header = grid() ? grid()->part(-1, m_column) : nullptr) cells << header;
        return cells;
    }
    QList<QAccessibleInterface*> rowHeaderCells() const override { return {}; }
    int columnIndex() const override { return m_column; }
    int rowIndex() const override { return m_row; }
    int columnExtent() const override { return 1; }
    int rowExtent() const override { return 1; }
    QAccessibleInterface* table() const override { return grid(); }

  private:
    GridAccessible* grid() const {
        return m_view ? static_cast<GridAccessible*>(QAccessible::queryAccessibleInterface(m_view)) : nullptr;
    }

    QPointer<GridView> m_view;
    int m_row;
    int m_column;
};

QAccessibleInterface* makeAccessible(const QString&, QObject* object) {
    auto* view = qobject_cast<GridView*>(object);
    return view ? new GridAccessible(*view) : nullptr;
}

}  // namespace

void GridAccessible::install() {
    QAccessible::installFactory(makeAccessible);
}

void GridAccessible::tellFocus(GridView& view) {
    if (!QAccessible::isActive() || !view.hasFocus() || !view.selection().hasCurrent()) return;
    auto* self = static_cast<GridAccessible*>(QAccessible::queryAccessibleInterface(&view));
    if (!self || view.selection().currentRow() >= self->rowCount()) return;
    QAccessibleEvent event(&view, QAccessible::Focus);
    event.setChild(
        self->indexOf(static_cast<int>(view.selection().currentRow()), view.selection().currentColumn()));
    QAccessible::updateAccessibility(&event);
}

GridAccessible::GridAccessible(GridView& view) : QAccessibleWidget(&view, QAccessible::Table) {}

GridAccessible::~GridAccessible() {
    forgetCells();
}

GridView& GridAccessible::view() const {
    return *static_cast<GridView*>(widget());
}

void GridAccessible::forgetCells() const {
    for (const QAccessible::Id id : std::exchange(m_parts, {})) QAccessible::deleteAccessibleInterface(id);
}

QAccessibleInterface* GridAccessible::part(int row, int column) const {
    if (row < -1 || row >= rowCount() || column < 0 || column >= columnCount()) return nullptr;
    const int index = indexOf(row, column);
    if (const auto known = m_parts.constFind(index); known != m_parts.constEnd()) {
        return QAccessible::accessibleInterface(*known);
    }
    if (m_parts.size() >= kMostParts) forgetCells();
    auto* made = new GridPart(view(), row, column);
    m_parts.insert(index, QAccessible::registerAccessibleInterface(made));
    return made;
}

void* GridAccessible::interface_cast(QAccessible::InterfaceType type) {
    if (type == QAccessible::TableInterface) return static_cast<QAccessibleTableInterface*>(this);
    return QAccessibleWidget::interface_cast(type);
}

int GridAccessible::columnCount() const {
    return view().columns().visualCount();
}

int GridAccessible::rowCount() const {
    // A child's index must fit into an int; so must the last one's.
    const int columns = std::max(1, columnCount());
    return std::min(bounded(view().data().rowCount()), std::numeric_limits<int>::max() / columns - 1);
}

int GridAccessible::childCount() const {
    return (rowCount() + 1) * columnCount();
}

QAccessibleInterface* GridAccessible::child(int index) const {
    if (index < 0 || columnCount() == 0) return nullptr;
    return part(index / columnCount() - 1, index % columnCount());
}

QAccessibleInterface* GridAccessible::childAt(int x, int y) const {
    const auto [row, column] = view().cellAt(view().viewport()->mapFromGlobal(QPoint(x, y)));
    return column < 0 || row >= rowCount() ? nullptr : part(static_cast<int>(row), column);
}

QAccessibleInterface* GridAccessible::focusChild() const {
    const auto& selection = view().selection();
    if (!view().hasFocus() || !selection.hasCurrent()) return QAccessibleWidget::focusChild();
    return part(bounded(selection.currentRow()), selection.currentColumn());
}

int GridAccessible::indexOfChild(const QAccessibleInterface* child) const {
    auto* cell = child ? const_cast<QAccessibleInterface*>(child)->tableCellInterface() : nullptr;
    return cell ? indexOf(cell->rowIndex(), cell->columnIndex()) : -1;
}

QAccessibleInterface* GridAccessible::cellAt(int row, int column) const {
    return row < 0 ? nullptr : part(row, column);
}

int GridAccessible::selectedCellCount() const {
    return bounded(view().selection().cellCount());
}

QList<QAccessibleInterface*> GridAccessible::selectedCells() const {
    QList<QAccessibleInterface*> cells;
    for (const auto& range : view().selection().ranges()) {
        for (qint64 row = range.top; row <= range.bottom; ++row) {
            for (int column = range.left; column <= range.right; ++column) {
                if (cells.size() == kMostParts / 2) return cells;
                if (auto* cell = part(bounded(row), column)) cells << cell;
            }
        }
    }
    return cells;
}

QString GridAccessible::columnDescription(int column) const {
    auto* header = part(-1, column);
    return header ? header->text(QAccessible::Name) : QString();
}

QString GridAccessible::rowDescription(int row) const {
    return QString::number(row + 1);
}

QList<int> GridAccessible::selectedColumns() const {
    QList<int> columns;
    for (int column = 0; column < columnCount(); ++column) {
        if (isColumnSelected(column)) columns << column;
    }
    return columns;
}

QList<int> GridAccessible::selectedRows() const {
    QList<int> rows;
    for (const auto& range : view().selection().ranges()) {
        if (range.left > 0 || range.right < columnCount() - 1) continue;
        for (qint64 row = range.top; row <= range.bottom && rows.size() < kMostParts; ++row) {
            rows << bounded(row);
        }
    }
    return rows;
}

bool GridAccessible::isColumnSelected(int column) const {
    const auto& ranges = view().selection().ranges();
    const qint64 last = view().data().rowCount() - 1;
    return std::any_of(ranges.begin(), ranges.end(), [&](const GridRange& range) {
        return range.top == 0 && range.bottom >= last && range.left <= column && column <= range.right;
    });
}

bool GridAccessible::isRowSelected(int row) const {
    const auto& ranges = view().selection().ranges();
    return std::any_of(ranges.begin(), ranges.end(), [&](const GridRange& range) {
        return range.left == 0 && range.right >= columnCount() - 1 && range.top <= row && row <= range.bottom;
    });
}

bool GridAccessible::selectRow(int row) {
    if (row < 0 || row >= rowCount()) return false;
    view().selectRow(row);
    return true;
}

bool GridAccessible::selectColumn(int column) {
    if (column < 0 || column >= columnCount()) return false;
    view().selectColumn(view().columns().logicalAt(column));
    return true;
}

void GridAccessible::modelChange(QAccessibleTableModelChangeEvent*) {
    forgetCells();
}

}  // namespace tributary::ui
