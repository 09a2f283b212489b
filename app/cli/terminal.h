// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <chrono>
#include <string>
#include <string_view>

#include "app/cli/exit_status.h"
#include "core/base/error.h"

namespace tributary::cli {

/// Prints the error to stderr (with the line and a caret when `statement` is known and it has a position) and
/// gives the exit status it stands for. `lineOffset`: lines before the statement in its script.
ExitStatus report(const Error& error, std::string_view statement = {}, size_t lineOffset = 0);

/// A note to stderr.
void note(const std::string& text);

/// Asks on the terminal without echo. InvalidArgument when there is no terminal.
Result<std::string> askSecret(const std::string& prompt);

/// Running row count on stderr while it is a terminal; erased when done.
class Progress {
  public:
    Progress();
    ~Progress();
    void rows(uint64_t total);

  private:
    const bool m_active;
    bool m_shown = false;
    std::chrono::steady_clock::time_point m_next;
};

}  // namespace tributary::cli
