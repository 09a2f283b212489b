// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <dirent.h>
#include <sys/types.h>

#include <cstdint>
#include <deque>
#include <filesystem>
#include <memory>
#include <string>

#include "core/plugin/confine/descriptor.h"

namespace tributary::plugin {

/// Measures a folder with all below it, a piece at a time, while somebody hostile changes it: follows no
/// link, leaves the folder nowhere, keeps one descriptor open, stops at its limits. One thread.
class FolderSize {
  public:
    struct Limits {
        uint64_t bytes = 0;
        uint64_t files = 0;  ///< folders count
    };
    struct Found {
        uint64_t bytes = 0;  ///< on the disk: a hole in a file costs nothing
        uint64_t files = 0;
        /// A folder that cannot be looked into: only who wants to hide something makes one.
        bool hidden = false;
    };

    FolderSize(const std::filesystem::path& root, Limits limits);

    /// Looks at up to `entries` more. True: all seen, or beyond a limit.
    bool step(size_t entries);
    const Found& found() const { return m_found; }
    bool beyond() const;

  private:
    struct Close {
        void operator()(DIR* folder) const { closedir(folder); }
    };
    bool openNext();
    void count(const char* name);

    const Limits m_limits;
    Descriptor m_root;
    std::deque<std::string> m_waiting;  ///< folders, by their path below the root
    std::unique_ptr<DIR, Close> m_folder;
    std::string m_at;  ///< the path of m_folder, with a '/' at its end; empty: the root
    Found m_found;
};

/// What a process still holds open of files on this folder's disk that have no name any more.
uint64_t namelessBytes(pid_t process, const std::filesystem::path& folder);
/// Does it keep a file of this folder in memory that neither has a name any more nor is open? Nobody can tell
/// the size of such a one.
bool hidesMappedFile(pid_t process, const std::filesystem::path& folder);

}  // namespace tributary::plugin
