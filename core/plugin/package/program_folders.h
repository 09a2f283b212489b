// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <filesystem>

namespace tributary::plugin {

/// What is installed beside the program: <bin>/../share/tributary, or TRIBUTARY_SHARE. Has sdk/, repository/
/// and keys/builtin.pub.
std::filesystem::path shareFolder();

}  // namespace tributary::plugin
