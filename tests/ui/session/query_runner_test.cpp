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
    void fetchesMoreOfAStatementThatWaits();
    void stopsFetchingMore();
    void onlyTheLastStatementWaits();
    void aStatementDoesNotWaitForever();
    void explains();
    void dyingRunnerCancels();
    void writesHistory();
    void journalsTabs();
    void nothingIsWrittenAfterTheTabsWereGivenBack();

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

void QueryRunnerTest::fetchesMoreOfAStatementThatWaits() {
    QueryRunner runner(m_workbench.federation(), m_background);
    QSignalSpy ended(&runner, &QueryRunner::scriptFinished);
    RunRequest limited = request({"ROWS"});
    limited.rowLimit = 1'100;  // in the middle of a chunk
    runner.run(limited);
    QVERIFY(ended.wait());
    const auto run = runner.runAt(0);
    QVERIFY(run->waits && run->truncated && run->store->isFinished());
    const auto store = run->store;
    runner.fetchMore(0, 1'000);
    QVERIFY(runner.isRunning() && !run->isEnded() && !store->isFinished());
    QVERIFY(ended.wait());
    QCOMPARE(store->rowCount(), uint64_t(2'100));
    QVERIFY(run->waits && run->truncated && run->state == Run::State::Finished);
    runner.requestExplanation(0);  // must not end what waits
    QVERIFY(ended.wait());
    runner.fetchMore(0, 0);
    QVERIFY(ended.wait());
    QCOMPARE(run->store, store);
    QCOMPARE(store->rowCount(), uint64_t(5'000));
    QVERIFY(!run->waits && !run->truncated && store->isFinished());
    for (const uint64_t row : {0, 1'099, 1'100, 2'099, 2'100, 4'999}) {
        QCOMPARE(**store->cell(row, 0), std::to_string(row));
    }
    runner.fetchMore(0, 0);
    QVERIFY(!runner.isRunning());
}

void QueryRunnerTest::stopsFetchingMore() {
    QueryRunner runner(m_workbench.federation(), m_background);
    QSignalSpy ended(&runner, &QueryRunner::scriptFinished);
    QSignalSpy cancelled(&runner, &QueryRunner::cancelled);
    RunRequest limited = request({"ENDLESS"});
    limited.rowLimit = 6'000;
    runner.run(limited);
    QVERIFY(ended.wait());
    QSignalSpy progress(&runner, &QueryRunner::progress);
    runner.fetchMore(0, 0);
    QVERIFY(progress.wait());
    runner.cancel();
    QVERIFY(ended.wait());
    QCOMPARE(cancelled.size(), 1);
    QVERIFY(runner.runAt(0)->store->rowCount() >= 6'000);
    QVERIFY(runner.runAt(0)->store->isFinished());
}

void QueryRunnerTest::onlyTheLastStatementWaits() {
    QueryRunner runner(m_workbench.federation(), m_background);
    QSignalSpy ended(&runner, &QueryRunner::scriptFinished);
    RunRequest limited = request({"ROWS", "ROWS"});
    limited.rowLimit = 10;
    runner.run(limited);
    QVERIFY(ended.wait());
    QVERIFY(runner.runAt(0)->truncated && !runner.runAt(0)->waits);
    const auto last = runner.runAt(1);
    QVERIFY(last->waits);
    runner.run(request({"ROWS"}));
    QVERIFY(!last->waits);
    QVERIFY(ended.wait());
}

void QueryRunnerTest::aStatementDoesNotWaitForever() {
    QueryRunner runner(m_workbench.federation(), m_background);
    runner.setWaitingTime(std::chrono::milliseconds(1));
    QSignalSpy ended(&runner, &QueryRunner::scriptFinished);
    RunRequest limited = request({"ENDLESS"});
    limited.rowLimit = 10;
    runner.run(limited);
    QVERIFY(ended.wait());
    QVERIFY(ended.count() == 2 || ended.wait());
    QVERIFY(!runner.runAt(0)->waits && runner.runAt(0)->truncated);
    QCOMPARE(runner.runAt(0)->store->rowCount(), uint64_t(10));
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
    // Both can have begun in the same millisecond: the order is not theirs.
    for (const auto& entry : *entries) {
        const bool wrong = entry.sql == "WRONG";
        QCOMPARE(entry.status, wrong ? store::RunStatus::Error : store::RunStatus::Ok);
        QCOMPARE(entry.rows.value_or(0), wrong ? uint64_t(0) : uint64_t(5000));
    }
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

void QueryRunnerTest::nothingIsWrittenAfterTheTabsWereGivenBack() {
    testing::FakeWorkbench workbench;
    Background background;
    TabJournal journal(workbench.workspace(), background, "closing");
    store::EditorTab tab;
    tab.id = "tab-2";
    tab.sql = "older";
    journal.changed(tab);
    {
        // A worker has the older text in hand and cannot write it yet.
        std::unique_lock held(journal.gate()->mutex);
        QTRY_VERIFY(!background.isIdle());
        tab.sql = "newer";
        journal.changed(tab);
    }
    journal.flushAndRelease();
    QTRY_VERIFY(background.isIdle());
    const auto adopted = workbench.workspace().adoptTabs("next");
    QVERIFY(adopted.has_value());
    QCOMPARE(adopted->size(), size_t(1));
    QCOMPARE(adopted->front().sql, std::string("newer"));
    QVERIFY(journal.gate()->closed);
}

}  // namespace tributary::ui

QTEST_GUILESS_MAIN(tributary::ui::QueryRunnerTest)
#include "query_runner_test.moc"
