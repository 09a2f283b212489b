// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <sys/types.h>

#include <filesystem>
#include <string>
#include <vector>

#include "core/plugin/confine/grants.h"

namespace tributary::plugin {

/// Which opens Landlock will refuse, to tell them: it decides nothing itself. One thread.
class PathRules {
  public:
    PathRules(const Grants& grants, pid_t process);

    /// The path as a person knows it, if opening it with `flags` (open(2)) is outside of what was granted and
    /// there is something to open; else empty.
    std::string blocked(const std::string& path, int folder, int flags) const;

  private:
    using Paths = std::vector<std::filesystem::path>;
    static void add(Paths& list, const std::filesystem::path& path);
    static bool within(const Paths& list, const std::filesystem::path& path);

    std::string m_process;
    Paths m_readable;
    Paths m_writable;
};

}  // namespace tributary::plugin
