// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string>

namespace tributary::cli {

/// Generates the demo (nothing happens when it is there) and prints the path of a workspace that has it:
/// `workspace` when it is given, its data then in the folder `<workspace>.data`; else one of its own in the
/// user's data folder.
int makeDemo(const std::string& workspace);

}  // namespace tributary::cli
