// SPDX-License-Identifier: GPL-3.0-or-later
#include <QtCore/QProcess>
#include <QtCore/QStandardPaths>
#include <QtDBus/QDBusConnection>
#include <QtTest/QtTest>

#include "ui/alerts/desktop_notices.h"

namespace tributary::ui {

/// Stands for the desktop: remembers what it was asked to show.
class StandInDesktop : public QObject {
    Q_OBJECT
    Q_CLASSINFO("D-Bus Interface", "org.freedesktop.Notifications")

  public:
    struct Shown {
        uint replaces = 0;
        QString title, text;
        QStringList actions;
        QVariantMap hints;
    };
    QMap<uint, Shown> shown;
    uint last = 0;

  public Q_SLOTS:
    uint Notify(const QString&, uint replaces, const QString&, const QString& title, const QString& text,
                const QStringList& actions, const QVariantMap& hints, int) {
        last = replaces ? replaces : ++m_next;
        shown[last] = {replaces, title, text, actions, hints};
        return last;
    }

  Q_SIGNALS:
    void ActionInvoked(uint id, const QString& key);
    void NotificationClosed(uint id, uint reason);

  private:
    uint m_next = 100;
};

/// Messages and their buttons over a real bus of its own.
class DesktopNoticesTest : public QObject {
    Q_OBJECT

  private Q_SLOTS:
    void initTestCase();
    void cleanupTestCase();
    void init();
    void buttonsAreOfferedAndDoWhatTheySay();
    void aLaterMessageOfAGroupReplacesTheEarlier();
    void anOverMessageHasNothingToSilence();
    void withoutABusTheErrorSaysSo();

  private:
    static alerts::channels::DesktopMessage message(const char* group, bool firing);
    uint show(const alerts::channels::DesktopMessage& message);

    QProcess m_daemon;
    QString m_address;
    std::unique_ptr<StandInDesktop> m_desktop;
    std::unique_ptr<Background> m_background;
    std::unique_ptr<DesktopNotices> m_notices;
};

void DesktopNoticesTest::initTestCase() {
    const QString program = QStandardPaths::findExecutable(QStringLiteral("dbus-daemon"));
    if (program.isEmpty()) QSKIP("NO dbus-daemon IN PATH: desktop messages are not tested");
    m_daemon.start(program, {QStringLiteral("--session"), QStringLiteral("--nofork"),
                             QStringLiteral("--print-address")});
    QVERIFY(m_daemon.waitForStarted());
    QVERIFY(m_daemon.waitForReadyRead());
    m_address = QString::fromUtf8(m_daemon.readLine()).trimmed();
    auto bus = QDBusConnection::connectToBus(m_address, QStringLiteral("desktop"));
    QVERIFY(bus.isConnected());
    m_desktop = std::make_unique<StandInDesktop>();
    QVERIFY(bus.registerService(QStringLiteral("org.freedesktop.Notifications")));
    QVERIFY(bus.registerObject(QStringLiteral("/org/freedesktop/Notifications"), m_desktop.get(),
                               QDBusConnection::ExportAllSlots | QDBusConnection::ExportAllSignals));
}

void DesktopNoticesTest::cleanupTestCase() {
    m_notices.reset();
    QDBusConnection::disconnectFromBus(QStringLiteral("window"));
    QDBusConnection::disconnectFromBus(QStringLiteral("desktop"));
    if (m_daemon.state() == QProcess::NotRunning) return;
    m_daemon.terminate();
    m_daemon.waitForFinished();
}

void DesktopNoticesTest::init() {
    m_desktop->shown.clear();
    m_background = std::make_unique<Background>();
    m_notices = std::make_unique<DesktopNotices>(
        *m_background, QDBusConnection::connectToBus(m_address, QStringLiteral("window")));
}

alerts::channels::DesktopMessage DesktopNoticesTest::message(const char* group, bool firing) {
    alerts::channels::DesktopMessage out;
    out.groupKey = group;
    out.title = "Revenue <drop>";
    out.text = "region=cn <b>3.5</b>";
    out.firing = firing;
    out.urgent = firing;
    if (firing) out.fingerprints = {"f1", "f2"};
    return out;
}

/// Waits until both sides know it; the id that the desktop gave.
uint DesktopNoticesTest::show(const alerts::channels::DesktopMessage& message) {
    int known = 0;
    const auto link = connect(m_notices.get(), &DesktopNotices::displayed, this, [&] { ++known; });
    const auto taken = m_notices->show(message);
    if (!taken || !QTest::qWaitFor([&] { return known == 1; })) qFatal("the desktop did not answer");
    disconnect(link);
    return m_desktop->last;
}

void DesktopNoticesTest::buttonsAreOfferedAndDoWhatTheySay() {
    std::vector<std::pair<DesktopNotices::Action, std::vector<std::string>>> wanted;
    connect(m_notices.get(), &DesktopNotices::actionWanted, this,
            [&](auto action, const auto& fingerprints) { wanted.emplace_back(action, fingerprints); });
    const uint id = show(message("a", true));
    QCOMPARE(m_desktop->shown.size(), 1);
    const auto& shown = m_desktop->shown.first();
    QCOMPARE(shown.title, QStringLiteral("Revenue <drop>"));
    QCOMPARE(shown.text, QStringLiteral("region=cn &lt;b&gt;3.5&lt;/b&gt;"));
    QCOMPARE(shown.hints.value(QStringLiteral("urgency")).toInt(), 2);
    QCOMPARE(shown.actions.size(), 8);
    for (const char* key : {"default", "open", "silence", "acknowledge"})
        QVERIFY2(shown.actions.indexOf(QLatin1String(key)) % 2 == 0, key);
    Q_EMIT m_desktop->ActionInvoked(id, QStringLiteral("silence"));
    QTRY_COMPARE(wanted.size(), size_t(1));
    QVERIFY(wanted.back().first == DesktopNotices::Action::Silence);
    QCOMPARE(wanted.back().second, (std::vector<std::string>{"f1", "f2"}));
    for (const auto& [key, action] : {std::pair("acknowledge", DesktopNotices::Action::Acknowledge),
                                      std::pair("open", DesktopNotices::Action::Open),
                                      std::pair("default", DesktopNotices::Action::Open)}) {
        wanted.clear();
        Q_EMIT m_desktop->ActionInvoked(id, QLatin1String(key));
        QTRY_COMPARE(wanted.size(), size_t(1));
        QVERIFY(wanted.front().first == action);
    }
    // Another program's message, and one that was closed, are nobody's.
    wanted.clear();
    Q_EMIT m_desktop->ActionInvoked(id + 7, QStringLiteral("silence"));
    Q_EMIT m_desktop->NotificationClosed(id, 2);
    Q_EMIT m_desktop->ActionInvoked(id, QStringLiteral("silence"));
    const uint next = show(message("b", true));
    QVERIFY(next != id);
    Q_EMIT m_desktop->ActionInvoked(next, QStringLiteral("open"));
    QTRY_COMPARE(wanted.size(), size_t(1));
    QVERIFY(wanted.front().first == DesktopNotices::Action::Open);
}

void DesktopNoticesTest::aLaterMessageOfAGroupReplacesTheEarlier() {
    const uint id = show(message("g", true));
    QCOMPARE(show(message("g", true)), id);
    QCOMPARE(m_desktop->shown[id].replaces, id);
    QVERIFY(show(message("h", true)) != id);
    Q_EMIT m_desktop->NotificationClosed(id, 2);
    const uint after = show(message("h", true));  // signals and answers come in order
    QVERIFY(after != id);
    const uint anew = show(message("g", true));
    QVERIFY(anew != id && anew != after);
    QCOMPARE(m_desktop->shown[anew].replaces, 0u);
}

void DesktopNoticesTest::anOverMessageHasNothingToSilence() {
    show(message("over", false));
    const auto& shown = m_desktop->shown.first();
    QVERIFY(!shown.actions.contains(QStringLiteral("silence")));
    QVERIFY(shown.actions.contains(QStringLiteral("default")));
    QCOMPARE(shown.hints.value(QStringLiteral("urgency")).toInt(), 1);
}

void DesktopNoticesTest::withoutABusTheErrorSaysSo() {
    DesktopNotices nowhere(*m_background, QDBusConnection(QStringLiteral("no such bus")));
    const auto shown = nowhere.show(message("x", true));
    QVERIFY(!shown);
    QVERIFY(shown.error().code == ErrorCode::Unsupported);
    QVERIFY(!shown.error().hint.empty());
}

}  // namespace tributary::ui

QTEST_MAIN(tributary::ui::DesktopNoticesTest)
#include "desktop_notices_test.moc"
