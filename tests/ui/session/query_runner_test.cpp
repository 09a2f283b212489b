// SPDX-License-Identifier: GPL-3.0-or-later
#include <QtTest/QtTest>

#include "tests/ui/fake/fake_workbench.h"
#include "ui/session/history_recorder.h"
#include "ui/session/query_runner.h"
#include "ui/session/tab_journal.h"

namespace tributary::ui {

class QueryRunnerTest : public QObject {
    Q_OBJECT

  private Q_SLOTS:
    void initTestCase();
    void runsAScript();
    void stopsAtTheFailingStatement();
    void cancelsWhatRuns();
    void aNewScriptReplacesTheRunningOne();
    void keepsNoMoreThanTheLimit();
    void explains();
    void dyingRunnerCancels();
    void writesHistory();
    void journalsTabs();

  private:
    static RunRequest request(std::initializer_list<const char*> statements);

    testing::FakeWorkbench m_workbench;
    Background m_background;
};

RunRequest QueryRunnerTest::request(std::initializer_list<const char*> statements) {
    RunRequest request;
    for (const char* text : statements) request.statements.push_back({text, 0});
    return request;
}

void QueryRunnerTest::initTestCase() {
    sql::Column number;
    number.name = "n";
    number.type = duckdb::LogicalType::BIGINT;
    testing::ScriptedAnswer rows{{number}, {}, {}, false};
    for (int i = 0; i < 5000; ++i) rows.rows.push_back({duckdb::Value::BIGINT(i)});
    m_workbench.federation().answer("ROWS", rows);
    rows.endless = true;
    m_workbench.federation().answer("ENDLESS", rows);
    testing::ScriptedAnswer wrong;
    wrong.error = Error(ErrorCode::Syntax, "no table called x");
    wrong.error->position = SourcePosition{1, 3, 1};
    m_workbench.federation().answer("WRONG", wrong);
}

void QueryRunnerTest::runsAScript() {
    QueryRunner runner(m_workbench.federation(), m_background);
    QSignalSpy started(&runner, &QueryRunner::started);
    QSignalSpy ended(&runner, &QueryRunner::scriptFinished);
    runner.run(request({"ROWS", "ROWS"}));
    QVERIFY(runner.isRunning());
    QVERIFY(ended.wait());
    QVERIFY(!runner.isRunning());
    QCOMPARE(started.size(), 2);
    QCOMPARE(runner.runs().size(), size_t(2));
    for (const auto& run : runner.runs()) {
        QCOMPARE(run->state, Run::State::Finished);
        QCOMPARE(run->store->rowCount(), uint64_t(5000));
        QVERIFY(run->store->isFinished());
        QVERIFY(!run->truncated);
    }
}

void QueryRunnerTest::stopsAtTheFailingStatement() {
    QueryRunner runner(m_workbench.federation(), m_background);
    QSignalSpy failed(&runner, &QueryRunner::failed);
    QSignalSpy ended(&runner, &QueryRunner::scriptFinished);
    runner.run(request({"ROWS", "WRONG", "ROWS"}));
    QVERIFY(ended.wait());
    QCOMPARE(failed.size(), 1);
    QCOMPARE(failed[0][0].toInt(), 1);
    QVERIFY(runner.runAt(1)->error->position.has_value());
    QCOMPARE(runner.runAt(2)->state, Run::State::Waiting);
}

void QueryRunnerTest::cancelsWhatRuns() {
    QueryRunner runner(m_workbench.federation(), m_background);
    QSignalSpy started(&runner, &QueryRunner::started);
    QSignalSpy cancelled(&runner, &QueryRunner::cancelled);
    runner.run(request({"ENDLESS"}));
    QVERIFY(started.wait());
    runner.cancel();
    QVERIFY(cancelled.wait());
    QCOMPARE(runner.runAt(0)->state, Run::State::Cancelled);
}

void QueryRunnerTest::aNewScriptReplacesTheRunningOne() {
    QueryRunner runner(m_workbench.federation(), m_background);
    QSignalSpy started(&runner, &QueryRunner::started);
    runner.run(request({"ENDLESS"}));
    QVERIFY(started.wait());
    const std::shared_ptr<Run> old = runner.runAt(0);
    QSignalSpy finished(&runner, &QueryRunner::finished);
    runner.run(request({"ROWS"}));
    QVERIFY(finished.wait());
    QCOMPARE(old->state, Run::State::Cancelled);
    QCOMPARE(runner.runAt(0)->store->rowCount(), uint64_t(5000));
}

void QueryRunnerTest::keepsNoMoreThanTheLimit() {
    QueryRunner runner(m_workbench.federation(), m_background);
    QSignalSpy ended(&runner, &QueryRunner::scriptFinished);
    RunRequest limited = request({"ENDLESS"});
    limited.rowLimit = 12'345;
    runner.run(limited);
    QVERIFY(ended.wait());
    QCOMPARE(runner.runAt(0)->store->rowCount(), uint64_t(12'345));
    QVERIFY(runner.runAt(0)->truncated);
    RunRequest exact = request({"ROWS"});
    exact.rowLimit = 5000;
    runner.run(exact);
    QVERIFY(ended.wait());
    QVERIFY(!runner.runAt(0)->truncated);
}

void QueryRunnerTest::explains() {
    QueryRunner runner(m_workbench.federation(), m_background);
    QSignalSpy explained(&runner, &QueryRunner::explained);
    runner.explain({"ROWS", 0});
    QVERIFY(explained.wait());
    QVERIFY(runner.runAt(0)->explainOnly);
    QCOMPARE(runner.runAt(0)->explanation->root.name, std::string("PLAN OF ROWS"));
}

void QueryRunnerTest::dyingRunnerCancels() {
    auto runner = std::make_unique<QueryRunner>(m_workbench.federation(), m_background);
    QSignalSpy started(runner.get(), &QueryRunner::started);
    runner->run(request({"ENDLESS"}));
    QVERIFY(started.wait());
    QSignalSpy idle(&m_background, &Background::idle);
    runner.reset();
    QVERIFY(m_background.isIdle() || idle.wait());
}

void QueryRunnerTest::writesHistory() {
    WorkspaceEvents events;
    QueryRunner runner(m_workbench.federation(), m_background);
    new HistoryRecorder(runner, m_workbench.workspace(), m_background, events);
    QSignalSpy changed(&events, &WorkspaceEvents::historyChanged);
    runner.run(request({"ROWS", "WRONG"}));
    QTRY_COMPARE(changed.size(), 2);
    const auto entries = m_workbench.workspace().history("", 10);
    QVERIFY(entries.has_value());
    QCOMPARE(entries->size(), size_t(2));
    QCOMPARE(entries->back().rows.value_or(0), uint64_t(5000));
    QCOMPARE(entries->front().status, store::RunStatus::Error);
}

void QueryRunnerTest::journalsTabs() {
    TabJournal journal(m_workbench.workspace(), m_background, "owner-1");
    store::EditorTab tab;
    tab.id = "tab-1";
    tab.title = "Query 1";
    tab.sql = "SELECT '华东'";
    journal.changed(tab);
    const auto saved = [&]() -> std::string {
        const auto tabs = m_workbench.workspace().adoptTabs("owner-1");
        return tabs && !tabs->empty() ? tabs->front().sql : std::string();
    };
    QTRY_COMPARE_WITH_TIMEOUT(saved(), tab.sql, 1000);  // the promise: within a second
    journal.closed(tab);
    QTRY_VERIFY(saved().empty());
    const auto again = m_workbench.workspace().reopenTab("owner-1");
    QVERIFY(again.has_value() && again->has_value());
    QCOMPARE((*again)->sql, tab.sql);
}

}  // namespace tributary::ui

QTEST_GUILESS_MAIN(tributary::ui::QueryRunnerTest)
#include "query_runner_test.moc"
