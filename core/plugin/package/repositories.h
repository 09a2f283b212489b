// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "core/base/cancel_token.h"
#include "core/base/error.h"
#include "core/plugin/package/compatibility.h"
#include "core/plugin/package/fetch.h"
#include "core/plugin/package/plugin_file.h"
#include "core/plugin/package/repository_index.h"

namespace tributary::plugin {

struct Repository {
    std::string id;
    RepositoryPlace place;
    std::string keyId;
    uint64_t serial = 0;
    int64_t expires = 0;    ///< Unix seconds
    int64_t fetchedAt = 0;  ///< Unix milliseconds; 0: the built-in one
    bool isExpired(int64_t nowSeconds) const { return nowSeconds >= expires; }
};

/// One version of a plugin a repository offers.
struct Offer {
    std::string repository;
    RepositoryPlace place;
    bool expired = false;  ///< the index is too old to install from
    IndexPlugin plugin;
    IndexVersion version;
    std::string title() const { return repository + "/" + plugin.id + " " + version.version.text(); }
};

/// The repositories a person added, and the one that comes with the program (`share`/repository, read and
/// verified each time). Their indexes are kept in plugins.db and only change by `refresh`. Thread-safe; add
/// and refresh may use the network.
class Repositories {
  public:
    Repositories(std::shared_ptr<PluginFile> file, std::filesystem::path share);

    Result<std::vector<Repository>> list() const;  ///< the built-in one first, if there
    /// Fetches and verifies its index with `key`. Conflict when the id is taken or the serial is lower than
    /// one seen before.
    Result<Repository> add(const std::string& url, const PublicKey& key, const std::string& caFile,
                           const CancelToken& token);
    Result<void> remove(const std::string& id);  ///< NotFound; its plugins stay, bound to it
    /// Fetches the index again. Conflict: an older one than before was served, or the same serial with other
    /// content; Corrupt: not signed by the repository's key.
    Result<Repository> refresh(const std::string& id, const CancelToken& token);

    Result<RepositoryIndex> index(const std::string& id) const;  ///< NotFound
    /// The version to install of every plugin of every repository: the newest that fits `host`, is no
    /// prerelease and not yanked; where none fits, the newest.
    Result<std::vector<Offer>> offers(const Host& host) const;
    /// "id" or "repository/id"; `boundTo`: the repository of the installed one, else empty. Conflict when two
    /// repositories offer it, Unsupported when no version fits.
    Result<Offer> find(const std::string& name, const std::optional<Version>& version,
                       const std::string& boundTo, const Host& host) const;

  private:
    struct Kept;
    Result<std::optional<Kept>> builtIn() const;
    Result<std::vector<Kept>> kept() const;
    Result<Repository> take(const RepositoryPlace& place, const PublicKey& key, const std::string& expectedId,
                            const CancelToken& token);

    std::shared_ptr<PluginFile> m_file;
    std::filesystem::path m_share;
};

}  // namespace tributary::plugin
