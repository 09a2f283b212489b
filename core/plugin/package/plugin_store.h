// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "core/base/cancel_token.h"
#include "core/base/error.h"
#include "core/plugin/package/manifest.h"

namespace tributary::plugin {

class InstallArea;
class PluginFile;

/// Who vouches for a plugin. Says who built it, not that it is harmless.
enum class Tier { BuiltIn, Repository, UserKey, Unsigned };

std::string_view toString(Tier tier);  ///< "built-in", "repository", "trusted key", "unsigned"

/// One plugin of the installed set, in the version that is in use.
struct InstalledPlugin {
    std::string id;
    Manifest manifest;
    Tier tier = Tier::Unsigned;
    std::string keyId;       ///< 16 hexadecimal digits; empty: unsigned
    std::string repository;  ///< id of the one it came from and is bound to; empty: from a file
    Permissions granted;     ///< what the person allowed: at most the manifest's, revoked ones taken off
    bool enabled = true;
    std::string revoked;               ///< why it must not be started any more; empty: it may
    int64_t installedAt = 0;           ///< Unix milliseconds
    std::filesystem::path folder;      ///< of this version; read only
    std::filesystem::path library;     ///< absolute path of the shared object
    std::string librarySha256;         ///< as verified at install: goes into Launch::sha256
    std::filesystem::path dataFolder;  ///< the only one the plugin may write to; made by `makeDataFolder`
    std::filesystem::path logFile;
    std::vector<Version> olderVersions;  ///< kept for a rollback, newest first
};

/// The folder of installed plugins ($XDG_DATA_HOME/tributary/plugins, or TRIBUTARY_PLUGINS) and plugins.db in
/// it, which is what counts: a version is installed once its row is committed; `open` clears away what a
/// killed install left. Window, command line and service may have it open at once. Thread-safe (one mutex,
/// every call is short), but it blocks on the disk: not for the UI thread. Nothing here starts a plugin.
class PluginStore {
  public:
    /// Makes the folder (0700) when there is none.
    static Result<std::unique_ptr<PluginStore>> open(const std::filesystem::path& root);
    /// TRIBUTARY_PLUGINS, else $XDG_DATA_HOME/tributary/plugins, else ~/.local/share/tributary/plugins.
    static std::filesystem::path defaultRoot();
    ~PluginStore();

    const std::filesystem::path& root() const;
    const std::string& recoveredFrom() const;  ///< where a damaged plugins.db was put; empty: all was well
    /// Grows when any process installs, removes, enables … something.
    Result<int64_t> changeCounter() const;
    /// plugins.db, for modules that keep more about plugins there; their tables are in schema.cpp's list.
    const std::shared_ptr<PluginFile>& file() const;

    /// By id. Reads rows only: no file of a package is opened.
    Result<std::vector<InstalledPlugin>> plugins() const;
    Result<InstalledPlugin> plugin(const std::string& id) const;  ///< NotFound
    /// Those of `kind` that are enabled and not revoked.
    Result<std::vector<InstalledPlugin>> enabled(Kind kind) const;

    Result<void> setEnabled(const std::string& id, bool enabled);
    /// Takes permissions back, or gives them again; InvalidArgument beyond what the manifest asks for.
    Result<void> setGranted(const std::string& id, const Permissions& granted);
    /// To the newest older version, or the one named; gives the version now in use. NotFound without one.
    Result<Version> rollback(const std::string& id, const std::optional<Version>& to = std::nullopt);
    /// All versions; plugin-data/<id> and the log stay unless `withData`.
    Result<void> remove(const std::string& id, bool withData);

    /// Packaged files that are no longer as they were when verified (changed, missing, extra); empty: all
    /// are. Reads and hashes every file.
    Result<std::vector<std::string>> modifiedFiles(const std::string& id, const CancelToken& token) const;
    Result<std::filesystem::path> makeDataFolder(const std::string& id) const;

    Result<std::optional<std::string>> setting(const std::string& key) const;
    Result<void> setSetting(const std::string& key, const std::string& value);
    /// Unsigned plugins can be installed, after a question, only in developer mode.
    Result<bool> developerMode() const;
    Result<void> setDeveloperMode(bool on);

    /// The folders themselves, for the installer.
    const InstallArea& area() const;
    /// Puts the folders back as plugins.db says after a change that failed; `stage` is InstallArea::Stage's.
    Result<void> undo(const std::filesystem::path& stage);

  private:
    struct Impl;
    explicit PluginStore(std::unique_ptr<Impl> impl);
    std::unique_ptr<Impl> m_impl;
};

}  // namespace tributary::plugin
