// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/error.h"

namespace tributary::plugin {

/// What became of the system call filter.
struct Filter {
    bool active = false;
    int listener = -1;  ///< where the calls that are told arrive; -1: they are refused without being told
};

/// Puts this process (which has one thread) under the filter for good. `tell`: try for a listener. An error
/// means that a filter could not be made; a kernel without filters gives an inactive one.
Result<Filter> applyFilter(bool tell);

}  // namespace tributary::plugin
