// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/results/grid_page.h"

#include <QtGui/QClipboard>
#include <QtWidgets/QApplication>
#include <QtWidgets/QLabel>
#include <QtWidgets/QSplitter>
#include <QtWidgets/QStackedWidget>
#include <QtWidgets/QVBoxLayout>
#include <utility>

#include "ui/widgets/make.h"

namespace tributary::ui {

namespace {

constexpr int kViewerWidth = 360;

}  // namespace

GridPage::GridPage(const Theme& theme, Background& background, QWidget* parent)
    : QWidget(parent),
      m_theme(theme),
      m_background(background),
      m_data(background),
      m_order(background),
      m_stats(background),
      m_find(background) {
    setAutoFillBackground(true);
    setBackgroundRole(QPalette::Base);
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    m_stack = new QStackedWidget;
    layout->addWidget(m_stack);
    m_text = new QLabel;
    m_text->setProperty("kind", "muted");
    m_text->setAlignment(Qt::AlignCenter);
    m_text->setWordWrap(true);
    m_text->setMargin(32);
    m_content = new QWidget;
    auto* column = new QVBoxLayout(m_content);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(0);
    m_filter = new FilterBar(theme);
    m_filter->hide();
    m_findLine = new FindLine(theme);
    m_findLine->hide();
    column->addWidget(m_filter);
    column->addWidget(m_findLine);
    m_splitter = new QSplitter;
    m_splitter->setHandleWidth(1);
    m_splitter->setChildrenCollapsible(false);
    m_grid = new GridView(theme, m_data);
    m_viewer = new CellViewer(theme, background);
    m_viewer->hide();
    m_splitter->addWidget(m_grid);
    m_splitter->addWidget(m_viewer);
    m_splitter->setStretchFactor(0, 1);
    m_splitter->setSizes({900, kViewerWidth});
    column->addWidget(m_splitter, 1);
    m_stack->addWidget(m_text);
    m_stack->addWidget(m_content);
    setFocusProxy(m_grid);
    connectGrid();
    connectOrder();
    connectFind();
}

void GridPage::connectGrid() {
    connect(m_grid, &GridView::selectionChanged, this, &GridPage::selectionMoved);
    connect(m_grid, &GridView::sortRequested, &m_order, &RowOrder::cycleSort);
    connect(m_grid, &GridView::headerMenuRequested, this, &GridPage::headerMenu);
    connect(m_grid, &GridView::cellMenuRequested, this, &GridPage::cellMenu);
    connect(m_grid, &GridView::copyRequested, this,
            [this](bool header) { copy(header ? CopyFormat::TextWithHeader : CopyFormat::Text); });
    connect(m_grid, &GridView::openRequested, this, [this] {
        setViewerShown(true);
        showViewerCell();
    });
    connect(m_grid, &GridView::findRequested, this, &GridPage::openFind);
    connect(m_grid, &GridView::filterRequested, this, [this] { openFilter(); });
    connect(m_grid, &GridView::columnsMoved, this, &GridPage::searchAgain);
    connect(&m_data, &GridData::failed, this, &GridPage::message);
    connect(m_viewer, &CellViewer::failed, this, &GridPage::message);
    connect(m_viewer, &CellViewer::closed, this, [this] {
        setViewerShown(false);
        m_grid->setFocus();
    });
}

void GridPage::connectOrder() {
    connect(&m_order, &RowOrder::viewReady, this, [this](const result::StoreView& view) {
        m_data.setView(view);
        m_viewer->clear();
        searchAgain();
        Q_EMIT viewChanged();
    });
    connect(&m_order, &RowOrder::changed, this, [this] {
        m_grid->setSort(m_order.sort());
        std::set<int> filtered;
        for (const auto& filter : m_order.filters()) filtered.insert(filter.column);
        m_grid->setFiltered(std::move(filtered));
        m_filter->setFilters(m_order.filters());
        if (!m_order.filters().empty()) m_filter->show();
        Q_EMIT statusChanged();
    });
    connect(&m_order, &RowOrder::failed, this, [this](const QString& text) {
        // A condition that cannot be asked (a date that is none) must not stay in force unseen.
        m_filter->show();
        auto filters = m_order.filters();
        if (!filters.empty()) filters.pop_back();
        m_order.setFilters(std::move(filters));
        m_filter->showError(text);
    });
    connect(m_filter, &FilterBar::filterAdded, &m_order, &RowOrder::addFilter);
    connect(m_filter, &FilterBar::filterRemoved, this, [this](int index) {
        auto filters = m_order.filters();
        if (index < static_cast<int>(filters.size())) filters.erase(filters.begin() + index);
        m_order.setFilters(std::move(filters));
    });
    connect(m_filter, &FilterBar::closed, this, [this] {
        m_filter->hide();
        m_grid->setFocus();
    });
    connect(&m_stats, &SelectionStats::changed, this, &GridPage::statusChanged);
}

void GridPage::setStore(std::shared_ptr<const result::ResultStore> store) {
    m_store = std::move(store);
    m_filter->setColumns(m_store ? m_store->columns() : std::vector<sql::Column>());
    m_order.setStore(m_store);
    m_stack->setCurrentWidget(m_content);
}

void GridPage::refresh() {
    m_data.refresh();
    if (!m_store || !m_store->isFinished()) return;
    m_data.sampleWidths();
    m_order.storeFinished();
    if (m_searchedRows != m_data.rowCount()) searchAgain();
}

void GridPage::setDisplayZone(const QByteArray& zone) {
    if (zone == m_data.displayZone()) return;
    m_data.setDisplayZone(zone);
    Q_EMIT zoneChanged(zone);
    Q_EMIT statusChanged();
}

void GridPage::showText(const QString& text) {
    m_text->setText(text);
    m_stack->setCurrentWidget(m_text);
}

void GridPage::setViewerShown(bool shown) {
    m_viewer->setVisible(shown);
}

void GridPage::showViewerCell() {
    if (!m_viewer->isVisible()) return;
    const auto [row, column] = m_grid->currentCell();
    if (row < 0) {
        m_viewer->clear();
        return;
    }
    m_viewer->showCell(m_data.view(), static_cast<uint64_t>(row), static_cast<size_t>(column));
}

std::vector<SelectedCells> GridPage::selectedCells() const {
    std::vector<SelectedCells> cells;
    for (const auto& range : m_grid->selection().ranges()) {
        cells.push_back(
            {{static_cast<uint64_t>(range.top), static_cast<uint64_t>(range.bottom - range.top + 1)},
             m_grid->logicalColumns(range)});
    }
    return cells;
}

void GridPage::selectionMoved() {
    m_stats.select(m_data.view(), selectedCells());
    showViewerCell();
}

RowChoice GridPage::allRows() const {
    RowChoice choice;
    choice.view = m_data.view();
    if (m_grid->hasHiddenColumns()) {
        for (int c = 0; c < m_grid->columns().visualCount(); ++c) {
            choice.columns.push_back(static_cast<size_t>(m_grid->columns().logicalAt(c)));
        }
    }
    return choice;
}

RowChoice GridPage::selectedRows() const {
    RowChoice choice;
    choice.view = m_data.view();
    // One table has one set of columns: rectangles with other columns than the last one are left out.
    const auto cells = selectedCells();
    if (cells.empty()) return choice;
    for (const auto& part : cells) {
        if (part.columns == cells.back().columns) choice.ranges.push_back(part.rows);
    }
    choice.columns.assign(cells.back().columns.begin(), cells.back().columns.end());
    return choice;
}

void GridPage::copy(CopyFormat format) {
    const RowChoice choice = selectedRows();
    if (choice.ranges.empty()) return;
    m_background.run(
        this, [choice, format](const CancelToken& token) { return rowsAsText(choice, format, token); },
        [this, rows = choice.rowCount()](const Result<std::string>& text) {
            if (!text) {
                Q_EMIT message(make::errorText(text.error()));
                return;
            }
            QApplication::clipboard()->setText(QString::fromStdString(*text));
            if (rows > 1) Q_EMIT message(tr("%1 rows copied").arg(QLocale().toString(qulonglong(rows))));
        });
}

QString GridPage::statusText() const {
    const QByteArray zone = m_data.displayZone();
    QStringList parts{m_order.text(), zone.isEmpty() ? QString() : tr("moments in %1").arg(QString(zone)),
                      m_stats.text()};
    parts.removeAll(QString());
    return parts.join(QStringLiteral("   "));
}

}  // namespace tributary::ui
