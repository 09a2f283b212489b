// SPDX-License-Identifier: GPL-3.0-or-later
#include <QtTest/QAbstractItemModelTester>
#include <QtTest/QtTest>

#include "tests/ui/fake/fake_workbench.h"
#include "ui/explorer/explorer_filter.h"
#include "ui/explorer/explorer_model.h"
#include "ui/explorer/explorer_tree.h"

namespace tributary::ui {

class ExplorerModelTest : public QObject {
    Q_OBJECT

  private Q_SLOTS:
    void init();
    void cleanup();
    void behavesAsAModel();
    void levelsAreFilledWhenOpened();
    void failureIsShownAndCanBeTriedAgain();
    void groupsHoldTheirConnections();
    void reloadKeepsWhatIsLoaded();
    void filterKeepsPathsAndChildren();
    void editedConnectionForgetsWhatItShowed();
    void draggedNamesFitTheirTarget();
    void treeKeepsWhatIsOpen();
    void treeOpensWhatTheFilterFinds();

  private:
    void addConnection(const std::string& name, const std::string& group = {});
    QModelIndex open(const QModelIndex& index);

    std::unique_ptr<testing::FakeWorkbench> m_workbench;
    std::unique_ptr<Background> m_background;
    std::unique_ptr<Theme> m_theme;
    std::unique_ptr<ConnectionList> m_connections;
    std::unique_ptr<ExplorerModel> m_model;
};

void ExplorerModelTest::init() {
    m_workbench = std::make_unique<testing::FakeWorkbench>();
    m_background = std::make_unique<Background>();
    m_theme = std::make_unique<Theme>();
    auto& federation = m_workbench->federation();
    federation.addSchema("shop", "public");
    federation.addTable("shop", "public", "orders", {"id", "amount"});
    federation.addTable("shop", "public", "customers", {"id"});
    addConnection("shop");
    m_connections = std::make_unique<ConnectionList>(*m_workbench, *m_background, *m_theme);
    m_model = std::make_unique<ExplorerModel>(*m_connections, federation, *m_background, *m_theme);
    QTRY_VERIFY(m_connections->isLoaded());
}

void ExplorerModelTest::cleanup() {
    m_model.reset();
    m_connections.reset();
    m_background.reset();
    m_workbench.reset();
}

void ExplorerModelTest::addConnection(const std::string& name, const std::string& group) {
    store::ConnectionRecord record;
    record.name = name;
    record.type = "sqlite";
    record.group = group;
    QVERIFY(m_workbench->workspace().saveConnection(record));
}

QModelIndex ExplorerModelTest::open(const QModelIndex& index) {
    QSignalSpy loaded(m_model.get(), &ExplorerModel::loaded);
    m_model->fetchMore(index);
    if (loaded.isEmpty()) loaded.wait();
    return m_model->index(0, 0, index);
}

// The tester itself opens whatever can be opened.
void ExplorerModelTest::behavesAsAModel() {
    QAbstractItemModelTester tester(m_model.get(), QAbstractItemModelTester::FailureReportingMode::QtTest);
    QSignalSpy loaded(m_model.get(), &ExplorerModel::loaded);
    m_model->fetchMore(m_model->connectionIndex("shop"));
    QTRY_VERIFY(m_model->rowCount(m_model->index(0, 0, m_model->connectionIndex("shop"))) > 0 ||
                loaded.size() > 0);
    addConnection("b", "Group");
    m_connections->reload();
    QTRY_COMPARE(m_model->rowCount(), 2);
    m_workbench->federation().failDescribe("shop", Error(ErrorCode::Connection, "gone"));
    m_model->refresh(m_model->connectionIndex("shop"));
    QTRY_VERIFY(
        m_model->index(0, 0, m_model->connectionIndex("shop")).data(ExplorerModel::ErrorRole).toBool());
}

void ExplorerModelTest::levelsAreFilledWhenOpened() {
    const QModelIndex shop = m_model->connectionIndex("shop");
    QVERIFY(shop.isValid());
    QCOMPARE(m_workbench->federation().describeCalls(), 0);
    QVERIFY(m_model->hasChildren(shop));
    const QModelIndex schema = open(shop);
    QCOMPARE(schema.data().toString(), QStringLiteral("public"));
    const QModelIndex orders = open(schema);
    QCOMPARE(m_model->rowCount(schema), 2);
    QCOMPARE(orders.data().toString(), QStringLiteral("orders"));
    QCOMPARE(orders.data(ExplorerModel::DetailRole).toString(), QStringLiteral("84 k"));
    const QModelIndex id = open(orders);
    QCOMPARE(id.data().toString(), QStringLiteral("id"));
    QCOMPARE(id.data(ExplorerModel::DetailRole).toString(), QStringLiteral("bigint"));
    QVERIFY(!m_model->hasChildren(id));
    QCOMPARE(m_workbench->federation().describeCalls(), 3);
}

void ExplorerModelTest::failureIsShownAndCanBeTriedAgain() {
    m_workbench->federation().failDescribe("shop", Error(ErrorCode::Connection, "nobody answers at host:1"));
    const QModelIndex shop = m_model->connectionIndex("shop");
    const QModelIndex note = open(shop);
    QVERIFY(note.data(ExplorerModel::ErrorRole).toBool());
    QVERIFY(note.data().toString().contains(QStringLiteral("nobody answers at host:1")));
    m_workbench->federation().heal("shop");
    QSignalSpy loaded(m_model.get(), &ExplorerModel::loaded);
    m_model->refresh(note);
    QVERIFY(loaded.wait());
    QCOMPARE(m_model->index(0, 0, shop).data().toString(), QStringLiteral("public"));
}

void ExplorerModelTest::groupsHoldTheirConnections() {
    addConnection("a_ledger", "Finance");
    addConnection("b_ledger", "Finance");
    QSignalSpy reset(m_model.get(), &ExplorerModel::modelReset);
    m_connections->reload();
    QVERIFY(reset.wait());
    QCOMPARE(m_model->rowCount(), 2);
    const QModelIndex group = m_model->connectionIndex("a_ledger").parent();
    QCOMPARE(group.data().toString(), QStringLiteral("Finance"));
    QCOMPARE(m_model->rowCount(group), 2);
}

void ExplorerModelTest::reloadKeepsWhatIsLoaded() {
    open(open(m_model->connectionIndex("shop")));
    addConnection("other");
    QSignalSpy reset(m_model.get(), &ExplorerModel::modelReset);
    m_connections->reload();
    QVERIFY(reset.wait());
    const QModelIndex schema = m_model->index(0, 0, m_model->connectionIndex("shop"));
    QCOMPARE(m_model->rowCount(schema), 2);
    QCOMPARE(m_workbench->federation().describeCalls(), 2);
}

void ExplorerModelTest::filterKeepsPathsAndChildren() {
    const QModelIndex schema = open(m_model->connectionIndex("shop"));
    open(open(schema));
    ExplorerFilter filter;
    filter.setSourceModel(m_model.get());
    QAbstractItemModelTester tester(&filter, QAbstractItemModelTester::FailureReportingMode::QtTest);
    filter.setText(QStringLiteral("ORDERS"));
    const QModelIndex shown = filter.mapFromSource(schema);
    QVERIFY(shown.isValid());
    QCOMPARE(filter.rowCount(shown), 1);
    QCOMPARE(filter.rowCount(filter.index(0, 0, shown)), 2);
    filter.setText(QStringLiteral("nothing is called so"));
    QCOMPARE(filter.rowCount(), 0);
}

void ExplorerModelTest::editedConnectionForgetsWhatItShowed() {
    open(m_model->connectionIndex("shop"));
    auto record = m_workbench->workspace().connection("shop").value();
    record.settings["file"] = "/elsewhere";
    QVERIFY(m_workbench->workspace().saveConnection(record));
    QSignalSpy reset(m_model.get(), &ExplorerModel::modelReset);
    m_connections->reload();
    QVERIFY(reset.wait());
    QCOMPARE(m_model->rowCount(m_model->connectionIndex("shop")), 0);
    QVERIFY(m_model->canFetchMore(m_model->connectionIndex("shop")));
}

void ExplorerModelTest::draggedNamesFitTheirTarget() {
    const QModelIndex table = open(open(m_model->connectionIndex("shop")));
    open(table);
    const std::unique_ptr<QMimeData> data(m_model->mimeData({table}));
    QVERIFY(data);
    QCOMPARE(data->text(), QStringLiteral("shop.public.orders"));
    const auto names = draggedNames(*data);
    QCOMPARE(namesInSql(names, "shop", sql::Lexis::PostgreSql), QStringLiteral("public.orders"));
    QCOMPARE(namesInSql(names, "other", sql::Lexis::PostgreSql), QStringLiteral("shop.public.orders"));
    QCOMPARE(namesInSql({{{}, {"Order Date"}}, {{}, {"id"}}}, "shop", sql::Lexis::MySql),
             QStringLiteral("`Order Date`, id"));
    const std::unique_ptr<QMimeData> column(m_model->mimeData({m_model->index(1, 0, table)}));
    QCOMPARE(column->text(), QStringLiteral("amount"));
}

void ExplorerModelTest::treeKeepsWhatIsOpen() {
    ExplorerFilter filter;
    filter.setSourceModel(m_model.get());
    ExplorerTree tree(*m_model, filter);
    tree.show();
    QVERIFY(QTest::qWaitForWindowExposed(&tree));  // a view that is not laid out fetches nothing
    tree.expand(filter.mapFromSource(m_model->connectionIndex("shop")));
    const auto schema = [&] {
        return filter.index(0, 0, filter.mapFromSource(m_model->connectionIndex("shop")));
    };
    QTRY_VERIFY2(tree.isExpanded(schema()), "the only schema opens with its connection");
    QTRY_COMPARE(filter.rowCount(schema()), 2);
    addConnection("ledger", "Finance");
    m_connections->reload();
    QTRY_COMPARE(m_model->rowCount(), 2);
    QTRY_VERIFY(tree.isExpanded(schema()));
    QTRY_VERIFY2(tree.isExpanded(filter.mapFromSource(m_model->connectionIndex("ledger").parent())),
                 "a group is open from the start");
}

void ExplorerModelTest::treeOpensWhatTheFilterFinds() {
    open(open(m_model->connectionIndex("shop")));
    ExplorerFilter filter;
    filter.setSourceModel(m_model.get());
    ExplorerTree tree(*m_model, filter);
    const QModelIndex shop = m_model->connectionIndex("shop");
    QVERIFY(!tree.isExpanded(filter.mapFromSource(shop)));
    tree.setFilter(QStringLiteral("custom"));
    QVERIFY(tree.isExpanded(filter.mapFromSource(shop)));
    QVERIFY(tree.isExpanded(filter.mapFromSource(m_model->index(0, 0, shop))));
    tree.setFilter(QString());
    QVERIFY2(!tree.isExpanded(filter.mapFromSource(shop)), "what the filter opened closes with it");
}

}  // namespace tributary::ui

QTEST_MAIN(tributary::ui::ExplorerModelTest)
#include "explorer_model_test.moc"
