// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <functional>
#include <map>
#include <string>
#include <vector>

namespace tributary::plugin::test {

using Arguments = std::vector<std::string>;
using Actions = std::map<std::string, std::function<std::string(const Arguments&)>>;

/// "ok", or the name of errno.
std::string told(long result);
/// Ways round the lock-down, each of which once led somewhere.
Actions misdeeds();

}  // namespace tributary::plugin::test
