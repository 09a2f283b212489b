// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <chrono>
#include <functional>
#include <string>
#include <vector>

#include "core/base/cancel_token.h"

namespace tributary::net {

/// Looks a name up as getaddrinfo does: fills numeric addresses and gives 0 or an EAI_ code. Blocks.
using Lookup = std::function<int(const std::string& host, std::vector<std::string>& addresses)>;

/// The system's own.
int systemLookup(const std::string& host, std::vector<std::string>& addresses);

/// Numeric addresses of `host`, best first. A lookup cannot be stopped, and client libraries that do it
/// inside their connect call ignore cancel and time limit meanwhile: it runs in a thread that nobody waits
/// for longer than the token and `limit` (0: none) allow. Any thread. Connection error when the name is not
/// found.
Result<std::vector<std::string>> resolveHost(const std::string& host, std::chrono::milliseconds limit,
                                             const CancelToken& token, const Lookup& lookup = systemLookup);

}  // namespace tributary::net
