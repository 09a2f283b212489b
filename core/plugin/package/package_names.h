// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstddef>
#include <cstdint>

namespace tributary::plugin {

constexpr const char* kManifestName = "manifest.json";
constexpr const char* kSignatureName = "manifest.json.minisig";
constexpr uint64_t kPackageLimit = uint64_t(200) << 20;    ///< bytes of a package
constexpr uint64_t kExtractedLimit = uint64_t(500) << 20;  ///< bytes of all its files
constexpr size_t kEntryLimit = 500;
constexpr uint64_t kRatioLimit = 100;  ///< extracted to packed size of one file
constexpr size_t kSignatureLimit = 16 * 1024;

}  // namespace tributary::plugin
