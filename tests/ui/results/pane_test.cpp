// SPDX-License-Identifier: GPL-3.0-or-later
#include <QtTest/QtTest>
#include <QtWidgets/QLabel>
#include <QtWidgets/QLineEdit>
#include <QtWidgets/QPushButton>

#include "tests/ui/fake/fake_workbench.h"
#include "tests/ui/results/store_of.h"
#include "ui/export/export_dialog.h"
#include "ui/plan/plan_layout.h"
#include "ui/results/grid_page.h"
#include "ui/results/more_bar.h"
#include "ui/results/result_pane.h"
#include "ui/results/run_view.h"

namespace tributary::ui {

/// The result pane over a fake federation: what a person sees of a run.
class PaneTest : public QObject {
    Q_OBJECT

  private Q_SLOTS:
    void initTestCase();
    void theRestIsFetchedFromTheBar();
    void keptResultsNoLongerOfferMore();
    void findingStopsAtTheCell();
    void theZoneOutlivesARun();
    void plansLeaveOutWhatOnlyHandsColumnsOn();
    void exportAsksBeforeItReplaces();

  private:
    QPushButton* button(QWidget& parent, const QString& text);
    void run(QueryRunner& runner, const char* sql, uint64_t limit = 0);

    testing::FakeWorkbench m_workbench;
    Background m_background;
    Theme m_theme;
};

void PaneTest::initTestCase() {
    sql::Column number;
    number.name = "n";
    number.type = duckdb::LogicalType::BIGINT;
    testing::ScriptedAnswer rows{{number}, {}, {}, false};
    for (int i = 0; i < 5000; ++i) rows.rows.push_back({duckdb::Value::BIGINT(i)});
    m_workbench.federation().answer("ROWS", rows);
}

QPushButton* PaneTest::button(QWidget& parent, const QString& text) {
    for (auto* found : parent.findChildren<QPushButton*>()) {
        if (found->text() == text && found->isVisible()) return found;
    }
    return nullptr;
}

void PaneTest::run(QueryRunner& runner, const char* sql, uint64_t limit) {
    QSignalSpy ended(&runner, &QueryRunner::scriptFinished);
    RunRequest request;
    request.statements.push_back({sql, 0});
    request.rowLimit = limit;
    runner.run(request);
    QVERIFY(ended.wait());
}

void PaneTest::theRestIsFetchedFromTheBar() {
    QueryRunner runner(m_workbench.federation(), m_background);
    ResultPane pane(m_theme, m_background, runner);
    pane.resize(800, 500);
    pane.show();
    run(runner, "ROWS", 1500);
    auto* bar = pane.currentView()->findChild<MoreBar*>();
    QVERIFY(bar && bar->isVisible());
    GridPage& grid = pane.currentView()->gridPage();
    QCOMPARE(grid.view().rowCount(), uint64_t(1500));
    QSignalSpy ended(&runner, &QueryRunner::scriptFinished);
    QPushButton* more = button(*bar, QStringLiteral("Fetch %1 more").arg(QLocale().toString(1500)));
    QVERIFY(more);
    more->click();
    QVERIFY(ended.wait());
    QCOMPARE(grid.view().rowCount(), uint64_t(3000));
    QPushButton* all = button(*bar, QStringLiteral("Fetch all"));
    QVERIFY(all);
    all->click();
    QVERIFY(ended.wait());
    QCOMPARE(grid.grid().data().rowCount(), qint64(5000));
    QVERIFY(!bar->isVisible());
}

void PaneTest::keptResultsNoLongerOfferMore() {
    QueryRunner runner(m_workbench.federation(), m_background);
    ResultPane pane(m_theme, m_background, runner);
    pane.resize(800, 500);
    pane.show();
    run(runner, "ROWS", 10);
    RunView* kept = pane.currentView();
    for (auto* tool : kept->findChildren<QToolButton*>()) {
        if (tool->isCheckable() && tool->accessibleName() == QLatin1String("Keep this result")) tool->click();
    }
    QVERIFY(kept->isKept());
    run(runner, "ROWS");
    QVERIFY(pane.currentView() != kept);
    QVERIFY(!kept->run()->waits);
    auto* bar = kept->findChild<MoreBar*>();
    QVERIFY(bar->isVisibleTo(kept));
    for (auto* offered : bar->findChildren<QPushButton*>()) QVERIFY(!offered->isVisibleTo(bar));
}

void PaneTest::findingStopsAtTheCell() {
    QueryRunner runner(m_workbench.federation(), m_background);
    ResultPane pane(m_theme, m_background, runner);
    pane.resize(800, 500);
    pane.show();
    run(runner, "ROWS");
    GridPage& page = pane.currentView()->gridPage();
    page.openFind();
    auto* line = page.findChild<FindLine*>();
    auto* field = line->findChild<QLineEdit*>();
    QTest::keyClicks(field, QStringLiteral("4321"));
    QTRY_COMPARE(page.grid().currentCell().first, qint64(4321));
    field->clear();
    QTest::keyClicks(field, QStringLiteral("99"));
    QTRY_COMPARE(page.grid().currentCell().first, qint64(4399));
    QTest::keyClick(field, Qt::Key_Return);
    QTRY_COMPARE(page.grid().currentCell().first, qint64(4499));
    QTest::keyClick(field, Qt::Key_Escape);
    QVERIFY(!line->isVisible());
}

void PaneTest::theZoneOutlivesARun() {
    QueryRunner runner(m_workbench.federation(), m_background);
    ResultPane pane(m_theme, m_background, runner);
    run(runner, "ROWS");
    pane.currentView()->gridPage().setDisplayZone("Asia/Shanghai");
    run(runner, "ROWS");
    QCOMPARE(pane.currentView()->gridPage().grid().data().displayZone(), QByteArray("Asia/Shanghai"));
    QVERIFY(pane.currentView()->statusText().contains(QLatin1String("Asia/Shanghai")));
}

void PaneTest::plansLeaveOutWhatOnlyHandsColumnsOn() {
    engine::PlanNode scan{"REMOTE_SCAN", {}, {}, "shop", {}};
    engine::PlanNode inner{"PROJECTION", {}, {}, {}, {scan}};
    engine::PlanNode join{"HASH_JOIN", {}, {}, {}, {inner, scan}};
    engine::Explanation explanation;
    explanation.root = {"PROJECTION", {}, {}, {}, {join}};
    const PlanLayout layout(explanation, 1);
    QCOMPARE(layout.boxes().size(), size_t(3));
    QCOMPARE(layout.boxes()[0].title, QStringLiteral("Hash join"));
    QCOMPARE(layout.boxes()[1].parent, 0);
    QCOMPARE(layout.boxes()[2].connection, QStringLiteral("shop"));
}

void PaneTest::exportAsksBeforeItReplaces() {
    QTemporaryDir folder;
    const QString path = folder.filePath(QStringLiteral("a.csv"));
    QFile file(path);
    QVERIFY(file.open(QIODevice::WriteOnly) && file.write("precious") == 8);
    file.close();
    duckdb::DuckDB database;
    RowChoice rows;
    rows.view = result::StoreView(storeOf(database, "SELECT 1 AS a"));
    ExportDialog dialog(m_theme, m_background, rows, {}, true);
    dialog.setAttribute(Qt::WA_DeleteOnClose, false);
    dialog.setDestination(path);
    QSignalSpy exported(&dialog, &ExportDialog::exported);
    dialog.start();
    QVERIFY(file.open(QIODevice::ReadOnly));
    QCOMPARE(file.readAll(), QByteArray("precious"));
    file.close();
    dialog.start();
    QVERIFY(exported.wait());
    QVERIFY(file.open(QIODevice::ReadOnly));
    QCOMPARE(file.readAll(), QByteArray("a\n1\n"));
}

}  // namespace tributary::ui

QTEST_MAIN(tributary::ui::PaneTest)
#include "pane_test.moc"
