// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QtCore/QHash>
#include <QtWidgets/QAccessibleWidget>

namespace tributary::ui {

class GridView;

/// The grid as screen readers see it: a table of cells with column headers, as large as the result. Cells are
/// made when asked for. Columns are visual ones. UI thread.
class GridAccessible : public QAccessibleWidget, public QAccessibleTableInterface {
  public:
    /// Makes every GridView accessible; calling it again does nothing.
    static void install();
    /// Tells screen readers that the current cell is another, or that its text has come.
    static void tellFocus(GridView& view);

    explicit GridAccessible(GridView& view);
    ~GridAccessible() override;

    GridView& view() const;
    /// −1: the column's header. Null outside of the grid.
    QAccessibleInterface* part(int row, int column) const;
    int indexOf(int row, int column) const { return (row + 1) * columnCount() + column; }

    void* interface_cast(QAccessible::InterfaceType type) override;
    int childCount() const override;
    QAccessibleInterface* child(int index) const override;
    QAccessibleInterface* childAt(int x, int y) const override;
    QAccessibleInterface* focusChild() const override;
    int indexOfChild(const QAccessibleInterface* child) const override;

    QAccessibleInterface* caption() const override { return nullptr; }
    QAccessibleInterface* summary() const override { return nullptr; }
    QAccessibleInterface* cellAt(int row, int column) const override;
    int selectedCellCount() const override;
    QList<QAccessibleInterface*> selectedCells() const override;
    QString columnDescription(int column) const override;
    QString rowDescription(int row) const override;
    int selectedColumnCount() const override { return selectedColumns().size(); }
    int selectedRowCount() const override { return selectedRows().size(); }
    int columnCount() const override;
    int rowCount() const override;
    QList<int> selectedColumns() const override;
    QList<int> selectedRows() const override;
    bool isColumnSelected(int column) const override;
    bool isRowSelected(int row) const override;
    bool selectRow(int row) override;
    bool selectColumn(int column) override;
    bool unselectRow(int) override { return false; }
    bool unselectColumn(int) override { return false; }
    void modelChange(QAccessibleTableModelChangeEvent* event) override;

  private:
    void forgetCells() const;

    mutable QHash<int, QAccessible::Id> m_parts;
};

}  // namespace tributary::ui
