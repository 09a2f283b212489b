// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QtCore/QObject>
#include <QtCore/QPointer>
#include <QtCore/QThreadPool>
#include <condition_variable>
#include <functional>
#include <list>
#include <memory>
#include <mutex>
#include <type_traits>
#include <utility>

#include "core/base/cancel_token.h"

namespace tributary::ui {

/// Carries closures from any thread to one receiver in the UI thread, through the program's one relay object.
/// What arrives after the receiver has died is dropped. Made in the UI thread, copied and called in any.
class Delivery {
  public:
    void operator()(std::function<void()> closure) const;

  private:
    friend class Background;
    Delivery(QPointer<QObject> relay, QPointer<QObject> receiver);
    QPointer<QObject> m_relay;
    QPointer<QObject> m_receiver;
};

/// Runs work off the UI thread and hands its value back in the UI thread. One per program, owned by the
/// composition root, outlives every receiver's work: its destructor (after the event loop has ended) cancels
/// what still runs and waits for it. All members are called in the UI thread only.
class Background : public QObject {
    Q_OBJECT

  public:
    enum class Lane {
        Pool,       ///< short work: metadata, the workspace file, the keyring
        OwnThread,  ///< a query: may take hours and must not starve the pool
    };

    explicit Background(QObject* parent = nullptr);
    ~Background() override;

    /// Runs `work(const CancelToken&)`, then `done(value)` in the UI thread if `receiver` still lives. The
    /// token is cancelled when the receiver dies.
    template <typename Work, typename Done>
    CancelToken run(QObject* receiver, Work work, Done done, Lane lane = Lane::Pool);

    Delivery deliveryTo(QObject* receiver);

    /// Asks everything that runs to stop; `idle` follows.
    void cancelAll();
    bool isIdle() const;

    /// Lets go of something whose destructor may take long, off the UI thread.
    void dispose(std::shared_ptr<const void> object);

  Q_SIGNALS:
    void idle();  ///< the last job has ended

  private:
    void launch(Lane lane, QObject* receiver, const CancelToken& token, std::function<void()> work);
    void jobEnded(std::list<CancelToken>::iterator entry);

    QThreadPool m_pool;
    QObject m_relay;
    mutable std::mutex m_mutex;
    std::condition_variable m_idle;
    std::list<CancelToken> m_tokens;
};

template <typename Work, typename Done>
CancelToken Background::run(QObject* receiver, Work work, Done done, Lane lane) {
    using Value = std::invoke_result_t<Work, const CancelToken&>;
    const CancelToken token;
    auto sharedWork = std::make_shared<Work>(std::move(work));
    auto sharedDone = std::make_shared<Done>(std::move(done));
    launch(lane, receiver, token, [token, sharedWork, sharedDone, deliver = deliveryTo(receiver)] {
        if constexpr (std::is_void_v<Value>) {
            (*sharedWork)(token);
            deliver([sharedDone] { (*sharedDone)(); });
        } else {
            auto value = std::make_shared<Value>((*sharedWork)(token));
            deliver([sharedDone, value] { (*sharedDone)(std::move(*value)); });
        }
    });
    return token;
}

}  // namespace tributary::ui
