// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string>

namespace tributary::store {

/// A random (version 4) uuid.
std::string newUuid();

}  // namespace tributary::store
