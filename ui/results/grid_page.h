// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QtWidgets/QWidget>
#include <memory>

#include "core/result/result_store.h"
#include "ui/async/background.h"
#include "ui/export/row_export.h"
#include "ui/grid/filter_bar.h"
#include "ui/grid/find_line.h"
#include "ui/grid/grid_data.h"
#include "ui/grid/grid_find.h"
#include "ui/grid/grid_view.h"
#include "ui/grid/row_order.h"
#include "ui/grid/selection_stats.h"
#include "ui/theme/theme.h"
#include "ui/viewer/cell_viewer.h"

class QMenu;
class QLabel;
class QSplitter;
class QStackedWidget;

namespace tributary::ui {

/// The Grid tab: the grid with its filter line, cell viewer and menus, over one result store. UI thread.
class GridPage : public QWidget {
    Q_OBJECT

  public:
    GridPage(const Theme& theme, Background& background, QWidget* parent = nullptr);

    void setStore(std::shared_ptr<const result::ResultStore> store);
    /// Rows came, or the store has ended.
    void refresh();
    /// What to say instead of a grid, e.g. of a statement without rows.
    void showText(const QString& text);

    const result::StoreView& view() const { return m_data.view(); }
    GridView& grid() { return *m_grid; }
    RowChoice allRows() const;
    RowChoice selectedRows() const;
    void copy(CopyFormat format);
    void setViewerShown(bool shown);
    /// IANA name in which values with a time zone are shown; empty: UTC.
    void setDisplayZone(const QByteArray& zone);
    /// Opens the line that looks for text, or that chooses rows.
    void openFind();
    void openFilter(int column = RowFilter::kAnyColumn);
    /// The columns each column's values flow from; by position.
    void setColumnSources(std::vector<std::vector<std::string>> sources) { m_sources = std::move(sources); }
    /// Sorting and totals of the selection, for the status bar.
    QString statusText() const;

  Q_SIGNALS:
    void viewChanged();  ///< sorted or filtered
    void statusChanged();
    void zoneChanged(const QByteArray& zone);
    void message(const QString& text);
    void alertAsked(const QString& column);
    void lineageAsked(const QString& name);  ///< of "connection.schema.table.column"

  private:
    void connectGrid();
    void connectOrder();
    void connectFind();
    void closeFind();
    void searchAgain();
    void step(bool forward, bool inclusive = false);
    void tellFind(qint64 ordinal = -1);
    void selectionMoved();
    void showViewerCell();
    void headerMenu(int column, const QPoint& position);
    void addColumnMenu(QMenu& menu, int column);
    void addZoneMenu(QMenu& menu);
    void addLineageMenu(QMenu& menu, int column);
    void cellMenu(const QPoint& position);
    void filterByCurrent(RowFilter::Operator op);
    std::vector<SelectedCells> selectedCells() const;

    const Theme& m_theme;
    Background& m_background;
    GridData m_data;
    RowOrder m_order;
    SelectionStats m_stats;
    GridFind m_find;
    QStackedWidget* m_stack = nullptr;
    QLabel* m_text = nullptr;
    QWidget* m_content = nullptr;
    FilterBar* m_filter = nullptr;
    FindLine* m_findLine = nullptr;
    GridView* m_grid = nullptr;
    CellViewer* m_viewer = nullptr;
    QSplitter* m_splitter = nullptr;
    std::shared_ptr<const result::ResultStore> m_store;
    std::vector<std::vector<std::string>> m_sources;
    qint64 m_searchedRows = -1;
};

}  // namespace tributary::ui
