// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string>
#include <vector>

#include "core/base/cancel_token.h"

namespace tributary::alerts::channels {

struct ProcessResult {
    int status = 0;      ///< exit status; 128 + n when signal n ended it
    std::string output;  ///< both streams, the first 64 KiB
};

/// Runs a program by its path with arguments, no shell: its own process group, only the given environment, no
/// open file but its three streams. The group is killed when the token is cancelled. Errors: NotFound,
/// Permission, Resource, Cancelled, Timeout.
Result<ProcessResult> runProcess(const std::vector<std::string>& command,
                                 const std::vector<std::string>& environment, const std::string& input,
                                 const CancelToken& token);

}  // namespace tributary::alerts::channels
