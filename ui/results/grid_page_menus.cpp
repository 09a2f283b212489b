// SPDX-License-Identifier: GPL-3.0-or-later
#include <QtCore/QTimeZone>
#include <QtGui/QClipboard>
#include <QtWidgets/QApplication>
#include <QtWidgets/QMenu>

#include "ui/grid/column_text.h"
#include "ui/results/grid_page.h"
#include "ui/widgets/make.h"

// Context menus of GridPage.
namespace tributary::ui {

namespace {

constexpr int kListedColumns = 40;

}  // namespace

void GridPage::headerMenu(int column, const QPoint& position) {
    auto* menu = new QMenu(this);
    menu->setAttribute(Qt::WA_DeleteOnClose);
    const auto icon = [this](const char* name) { return m_theme.icon(QLatin1String(name)); };
    menu->addAction(icon("sort-asc"), tr("Sort ascending"), this, [this, column] {
        m_order.setSort({{column, false}});
    });
    menu->addAction(icon("sort-desc"), tr("Sort descending"), this, [this, column] {
        m_order.setSort({{column, true}});
    });
    QAction* plain = menu->addAction(tr("As the rows came"), this, [this] { m_order.setSort({}); });
    plain->setEnabled(!m_order.sort().empty());
    menu->addSeparator();
    menu->addAction(icon("filter"), tr("Filter by this column…"), this,
                    [this, column] { openFilter(column); });
    QAction* all =
        menu->addAction(icon("funnel-x"), tr("Show all rows"), this, [this] { m_order.setFilters({}); });
    all->setEnabled(!m_order.filters().empty());
    menu->addSeparator();
    addColumnMenu(*menu, column);
    if (hasTimeZone(m_data.column(column))) addZoneMenu(*menu);
    addLineageMenu(*menu, column);
    menu->addSeparator();
    menu->addAction(icon("bell-plus"), tr("Alert on this…"), this, [this, column] {
        Q_EMIT alertAsked(QString::fromStdString(m_data.column(column).name));
    });
    menu->popup(position);
}

void GridPage::addLineageMenu(QMenu& menu, int column) {
    const auto index = static_cast<size_t>(column);
    if (index >= m_sources.size() || m_sources[index].empty()) return;
    menu.addSeparator();
    QMenu* from = &menu;
    QString text = tr("Where does it come from?");
    if (m_sources[index].size() > 1) from = menu.addMenu(m_theme.icon(QStringLiteral("git-branch")), text);
    for (const auto& source : m_sources[index]) {
        const QString name = QString::fromStdString(source);
        if (from != &menu) text = QString(name).replace('&', QLatin1String("&&"));
        QAction* action = from->addAction(m_theme.icon(QStringLiteral("git-branch")), text, this,
                                          [this, name] { Q_EMIT lineageAsked(name); });
        action->setToolTip(name);
    }
}

void GridPage::addColumnMenu(QMenu& menu, int column) {
    menu.addAction(tr("Select the column"), this, [this, column] { m_grid->selectColumn(column); });
    menu.addAction(tr("Copy the name"), this, [this, column] {
        QApplication::clipboard()->setText(QString::fromStdString(m_data.column(column).name));
    });
    menu.addAction(tr("Fit the width"), this, [this, column] { m_grid->autoSize(column); });
    menu.addAction(tr("Fit all widths"), this, [this] { m_grid->autoSizeAll(); });
    menu.addSeparator();
    menu.addAction(m_theme.icon(QStringLiteral("eye-off")), tr("Hide the column"), this,
                   [this, column] { m_grid->hideColumn(column); });
    if (!m_grid->hasHiddenColumns()) return;
    QMenu* hidden = menu.addMenu(m_theme.icon(QStringLiteral("eye")), tr("Show a hidden column"));
    for (int c = 0; c < m_grid->columns().logicalCount(); ++c) {
        if (!m_grid->columns().isHidden(c)) continue;
        if (hidden->actions().size() == kListedColumns) break;
        hidden->addAction(QString::fromStdString(m_data.column(c).name).replace('&', QLatin1String("&&")),
                          this, [this, c] { m_grid->showColumn(c); });
    }
    menu.addAction(tr("Show all columns"), this, [this] { m_grid->showAllColumns(); });
}

void GridPage::addZoneMenu(QMenu& menu) {
    menu.addSeparator();
    QMenu* zones = menu.addMenu(m_theme.icon(QStringLiteral("clock")), tr("Show times with a zone in"));
    QList<QByteArray> offered{"UTC",
                              QTimeZone::systemTimeZoneId(),
                              "Asia/Shanghai",
                              "Asia/Tokyo",
                              "Europe/London",
                              "Europe/Berlin",
                              "America/New_York",
                              "America/Los_Angeles"};
    QList<QByteArray> seen;
    for (const QByteArray& zone : offered) {
        if (zone.isEmpty() || seen.contains(zone)) continue;
        seen << zone;
        QAction* action = zones->addAction(QString::fromLatin1(zone), this, [this, zone] {
            setDisplayZone(zone == "UTC" ? QByteArray() : zone);
        });
        action->setCheckable(true);
        action->setChecked(m_data.displayZone() == zone || (m_data.displayZone().isEmpty() && zone == "UTC"));
    }
}

void GridPage::cellMenu(const QPoint& position) {
    auto* menu = new QMenu(this);
    menu->setAttribute(Qt::WA_DeleteOnClose);
    const auto icon = [this](const char* name) { return m_theme.icon(QLatin1String(name)); };
    menu->addAction(
        icon("copy"), tr("Copy"), this, [this] { copy(CopyFormat::Text); }, QKeySequence::Copy);
    menu->addAction(
        tr("Copy with column names"), this, [this] { copy(CopyFormat::TextWithHeader); },
        QKeySequence(Qt::CTRL | Qt::SHIFT | Qt::Key_C));
    QMenu* as = menu->addMenu(tr("Copy as"));
    as->addAction(tr("CSV"), this, [this] { copy(CopyFormat::Csv); });
    as->addAction(tr("JSON"), this, [this] { copy(CopyFormat::Json); });
    as->addAction(tr("Markdown"), this, [this] { copy(CopyFormat::Markdown); });
    as->addAction(tr("INSERT statements"), this, [this] { copy(CopyFormat::Insert); });
    as->addAction(tr("IN list (first column)"), this, [this] { copy(CopyFormat::InList); });
    menu->addSeparator();
    menu->addAction(
        icon("maximize-2"), tr("Show the whole value"), this,
        [this] {
            setViewerShown(true);
            showViewerCell();
        },
        QKeySequence(Qt::Key_F4));
    menu->addSeparator();
    menu->addAction(icon("filter"), tr("Only rows with this value"), this,
                    [this] { filterByCurrent(RowFilter::Operator::Equal); });
    menu->addAction(tr("Only rows without this value"), this,
                    [this] { filterByCurrent(RowFilter::Operator::NotEqual); });
    menu->popup(position);
}

void GridPage::filterByCurrent(RowFilter::Operator op) {
    const auto [row, column] = m_grid->currentCell();
    if (row < 0) return;
    // The whole value is needed: what the cell shows may be cut.
    m_background.run(
        this,
        [view = m_data.view(), row = row,
         column = column](const CancelToken&) -> Result<std::optional<std::string>> {
            auto rows = view.storeRows({static_cast<uint64_t>(row), 1});
            if (!rows) return fail(rows.error());
            if (rows->empty()) return fail(ErrorCode::NotFound, "The row is not there any more.");
            return view.store().cell(rows->front(), static_cast<size_t>(column));
        },
        [this, column = column, op](const Result<std::optional<std::string>>& value) {
            if (!value) {
                Q_EMIT message(make::errorText(value.error()));
                return;
            }
            RowFilter filter;
            filter.column = column;
            filter.op = op;
            if (*value) {
                filter.value = QString::fromStdString(**value);
            } else {
                filter.op = op == RowFilter::Operator::Equal ? RowFilter::Operator::IsNull
                                                             : RowFilter::Operator::IsNotNull;
            }
            m_order.addFilter(filter);
        });
}

}  // namespace tributary::ui
