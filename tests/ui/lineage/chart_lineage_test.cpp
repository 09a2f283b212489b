// SPDX-License-Identifier: GPL-3.0-or-later
#include <QtCore/QFile>
#include <QtTest/QtTest>

#include "tests/ui/fake/real_context.h"
#include "ui/lineage/chart_lineage.h"
#include "ui/lineage/lineage_page.h"

namespace tributary::ui {
namespace {
using namespace lineage;
constexpr auto kName = "Daily revenue";
}  // namespace

/// Saved queries with charts, over a folder with one CSV file and the real engine.
class ChartLineageTest : public QObject {
    Q_OBJECT

  private Q_SLOTS:
    void init();
    void cleanup();
    void aSavedChartIsANodeOfTheGraph();
    void onlyTheColumnsThatAreDrawn();
    void aRemovedChartIsGone();
    void aChartThatCannotBeReadIsTold();

  private:
    void save(const std::string& sql, const std::string& chart);
    void collect();
    std::vector<std::string> sources() const;
    const LineageScene& scene() const { return m_page->canvas().scene(); }
    std::optional<uint32_t> chart() const { return scene().graph().findDataset({"", "\"Daily revenue\""}); }

    std::unique_ptr<testing::RealContext> m_real;
    std::unique_ptr<ChartLineage> m_charts;
    std::unique_ptr<LineagePage> m_page;
    std::string m_saved;
};

void ChartLineageTest::init() {
    m_real = std::make_unique<testing::RealContext>();
    QVERIFY(QDir(m_real->path({})).mkdir(QStringLiteral("data")));
    QFile orders(m_real->path(QStringLiteral("data/orders.csv")));
    QVERIFY(orders.open(QIODevice::WriteOnly));
    orders.write("id,day,amount,note\n1,2026-01-01,10,a\n2,2026-01-02,20,b\n");
    orders.close();
    store::ConnectionRecord files;
    files.name = "files";
    files.type = "files";
    files.settings["path"] = m_real->path(QStringLiteral("data")).toStdString();
    QVERIFY(m_real->workbench().saveConnection(files, {}));
    m_real->context().connections.reload();
    QTRY_VERIFY(m_real->context().connections.find("files"));
    m_charts = std::make_unique<ChartLineage>(m_real->context());
    m_page = std::make_unique<LineagePage>(m_real->context());
    m_saved.clear();
}

void ChartLineageTest::cleanup() {
    m_page.reset();
    m_charts.reset();
    m_real.reset();
}

void ChartLineageTest::save(const std::string& sql, const std::string& chart) {
    store::SavedQuery query;
    query.id = m_saved;
    query.name = kName;
    query.sql = sql;
    query.chart = chart;
    const auto saved = m_real->workbench().workspace().saveQuery(query);
    QVERIFY2(saved.has_value(), saved ? "" : saved.error().text().c_str());
    m_saved = *saved;
    collect();
}

/// As the window does: whoever saves or removes tells so, and the graph is asked for again.
void ChartLineageTest::collect() {
    QSignalSpy collected(m_charts.get(), &ChartLineage::collected);
    Q_EMIT m_real->context().events.savedQueriesChanged();
    QVERIFY(collected.wait());
    m_page->ask({});
    QTRY_VERIFY(m_page->isSettled());
}

std::vector<std::string> ChartLineageTest::sources() const {
    std::vector<std::string> out;
    for (const auto& edge : scene().graph().edges) {
        if (scene().graph().columns[edge.target].dataset != chart()) continue;
        out.push_back(scene().graph().columns[edge.source].name + (isDirect(edge.subtype) ? "" : "?"));
    }
    std::sort(out.begin(), out.end());
    out.erase(std::unique(out.begin(), out.end()), out.end());
    return out;
}

void ChartLineageTest::aSavedChartIsANodeOfTheGraph() {
    save("SELECT day, sum(amount) AS total FROM files.orders WHERE id > 0 GROUP BY day",
         R"({"type": "bar", "x": "day", "y": ["total"]})");
    QVERIFY2(m_real->told().isEmpty(), qPrintable(m_real->told().join('\n')));
    QVERIFY(chart().has_value());
    QCOMPARE(scene().graph().datasets[*chart()].kind, DatasetKind::Chart);
    const auto card = scene().cardOf(*chart());
    QVERIFY(card.has_value());
    QCOMPARE(scene().cards()[*card].rows.size(), size_t(2));
    const auto from = sources();
    QVERIFY(std::find(from.begin(), from.end(), "amount") != from.end());
    QVERIFY(std::find(from.begin(), from.end(), "day") != from.end());
    QVERIFY2(std::find(from.begin(), from.end(), "id?") != from.end(), "what decides about rows is told");
    // To the right of its table, and hidden with its kind.
    const auto orders = std::find_if(scene().cards().begin(), scene().cards().end(),
                                     [&](const auto& one) { return one.dataset != *chart(); });
    QVERIFY(orders != scene().cards().end());
    QVERIFY(orders->rect.right() < scene().cards()[*card].rect.left());
    LineageView view = scene().view();
    view.hiddenKinds = {DatasetKind::Chart};
    m_page->canvas().scene().setView(view);
    QVERIFY(!scene().cardOf(*chart()));
}

void ChartLineageTest::onlyTheColumnsThatAreDrawn() {
    save("SELECT day, amount, note FROM files.orders", R"({"type": "line", "x": "day", "y": ["amount"]})");
    QVERIFY(chart().has_value());
    QCOMPARE(sources(), (std::vector<std::string>{"amount", "day"}));
    save("SELECT day, amount, note FROM files.orders", R"({"type": "line", "x": "note", "y": ["amount"]})");
    QCOMPARE(sources(), (std::vector<std::string>{"amount", "note"}));
}

void ChartLineageTest::aRemovedChartIsGone() {
    save("SELECT day, amount FROM files.orders", R"({"type": "line", "x": "day", "y": ["amount"]})");
    QVERIFY(chart().has_value());
    store::SavedQuery other;
    other.name = "Other";
    other.sql = "SELECT id FROM files.orders";
    other.chart = R"({"type": "line", "x": "id", "y": []})";
    QVERIFY(m_real->workbench().workspace().saveQuery(other));
    QVERIFY(m_real->workbench().workspace().removeQuery(m_saved));
    collect();
    QVERIFY(scene().graph().findDataset({"", "Other"}));
    QVERIFY(!chart().has_value());
}

void ChartLineageTest::aChartThatCannotBeReadIsTold() {
    save("SELECT day FROM files.nothing_of_the_kind", R"({"type": "line", "x": "day", "y": ["amount"]})");
    QVERIFY(!chart().has_value());
    QVERIFY2(m_real->told().join('\n').contains(QStringLiteral("could not be read: 1")),
             qPrintable(m_real->told().join('\n')));
}

}  // namespace tributary::ui

QTEST_MAIN(tributary::ui::ChartLineageTest)
#include "chart_lineage_test.moc"
