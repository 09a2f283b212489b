// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <thread>

#include "core/base/cancel_token.h"

namespace tributary::cli {

/// Turns Ctrl+C and SIGTERM into a cancel of the token; the second one ends the program at once. Made first
/// thing in main: threads started later inherit the blocked signals. Also makes writing to a closed pipe an
/// error, not a death.
class Interrupt {
  public:
    Interrupt();
    ~Interrupt();
    const CancelToken& token() const { return m_token; }
    /// Ends the program as SIGPIPE does, which is what shells expect of a program whose reader went away.
    [[noreturn]] void dieOfClosedPipe();

  private:
    const CancelToken m_token;
    std::thread m_thread;
};

}  // namespace tributary::cli
