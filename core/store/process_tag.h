// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string>

namespace tributary::store {

/// Names the calling process so that another one on this machine can tell whether it still runs. Empty where
/// the system does not say.
std::string thisProcessTag();

/// True only when it is certain: a process of this boot and this process namespace that has ended. A tag of
/// another machine, or an empty one, is never gone: its heartbeat tells.
bool isProcessGone(const std::string& tag);

}  // namespace tributary::store
