// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string>

#include "core/base/error.h"

namespace tributary::engine {

/// A private folder for rows that do not fit into memory, removed with its contents when this object goes. A
/// program that was killed leaves its folder behind: a lock on a file in it, which ends with the process,
/// tells the next one that nobody needs it any more. Thread-safe as any object that does not change.
class SpillFolder {
  public:
    SpillFolder() = default;
    SpillFolder(SpillFolder&& other) noexcept;
    SpillFolder& operator=(SpillFolder&& other) noexcept;
    ~SpillFolder();

    /// Below TMPDIR, after `sweep` there.
    static Result<SpillFolder> make();
    /// Removes the folders in `parent` that processes of this user have left; what cannot be removed stays.
    static void sweep(const std::string& parent);

    const std::string& path() const { return m_path; }

  private:
    void remove() noexcept;

    std::string m_path;
    int m_lock = -1;  ///< open while the folder is ours
};

}  // namespace tributary::engine
