// SPDX-License-Identifier: GPL-3.0-or-later
#include <QtTest/QtTest>

#include "core/lineage/lineage_store.h"
#include "tests/ui/fake/real_context.h"
#include "ui/alerts/window_evaluator.h"

namespace tributary::ui {
namespace {

using namespace alerts;

RuleGroup groupOf(const std::string& name, const std::string& query) {
    Rule rule;
    rule.id = "stock-rule";
    rule.idIsGiven = true;
    rule.name = name;
    rule.language = Rule::Language::Sql;
    rule.query = query;
    rule.condition.kind = Condition::Kind::Threshold;
    rule.condition.bounds.critical = 1000;
    rule.policies = Policies{};
    RuleGroup group;
    group.name = "store";
    group.rules = {rule};
    return group;
}

}  // namespace

/// What the window does for rules while no service runs, over a folder with one CSV file.
class WindowEvaluatorTest : public QObject {
    Q_OBJECT

  private Q_SLOTS:
    void rulesMadeInTheWindowAreNodesOfLineage();
};

void WindowEvaluatorTest::rulesMadeInTheWindowAreNodesOfLineage() {
    testing::RealContext real;
    QTemporaryDir data;
    QFile file(data.filePath(QStringLiteral("stock.csv")));
    QVERIFY(file.open(QIODevice::WriteOnly));
    file.write("part,pieces\nbolt,12\nnut,40\n");
    file.close();
    store::ConnectionRecord files;
    files.name = "files";
    files.type = "files";
    files.settings["path"] = data.path().toStdString();
    QVERIFY(real.workbench().saveConnection(files, {}));
    WindowEvaluator evaluator(real.workbench(), real.background(), real.watch(), QStringLiteral("en"));
    const auto fedBy = [&](const char* rule) {
        std::set<std::string> out;
        const auto store = lineage::LineageStore::open(real.workbench().workspace().path());
        const auto graph = (*store)->load();
        for (const auto& edge : graph->edges) {
            const auto& target = graph->datasets[graph->columns[edge.target].dataset];
            if (target.kind == lineage::DatasetKind::AlertRule && target.name.name == rule)
                out.insert(graph->columns[edge.source].name);
        }
        return out;
    };
    const auto save = [&](const RuleGroup& group) {
        real.watch().change([group](AlertDesk& desk) { return desk.saveRule(group, group.rules.front()); });
    };
    save(groupOf("Stock", "SELECT part, pieces FROM files.stock"));
    QTRY_VERIFY_WITH_TIMEOUT(fedBy("alerts.Stock").contains("pieces"), 20'000);
    QVERIFY(fedBy("alerts.Stock").contains("part"));
    // A rule that changed says what it reads now; one that is gone says nothing any more.
    save(groupOf("Stock", "SELECT count(*) AS parts FROM files.stock WHERE part <> 'nut'"));
    QTRY_VERIFY_WITH_TIMEOUT(!fedBy("alerts.Stock").contains("pieces"), 20'000);
    QVERIFY(fedBy("alerts.Stock").contains("part"));
    real.watch().change([](AlertDesk& desk) { return desk.removeRule("", "store", "stock-rule"); });
    QTRY_VERIFY_WITH_TIMEOUT(fedBy("alerts.Stock").empty(), 20'000);
    evaluator.stop();
}

}  // namespace tributary::ui

QTEST_MAIN(tributary::ui::WindowEvaluatorTest)
#include "window_evaluator_test.moc"
