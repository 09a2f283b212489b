// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/plugin/package/program_folders.h"

#include <cstdlib>

namespace tributary::plugin {

std::filesystem::path shareFolder() {
    if (const char* given = std::getenv("TRIBUTARY_SHARE"); given && *given) return given;
    std::error_code failed;
    const auto program = std::filesystem::read_symlink("/proc/self/exe", failed);
    return program.parent_path().parent_path() / "share" / "tributary";
}

}  // namespace tributary::plugin
