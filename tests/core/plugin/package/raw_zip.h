// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace tributary::plugin::test {

/// One entry of a zip file made by hand, sound unless said otherwise.
struct RawEntry {
    std::string name;
    std::string data;
    uint16_t flags = 0;
    uint16_t method = 0;
    uint16_t madeBy = 3 << 8;
    uint32_t attributes = 0100644u << 16;
    std::string extra = {};  ///< of the central header
    std::string comment = {};
    std::optional<std::string> localName = {};  ///< another name in the local header
    std::optional<uint32_t> size = {};          ///< another size than the data's, in both headers
    std::optional<uint32_t> localSize = {};     ///< only in the local one
    std::string behind = {};                    ///< bytes after the data that belong to nothing
};

struct RawZip {
    std::vector<RawEntry> entries;
    std::string before;        ///< bytes in front of the file
    std::string after;         ///< bytes behind its end
    std::string gap;           ///< between the last entry and the directory
    uint16_t countOffset = 0;  ///< added to the number of entries

    std::string bytes() const;
};

}  // namespace tributary::plugin::test
