// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/shell/workspace_view.h"

#include <QtTest/QtTest>

#include "tests/ui/fake/fake_workbench.h"
#include "ui/shell/notice_bar.h"

namespace tributary::ui {

class WorkspaceViewTest : public QObject {
    Q_OBJECT

  private Q_SLOTS:
    void theTabThatWasLookedAtComesBack();
    void aDamagedFileIsToldUntilDismissed();
    void aSoundFileIsNotMentioned();

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

}  // namespace tributary::ui

QTEST_MAIN(tributary::ui::WorkspaceViewTest)
#include "workspace_view_test.moc"
