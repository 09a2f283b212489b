// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/bench/window/window_bench.h"

#include <QtCore/QDateTime>
#include <QtCore/QEvent>
#include <QtWidgets/QApplication>
#include <cstdio>
#include <utility>

#include "ui/results/grid_page.h"
#include "ui/results/result_pane.h"

namespace tributary::bench {
namespace {
constexpr int kPollMs = 2;
constexpr qint64 kSettledMs = 500;
constexpr qint64 kLongestMs = 60'000;
}  // namespace

WindowBench::WindowBench(desktop::Application& application) : m_application(application) {
    m_poll.setTimerType(Qt::PreciseTimer);
    m_poll.setInterval(kPollMs);
    connect(&m_poll, &QTimer::timeout, this, &WindowBench::poll);
    qApp->installEventFilter(this);
}

ui::RunView* WindowBench::runView() const {
    auto* pane = tab() ? tab()->findChild<ui::ResultPane*>() : nullptr;
    return pane ? pane->currentView() : nullptr;
}

const ui::Run* WindowBench::run() const {
    auto* shown = runView();
    return shown ? shown->run().get() : nullptr;
}

void WindowBench::open(const QString& sql) const {
    ui::NewQuery query;
    query.sql = sql;
    query.run = true;
    view()->openQuery(query);
}

void WindowBench::start(std::vector<Measurement> measurements) {
    m_measurements = std::move(measurements);
    m_next = 0;
    m_acted = false;
    m_waiting.start();
    if (!m_measurements.empty() && m_measurements.front().before) m_measurements.front().before();
    m_poll.start();
}

void WindowBench::begin() {
    m_acted = true;
    m_reachedMs = -1;
    m_startedAt = QDateTime::currentMSecsSinceEpoch();
    m_clock.start();
    m_measurements[m_next].act();
}

bool WindowBench::eventFilter(QObject* watched, QEvent* event) {
    if (event->type() != QEvent::Paint || !m_acted || m_next >= m_measurements.size()) return false;
    const Measurement& now = m_measurements[m_next];
    auto* shown = now.painted ? runView() : nullptr;
    if (!shown || watched != shown->gridPage().grid().viewport() || !now.reached()) return false;
    // The filter sees the event before the widget: painting itself is part of what is waited for.
    if (m_reachedMs < 0 || now.settled) {
        QTimer::singleShot(0, this, [this, step = m_next] {
            if (step == m_next) m_reachedMs = static_cast<double>(m_clock.nsecsElapsed()) / 1e6;
        });
    }
    return false;
}

void WindowBench::poll() {
    const Measurement& now = m_measurements[m_next];
    if (m_waiting.elapsed() > kLongestMs) {
        std::fprintf(stderr, "'%s' was not reached in a minute\n", qPrintable(now.name));
        m_poll.stop();
        Q_EMIT finished(false);
        return;
    }
    if (!m_acted) {
        if (!now.quiet || now.quiet()) begin();
        return;
    }
    if (!now.painted && m_reachedMs < 0 && now.reached()) {
        m_reachedMs = static_cast<double>(m_clock.nsecsElapsed()) / 1e6;
    }
    if (m_reachedMs < 0) return;
    const double since = static_cast<double>(m_clock.nsecsElapsed()) / 1e6 - m_reachedMs;
    if (now.settled && since < static_cast<double>(kSettledMs)) return;
    report();
}

void WindowBench::report() {
    std::printf("%s %.1f %lld\n", qPrintable(m_measurements[m_next].name), m_reachedMs,
                static_cast<long long>(m_startedAt));
    std::fflush(stdout);
    m_acted = false;
    m_waiting.start();
    if (++m_next == m_measurements.size()) {
        m_poll.stop();
        Q_EMIT finished(true);
        return;
    }
    if (m_measurements[m_next].before) m_measurements[m_next].before();
}

}  // namespace tributary::bench
