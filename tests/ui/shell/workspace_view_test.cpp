// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/shell/workspace_view.h"

#include <QtTest/QtTest>

#include "tests/ui/fake/fake_workbench.h"
#include "ui/editor/sql_editor.h"
#include "ui/shell/notice_bar.h"

namespace tributary::ui {

class WorkspaceViewTest : public QObject {
    Q_OBJECT

  private Q_SLOTS:
    void theTabThatWasLookedAtComesBack();
    void aDamagedFileIsToldUntilDismissed();
    void aSoundFileIsNotMentioned();
    void escapeStopsWhatRunsWhileOneTypes();

  private:
    std::unique_ptr<WorkspaceView> show(engine::Workbench& workbench);

    QTemporaryDir m_folder;
    Background m_background;
    Theme m_theme;
    Preferences m_preferences{m_folder.filePath(QStringLiteral("desktop.ini"))};
};

std::unique_ptr<WorkspaceView> WorkspaceViewTest::show(engine::Workbench& workbench) {
    auto view =
        std::make_unique<WorkspaceView>(workbench, m_background, m_theme, m_preferences, WindowHooks{});
    QSignalSpy ready(view.get(), &WorkspaceView::ready);
    view->show();
    return ready.wait() ? std::move(view) : nullptr;
}

void WorkspaceViewTest::theTabThatWasLookedAtComesBack() {
    testing::FakeWorkbench workbench;
    auto first = show(workbench);
    QVERIFY(first);
    for (const char* title : {"one", "two", "three"}) {
        NewQuery query;
        query.title = QLatin1String(title);
        query.sql = QStringLiteral("SELECT 1");
        first->openQuery(query);
    }
    first->tabs().step(-1);
    QCOMPARE(first->tabs().current()->title(), QStringLiteral("two"));
    first->prepareToClose();
    first.reset();

    auto second = show(workbench);
    QVERIFY(second);
    QCOMPARE(second->tabs().all().size(), 3);
    QCOMPARE(second->tabs().current()->title(), QStringLiteral("two"));
}

void WorkspaceViewTest::aDamagedFileIsToldUntilDismissed() {
    testing::FakeWorkbench workbench(testing::FakeWorkbench::File::Damaged);
    QVERIFY(!workbench.workspace().recoveredFrom().empty());
    auto view = show(workbench);
    QVERIFY(view);
    auto* notice = view->findChild<NoticeBar*>();
    QVERIFY(notice && notice->isVisible());
    QVERIFY(notice->text().contains(QString::fromStdString(workbench.workspace().recoveredFrom())));
    for (const QTimer* timer : notice->findChildren<QTimer*>()) QVERIFY(!timer->isActive());
    view->tell(QStringLiteral("something else"));
    QVERIFY(notice->isVisible());
    QTest::mouseClick(notice->findChild<QToolButton*>(QStringLiteral("dismiss")), Qt::LeftButton);
    QVERIFY(!notice->isVisible());
}

void WorkspaceViewTest::aSoundFileIsNotMentioned() {
    testing::FakeWorkbench workbench;
    auto view = show(workbench);
    QVERIFY(view);
    QVERIFY(!view->findChild<NoticeBar*>()->isVisible());
}

void WorkspaceViewTest::escapeStopsWhatRunsWhileOneTypes() {
    testing::FakeWorkbench workbench;
    testing::ScriptedAnswer endless;
    sql::Column column;
    column.name = "n";
    column.type = duckdb::LogicalType::BIGINT;
    endless.columns = {column};
    endless.rows = {{duckdb::Value::BIGINT(1)}};
    endless.endless = true;
    workbench.federation().answer("SELECT n FROM forever", endless);
    auto view = show(workbench);
    QVERIFY(view);
    view->activateWindow();
    QVERIFY(QTest::qWaitForWindowActive(view.get()));
    NewQuery query;
    query.sql = QStringLiteral("SELECT n FROM forever");
    query.run = true;
    view->openQuery(query);
    QueryTab* tab = view->tabs().current();
    QTRY_VERIFY(tab->isRunning());
    auto* editor = tab->findChild<SqlEditor*>();
    QVERIFY(editor);
    editor->setFocus();
    QTRY_VERIFY(editor->hasFocus());
    QTest::keyClick(editor, Qt::Key_End);
    QTest::keyClicks(editor, QStringLiteral(" "));
    QVERIFY2(tab->isRunning(), "typing stops nothing");
    QTest::keyClick(editor, Qt::Key_Escape);
    QTRY_VERIFY(!tab->isRunning());
    // With nothing running Escape is the editor's own again, and what was typed stays.
    QTest::keyClick(editor, Qt::Key_Escape);
    QVERIFY(editor->text().startsWith(QStringLiteral("SELECT n FROM forever")));
    view->prepareToClose();
}

}  // namespace tributary::ui

QTEST_MAIN(tributary::ui::WorkspaceViewTest)
#include "workspace_view_test.moc"
