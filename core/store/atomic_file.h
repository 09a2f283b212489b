// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string>
#include <string_view>

#include "core/base/error.h"

namespace tributary::store {

/// Replaces `path` as a whole: a temporary file beside it (mode 0600), fsync, rename, fsync of the folder.
/// After a crash or a full disk either the old or the new content is there.
Result<void> writeAtomically(const std::string& path, std::string_view content);

/// The whole file; NotFound when there is none. `limit` in bytes: a longer file is Corrupt.
Result<std::string> readWholeFile(const std::string& path, size_t limit);

/// An exclusive lock between processes, held while it lives (flock on `<path>.lock`).
class FileLock {
  public:
    static Result<FileLock> acquire(const std::string& path);
    FileLock(FileLock&& other) noexcept;
    FileLock& operator=(FileLock&&) = delete;
    ~FileLock();

  private:
    explicit FileLock(int file) : m_file(file) {}
    int m_file;
};

}  // namespace tributary::store
