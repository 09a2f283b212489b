// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <filesystem>
#include <optional>
#include <string>

#include "core/base/error.h"
#include "core/plugin/package/manifest.h"
#include "core/plugin/package/minisign.h"

namespace tributary::plugin {

/// A package that was made, not yet on disk.
struct MadePackage {
    Manifest manifest;
    std::string fileName;  ///< "<id>-<version>-<platform>.tplug"
    std::string bytes;
};

/// Packs a plugin's folder: manifest.json, the entry file (in the folder, or below its build/), lib/,
/// assets/, data/, examples/, README.md, LICENSE*, NOTICE*. The same folder and key give the same bytes.
/// Without a key the package is unsigned. InvalidArgument names what is wrong in the folder.
Result<MadePackage> packFolder(const std::filesystem::path& folder, const SecretKey* key);

/// The same content under another key's signature (or none).
Result<MadePackage> signPackage(const std::filesystem::path& package, const SecretKey& key);

/// What the signature of a manifest says in its trusted comment: "id=… version=…".
std::string trustedCommentOf(const Manifest& manifest);

/// The package of one shared object nobody packed: `manifest` without `files`, unsigned.
Result<MadePackage> packLibrary(const std::string& manifestText, const std::filesystem::path& library);

}  // namespace tributary::plugin
