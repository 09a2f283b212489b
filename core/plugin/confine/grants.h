// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <chrono>
#include <cstdint>
#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

#include "core/base/error.h"

namespace tributary::plugin {

/// What one plugin process may do; everything else is refused. All paths are absolute. A path that does not
/// exist when the process starts grants nothing, and neither does one whose last part is a link.
struct Grants {
    /// "db.example.com:5432", "[2001:db8::1]:443", "127.0.0.1:*", "*.example.com:443" (any name below
    /// example.com, not example.com itself). Empty: no network at all.
    std::vector<std::string> networkHosts;
    std::vector<std::filesystem::path> readPaths;  ///< files, or folders with all below them
    /// The same, to read and write. Of a file that is not there yet, its folder must be granted instead.
    std::vector<std::filesystem::path> writePaths;
    std::vector<std::string> systemFiles;  ///< named sets: "odbc", "proc"; an unknown name grants nothing
    std::filesystem::path packageFolder;   ///< read; holds the plugin's library
    std::filesystem::path dataFolder;      ///< read and write; the process's working folder. Empty: none
    uint64_t memoryBytes = uint64_t{512} << 20;
    uint64_t dataBytes = uint64_t{1} << 30;  ///< on the disk, of the data folder with all below it
    uint64_t dataFiles = 20'000;             ///< files and folders in it
    std::chrono::seconds callTimeout{60};    ///< the longest silence within one call; 0: unlimited
    unsigned threads = 16;                   ///< beside those of the sandbox itself
};

/// What a person can do about a data folder that is beyond its limits.
std::string dataFolderHint(const Grants& grants);

/// The way grants travel to the child.
std::string encodeGrants(const Grants& grants);
Result<Grants> decodeGrants(std::string_view text);

}  // namespace tributary::plugin
