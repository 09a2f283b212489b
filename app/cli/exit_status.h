// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/error.h"

namespace tributary::cli {

/// What the shell is told; docs/cli.md has the list.
enum ExitStatus {
    kOk = 0,
    kQueryError = 1,
    kUsage = 2,
    kConnection = 3,
    kNotFound = 4,
    kInterrupted = 130,
    kBrokenPipe = 141,  ///< main ends the program by SIGPIPE, which shells show so
};

}  // namespace tributary::cli
