// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QtCore/QObject>
#include <map>
#include <mutex>
#include <string>

#include "core/alerts/channels/channel.h"
#include "ui/async/background.h"

namespace tributary::ui {

/// Messages of the channel "desktop" through the desktop's notification service
/// (org.freedesktop.Notifications). `show` may be called from any thread; the bus is asked in the UI thread,
/// without waiting.
class DesktopNotices : public QObject, public alerts::channels::DesktopNotifier {
    Q_OBJECT

  public:
    explicit DesktopNotices(Background& background, QObject* parent = nullptr);

    Result<void> show(const alerts::channels::DesktopMessage& message) override;

  private:
    void tell(const alerts::channels::DesktopMessage& message);

    Delivery m_deliver;
    bool m_connected = false;
    std::map<std::string, uint32_t>
        m_shown;  ///< by group: the service's id, so that a later message replaces it
};

}  // namespace tributary::ui
