// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QtCore/QElapsedTimer>
#include <QtCore/QObject>
#include <QtCore/QTimer>
#include <functional>
#include <vector>

#include "app/desktop/application.h"

namespace tributary::shots {

/// One view: what leads to it, when it is there, and the name of its picture (empty: none).
struct Step {
    QString name;
    std::function<void()> act;
    std::function<bool()> ready;
};

/// Walks through steps in the event loop and saves a picture of the screen after each. `finished` tells
/// whether every view came up in time.
class ShotTaker : public QObject {
    Q_OBJECT

  public:
    ShotTaker(QString folder, QString suffix, std::vector<Step> steps);
    void start();

  Q_SIGNALS:
    void finished(bool ok);

  private:
    void begin();
    void poll();
    void take();

    QString m_folder;
    QString m_suffix;
    std::vector<Step> m_steps;
    size_t m_next = 0;
    QTimer m_poll;
    QElapsedTimer m_clock;
    bool m_ok = true;
};

}  // namespace tributary::shots
