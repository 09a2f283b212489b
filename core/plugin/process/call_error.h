// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string>
#include <vector>

#include "core/base/error.h"
#include "core/plugin/wire/failure.h"

namespace tributary::plugin {

/// A plugin's failure in our terms. `opening`: the call was to connect, so a failure of no particular kind is
/// the connection's. None of `secrets` shows.
Error callError(const Failure& failure, const std::string& label, bool opening,
                const std::vector<std::string>& secrets);

}  // namespace tributary::plugin
