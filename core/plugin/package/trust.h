// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "core/base/error.h"
#include "core/plugin/package/manifest.h"
#include "core/plugin/package/minisign.h"
#include "core/plugin/package/plugin_store.h"

namespace tributary::plugin {

struct TrustedKey {
    PublicKey key;
    std::string comment;  ///< whose it is, in the person's words
    int64_t addedAt = 0;  ///< Unix milliseconds
};

/// A key that counts, and for what.
struct KnownKey {
    PublicKey key;
    Tier tier = Tier::UserKey;
    std::string repository;  ///< of a repository's keys
    bool listed = false;     ///< a repository's word only: counts for what that one serves
};

/// What the signature of a package says.
struct Verdict {
    Tier tier = Tier::Unsigned;
    std::string keyId;       ///< also of a key nobody knows, when the tier is Unsigned
    std::string repository;  ///< id of the one whose key it is
    bool byOwnKey = false;   ///< the person trusts that very key, too
};

/// Which keys vouch for plugins: the program's own, those of repositories, those the person trusted; and
/// which must not any more. Thread-safe as PluginFile is.
class Trust {
  public:
    /// `builtInKey`: a public key file that comes with the program; missing: there are no built-in plugins.
    Trust(std::shared_ptr<PluginFile> file, std::filesystem::path builtInKey);

    Result<std::vector<TrustedKey>> keys() const;
    Result<void> trust(const PublicKey& key, const std::string& comment);
    Result<void> distrust(const std::string& keyId);  ///< NotFound
    /// Nothing signed by it is installed any more, whoever else trusts it.
    Result<void> revoke(const std::string& keyId, const std::string& reason);
    Result<void> unrevoke(const std::string& keyId);                               ///< NotFound
    Result<std::vector<std::pair<std::string, std::string>>> revokedKeys() const;  ///< key id and reason

    Result<std::vector<KnownKey>> knownKeys() const;
    /// Corrupt: the signature does not fit, or is for another id or version. Permission: revoked, or (when
    /// `fromRepository` is not empty) not one of that repository's keys. A key nobody knows gives Unsigned.
    /// Ids of keys can be made up: what counts is the key that fits the signature. Of a package from a file
    /// (`fromRepository` empty) the person's own keys go first, and those a repository lists do not count.
    Result<Verdict> judge(const Manifest& manifest, const std::string& manifestText,
                          const std::string& signatureText, const std::string& fromRepository) const;

  private:
    Result<void> checkRevoked(const Manifest& manifest, const Verdict& verdict) const;

    std::shared_ptr<PluginFile> m_file;
    std::filesystem::path m_builtInKey;
};

/// Why a plugin of that id, version, key and repository must not run any more; empty: it may.
Result<std::string> revocationReason(PluginFile& file, const std::string& id, const std::string& version,
                                     const std::string& keyId, const std::string& repository);

inline constexpr const char* kBuiltInRepository = "built-in";

}  // namespace tributary::plugin
