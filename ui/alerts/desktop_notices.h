// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QtCore/QObject>
#include <QtDBus/QDBusConnection>
#include <map>
#include <string>
#include <vector>

#include "core/alerts/channels/channel.h"
#include "ui/async/background.h"

namespace tributary::ui {

/// Messages of the channel "desktop" through the desktop's notification service
/// (org.freedesktop.Notifications). `show` may be called from any thread; the bus is asked in the UI thread,
/// without waiting. A message of firing alerts has buttons; what they ask for is done by who listens.
class DesktopNotices : public QObject, public alerts::channels::DesktopNotifier {
    Q_OBJECT

  public:
    enum class Action { Open, Silence, Acknowledge };

    explicit DesktopNotices(Background& background, QDBusConnection bus = QDBusConnection::sessionBus(),
                            QObject* parent = nullptr);

    Result<void> show(const alerts::channels::DesktopMessage& message) override;

  Q_SIGNALS:
    /// Somebody pressed a button of a message about these alerts.
    void actionWanted(tributary::ui::DesktopNotices::Action action,
                      const std::vector<std::string>& fingerprints);

    /// The desktop shows the message; from now on its buttons are heard.
    void displayed(const std::string& groupKey);

  private Q_SLOTS:
    void invoked(uint id, const QString& key);
    void closed(uint id, uint reason);

  private:
    void tell(const alerts::channels::DesktopMessage& message);
    void shown(uint32_t id, const alerts::channels::DesktopMessage& message);

    struct Shown {
        std::string group;
        std::vector<std::string> fingerprints;
    };
    QDBusConnection m_bus;
    Delivery m_deliver;
    bool m_connected = false;
    std::map<std::string, uint32_t> m_ids;  ///< by group, so that a later message replaces the earlier
    std::map<uint32_t, Shown> m_shown;      ///< by the notification service's id
};

}  // namespace tributary::ui
