// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string>

#include "core/base/cancel_token.h"

namespace tributary::cli {

/// All bytes of a file, or of standard input for "-". NotFound when there is no such file, Io when it cannot
/// be read (a folder, say), Cancelled while it waits for a terminal or a pipe.
Result<std::string> readAll(const std::string& path, const CancelToken& token);

/// Fit to be a federated statement: UTF-8 without NUL bytes, which would end it silently. A byte order mark
/// at its start is taken off. `what` names the text in the error: "The file 'x.sql'".
Result<std::string> sqlText(std::string bytes, const std::string& what);

}  // namespace tributary::cli
