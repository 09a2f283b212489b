// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <chrono>
#include <string>
#include <string_view>

#include "app/cli/exit_status.h"
#include "core/base/cancel_token.h"
#include "core/base/error.h"

namespace tributary::cli {

/// Error::nativeCode of writing to a pipe nobody reads any more: a quiet end (`| head`).
inline constexpr const char* kClosedPipe = "EPIPE";

/// Prints the error to stderr (with line, column and a caret when it has a position in `script`) and gives
/// the exit status it stands for. Nothing in the texts can control the terminal.
ExitStatus report(const Error& error, std::string_view script = {});

/// A note to stderr.
void note(const std::string& text);

/// "1 row", "2 rows".
std::string counted(uint64_t count, std::string_view what);

/// Asks on the terminal; y or yes agrees, anything else does not. InvalidArgument when there is no terminal,
/// Cancelled on Ctrl+C.
Result<bool> askYes(const std::string& question, const CancelToken& token);

/// Asks on the terminal without echo. InvalidArgument when there is no terminal, Cancelled on Ctrl+C.
Result<std::string> askSecret(const std::string& prompt, const CancelToken& token);

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
