// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/alerts/alert_watch.h"

#include <algorithm>

#include "ui/widgets/make.h"

namespace tributary::ui {

namespace {

constexpr int kLookMs = 2500;
constexpr alerts::Duration kHistorySpan = std::chrono::hours(24 * 7);

}  // namespace

AlertWatch::AlertWatch(const std::string& workspacePath, Background& background, QObject* parent)
    : QObject(parent),
      m_background(background),
      m_desk(std::make_shared<AlertDesk>(workspacePath)),
      m_picture(std::make_shared<const AlertPicture>()) {
    connect(&m_timer, &QTimer::timeout, this, &AlertWatch::look);
    m_timer.start(kLookMs);
}

size_t AlertWatch::firing() const {
    return size_t(
        std::count_if(m_picture->active.begin(), m_picture->active.end(), [](const ActiveAlert& alert) {
            return urgency(alert.instance.state) <= urgency("recovering") && alert.silencedBy.empty();
        }));
}

void AlertWatch::reload() {
    if (m_busy) {
        m_again = true;
        return;
    }
    m_busy = true;
    m_background.run(
        this, [desk = m_desk](const CancelToken&) { return desk->load(kHistorySpan); },
        [this](Result<AlertPicture> picture) { take(std::move(picture)); });
}

void AlertWatch::look() {
    if (m_busy) return;
    if (!m_loaded) return reload();
    m_busy = true;
    m_background.run(
        this, [desk = m_desk, picture = m_picture](const CancelToken&) { return desk->hasChanged(*picture); },
        [this](Result<bool> differs) {
            m_busy = false;
            if (!differs) return take(fail(std::move(differs.error())));
            // Pending, silenced and "ends in" go on with time even when nobody writes.
            if (*differs || m_again || !m_picture->active.empty()) {
                m_again = false;
                reload();
            }
        });
}

void AlertWatch::take(Result<AlertPicture> picture) {
    m_busy = false;
    m_loaded = true;
    if (picture) {
        m_lastFailure.clear();
        m_picture = std::make_shared<const AlertPicture>(std::move(*picture));
    } else if (const QString message = make::errorText(picture.error()); message != m_lastFailure) {
        m_lastFailure = message;
        Q_EMIT failed(message);
    }
    Q_EMIT changed();
    if (!std::exchange(m_again, false)) return;
    reload();
}

void AlertWatch::change(std::function<Result<void>(AlertDesk&)> work, std::function<void()> done) {
    m_background.run(
        this, [desk = m_desk, work = std::move(work)](const CancelToken&) { return work(*desk); },
        [this, done = std::move(done)](Result<void> result) {
            if (!result) return void(Q_EMIT failed(make::errorText(result.error())));
            if (done) done();
            reload();
        });
}

}  // namespace tributary::ui
