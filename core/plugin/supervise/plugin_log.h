// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <filesystem>
#include <mutex>
#include <string>
#include <string_view>
#include <vector>

#include "core/base/error.h"

namespace tributary::plugin {

/// The log of one plugin: lines of "2026-11-21T18:04:05.123Z warning text" in a file for its owner alone. A
/// full file becomes `<file>.1`, and that one `<file>.2`; older ones go. Several processes may append.
/// Thread-safe; a line that cannot be written is lost: a full disk must not stop a query.
class PluginLog {
  public:
    static constexpr uint64_t kLargestFile = 1 << 20;

    explicit PluginLog(std::filesystem::path file, uint64_t largest = kLargestFile);

    const std::filesystem::path& file() const { return m_file; }
    void write(std::string_view level, std::string_view text) noexcept;
    /// The last lines, oldest first, across the files.
    Result<std::vector<std::string>> tail(size_t lines) const;

  private:
    std::filesystem::path rotated(int number) const;
    void rotate();

    const std::filesystem::path m_file;
    const uint64_t m_largest;
    mutable std::mutex m_mutex;
};

}  // namespace tributary::plugin
