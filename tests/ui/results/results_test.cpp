// SPDX-License-Identifier: GPL-3.0-or-later
#include <QtCore/QFile>
#include <QtCore/QTemporaryDir>
#include <QtTest/QSignalSpy>
#include <QtTest/QTest>
#include <algorithm>

#include "core/result/chart_sample.h"
#include "core/result/store_query.h"
#include "tests/ui/results/store_of.h"
#include "ui/chart/axis_scale.h"
#include "ui/chart/chart_settings.h"
#include "ui/export/row_export.h"
#include "ui/grid/cell_preview.h"
#include "ui/grid/column_layout.h"
#include "ui/grid/grid_data.h"
#include "ui/grid/grid_selection.h"
#include "ui/grid/grid_view.h"
#include "ui/grid/row_order.h"
#include "ui/grid/selection_stats.h"
#include "ui/viewer/cell_value.h"
#include "ui/viewer/json_indent.h"

namespace tributary::ui {

class ResultsTest : public QObject {
    Q_OBJECT

  private:
    std::shared_ptr<result::ResultStore> store(const std::string& sql) { return storeOf(m_database, sql); }
    GridCell cellWhenLoaded(GridData& data, qint64 row, int column);

    duckdb::DuckDB m_database{nullptr};
    CancelToken m_token;

  private Q_SLOTS:
    void pagesAreReadOnDemand();
    void rowsThatComeLaterAreSeen();
    void longAndOddTextsArePreviewed();
    void valuesWithAZoneAreShownInAnother();
    void sortingAndFilteringChooseRows();
    void aValueThatCannotBeComparedIsTold();
    void selectionExtendsFromItsAnchor();
    void columnsMoveAndHide();
    void gridIsDrivenByTheKeyboard();
    void totalsAreExact();
    void chartKeepsPeaks();
    void chartAddsUpRepeatedLabels();
    void chartSettingsSurviveJson();
    void axisTicksAreRound();
    void timeTicksFollowTheClockOfAZone();
    void jsonKeepsItsNumbers();
    void valuesAreLoadedWhole();
    void selectionBecomesText();
    void exportCountsWhatItWrote_data();
    void exportCountsWhatItWrote();
    void exportThatIsStoppedLeavesNoFile();
};

GridCell ResultsTest::cellWhenLoaded(GridData& data, qint64 row, int column) {
    for (int attempt = 0; attempt < 20; ++attempt) {
        if (const GridCell* cell = data.cell(row, column)) return *cell;
        QSignalSpy loaded(&data, &GridData::pagesLoaded);
        data.fetchWanted();
        if (!loaded.wait()) break;
    }
    return {QStringLiteral("not loaded"), false, false};
}

void ResultsTest::pagesAreReadOnDemand() {
    Background background;
    GridData data(background);
    data.setView(
        result::StoreView(store("SELECT i AS id, CASE WHEN i % 2 = 0 THEN NULL ELSE '' END AS t "
                                "FROM range(300000) r(i)")));
    QCOMPARE(data.rowCount(), qint64(300000));
    QVERIFY(data.cell(250001, 0) == nullptr);  // never waits
    QCOMPARE(cellWhenLoaded(data, 250001, 0).text, QStringLiteral("250001"));
    QVERIFY(!cellWhenLoaded(data, 250001, 1).isNull);  // empty text is not NULL
    QVERIFY(cellWhenLoaded(data, 250000, 1).isNull);
    QVERIFY(data.cell(300000, 0) == nullptr);
}

void ResultsTest::rowsThatComeLaterAreSeen() {
    Background background;
    GridData data(background);
    auto first = store("SELECT 1::BIGINT AS a");
    auto growing = std::make_shared<result::ResultStore>(*m_database.instance, first->columns());
    const auto append = [&] {
        auto rows = first->rows(0, 1);
        QVERIFY(rows.has_value());
        QVERIFY(growing->append(*rows->front()).has_value());
    };
    append();
    data.setView(result::StoreView(growing));
    QCOMPARE(cellWhenLoaded(data, 0, 0).text, QStringLiteral("1"));
    append();
    QSignalSpy grown(&data, &GridData::rowsChanged);
    data.refresh();
    QCOMPARE(grown.count(), 1);
    QCOMPARE(cellWhenLoaded(data, 1, 0).text, QStringLiteral("1"));  // the short page is read again
}

void ResultsTest::longAndOddTextsArePreviewed() {
    auto rows = store(
                    "SELECT repeat('界', 100000) AS t, 'a' || chr(10) || 'b' || chr(9) || chr(1) AS c, "
                    "(repeat('ab', 50000))::BLOB AS b")
                    ->rows(0, 1);
    QVERIFY(rows.has_value());
    auto& chunk = *rows->front();
    const GridCell text = previewVector(chunk.data[0], 1).front();
    QVERIFY(text.isCut);
    QCOMPARE(text.text.size(), kPreviewCharacters + 1);
    QCOMPARE(previewVector(chunk.data[1], 1).front().text, QStringLiteral("a↵b⇥␁"));
    QVERIFY(previewVector(chunk.data[2], 1).front().isCut);
}

void ResultsTest::valuesWithAZoneAreShownInAnother() {
    auto rows =
        store("SELECT TIMESTAMPTZ '2026-11-21 11:38:23.123456+00' AS z, TIMESTAMP '2026-11-21 11:38:23' AS p")
            ->rows(0, 1);
    auto& chunk = *rows->front();
    QCOMPARE(previewVector(chunk.data[0], 1, "Asia/Shanghai").front().text,
             QStringLiteral("2026-11-21 19:38:23.123456+08"));
    QCOMPARE(previewVector(chunk.data[1], 1, "Asia/Shanghai").front().text,
             QStringLiteral("2026-11-21 11:38:23"));
    QCOMPARE(textInZone(-1, "UTC"), QStringLiteral("1969-12-31 23:59:59.999999+00"));
    QVERIFY(textInZone(0, "No/Where").isEmpty());
}

void ResultsTest::sortingAndFilteringChooseRows() {
    Background background;
    RowOrder order(background);
    GridData data(background);
    connect(&order, &RowOrder::viewReady, &data, &GridData::setView);
    order.setStore(store("SELECT (i * 7919) % 100003 AS v, i AS n FROM range(100003) r(i)"));
    QSignalSpy ready(&order, &RowOrder::viewReady);
    order.cycleSort(0, false);
    QVERIFY(ready.wait());
    QCOMPARE(cellWhenLoaded(data, 0, 0).text, QStringLiteral("0"));
    QCOMPARE(cellWhenLoaded(data, 100002, 0).text, QStringLiteral("100002"));
    QCOMPARE(cellWhenLoaded(data, 50000, 0).text, QStringLiteral("50000"));
    order.cycleSort(0, false);
    QVERIFY(ready.wait());
    QCOMPARE(cellWhenLoaded(data, 0, 0).text, QStringLiteral("100002"));
    order.addFilter({0, RowFilter::Operator::Less, QStringLiteral("10")});
    QVERIFY(ready.wait());
    QCOMPARE(data.rowCount(), qint64(10));
    QVERIFY(order.text().contains(QLatin1String("10")));
    order.clear();
    QCOMPARE(data.rowCount(), qint64(100003));
}

void ResultsTest::aValueThatCannotBeComparedIsTold() {
    Background background;
    RowOrder order(background);
    order.setStore(store("SELECT DATE '2026-01-01' AS d"));
    QSignalSpy failed(&order, &RowOrder::failed);
    order.addFilter({0, RowFilter::Operator::Equal, QStringLiteral("it's no day")});
    QVERIFY(failed.wait());
    QVERIFY(failed.front().front().toString().contains(QLatin1String("no day")));
}

void ResultsTest::selectionExtendsFromItsAnchor() {
    GridSelection selection;
    selection.setSize(100, 5);
    selection.select(10, 2);
    QVERIFY(!selection.isMultiple());
    selection.select(4, 3, true);
    QCOMPARE(selection.ranges().front().top, qint64(4));
    QCOMPARE(selection.ranges().front().bottom, qint64(10));
    QCOMPARE(selection.cellCount(), qint64(14));
    selection.select(50, 0, false, true);
    QVERIFY(selection.contains(50, 0) && selection.contains(5, 2) && !selection.contains(5, 4));
    selection.select(1000, 1000);
    QCOMPARE(selection.currentRow(), qint64(99));
    selection.selectAll();
    QCOMPARE(selection.cellCount(), qint64(500));
}

void ResultsTest::columnsMoveAndHide() {
    ColumnLayout layout;
    layout.reset(4, 100);
    layout.move(0, 2);
    QCOMPARE(layout.logicalAt(2), 0);
    layout.setHidden(1, true);
    QCOMPARE(layout.visualCount(), 3);
    QCOMPARE(layout.visualOf(1), -1);
    QCOMPARE(layout.visualAt(150), 1);
    QCOMPARE(layout.visualAt(300), -1);
    layout.setWidth(2, 1);
    QCOMPARE(layout.width(2), ColumnLayout::kMinimumWidth);
}

void ResultsTest::gridIsDrivenByTheKeyboard() {
    Background background;
    Theme theme;
    GridData data(background);
    GridView view(theme, data);
    view.resize(600, 300);
    data.setView(result::StoreView(store("SELECT i AS a, i + 1 AS b, i + 2 AS c FROM range(1000) r(i)")));
    view.setCurrentCell(0, 0);
    QTest::keyClick(&view, Qt::Key_End, Qt::ControlModifier);
    QCOMPARE(view.currentCell(), (std::pair<qint64, int>(999, 2)));
    QTest::keyClick(&view, Qt::Key_Up, Qt::ShiftModifier);
    QCOMPARE(view.selection().cellCount(), qint64(2));
    QTest::keyClick(&view, Qt::Key_Home, Qt::ControlModifier);
    QTest::keyClick(&view, Qt::Key_PageDown);
    QVERIFY(view.currentCell().first > 3);
    QTest::keyClick(&view, Qt::Key_Space, Qt::ShiftModifier);
    QCOMPARE(view.selection().cellCount(), qint64(3));
    QVERIFY(view.accessibleDescription().contains(QLatin1String("row")));
}

void ResultsTest::totalsAreExact() {
    const result::StoreView view(
        store("SELECT 0.10::DECIMAL(38,2) AS d, CASE WHEN i = 0 THEN NULL ELSE i END AS n, "
              "'t' || i AS t FROM range(1000) r(i)"));
    auto sums = computeTotals(view, {{{0, 1000}, {0}}}, m_token);
    QVERIFY(sums.has_value());
    QCOMPARE(sums->sum, QStringLiteral("100.00"));
    auto numbers = computeTotals(view, {{{0, 10}, {1}}, {{20, 1}, {1}}}, m_token);
    QCOMPARE(numbers->sum, QStringLiteral("65"));
    QCOMPARE(numbers->nonNull, uint64_t(10));
    QCOMPARE(numbers->cells, uint64_t(11));
    auto texts = computeTotals(view, {{{0, 5}, {2}}}, m_token);
    QCOMPARE(texts->maximum, QStringLiteral("t4"));
    QVERIFY(texts->sum.isEmpty());
}

void ResultsTest::chartKeepsPeaks() {
    const result::StoreView view(
        store("SELECT TIMESTAMP '2026-01-01' + INTERVAL 1 SECOND * i AS at, CASE WHEN i = 123456 "
              "THEN 1e6 WHEN i = 654321 THEN -1e6 ELSE i % 10 END AS v FROM range(1000000) r(i)"));
    result::ChartRequest request;
    request.x = 0;
    request.y = {1};
    request.width = 800;
    auto sample = result::sampleChart(view, request, m_token);
    QVERIFY(sample.has_value());
    QVERIFY(sample->reduced);
    QCOMPARE(sample->rows, uint64_t(1000000));
    const auto& points = sample->series.front().points;
    QVERIFY(points.size() <= 4 * 800);
    const auto [low, high] = std::minmax_element(points.begin(), points.end(),
                                                 [](const auto& a, const auto& b) { return a.y < b.y; });
    QCOMPARE(high->y, 1e6);
    QCOMPARE(high->row, uint64_t(123456));
    QCOMPARE(low->row, uint64_t(654321));
    QCOMPARE(points.front().row, uint64_t(0));
    QCOMPARE(points.back().row, uint64_t(999999));
    QVERIFY(
        std::is_sorted(points.begin(), points.end(), [](const auto& a, const auto& b) { return a.x < b.x; }));
}

void ResultsTest::chartAddsUpRepeatedLabels() {
    const result::StoreView view(
        store("SELECT * FROM (VALUES ('b', 0.10::DECIMAL(9,2)), ('a', 2), ('b', 0.20)) v(k, n)"));
    result::ChartRequest request;
    request.shape = result::ChartRequest::Shape::Categories;
    request.x = 0;
    request.y = {1};
    auto sample = result::sampleChart(view, request, m_token);
    QVERIFY(sample.has_value());
    QVERIFY(sample->summed);
    QCOMPARE(sample->categories, (std::vector<std::string>{"b", "a"}));
    QCOMPARE(sample->series.front().exact.front(), std::string("0.30"));
}

void ResultsTest::chartSettingsSurviveJson() {
    ChartSettings settings{
        ChartType::Scatter, QStringLiteral("at"), {QStringLiteral("温度"), QStringLiteral("b")}};
    QVERIFY(ChartSettings::fromJson(settings.toJson()) == settings);
    QVERIFY(!ChartSettings::fromJson({{"type", "sculpture"}, {"y", "b"}}));
    const auto columns =
        store("SELECT 'x' AS name, TIMESTAMP '2026-01-01' AS at, 1 AS id, 2.5 AS v")->columns();
    const auto suggested = suggestChart(columns, 100);
    QVERIFY(suggested && suggested->x == QLatin1String("at") && suggested->y == QStringList("v"));
    QVERIFY(!suggestChart(store("SELECT 'x' AS name")->columns(), 1));
    QVERIFY(!resolveColumns(settings, columns));
}

void ResultsTest::axisTicksAreRound() {
    const auto numbers = numberTicks(0, 10, 5);
    QCOMPARE(numbers.size(), size_t(6));
    QCOMPARE(numbers[1].value, 2.0);
    const double day = 86400e6;
    const auto hours = timeTicks(0, day, 5);
    QVERIFY(hours.size() >= 4);
    for (const auto& tick : hours) QCOMPARE(std::fmod(tick.value, 3600e6), 0.0);
    QVERIFY(timeTicks(0, 3650 * day, 6).front().label.startsWith(QLatin1String("1970")));
    QVERIFY(numberTicks(1, 1, 5).size() == 1);
    QCOMPARE(niceRange(3, 100, false).low, 0.0);
    QCOMPARE(niceRange(-100, -3, false).high, 0.0);
    QVERIFY(niceRange(90, 100, false).low > 80);
}

void ResultsTest::timeTicksFollowTheClockOfAZone() {
    const double day = 86400e6;
    // Berlin, the day summer time begins: 2026-03-29 01:00 UTC.
    const double begin = 1774738800e6;  // 2026-03-28 23:00 UTC, midnight there
    const auto ticks = timeTicksInZone(begin, begin + 1.5 * day, 6, "Europe/Berlin");
    QVERIFY(ticks.size() >= 4);
    const QTimeZone berlin("Europe/Berlin");
    for (const auto& tick : ticks) {
        const auto local = QDateTime::fromMSecsSinceEpoch(qint64(tick.value / 1000), berlin);
        QVERIFY2(tick.label.contains(local.toString(QStringLiteral("HH:mm"))) ||
                     tick.label.contains(local.toString(QStringLiteral("yyyy-MM-dd"))),
                 qPrintable(tick.label + QLatin1Char(' ') + local.toString(Qt::ISODate)));
    }
    QCOMPARE(timeTicksInZone(0, day, 5, {}).front().value, timeTicks(0, day, 5).front().value);
}

void ResultsTest::jsonKeepsItsNumbers() {
    const auto text =
        indentJson(R"({"id":12345678901234567890123,"x":1.10,"x":2e400,"s":"a\"{b","e":[],"n":[1,{}]})");
    QVERIFY(text.has_value());
    QCOMPARE(*text, std::string("{\n  \"id\": 12345678901234567890123,\n  \"x\": 1.10,\n  \"x\": 2e400,\n"
                                "  \"s\": \"a\\\"{b\",\n  \"e\": [],\n  \"n\": [\n    1,\n    {}\n  ]\n}"));
    for (const char* broken :
         {"{broken", "[1,]", "[1 2]", "{\"a\"}", "[01]", "[\"a]", "[1]]", "[tru]", "[1.]", "[\"\\", "{"}) {
        QVERIFY2(!indentJson(broken), broken);
    }
    QVERIFY(indentJson(std::string(500, '[') + std::string(500, ']')));
    QVERIFY(!indentJson(std::string(100000, '[') + std::string(100000, ']')));
    QVERIFY(!indentJson("12"));
    QVERIFY(!indentJson(""));
}

void ResultsTest::valuesAreLoadedWhole() {
    const result::StoreView view(
        store("SELECT repeat('é', 300000) AS t, '\\x89PNG'::BLOB AS b, NULL::INT AS n"));
    auto text = loadCellValue(view, 0, 0);
    QVERIFY(text.has_value());
    QCOMPARE((*text)->characters, qint64(300000));
    QCOMPARE((*text)->bytes.size(), 600000);
    QCOMPARE((*text)->text.size(), CellValue::kShownCharacters);
    QVERIFY((*text)->isCut);
    auto blob = loadCellValue(view, 0, 1);
    QVERIFY((*blob)->isBinary && (*blob)->image.isNull());
    QVERIFY((*blob)->hex.startsWith(QLatin1String("00000000  89 50 4e 47")));
    QVERIFY((*loadCellValue(view, 0, 2))->isNull);
}

void ResultsTest::selectionBecomesText() {
    RowChoice choice;
    choice.view = result::StoreView(
        store("SELECT i AS a, CASE WHEN i = 1 THEN NULL ELSE 'it''s' || chr(9) || i END AS b "
              "FROM range(3) r(i)"));
    choice.ranges = {{0, 2}};
    QCOMPARE(*rowsAsText(choice, CopyFormat::Text, m_token), std::string("0\t\"it's\t0\"\n1\t"));
    QCOMPARE(*rowsAsText(choice, CopyFormat::TextWithHeader, m_token),
             std::string("a\tb\n0\t\"it's\t0\"\n1\t"));
    choice.columns = {1};
    choice.ranges = {{0, 3}};
    QCOMPARE(*rowsAsText(choice, CopyFormat::InList, m_token), std::string("('it''s\t0', 'it''s\t2')"));
    const auto csv = rowsAsText(choice, CopyFormat::Csv, m_token);
    QVERIFY(csv && csv->substr(0, 1) == "b");
    QVERIFY(!rowsAsText(choice, CopyFormat::Text, m_token, 4));
}

void ResultsTest::exportCountsWhatItWrote_data() {
    QTest::addColumn<int>("format");
    QTest::newRow("csv") << int(result::Format::Csv);
    QTest::newRow("ndjson") << int(result::Format::Ndjson);
    QTest::newRow("parquet") << int(result::Format::Parquet);
}

void ResultsTest::exportCountsWhatItWrote() {
    QFETCH(int, format);
    QTemporaryDir folder;
    ExportRequest request;
    request.rows.view =
        result::StoreView(store("SELECT i AS a, 'x' || i AS \"b \"\"c\" FROM range(50000) r(i)"));
    request.format = static_cast<result::Format>(format);
    request.path = folder.filePath(QStringLiteral("it's.out"));
    auto outcome = exportRows(request, m_token, [](uint64_t) {});
    QVERIFY2(outcome.has_value(), outcome ? "" : outcome.error().text().c_str());
    QCOMPARE(outcome->rowsWritten, uint64_t(50000));
    QFile file(request.path);
    QVERIFY(file.open(QIODevice::ReadOnly));
    QCOMPARE(file.size(), outcome->bytes);
    const QByteArray bytes = file.readAll();
    if (request.format == result::Format::Parquet) {
        QVERIFY(bytes.startsWith("PAR1"));
    } else {
        QCOMPARE(bytes.count('\n'), request.format == result::Format::Csv ? 50001 : 50000);
    }
}

void ResultsTest::exportThatIsStoppedLeavesNoFile() {
    QTemporaryDir folder;
    ExportRequest request;
    request.rows.view = result::StoreView(store("SELECT i AS a FROM range(200000) r(i)"));
    request.path = folder.filePath(QStringLiteral("a.csv"));
    const CancelToken token;
    auto outcome = exportRows(request, token, [&](uint64_t) { token.cancel(); });
    QVERIFY(!outcome && outcome.error().code == ErrorCode::Cancelled);
    QVERIFY(QDir(folder.path()).isEmpty());
}

}  // namespace tributary::ui

QTEST_MAIN(tributary::ui::ResultsTest)
#include "results_test.moc"
