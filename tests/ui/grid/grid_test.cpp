// SPDX-License-Identifier: GPL-3.0-or-later
#include <QtGui/QAccessible>
#include <QtTest/QtTest>

#include "tests/ui/results/store_of.h"
#include "ui/grid/column_text.h"
#include "ui/grid/filter_bar.h"
#include "ui/grid/find_line.h"
#include "ui/grid/grid_find.h"
#include "ui/grid/grid_view.h"

namespace tributary::ui {

class GridTest : public QObject {
    Q_OBJECT

  private Q_SLOTS:
    void textIsFoundInAnyCell();
    void caseMatters();
    void findingWalksInTheSequenceOfTheColumns();
    void findLineAsksAfterAPause();
    void gridKeepsItsShortcuts();
    void linesKeepEscape();
    void headersTellWhereColumnsComeFrom();
    void screenReadersSeeATable();
    void screenReadersSeeNoMoreThanTheyCanCount();
    void hiddenColumnsComeBackOneByOne();

  private:
    result::StoreView view(const std::string& sql) { return result::StoreView(storeOf(m_database, sql)); }
    static bool wants(QWidget& widget, int key, Qt::KeyboardModifiers modifiers);

    duckdb::DuckDB m_database;
    Background m_background;
    Theme m_theme;
};

void GridTest::textIsFoundInAnyCell() {
    GridFind find(m_background);
    QSignalSpy changed(&find, &GridFind::changed);
    const auto rows =
        view("SELECT i AS a, 'it''s ' || (i % 1000) AS t, NULL::INT AS n FROM range(20000) r(i)");
    find.search(rows, {QStringLiteral("IT'S 77"), Qt::CaseInsensitive}, {0, 1, 2});
    QVERIFY(find.isBusy());
    QTRY_VERIFY(!find.isBusy());
    QCOMPARE(find.count(), qint64(220));  // 77 and 770 … 779 in each of twenty thousands
    QSignalSpy arrived(&find, &GridFind::arrived);
    const auto at = [&arrived] { return arrived.takeFirst().front().value<GridFind::Match>(); };
    find.step(-1, -1, true);
    QVERIFY(arrived.wait());
    GridFind::Match match = at();
    QCOMPARE(match.row, qint64(77));
    QCOMPARE(match.visual, 1);
    QCOMPARE(match.ordinal, qint64(0));
    find.step(77, 1, true, true);  // the cell itself still matches
    QVERIFY(arrived.wait());
    QCOMPARE(at().row, qint64(77));
    find.step(77, 1, true);
    QVERIFY(arrived.wait());
    QCOMPARE(at().row, qint64(770));
    find.step(77, 1, false);  // around the start
    QVERIFY(arrived.wait());
    QCOMPARE(at().row, qint64(19779));
    find.step(19779, 1, true);  // and around the end
    QVERIFY(arrived.wait());
    QCOMPARE(at().ordinal, qint64(0));
    find.clear();
    QCOMPARE(find.count(), qint64(0));
}

void GridTest::caseMatters() {
    GridFind find(m_background);
    const auto rows = view("SELECT * FROM (VALUES ('Straße'), ('STRASSE'), ('strasse'), (NULL)) v(t)");
    find.search(rows, {QStringLiteral("strasse"), Qt::CaseSensitive}, {0});
    QTRY_COMPARE(find.count(), qint64(1));
    find.search(rows, {QStringLiteral("strasse"), Qt::CaseInsensitive}, {0});
    QTRY_COMPARE(find.count(), qint64(2));
    find.search(rows, {QStringLiteral("100% %' OR 1=1 --"), Qt::CaseInsensitive}, {0});
    QTRY_VERIFY(!find.isBusy());
    QCOMPARE(find.count(), qint64(0));
}

void GridTest::findingWalksInTheSequenceOfTheColumns() {
    GridFind find(m_background);
    find.search(view("SELECT 'x' AS a, 'y' AS b, 'x' AS c, 'x' AS hidden"), {QStringLiteral("x")}, {2, 1, 0});
    QTRY_COMPARE(find.count(), qint64(2));
    QSignalSpy arrived(&find, &GridFind::arrived);
    find.step(0, 0, true);
    QVERIFY(arrived.wait());
    QCOMPARE(arrived.front().front().value<GridFind::Match>().visual, 2);
}

void GridTest::findLineAsksAfterAPause() {
    FindLine line(m_theme);
    auto* field = line.findChild<QLineEdit*>();
    QSignalSpy changed(&line, &FindLine::needleChanged);
    QSignalSpy step(&line, &FindLine::stepWanted);
    QTest::keyClicks(field, QStringLiteral("abc"));
    QCOMPARE(changed.count(), 0);
    QTest::keyClick(field, Qt::Key_Return);  // does not wait for the pause
    QCOMPARE(changed.count(), 1);
    QCOMPARE(line.needle().text, QStringLiteral("abc"));
    QTest::keyClick(field, Qt::Key_Return);
    QTest::keyClick(field, Qt::Key_Return, Qt::ShiftModifier);
    QCOMPARE(step.count(), 2);
    QVERIFY(step[0][0].toBool() && !step[1][0].toBool());
    QTest::keyClicks(field, QStringLiteral("d"));
    QVERIFY(changed.wait());
}

/// Would the widget take this key although the window has a command for it?
bool GridTest::wants(QWidget& widget, int key, Qt::KeyboardModifiers modifiers) {
    QKeyEvent event(QEvent::ShortcutOverride, key, modifiers);
    event.ignore();
    QCoreApplication::sendEvent(&widget, &event);
    return event.isAccepted();
}

void GridTest::gridKeepsItsShortcuts() {
    GridData data(m_background);
    GridView grid(m_theme, data);
    data.setView(view("SELECT 1 AS a"));
    QSignalSpy find(&grid, &GridView::findRequested);
    QSignalSpy copy(&grid, &GridView::copyRequested);
    QVERIFY(wants(grid, Qt::Key_F, Qt::ControlModifier));
    QVERIFY(wants(grid, Qt::Key_C, Qt::ControlModifier | Qt::ShiftModifier));
    QVERIFY(!wants(grid, Qt::Key_F, Qt::ControlModifier | Qt::ShiftModifier));
    QVERIFY(!wants(grid, Qt::Key_Escape, Qt::NoModifier));
    QTest::keyClick(&grid, Qt::Key_F, Qt::ControlModifier);
    QTest::keyClick(&grid, Qt::Key_C, Qt::ControlModifier);
    QTest::keyClick(&grid, Qt::Key_C, Qt::ControlModifier | Qt::ShiftModifier);
    QCOMPARE(find.count(), 1);
    QCOMPARE(copy.count(), 2);
    QVERIFY(!copy[0][0].toBool() && copy[1][0].toBool());
}

void GridTest::linesKeepEscape() {
    FindLine find(m_theme);
    FilterBar filter(m_theme);
    for (QWidget* line : std::initializer_list<QWidget*>{&find, &filter}) {
        QVERIFY(wants(*line, Qt::Key_Escape, Qt::NoModifier));
        QVERIFY(!wants(*line, Qt::Key_P, Qt::ControlModifier));
    }
    QSignalSpy closed(&find, &FindLine::closed);
    QTest::keyClick(find.findChild<QLineEdit*>(), Qt::Key_Escape);
    QCOMPARE(closed.count(), 1);
}

void GridTest::headersTellWhereColumnsComeFrom() {
    sql::Column column;
    column.name = "amount";
    column.type = duckdb::LogicalType::DECIMAL(12, 2);
    column.nativeType = column.type.ToString();
    QCOMPARE(columnTypeText(column, {}), QStringLiteral("decimal(12,2)"));
    ColumnMark mark{{QStringLiteral("shop")}, {Qt::red}, true, QStringLiteral("numeric(12,2)")};
    QCOMPARE(columnTypeText(column, {}, mark), QStringLiteral("shop · numeric(12,2)"));
    QVERIFY(columnToolTip(column, {}, mark).contains(QLatin1String("shop")));
    mark = {{QStringLiteral("shop"), QStringLiteral("rates")}, {Qt::red, Qt::blue}, false, {}};
    QCOMPARE(columnTypeText(column, {}, mark), QStringLiteral("decimal(12,2)"));
    QVERIFY(columnToolTip(column, {}, mark).contains(QLatin1String("shop, rates")));
}

void GridTest::screenReadersSeeATable() {
    GridData data(m_background);
    GridView grid(m_theme, data);
    grid.resize(600, 300);
    data.setView(view("SELECT i AS a, CASE WHEN i = 1 THEN NULL ELSE '' END AS b FROM range(100000) r(i)"));
    QAccessibleInterface* self = QAccessible::queryAccessibleInterface(&grid);
    QVERIFY(self);
    QCOMPARE(self->role(), QAccessible::Table);
    QAccessibleTableInterface* table = self->tableInterface();
    QVERIFY(table);
    QCOMPARE(table->rowCount(), 100000);
    QCOMPARE(table->columnCount(), 2);
    QCOMPARE(table->columnDescription(1), QStringLiteral("b"));
    QVERIFY(!table->cellAt(100000, 0) && !table->cellAt(0, 2));
    QAccessibleInterface* cell = table->cellAt(1, 1);
    QCOMPARE(cell->text(QAccessible::Name), QStringLiteral("loading"));
    QSignalSpy loaded(&data, &GridData::pagesLoaded);
    data.fetchWanted();
    QVERIFY(loaded.wait());
    QCOMPARE(cell->text(QAccessible::Name), QStringLiteral("NULL"));
    QCOMPARE(table->cellAt(2, 1)->text(QAccessible::Name), QStringLiteral("empty text"));
    QCOMPARE(table->cellAt(2, 0)->text(QAccessible::Name), QStringLiteral("2"));
    QCOMPARE(cell->tableCellInterface()->columnHeaderCells().front()->text(QAccessible::Name),
             QStringLiteral("b"));
    QCOMPARE(self->child(self->indexOfChild(cell)), cell);
    QCOMPARE(self->childAt(cell->rect().center().x(), cell->rect().center().y()), cell);
    QVERIFY(!cell->state().selected);
    grid.setCurrentCell(1, 1);
    QVERIFY(cell->state().selected);
    QVERIFY(table->selectRow(3));
    QCOMPARE(table->selectedRows(), QList<int>{3});
    QVERIFY(table->selectColumn(0));
    QVERIFY(table->isColumnSelected(0) && !table->isColumnSelected(1));
}

void GridTest::screenReadersSeeNoMoreThanTheyCanCount() {
    GridData data(m_background);
    GridView grid(m_theme, data);
    std::string columns;
    for (int c = 0; c < 3000; ++c) columns += (c > 0 ? ", i AS c" : "i AS c") + std::to_string(c);
    data.setView(view("SELECT " + columns + " FROM range(10) r(i)"));
    QAccessibleInterface* self = QAccessible::queryAccessibleInterface(&grid);
    QCOMPARE(self->childCount(), 11 * 3000);
    for (int i = 0; i < self->childCount(); ++i) QVERIFY(self->child(i));
    QCOMPARE(self->child(3000)->tableCellInterface()->rowIndex(), 0);
    QVERIFY(!self->child(self->childCount()));
}

void GridTest::hiddenColumnsComeBackOneByOne() {
    GridData data(m_background);
    GridView grid(m_theme, data);
    data.setView(view("SELECT 1 AS a, 2 AS b, 3 AS c"));
    QSignalSpy moved(&grid, &GridView::columnsMoved);
    grid.hideColumn(0);
    grid.hideColumn(2);
    grid.hideColumn(1);  // the last one stays
    QCOMPARE(grid.columns().visualCount(), 1);
    grid.showColumn(2);
    QCOMPARE(grid.columns().visualCount(), 2);
    QVERIFY(grid.columns().isHidden(0));
    QVERIFY(moved.count() >= 3);
    grid.showAllColumns();
    QVERIFY(!grid.hasHiddenColumns());
}

}  // namespace tributary::ui

QTEST_MAIN(tributary::ui::GridTest)
#include "grid_test.moc"
