// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/shots/shot_taker.h"

#include <QtCore/QDir>
#include <QtGui/QGuiApplication>
#include <QtGui/QPixmap>
#include <QtGui/QScreen>
#include <cstdio>
#include <utility>

namespace tributary::shots {

namespace {

constexpr int kPollMs = 50;
constexpr int kSettleMs = 400;  // hover, caret and scroll bars come to rest
constexpr int kLongestMs = 60'000;

}  // namespace

ShotTaker::ShotTaker(QString folder, QString suffix, std::vector<Step> steps)
    : m_folder(std::move(folder)), m_suffix(std::move(suffix)), m_steps(std::move(steps)) {
    m_poll.setInterval(kPollMs);
    connect(&m_poll, &QTimer::timeout, this, &ShotTaker::poll);
}

void ShotTaker::start() {
    QDir().mkpath(m_folder);
    begin();
}

void ShotTaker::begin() {
    if (m_next == m_steps.size()) {
        Q_EMIT finished(m_ok);
        return;
    }
    m_steps[m_next].act();
    m_clock.start();
    m_poll.start();
}

void ShotTaker::poll() {
    const Step& step = m_steps[m_next];
    const bool late = m_clock.elapsed() > kLongestMs;
    if (!late && step.ready && !step.ready()) return;
    m_poll.stop();
    if (late) {
        m_ok = false;
        std::fprintf(stderr, "shots: '%s' did not come up\n", qPrintable(step.name));
    }
    QTimer::singleShot(kSettleMs, this, &ShotTaker::take);
}

void ShotTaker::take() {
    const QString name = m_steps[m_next].name;
    if (!name.isEmpty()) {
        const QString file = QStringLiteral("%1/%2-%3.png").arg(m_folder, name, m_suffix);
        const QPixmap picture = QGuiApplication::primaryScreen()->grabWindow(0);
        if (!picture.save(file)) {
            m_ok = false;
            std::fprintf(stderr, "shots: cannot write %s\n", qPrintable(file));
        }
    }
    ++m_next;
    begin();
}

}  // namespace tributary::shots
