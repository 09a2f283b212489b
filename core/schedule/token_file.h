// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string>

#include "core/base/error.h"

namespace tributary::schedule {

/// "<workspace>.token": who may read it may change alerts by HTTP.
std::string tokenPath(const std::string& workspacePath);

/// The token in that file, which is made, for its owner alone, when it is not there. Permission when others
/// could read it.
Result<std::string> readOrMakeToken(const std::string& workspacePath);

}  // namespace tributary::schedule
