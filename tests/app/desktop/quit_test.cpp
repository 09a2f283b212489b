// SPDX-License-Identifier: GPL-3.0-or-later
#include <signal.h>

#include <QtTest/QtTest>

namespace tributary::desktop {

/// The real program, without a display, ended from outside.
class QuitTest : public QObject {
    Q_OBJECT

  private Q_SLOTS:
    void aSignalLeavesNothingBehind_data();
    void aSignalLeavesNothingBehind();
};

void QuitTest::aSignalLeavesNothingBehind_data() {
    QTest::addColumn<int>("signal");
    QTest::newRow("terminate") << SIGTERM;
    QTest::newRow("interrupt") << SIGINT;
    QTest::newRow("hang up") << SIGHUP;
}

void QuitTest::aSignalLeavesNothingBehind() {
    QFETCH(int, signal);
    QTemporaryDir home;
    const QDir temporary(home.filePath(QStringLiteral("tmp")));
    QVERIFY(QDir().mkpath(temporary.path()));
    QProcess program;
    QProcessEnvironment environment = QProcessEnvironment::systemEnvironment();
    for (const char* name : {"HOME", "XDG_CONFIG_HOME", "XDG_DATA_HOME"})
        environment.insert(QLatin1String(name), home.path());
    environment.insert(QStringLiteral("TMPDIR"), temporary.path());
    environment.insert(QStringLiteral("QT_QPA_PLATFORM"), QStringLiteral("offscreen"));
    program.setProcessEnvironment(environment);
    const auto spills = [&] {
        return temporary.entryList({QStringLiteral("tributary-spill-*")}, QDir::Dirs).size();
    };
    program.start(QStringLiteral(TRIBUTARY_DESKTOP),
                  {QStringLiteral("--workspace"), home.filePath(QStringLiteral("a.tributary"))});
    QVERIFY(program.waitForStarted());
    QTRY_COMPARE_WITH_TIMEOUT(spills(), 1, 60000);  // the workspace is open
    QCOMPARE(::kill(static_cast<pid_t>(program.processId()), signal), 0);
    QVERIFY(program.waitForFinished(60000));
    QCOMPARE(program.exitStatus(), QProcess::NormalExit);
    QCOMPARE(program.exitCode(), 0);
    QCOMPARE(spills(), 0);
}

}  // namespace tributary::desktop

QTEST_GUILESS_MAIN(tributary::desktop::QuitTest)
#include "quit_test.moc"
