// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/interrupt.h"

#include <pthread.h>
#include <signal.h>
#include <unistd.h>

#include "app/cli/exit_status.h"

namespace tributary::cli {
namespace {

sigset_t watched() {
    sigset_t set;
    sigemptyset(&set);
    sigaddset(&set, SIGINT);
    sigaddset(&set, SIGTERM);
    sigaddset(&set, SIGUSR2);  // sent by ourselves: the watching ends
    return set;
}

}  // namespace

Interrupt::Interrupt() {
    signal(SIGPIPE, SIG_IGN);
    const sigset_t set = watched();
    pthread_sigmask(SIG_BLOCK, &set, nullptr);
    m_thread = std::thread([token = m_token] {
        const sigset_t waitFor = watched();
        for (int received = 0; sigwait(&waitFor, &received) == 0 && received != SIGUSR2;) {
            if (token.isCancelled()) _exit(kInterrupted);
            token.cancel();
        }
    });
}

Interrupt::~Interrupt() {
    pthread_kill(m_thread.native_handle(), SIGUSR2);
    m_thread.join();
}

void Interrupt::dieOfClosedPipe() {
    signal(SIGPIPE, SIG_DFL);
    raise(SIGPIPE);
    _exit(kBrokenPipe);  // only when whoever started us has blocked the signal
}

}  // namespace tributary::cli
