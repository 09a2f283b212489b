// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <chrono>
#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

namespace tributary::plugin {

/// What one plugin process may do. Everything that is not named is refused. A value without behaviour: the
/// host fills it from the manifest and from what the user typed, the sandbox enforces it.
struct Grants {
    std::vector<std::string> networkHosts;  ///< "db.example.com:5432", "*.example.com:443", "10.0.0.1:*"
    std::vector<std::filesystem::path> readPaths;   ///< files, or folders with all below them
    std::vector<std::filesystem::path> writePaths;  ///< also readable
    std::vector<std::string> systemFiles;           ///< named sets the program knows: "odbc", "proc"
    std::filesystem::path packageFolder;            ///< readable
    std::filesystem::path dataFolder;               ///< writable; empty: none
    uint64_t memoryBytes = 512ULL << 20;
    std::chrono::seconds callTimeout{60};  ///< the longest silence of a running call; 0: no limit
    unsigned threads = 16;
};

}  // namespace tributary::plugin
