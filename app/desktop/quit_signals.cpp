// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/desktop/quit_signals.h"

#include <pthread.h>
#include <signal.h>
#include <unistd.h>

#include <QtCore/QMetaObject>

namespace tributary::desktop {
namespace {

sigset_t watched() {
    sigset_t set;
    sigemptyset(&set);
    for (const int signal : {SIGTERM, SIGINT, SIGHUP}) sigaddset(&set, signal);
    sigaddset(&set, SIGUSR2);  // sent by ourselves: the watching ends
    return set;
}

}  // namespace

QuitSignals::QuitSignals() {
    const sigset_t set = watched();
    pthread_sigmask(SIG_BLOCK, &set, nullptr);
    m_thread = std::thread([this] {
        const sigset_t waitFor = watched();
        bool wanted = false;
        for (int received = 0; sigwait(&waitFor, &received) == 0 && received != SIGUSR2;) {
            if (wanted) _exit(128 + received);
            wanted = true;
            QMetaObject::invokeMethod(this, &QuitSignals::quitWanted, Qt::QueuedConnection);
        }
    });
}

QuitSignals::~QuitSignals() {
    pthread_kill(m_thread.native_handle(), SIGUSR2);
    m_thread.join();
}

}  // namespace tributary::desktop
