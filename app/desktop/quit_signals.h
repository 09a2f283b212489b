// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QtCore/QObject>
#include <thread>

namespace tributary::desktop {

/// SIGTERM, SIGINT and SIGHUP close the window as its own button does: tabs are given back, statements end on
/// their servers, spilled rows go. A second signal ends the program at once. Made in main before any other
/// thread.
class QuitSignals : public QObject {
    Q_OBJECT

  public:
    QuitSignals();
    ~QuitSignals() override;

  Q_SIGNALS:
    void quitWanted();  ///< in the thread this object lives in

  private:
    std::thread m_thread;
};

}  // namespace tributary::desktop
