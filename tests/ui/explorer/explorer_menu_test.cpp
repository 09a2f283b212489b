// SPDX-License-Identifier: GPL-3.0-or-later
#include <QtTest/QtTest>

#include "core/lineage/lineage_store.h"
#include "tests/ui/fake/fake_workbench.h"
#include "tests/ui/fake/quiet_navigator.h"
#include "ui/explorer/explorer_menu.h"

namespace tributary::ui {

/// What the explorer’s menu offers for two connections; one has a schema.
class ExplorerMenuTest : public QObject {
    Q_OBJECT

  private Q_SLOTS:
    void init();
    void cleanup();
    void collectingIsSwitchedPerConnection();
    void theSwitchIsKeptWhenTheMenuIsGone();
    void aTableHasNoSwitch();

  private:
    QMenu* menu(const QModelIndex& index) { return m_menu->build(index); }
    QAction* switchOf(QMenu* menu) const;
    bool collects(const char* connection) const;

    std::unique_ptr<testing::FakeWorkbench> m_workbench;
    std::unique_ptr<Background> m_background;
    std::unique_ptr<Theme> m_theme;
    std::unique_ptr<QTemporaryDir> m_folder;
    std::unique_ptr<Preferences> m_preferences;
    std::unique_ptr<WorkspaceEvents> m_events;
    std::unique_ptr<ConnectionList> m_connections;
    std::unique_ptr<testing::QuietNavigator> m_navigator;
    std::unique_ptr<WorkspaceContext> m_context;
    std::unique_ptr<ExplorerModel> m_model;
    std::unique_ptr<QWidget> m_panel;
    ExplorerMenu* m_menu = nullptr;  // of the panel
};

void ExplorerMenuTest::init() {
    m_workbench = std::make_unique<testing::FakeWorkbench>();
    m_background = std::make_unique<Background>();
    m_theme = std::make_unique<Theme>();
    m_folder = std::make_unique<QTemporaryDir>();
    m_preferences = std::make_unique<Preferences>(m_folder->filePath(QStringLiteral("p.ini")));
    m_events = std::make_unique<WorkspaceEvents>();
    m_navigator = std::make_unique<testing::QuietNavigator>();
    m_workbench->federation().addSchema("shop", "public");
    for (const char* name : {"shop", "ledger"}) {
        store::ConnectionRecord record;
        record.name = name;
        record.type = "sqlite";
        QVERIFY(m_workbench->workspace().saveConnection(record));
    }
    m_connections = std::make_unique<ConnectionList>(*m_workbench, *m_background, *m_theme);
    QTRY_VERIFY(m_connections->isLoaded());
    m_context = std::make_unique<WorkspaceContext>(WorkspaceContext{
        *m_workbench, *m_background, *m_theme, *m_preferences, *m_navigator, *m_events, *m_connections});
    m_model =
        std::make_unique<ExplorerModel>(*m_connections, m_workbench->federation(), *m_background, *m_theme);
    QTRY_VERIFY(m_model->connectionIndex("shop").isValid());
    m_panel = std::make_unique<QWidget>();
    m_menu = new ExplorerMenu(*m_context, *m_model, m_panel.get());
}

void ExplorerMenuTest::cleanup() {
    m_panel.reset();
    m_model.reset();
    m_background.reset();
    m_context.reset();
    m_connections.reset();
    m_workbench.reset();
}

QAction* ExplorerMenuTest::switchOf(QMenu* menu) const {
    for (auto* action : menu->actions()) {
        if (action->text() == QStringLiteral("Collect lineage")) return action;
    }
    return nullptr;
}

bool ExplorerMenuTest::collects(const char* connection) const {
    const auto store = lineage::LineageStore::open(m_workbench->workspace().path());
    return store && (*store)->collects(connection).value_or(false);
}

void ExplorerMenuTest::collectingIsSwitchedPerConnection() {
    auto* action = switchOf(menu(m_model->connectionIndex("shop")));
    QVERIFY(action && action->isCheckable());
    QVERIFY2(!action->isEnabled(), "before it is known it says nothing");
    QTRY_VERIFY(action->isEnabled());
    QVERIFY2(action->isChecked(), "collecting is on from the start");
    action->trigger();
    QTRY_VERIFY(!collects("shop"));
    QVERIFY(collects("ledger"));
    QTRY_COMPARE(m_navigator->told.size(), 1);
    QVERIFY(m_navigator->told.front().contains(QStringLiteral("shop")));
    auto* again = switchOf(menu(m_model->connectionIndex("shop")));
    QTRY_VERIFY(again->isEnabled());
    QVERIFY(!again->isChecked());
    again->trigger();
    QTRY_VERIFY(collects("shop"));
}

void ExplorerMenuTest::theSwitchIsKeptWhenTheMenuIsGone() {
    auto* shown = menu(m_model->connectionIndex("ledger"));
    auto* action = switchOf(shown);
    QTRY_VERIFY(action->isEnabled());
    action->trigger();
    delete shown;
    QTRY_VERIFY(!collects("ledger"));
    QTRY_COMPARE(m_navigator->told.size(), 1);
}

void ExplorerMenuTest::aTableHasNoSwitch() {
    QSignalSpy loaded(m_model.get(), &ExplorerModel::loaded);
    const QModelIndex shop = m_model->connectionIndex("shop");
    m_model->fetchMore(shop);
    QVERIFY(loaded.wait());
    QVERIFY(!switchOf(menu(m_model->index(0, 0, shop))));
}

}  // namespace tributary::ui

QTEST_MAIN(tributary::ui::ExplorerMenuTest)
#include "explorer_menu_test.moc"
