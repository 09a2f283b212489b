// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "core/base/error.h"

namespace tributary::plugin {

/// One file of a package, as the central directory has it.
struct ZipEntry {
    std::string name;
    uint64_t packedSize = 0;
    uint64_t size = 0;
    uint64_t offset = 0;  ///< of its local header
};

/// Reads the directory and every local header of the zip file behind `descriptor` and refuses whatever a
/// package has no need for, before any byte is unpacked: zip64, encryption, spanning, comments, data before,
/// between or after, overlapping entries, headers that contradict each other, streamed entries, methods but
/// store and deflate, links, devices, folders, setuid modes, unsafe, repeated or case-colliding names, more
/// than kEntryLimit entries, kExtractedLimit bytes or a ratio above kRatioLimit. Corrupt names the entry and
/// the reason. By name of the entry.
Result<std::vector<ZipEntry>> checkZip(int descriptor);

}  // namespace tributary::plugin
