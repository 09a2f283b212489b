// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QtCore/QObject>
#include <memory>

#include "core/engine/workbench.h"
#include "core/plugin/apply/steps.h"
#include "ui/alerts/alert_watch.h"
#include "ui/alerts/desktop_notices.h"

namespace tributary::ui {

/// Evaluates the workspace's rules and sends what comes of them while the window is open and no service does:
/// the same object as the service's, under the same lease. Begins when there is a first rule. UI thread.
class WindowEvaluator : public QObject {
    Q_OBJECT

  public:
    WindowEvaluator(engine::Workbench& workbench, Background& background, AlertWatch& watch,
                    const QString& language, const plugin::Steps* plugins = nullptr,
                    QObject* parent = nullptr);
    ~WindowEvaluator() override;

    /// Gives the lease back, off the UI thread; before the window closes.
    void stop();

  Q_SIGNALS:
    void failed(const QString& message);
    /// What the service would print: who took over, what could not be sent.
    void told(const QString& line);
    /// A message on the desktop was clicked; empty: of an alert that is over.
    void openWanted(const QString& fingerprint);

  private:
    void begin();
    void act(DesktopNotices::Action action, const std::vector<std::string>& fingerprints);

    struct Parts;
    engine::Workbench& m_workbench;
    Background& m_background;
    AlertWatch& m_watch;
    const std::string m_language;
    const plugin::Steps* m_plugins;  ///< who sends for the channels of plugins; may be null
    std::shared_ptr<DesktopNotices> m_notices;
    std::shared_ptr<Parts> m_parts;
    bool m_begun = false;
    bool m_stopped = false;
};

}  // namespace tributary::ui
