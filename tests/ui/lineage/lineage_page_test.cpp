// SPDX-License-Identifier: GPL-3.0-or-later
#include <QtCore/QXmlStreamReader>
#include <QtGui/QImage>
#include <QtTest/QtTest>
#include <QtWidgets/QCheckBox>

#include "tests/ui/fake/fake_workbench.h"
#include "tests/ui/fake/window_context.h"
#include "ui/lineage/lineage_export.h"
#include "ui/lineage/lineage_page.h"
#include "ui/lineage/lineage_sources.h"

namespace tributary::ui {
namespace {

using namespace lineage;

constexpr int64_t kDay = 86'400'000;

ObservedEdge edge(const std::string& from, const std::string& fromColumn, const std::string& to,
                  const std::string& toColumn, Subtype subtype = Subtype::Identity) {
    ObservedEdge out;
    out.source = {{"shop", from}, fromColumn};
    out.target = {{"shop", to}, toColumn};
    out.subtype = subtype;
    out.expression = subtype == Subtype::Aggregation ? "sum(amount)" : "";
    return out;
}

}  // namespace

/// The page over a real workspace file:
/// sales.orders(id, amount, note) → mart.daily (a view: total = sum(amount), filtered by id) →
/// mart.report(total).
class LineagePageTest : public QObject {
    Q_OBJECT

  private Q_SLOTS:
    void init();
    void cleanup();
    void showsWhatIsKnownAndCountsWhatIsHidden();
    void aClickOpensHiddenColumnsAndFoldsCards();
    void hoveringLightsTheWholeWay();
    void aClickTellsAboutTheColumn();
    void filtersAndGroups();
    void theKeyboardWalksAlongEdges();
    void impactColoursWhatBreaks();
    void theSliderShowsThePast();
    void onlyTheWayBetweenTwo();
    void searchFinds();
    void picturesAreWhatIsShown();
    void anEmptyWorkspaceOffersItsConnections();

  private:
    void settle();
    uint32_t column(const char* dataset, const char* name) const;
    QPoint at(QPointF scenePoint) const;
    QPoint at(uint32_t column) const { return at(scene().columnRect(column).center()); }
    void record(const Observation& observation);
    Observation view(int64_t atMs, std::vector<ObservedEdge> edges) const;
    QToolButton* tool(const QString& text) const;
    LineageScene& scene() const { return m_page->canvas().scene(); }
    const Graph& graph() const { return scene().graph(); }

    std::unique_ptr<testing::FakeWorkbench> m_workbench;
    std::unique_ptr<testing::WindowContext> m_window;
    std::unique_ptr<LineageStore> m_store;
    std::unique_ptr<LineagePage> m_page;
};

Observation LineagePageTest::view(int64_t atMs, std::vector<ObservedEdge> edges) const {
    Observation out;
    out.jobKind = "view";
    out.jobSpace = "shop";
    out.jobName = "mart.daily";
    out.statement = "CREATE VIEW mart.daily AS SELECT sum(amount) AS total FROM sales.orders WHERE id > ?";
    out.atMs = atMs;
    out.isDefinition = true;
    out.ran = false;
    out.edges = std::move(edges);
    out.datasets = {{{"shop", "mart.daily"}, DatasetKind::View, {{"total", "bigint"}}},
                    {{"shop", "sales.orders"},
                     DatasetKind::Table,
                     {{"id", "bigint"}, {"amount", "bigint"}, {"note", "text"}}}};
    return out;
}

void LineagePageTest::record(const Observation& observation) {
    const auto done = m_store->record({observation});
    QVERIFY2(done.has_value(), done ? "" : done.error().text().c_str());
}

void LineagePageTest::init() {
    m_workbench = std::make_unique<testing::FakeWorkbench>();
    store::ConnectionRecord shop;
    shop.name = "shop";
    shop.type = "sqlite";
    QVERIFY(m_workbench->workspace().saveConnection(shop));
    m_window = std::make_unique<testing::WindowContext>(*m_workbench);
    QTRY_VERIFY(m_window->context().connections.isLoaded());
    auto opened = LineageStore::open(m_workbench->workspace().path());
    QVERIFY(opened.has_value());
    m_store = std::move(*opened);
    const int64_t now = QDateTime::currentMSecsSinceEpoch();
    record(view(now - 10 * kDay, {edge("sales.orders", "note", "mart.daily", "total")}));
    record(view(now - 5 * kDay, {edge("sales.orders", "amount", "mart.daily", "total", Subtype::Aggregation),
                                 edge("sales.orders", "id", "mart.daily", "", Subtype::Filter)}));
    Observation fill;
    fill.jobKind = "statement";
    fill.jobName = "fill";
    fill.statement = "INSERT INTO mart.report SELECT total FROM mart.daily";
    fill.atMs = now - kDay;
    fill.edges = {edge("mart.daily", "total", "mart.report", "total")};
    record(fill);
    m_page = std::make_unique<LineagePage>(m_window->context());
    m_page->resize(1300, 800);
    m_page->show();
    QVERIFY(QTest::qWaitForWindowExposed(m_page.get()));
    settle();
    if (QTest::currentTestFunction() != QByteArray("anEmptyWorkspaceOffersItsConnections"))
        QTRY_COMPARE(scene().cards().size(), size_t(3));
}

void LineagePageTest::cleanup() {
    m_page.reset();
    m_window.reset();
    m_store.reset();
    m_workbench.reset();
}

void LineagePageTest::settle() {
    QTRY_VERIFY(m_page->isSettled());
}

uint32_t LineagePageTest::column(const char* dataset, const char* name) const {
    const auto d = graph().findDataset({"shop", dataset});
    if (!d) qFatal("no dataset %s", dataset);
    const auto c = graph().findColumn(*d, name);
    if (!c) qFatal("no column %s.%s", dataset, name);
    return *c;
}

QPoint LineagePageTest::at(QPointF scenePoint) const {
    const QRectF seen = m_page->canvas().visibleRect();
    return ((scenePoint - seen.topLeft()) * m_page->canvas().scale()).toPoint();
}

QToolButton* LineagePageTest::tool(const QString& text) const {
    for (auto* button : m_page->findChildren<QToolButton*>()) {
        if (button->text() == text) return button;
    }
    qFatal("no tool %s", qPrintable(text));
}

void LineagePageTest::showsWhatIsKnownAndCountsWhatIsHidden() {
    QCOMPARE(scene().links().size(), size_t(3));
    const auto& orders =
        scene().cards()[*scene().cardOf(graph().columns[column("sales.orders", "id")].dataset)];
    QCOMPARE(orders.rows.size(), size_t(2));
    QCOMPARE(orders.hidden, size_t(1));
    // Left to right, and everything in sight.
    QVERIFY(scene().columnRect(column("sales.orders", "amount")).right() <
            scene().columnRect(column("mart.daily", "total")).left());
    QVERIFY(scene().columnRect(column("mart.daily", "total")).right() <
            scene().columnRect(column("mart.report", "total")).left());
    QVERIFY(m_page->canvas().visibleRect().contains(scene().bounds()));
}

void LineagePageTest::aClickOpensHiddenColumnsAndFoldsCards() {
    const uint32_t dataset = graph().columns[column("sales.orders", "id")].dataset;
    const uint32_t card = *scene().cardOf(dataset);
    QTest::mouseClick(&m_page->canvas(), Qt::LeftButton, {}, at(scene().rowRect(card, 2).center()));
    settle();
    QCOMPARE(scene().cards()[card].rows.size(), size_t(3));
    const QRectF rect = scene().cards()[card].rect;
    QTest::mouseClick(&m_page->canvas(), Qt::LeftButton, {},
                      at(QPointF(rect.right() - 18, rect.top() + LineageScene::kHeader / 2)));
    settle();
    QVERIFY(scene().cards()[card].collapsed);
    QCOMPARE(scene().cards()[card].rect.height(), LineageScene::kHeader);
}

void LineagePageTest::hoveringLightsTheWholeWay() {
    QTest::mouseMove(&m_page->canvas(), at(column("mart.daily", "total")));
    QTRY_VERIFY(m_page->canvas().marks().dim);
    const auto& marks = m_page->canvas().marks();
    QVERIFY(marks.columns.contains(column("sales.orders", "amount")));
    QVERIFY(marks.columns.contains(column("mart.report", "total")));
    QVERIFY(!marks.columns.contains(column("sales.orders", "note")));
    QTest::mouseMove(&m_page->canvas(), QPoint(2, 2));
    QTRY_VERIFY(!m_page->canvas().marks().dim);
}

void LineagePageTest::aClickTellsAboutTheColumn() {
    auto* inspector = m_page->findChild<LineageInspector*>();
    QVERIFY(inspector && !inspector->isVisible());
    QTest::mouseClick(&m_page->canvas(), Qt::LeftButton, {}, at(column("mart.daily", "total")));
    QVERIFY(inspector->isVisible());
    QString text;
    for (const auto* label : inspector->findChildren<QLabel*>()) text += label->text() + '\n';
    QVERIFY2(text.contains(QStringLiteral("sum(amount)")), qPrintable(text));
    QVERIFY2(text.contains(QStringLiteral("bigint")), qPrintable(text));
    QVERIFY2(text.contains(QStringLiteral("mart.daily")), qPrintable(text));
    QVERIFY(m_page->canvas().rect().contains(inspector->geometry()));
    QTest::keyClick(&m_page->canvas(), Qt::Key_Escape);
    QVERIFY(!inspector->isVisible());
}

void LineagePageTest::filtersAndGroups() {
    tool(QStringLiteral("Indirect"))->setChecked(false);
    settle();
    QCOMPARE(scene().links().size(), size_t(2));
    tool(QStringLiteral("Columns"))->setChecked(false);
    settle();
    for (const auto& card : scene().cards()) QVERIFY(card.collapsed);
    LineageView by = scene().view();
    by.grouping = LineageGrouping::Schema;
    scene().setView(by);
    QCOMPARE(scene().groups().size(), size_t(2));
    QCOMPARE(QString::fromStdString(scene().groups()[0].title), QStringLiteral("shop.mart"));
    by.hiddenSchemas = {{"shop", "mart"}};
    scene().setView(by);
    QCOMPARE(scene().cards().size(), size_t(1));
    QCOMPARE(scene().hiddenDatasets(), size_t(2));
    by.hiddenSchemas.clear();
    by.grouping = LineageGrouping::Connection;
    by.hiddenKinds = {DatasetKind::View};
    scene().setView(by);
    QCOMPARE(scene().groups().size(), size_t(1));
    QCOMPARE(scene().cards().size(), size_t(2));
}

void LineagePageTest::theKeyboardWalksAlongEdges() {
    auto& canvas = m_page->canvas();
    canvas.setFocus();
    canvas.select(column("sales.orders", "id"), graph().columns[column("sales.orders", "id")].dataset);
    QTest::keyClick(&canvas, Qt::Key_Down);
    QCOMPARE(canvas.marks().selectedColumn, std::optional(column("sales.orders", "amount")));
    QTest::keyClick(&canvas, Qt::Key_Right);
    QCOMPARE(canvas.marks().selectedColumn, std::optional(column("mart.daily", "total")));
    QTest::keyClick(&canvas, Qt::Key_Right);
    QCOMPARE(canvas.marks().selectedColumn, std::optional(column("mart.report", "total")));
    QTest::keyClick(&canvas, Qt::Key_Left);
    QCOMPARE(canvas.marks().selectedColumn, std::optional(column("mart.daily", "total")));
    const double before = canvas.scale();
    QTest::keyClick(&canvas, Qt::Key_Minus);
    QVERIFY(canvas.scale() < before);
    QTest::keyClick(&canvas, Qt::Key_0);
    QCOMPARE(canvas.scale(), before);
    QTest::keyClick(&canvas, Qt::Key_Space);
    settle();
    QVERIFY(
        scene().cards()[*scene().cardOf(graph().columns[column("mart.daily", "total")].dataset)].collapsed);
}

void LineagePageTest::impactColoursWhatBreaks() {
    auto& canvas = m_page->canvas();
    const uint32_t amount = column("sales.orders", "amount");
    canvas.select(amount, graph().columns[amount].dataset);
    m_page->showImpactOf(Change::Drop);
    settle();
    const uint32_t daily = graph().columns[column("mart.daily", "total")].dataset;
    QVERIFY(canvas.marks().datasetEffects.contains(daily) ||
            canvas.marks().columnEffects.contains(column("mart.daily", "total")));
    const auto found = canvas.marks().datasetEffects.find(daily);
    if (found != canvas.marks().datasetEffects.end()) QCOMPARE(found->second, Effect::Breaks);
    // Hovering does not take the colours away; leaving does.
    QTest::mouseMove(&canvas, at(column("mart.report", "total")));
    QVERIFY(canvas.marks().dim);
    m_page->findChild<QPushButton*>()->window()->activateWindow();
    for (auto* button : m_page->findChildren<QPushButton*>()) {
        if (button->isChecked()) button->click();
    }
    QVERIFY(canvas.marks().datasetEffects.empty() && canvas.marks().columnEffects.empty());
}

void LineagePageTest::theSliderShowsThePast() {
    auto* slider = m_page->findChild<QSlider*>();
    slider->setValue(slider->maximum() / 4);  // seven and a half days ago
    QTRY_COMPARE(scene().cards().size(), size_t(2));
    settle();
    QCOMPARE(scene().links().size(), size_t(1));
    QCOMPARE(scene().links()[0].source, column("sales.orders", "note"));
    slider->setValue(slider->maximum());
    QTRY_COMPARE(scene().cards().size(), size_t(3));
    settle();
}

void LineagePageTest::onlyTheWayBetweenTwo() {
    const uint32_t amount = column("sales.orders", "amount");
    m_page->canvas().select(amount, graph().columns[amount].dataset);
    QTest::mouseClick(&m_page->canvas(), Qt::LeftButton, Qt::ShiftModifier,
                      at(column("mart.report", "total")));
    QTRY_COMPARE(scene().links().size(), size_t(2));
    settle();
    for (const auto& link : scene().links()) QVERIFY(link.direct);
}

void LineagePageTest::searchFinds() {
    m_page->findChild<QLineEdit*>()->setText(QStringLiteral("TOTAL"));
    const auto& found = m_page->canvas().marks().found;
    QCOMPARE(found.size(), size_t(2));
    QVERIFY(found.contains(column("mart.report", "total")));
}

void LineagePageTest::picturesAreWhatIsShown() {
    const auto save = [this](const QString& name) {
        const QString path = m_window->path(name);
        const auto done = exportLineage(scene(), m_page->canvas().marks(), m_window->context().theme,
                                        m_page->canvas().colors(), path);
        if (!done) qFatal("%s", done.error().text().c_str());
        QFile file(path);
        if (!file.open(QIODevice::ReadOnly)) qFatal("%s was not written", qPrintable(path));
        return file.readAll();
    };
    const QByteArray svg = save(QStringLiteral("a.svg"));
    QXmlStreamReader reader(svg);
    QString words;
    while (!reader.atEnd()) {
        if (reader.readNext() == QXmlStreamReader::Characters) words += reader.text();
    }
    QVERIFY2(!reader.hasError(), qPrintable(reader.errorString()));
    QVERIFY(words.contains(QStringLiteral("amount")));
    QVERIFY(words.contains(QStringLiteral("+ 1 more")));
    QVERIFY2(!words.contains(QStringLiteral("note")), "a hidden column is not drawn");
    const QImage png = QImage::fromData(save(QStringLiteral("a.png")), "PNG");
    const QSizeF area = scene().bounds().adjusted(-32, -32, 32, 32).size();
    QCOMPARE(png.size(), (area * 2).toSize());
    const QPointF inCard =
        (scene().cards()[0].rect.center() - scene().bounds().topLeft() + QPointF(32, 32)) * 2;
    QVERIFY(png.pixelColor(inCard.toPoint()) != png.pixelColor(4, 4));
    QByteArray pdf = save(QStringLiteral("a.pdf"));
    QVERIFY(pdf.startsWith("%PDF-") && pdf.trimmed().endsWith("%%EOF"));
    QCOMPARE(pdf.count("/Type /Page\n"), 1);
    Layout wide;  // three sheets from left to right
    for (size_t i = 0; i < scene().cards().size(); i++) wide.positions.push_back({double(i) * 1500, 0});
    scene().place(wide);
    pdf = save(QStringLiteral("b.pdf"));
    QCOMPARE(pdf.count("/Type /Page\n"), 3);
}

void LineagePageTest::anEmptyWorkspaceOffersItsConnections() {
    m_page.reset();
    QVERIFY(m_store->forget("shop").has_value());
    m_page = std::make_unique<LineagePage>(m_window->context());
    m_page->resize(1000, 700);
    m_page->show();
    QTRY_VERIFY(m_page->findChild<QCheckBox*>());
    settle();
    QTRY_VERIFY(m_page->findChild<QCheckBox*>());
    auto* box = m_page->findChild<QCheckBox*>();
    QCOMPARE(box->text(), QStringLiteral("shop"));
    QVERIFY(box->isChecked());
    box->setChecked(false);
    QTRY_COMPARE(m_store->collects("shop").value(), false);
}

}  // namespace tributary::ui

QTEST_MAIN(tributary::ui::LineagePageTest)
#include "lineage_page_test.moc"
