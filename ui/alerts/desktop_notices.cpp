// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/alerts/desktop_notices.h"

#include <QtDBus/QDBusMessage>
#include <QtDBus/QDBusPendingCallWatcher>
#include <QtDBus/QDBusPendingReply>

#include "ui/widgets/make.h"

namespace tributary::ui {

namespace {

constexpr int kOwnTime = -1;  ///< the service decides how long it stays
constexpr uchar kUrgent = 2;
constexpr uchar kNormal = 1;
const QString kService = QStringLiteral("org.freedesktop.Notifications");
const QString kPath = QStringLiteral("/org/freedesktop/Notifications");

}  // namespace

DesktopNotices::DesktopNotices(Background& background, QDBusConnection bus, QObject* parent)
    : QObject(parent),
      m_bus(std::move(bus)),
      m_deliver(background.deliveryTo(this)),
      m_connected(m_bus.isConnected()) {
    if (!m_connected) return;
    m_bus.connect(kService, kPath, kService, QStringLiteral("ActionInvoked"), this,
                  SLOT(invoked(uint, QString)));
    m_bus.connect(kService, kPath, kService, QStringLiteral("NotificationClosed"), this,
                  SLOT(closed(uint, uint)));
}

Result<void> DesktopNotices::show(const alerts::channels::DesktopMessage& message) {
    if (!m_connected)
        return fail(ErrorCode::Unsupported,
                    "This desktop has no session bus, so it cannot show notifications.",
                    "Use another channel, or start the window inside a desktop session.");
    m_deliver([this, message] { tell(message); });
    return {};
}

void DesktopNotices::tell(const alerts::channels::DesktopMessage& message) {
    QDBusMessage call = QDBusMessage::createMethodCall(kService, kPath, kService, QStringLiteral("Notify"));
    const auto known = m_ids.find(message.groupKey);
    QVariantMap hints;
    hints[QStringLiteral("urgency")] = QVariant::fromValue(message.urgent ? kUrgent : kNormal);
    hints[QStringLiteral("desktop-entry")] = QStringLiteral("tributary");
    // Pairs of a key and what the button says; "default" is a click on the message itself.
    QStringList actions{QStringLiteral("default"), tr("Open"), QStringLiteral("open"), tr("Open")};
    if (!message.fingerprints.empty()) {
        actions << QStringLiteral("silence") << tr("Silence for 1 hour") << QStringLiteral("acknowledge")
                << tr("Acknowledge");
    }
    call << QStringLiteral("Tributary") << (known == m_ids.end() ? 0u : known->second)
         << (message.firing ? QStringLiteral("dialog-warning") : QStringLiteral("dialog-information"))
         << make::text(message.title) << make::text(message.text).toHtmlEscaped() << actions << hints
         << kOwnTime;
    auto* watcher = new QDBusPendingCallWatcher(m_bus.asyncCall(call), this);
    connect(watcher, &QDBusPendingCallWatcher::finished, this, [this, watcher, message] {
        const QDBusPendingReply<uint> reply = *watcher;
        if (!reply.isError()) shown(reply.value(), message);
        watcher->deleteLater();
    });
}

void DesktopNotices::shown(uint32_t id, const alerts::channels::DesktopMessage& message) {
    m_ids[message.groupKey] = id;
    m_shown[id] = {message.groupKey, message.fingerprints};
    Q_EMIT displayed(message.groupKey);
}

void DesktopNotices::invoked(uint id, const QString& key) {
    const auto found = m_shown.find(id);
    if (found == m_shown.end()) return;  // another program's
    const std::vector<std::string> fingerprints = found->second.fingerprints;
    if (key == QLatin1String("silence")) {
        Q_EMIT actionWanted(Action::Silence, fingerprints);
    } else if (key == QLatin1String("acknowledge")) {
        Q_EMIT actionWanted(Action::Acknowledge, fingerprints);
    } else {
        Q_EMIT actionWanted(Action::Open, fingerprints);
    }
}

void DesktopNotices::closed(uint id, uint) {
    const auto found = m_shown.find(id);
    if (found == m_shown.end()) return;
    m_ids.erase(found->second.group);
    m_shown.erase(found);
}

}  // namespace tributary::ui
