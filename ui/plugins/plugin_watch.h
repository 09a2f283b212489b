// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QtCore/QObject>
#include <QtCore/QTimer>
#include <functional>
#include <memory>

#include "ui/async/background.h"
#include "ui/plugins/plugin_picture.h"

namespace tributary::ui {

/// Keeps what the plugin manager shows up to date while somebody looks, and makes its changes. UI thread;
/// reading and writing is done in the background.
class PluginWatch : public QObject {
    Q_OBJECT

  public:
    PluginWatch(PluginServices services, Background& background, QObject* parent = nullptr);

    const PluginServices& services() const { return m_services; }
    /// What was read last; never null, empty before the first `changed`.
    const std::shared_ptr<const PluginPicture>& picture() const { return m_picture; }
    bool isLoaded() const { return m_loaded; }

    void reload();
    /// Looks again every few seconds, for states and figures.
    void setWatching(bool watching);
    /// Runs a change in the background, tells it, then reads again; an error is told by `failed`.
    void change(std::function<Result<void>(const PluginServices&, const CancelToken&)> work,
                std::function<void()> done = {});

  Q_SIGNALS:
    void changed();
    /// Something was installed, removed, enabled, revoked …, here or by another program.
    void setChanged();
    void failed(const QString& message);

  private:
    void take(Result<PluginPicture> picture);

    const PluginServices m_services;
    Background& m_background;
    std::shared_ptr<const PluginPicture> m_picture;
    QTimer m_timer;
    QString m_lastFailure;
    bool m_loaded = false;
    bool m_busy = false;
    bool m_again = false;
};

}  // namespace tributary::ui
