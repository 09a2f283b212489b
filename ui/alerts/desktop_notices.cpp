// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/alerts/desktop_notices.h"

#include <QtDBus/QDBusConnection>
#include <QtDBus/QDBusMessage>
#include <QtDBus/QDBusPendingCallWatcher>
#include <QtDBus/QDBusPendingReply>

#include "ui/widgets/make.h"

namespace tributary::ui {

namespace {

constexpr int kOwnTime = -1;  ///< the service decides how long it stays
constexpr uchar kUrgent = 2;
constexpr uchar kNormal = 1;

}  // namespace

DesktopNotices::DesktopNotices(Background& background, QObject* parent)
    : QObject(parent),
      m_deliver(background.deliveryTo(this)),
      m_connected(QDBusConnection::sessionBus().isConnected()) {}

Result<void> DesktopNotices::show(const alerts::channels::DesktopMessage& message) {
    if (!m_connected)
        return fail(ErrorCode::Unsupported,
                    "This desktop has no session bus, so it cannot show notifications.",
                    "Use another channel, or start the window inside a desktop session.");
    m_deliver([this, message] { tell(message); });
    return {};
}

void DesktopNotices::tell(const alerts::channels::DesktopMessage& message) {
    QDBusMessage call = QDBusMessage::createMethodCall(
        QStringLiteral("org.freedesktop.Notifications"), QStringLiteral("/org/freedesktop/Notifications"),
        QStringLiteral("org.freedesktop.Notifications"), QStringLiteral("Notify"));
    const auto known = m_shown.find(message.groupKey);
    QVariantMap hints;
    hints[QStringLiteral("urgency")] = QVariant::fromValue(message.urgent ? kUrgent : kNormal);
    hints[QStringLiteral("desktop-entry")] = QStringLiteral("tributary");
    call << QStringLiteral("Tributary") << (known == m_shown.end() ? 0u : known->second)
         << (message.firing ? QStringLiteral("dialog-warning") : QStringLiteral("dialog-information"))
         << make::text(message.title) << make::text(message.text).toHtmlEscaped() << QStringList() << hints
         << kOwnTime;
    auto* watcher = new QDBusPendingCallWatcher(QDBusConnection::sessionBus().asyncCall(call), this);
    connect(watcher, &QDBusPendingCallWatcher::finished, this, [this, watcher, key = message.groupKey] {
        const QDBusPendingReply<uint> reply = *watcher;
        if (!reply.isError()) m_shown[key] = reply.value();
        watcher->deleteLater();
    });
}

}  // namespace tributary::ui
