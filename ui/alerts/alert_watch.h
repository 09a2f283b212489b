// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QtCore/QObject>
#include <QtCore/QTimer>
#include <memory>

#include "core/store/workspace.h"
#include "ui/alerts/alert_desk.h"
#include "ui/async/background.h"

namespace tributary::ui {

/// Keeps what the window shows of the workspace's alerts up to date: looks every few seconds whether the one
/// who evaluates, or somebody else, wrote anything. UI thread; reading is done in the background.
class AlertWatch : public QObject {
    Q_OBJECT

  public:
    AlertWatch(const std::string& workspacePath, Background& background, QObject* parent = nullptr);

    /// What was read last; never null, empty before the first `changed`.
    const std::shared_ptr<const AlertPicture>& picture() const { return m_picture; }
    const std::shared_ptr<AlertDesk>& desk() const { return m_desk; }
    bool isLoaded() const { return m_loaded; }
    /// Nothing is being read.
    bool isSettled() const { return m_loaded && !m_busy; }
    size_t firing() const;

    void reload();
    /// Runs a change of the alerts file in the background, then reads again; an error is told by `failed`.
    void change(std::function<Result<void>(AlertDesk&)> work, std::function<void()> done = {});

  Q_SIGNALS:
    void changed();
    void failed(const QString& message);

  private:
    void look();
    void take(Result<AlertPicture> picture);

    Background& m_background;
    std::shared_ptr<AlertDesk> m_desk;
    std::shared_ptr<const AlertPicture> m_picture;
    QTimer m_timer;
    QString m_lastFailure;
    bool m_loaded = false;
    bool m_busy = false;
    bool m_again = false;
};

}  // namespace tributary::ui
