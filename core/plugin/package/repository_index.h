// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <chrono>
#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/base/error.h"
#include "core/plugin/package/manifest.h"
#include "core/plugin/package/minisign.h"

namespace tributary::plugin {

constexpr const char* kIndexName = "index.json";
constexpr const char* kIndexSignatureName = "index.json.minisig";
constexpr size_t kIndexLimit = 16u << 20;

struct IndexVersion {
    Version version;
    std::string abiName;
    std::string abiVersion;
    VersionRange host;
    std::string platform;
    std::string glibc;
    std::string url;  ///< relative to the index
    uint64_t size = 0;
    std::string sha256;
    Permissions permissions;
    bool yanked = false;  ///< kept for those that have it, no longer offered
};

struct IndexPlugin {
    std::string id;
    Text name;
    Text summary;
    std::vector<Kind> kinds;
    std::string license;
    std::string publisher;
    std::string homepage;
    std::string icon;  ///< lucide icon name
    std::vector<std::string> categories;
    std::vector<IndexVersion> versions;  ///< newest first
};

/// What must not be installed or started any more: a plugin (all its versions when none is named), or all
/// that a key signed.
struct Revocation {
    std::string id;
    std::string version;
    std::string keyId;
    std::string reason;
};

/// index.json of a repository. Times are Unix seconds.
struct RepositoryIndex {
    std::string repositoryId;
    Text name;
    uint64_t serial = 0;  ///< never goes down
    int64_t generated = 0;
    int64_t expires = 0;
    std::vector<PublicKey> keys;  ///< that may sign packages, besides the one that signs the index
    std::vector<IndexPlugin> plugins;
    std::vector<Revocation> revoked;

    const IndexPlugin* find(std::string_view id) const;
};

/// Strict, as a manifest is.
Result<RepositoryIndex> parseIndex(std::string_view text);
std::string indexText(const RepositoryIndex& index);

/// How a folder's index is made.
struct IndexOptions {
    std::string repositoryId;  ///< empty: as before; needed the first time
    std::string name;          ///< empty: as before
    std::chrono::hours validFor{24 * 90};
    std::vector<PublicKey> keys;      ///< added to those of the index before
    std::vector<Revocation> revoked;  ///< added to those of the index before
    std::vector<std::string> yanked;  ///< "id@version", added to those of the index before
    std::vector<std::string> only;    ///< file names below packages/; empty: all *.tplug
};

/// Reads packages/*.tplug of the folder, checks each as an installer would, and writes index.json and its
/// signature. Every package must carry the signature of `key` or of one of the index's keys. Gives the index.
Result<RepositoryIndex> writeIndex(const std::filesystem::path& folder, const SecretKey& key,
                                   const IndexOptions& options, int64_t now);

/// "2026-11-21T21:00:00Z"
std::string utcText(int64_t unixSeconds);

}  // namespace tributary::plugin
