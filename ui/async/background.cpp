// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/async/background.h"

#include <QtCore/QMetaObject>
#include <QtCore/QRunnable>
#include <thread>

namespace tributary::ui {

namespace {

constexpr int kPoolThreads = 12;      // a dead host holds one for its connect timeout
constexpr int kPoolExpiryMs = 20000;  // idle threads end: an idle window costs nothing

}  // namespace

Delivery::Delivery(QPointer<QObject> relay, QPointer<QObject> receiver)
    : m_relay(std::move(relay)), m_receiver(std::move(receiver)) {}

void Delivery::operator()(std::function<void()> closure) const {
    // The relay outlives every job (Background waits for them), so it may be used from here; the receiver is
    // only looked at in the UI thread.
    QMetaObject::invokeMethod(
        m_relay.data(),
        [receiver = m_receiver, closure = std::move(closure)] {
            if (receiver) closure();
        },
        Qt::QueuedConnection);
}

Background::Background(QObject* parent) : QObject(parent) {
    m_pool.setMaxThreadCount(kPoolThreads);
    m_pool.setExpiryTimeout(kPoolExpiryMs);
}

Background::~Background() {
    cancelAll();
    std::unique_lock lock(m_mutex);
    m_idle.wait(lock, [this] { return m_tokens.empty(); });
}

void Background::cancelAll() {
    std::list<CancelToken> running;
    {
        std::lock_guard lock(m_mutex);
        running = m_tokens;
    }
    for (const CancelToken& token : running) token.cancel();
}

bool Background::isIdle() const {
    std::lock_guard lock(m_mutex);
    return m_tokens.empty();
}

Delivery Background::deliveryTo(QObject* receiver) {
    return Delivery(&m_relay, receiver);
}

void Background::launch(Lane lane, QObject* receiver, const CancelToken& token, std::function<void()> work) {
    std::list<CancelToken>::iterator entry;
    {
        std::lock_guard lock(m_mutex);
        entry = m_tokens.insert(m_tokens.end(), token);
    }
    const auto onDeath = connect(receiver, &QObject::destroyed, &m_relay, [token] { token.cancel(); });
    auto job = [this, entry, onDeath, work = std::move(work)]() mutable {
        work();
        work = nullptr;  // what it captured dies before the job counts as ended
        QObject::disconnect(onDeath);
        jobEnded(entry);
    };
    if (lane == Lane::Pool) {
        m_pool.start(std::move(job));
    } else {
        std::thread(std::move(job)).detach();
    }
}

void Background::jobEnded(std::list<CancelToken>::iterator entry) {
    std::lock_guard lock(m_mutex);
    m_tokens.erase(entry);
    if (!m_tokens.empty()) return;
    QMetaObject::invokeMethod(
        &m_relay,
        [this] {
            if (isIdle()) Q_EMIT idle();
        },
        Qt::QueuedConnection);
    m_idle.notify_all();
}

void Background::dispose(std::shared_ptr<const void> object) {
    run(
        this, [object = std::move(object)](const CancelToken&) mutable { object.reset(); }, [] {});
}

}  // namespace tributary::ui
