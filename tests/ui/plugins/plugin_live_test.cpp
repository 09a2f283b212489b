// SPDX-License-Identifier: GPL-3.0-or-later
#include <QtTest/QtTest>

#include "tests/ui/fake/plugin_bench.h"
#include "ui/connection/connection_dialog.h"
#include "ui/results/result_pane.h"
#include "ui/results/run_view.h"
#include "ui/shell/workspace_view.h"

namespace tributary::ui {

using namespace testing;

constexpr int kPatience = 20'000;

#define EVENTUALLY(condition) QTRY_VERIFY_WITH_TIMEOUT(condition, kPatience)

/// An open workspace while plugins come and go, by its own plugin manager or by another program.
class PluginLiveTest : public QObject {
    Q_OBJECT

  private Q_SLOTS:
    void init();
    void cleanup();
    void aSourceThatIsInstalledWorksAtOnce();
    void oneThatIsTakenAwayLeavesTheConnectionAndAClearMessage();
    void aRunningQueryEndsWithTheReason();
    void afterASafeStartNothingRunsAndAllIsSaid();

  private:
    void show(PluginBench::Start start = PluginBench::Start::Normal);
    void addConnection();
    bool isOffered();
    /// "tables", or why the connection has none.
    QString describe();

    std::unique_ptr<PluginBench> m_bench;
    std::unique_ptr<Background> m_background;
    std::unique_ptr<Preferences> m_preferences;
    Theme m_theme;
    std::unique_ptr<WorkspaceView> m_view;
};

void PluginLiveTest::init() {
    m_bench = std::make_unique<PluginBench>();
    m_background = std::make_unique<Background>();
    m_preferences = std::make_unique<Preferences>(m_bench->path(QStringLiteral("desktop.ini")));
}

void PluginLiveTest::cleanup() {
    m_view.reset();
    m_background.reset();
    m_bench.reset();
}

void PluginLiveTest::show(PluginBench::Start start) {
    m_bench->reopen(start);
    m_view = std::make_unique<WorkspaceView>(m_bench->workbench(), *m_background, m_theme, *m_preferences,
                                             WindowHooks{}, &m_bench->parts());
    QSignalSpy ready(m_view.get(), &WorkspaceView::ready);
    m_view->resize(1200, 800);
    m_view->show();
    QVERIFY(ready.wait());
}

void PluginLiveTest::addConnection() {
    store::ConnectionRecord record;
    record.name = "here";
    record.type = "system-metrics";
    record.settings["sample_ms"] = "10000";  // so long a query of busy_percent takes
    QVERIFY(m_bench->workbench().workspace().saveConnection(record));
}

bool PluginLiveTest::isOffered() {
    ConnectionDialog dialog(m_view->context(), nullptr);
    const auto labels = dialog.findChildren<QListView*>();
    for (const auto* list : labels) {
        for (int i = 0; i < list->model()->rowCount(); ++i) {
            if (list->model()->index(i, 0).data().toString().startsWith(QStringLiteral("This computer")))
                return true;
        }
    }
    return false;
}

QString PluginLiveTest::describe() {
    const auto found = m_bench->workbench().federation().describe("here", {}, CancelToken(), true);
    return found ? QStringLiteral("tables") : QString::fromStdString(found.error().text());
}

void PluginLiveTest::aSourceThatIsInstalledWorksAtOnce() {
    addConnection();
    show();
    QVERIFY(!isOffered());
    const QString missing = describe();
    QVERIFY2(missing.contains(QStringLiteral("no plugin of that name is installed")), qPrintable(missing));
    QVERIFY2(missing.contains(QStringLiteral("tributary plugin install system-metrics")),
             qPrintable(missing));
    QVERIFY(m_bench->install("system-metrics"));
    EVENTUALLY(m_bench->workbench().registry().find("system-metrics"));
    EVENTUALLY(describe() == QStringLiteral("tables"));
    QVERIFY(isOffered());
    // The tree has its name and sign.
    const auto* record = m_view->context().connections.find("here");
    QVERIFY(record);
    QVERIFY(m_view->context().connections.typeLabel(*record).startsWith(QStringLiteral("This computer")));
}

void PluginLiveTest::oneThatIsTakenAwayLeavesTheConnectionAndAClearMessage() {
    QVERIFY(m_bench->install("system-metrics"));
    addConnection();
    show();
    EVENTUALLY(describe() == QStringLiteral("tables"));
    QVERIFY(m_bench->home().store().setEnabled("system-metrics", false));
    EVENTUALLY(describe().contains(QStringLiteral("is disabled")));
    EVENTUALLY(!isOffered());
    EVENTUALLY(m_bench->supervisor().status("system-metrics")->processes == 0);
    QVERIFY(m_bench->home().store().setEnabled("system-metrics", true));
    EVENTUALLY(describe() == QStringLiteral("tables"));
    QVERIFY(m_bench->home().store().remove("system-metrics", true));
    EVENTUALLY(describe().contains(QStringLiteral("is not installed")));
    EVENTUALLY(!isOffered());
    QVERIFY(m_bench->workbench().workspace().connection("here"));
    // As after the next start.
    m_view.reset();
    show();
    QVERIFY2(describe().contains(QStringLiteral("no plugin of that name is installed")),
             qPrintable(describe()));
    QVERIFY(m_bench->install("system-metrics"));
    EVENTUALLY(describe() == QStringLiteral("tables"));
}

void PluginLiveTest::aRunningQueryEndsWithTheReason() {
    QVERIFY(m_bench->install("system-metrics"));
    addConnection();
    show();
    EVENTUALLY(describe() == QStringLiteral("tables"));
    for (const bool removed : {false, true}) {
        NewQuery query;
        query.sql = QStringLiteral("SELECT busy_percent FROM here.main.cpu");
        query.run = true;
        m_view->openQuery(query);
        QueryTab* tab = m_view->tabs().current();
        EVENTUALLY(tab->isRunning());
        EVENTUALLY(m_bench->supervisor().status("system-metrics")->state == plugin::PluginState::Running);
        if (removed)
            QVERIFY(m_bench->home().store().remove("system-metrics", true));
        else
            QVERIFY(m_bench->home().store().setEnabled("system-metrics", false));
        EVENTUALLY(!tab->isRunning());
        const auto* shown = tab->findChild<ResultPane*>()->currentView();
        QVERIFY(shown && shown->run()->error);
        const QString error = QString::fromStdString(shown->run()->error->text());
        QVERIFY2(error.contains(removed ? QStringLiteral("removed") : QStringLiteral("disabled")),
                 qPrintable(error));
        if (!removed) QVERIFY(m_bench->home().store().setEnabled("system-metrics", true));
        if (!removed) EVENTUALLY(describe() == QStringLiteral("tables"));
    }
    m_view->prepareToClose();
}

void PluginLiveTest::afterASafeStartNothingRunsAndAllIsSaid() {
    QVERIFY(m_bench->install("system-metrics"));
    addConnection();
    show(PluginBench::Start::Safe);
    QVERIFY(!isOffered());
    QVERIFY2(describe().contains(QStringLiteral("--safe-start")), qPrintable(describe()));
    QVERIFY(!m_view->steps());
    m_view->perform(Command::ShowPlugins);
    QVERIFY(m_view->plugins());
    QCOMPARE(m_bench->supervisor().status("system-metrics")->processes, 0U);
}

}  // namespace tributary::ui

QTEST_MAIN(tributary::ui::PluginLiveTest)
#include "plugin_live_test.moc"
