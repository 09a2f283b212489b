// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QtCore/QElapsedTimer>
#include <QtCore/QObject>
#include <QtCore/QTimer>
#include <functional>
#include <vector>

#include "app/desktop/application.h"
#include "ui/results/run_view.h"

namespace tributary::bench {

/// One thing to time in the window: what a person does, and when its effect is on the screen.
struct Measurement {
    QString name;
    std::function<void()> act;
    /// The clock stops when this holds after the grid (or, without `painted`, anything) was looked at.
    std::function<bool()> reached;
    bool painted = false;          ///< only a repaint of the grid's cells counts
    bool settled = false;          ///< … and the last one before half a second without any
    std::function<void()> before;  ///< not timed; `act` follows when `quiet` holds
    std::function<bool()> quiet;
};

/// Drives the real window in its own event loop, one measurement after the other, and prints
/// `name milliseconds unix-milliseconds-at-the-start` for each. UI thread.
class WindowBench : public QObject {
    Q_OBJECT

  public:
    explicit WindowBench(desktop::Application& application);
    void start(std::vector<Measurement> measurements);

    ui::WorkspaceView* view() const { return m_application.window()->workspaceView(); }
    ui::QueryTab* tab() const { return view() ? view()->tabs().current() : nullptr; }
    /// The run on the screen; null without one.
    const ui::Run* run() const;
    ui::RunView* runView() const;
    void open(const QString& sql) const;

    bool eventFilter(QObject* watched, QEvent* event) override;

  Q_SIGNALS:
    void finished(bool ok);

  private:
    void poll();
    void begin();
    void report();

    desktop::Application& m_application;
    std::vector<Measurement> m_measurements;
    size_t m_next = 0;
    QTimer m_poll;
    QElapsedTimer m_clock;
    QElapsedTimer m_waiting;
    qint64 m_startedAt = 0;  ///< Unix time in milliseconds
    double m_reachedMs = -1;
    bool m_acted = false;
};

}  // namespace tributary::bench
