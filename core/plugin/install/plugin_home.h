// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <filesystem>
#include <functional>
#include <memory>
#include <optional>
#include <string>

#include "core/base/cancel_token.h"
#include "core/base/error.h"
#include "core/plugin/install/found_drivers.h"
#include "core/plugin/package/installer.h"
#include "core/plugin/package/plugin_store.h"
#include "core/plugin/package/repositories.h"
#include "core/plugin/package/trust.h"

namespace tributary::plugin {

/// What a person wants installed, and how they answer.
struct InstallWish {
    /// "id", "repository/id", "found/NAME" of a driver on this computer, or the path of a *.tplug or of a
    /// bare shared object.
    std::string what;
    std::optional<Version> version;  ///< of a repository; else the newest that fits
    std::string repository;          ///< id or address; empty: any
    std::function<Result<bool>(const InstallQuestion&)> ask;
    std::function<void(InstallStep)> passed;
};

/// Everything about installed plugins in one place: the store, whom to trust, the repositories, and an
/// installer that tries plugins in the sandbox. For window, command line and service alike. Thread-safe but
/// for `install`, which is one at a time; blocks on disk and network.
class PluginHome {
  public:
    /// `root`: PluginStore::defaultRoot(); `share`: shareFolder().
    static Result<std::unique_ptr<PluginHome>> open(const std::filesystem::path& root,
                                                    const std::filesystem::path& share);

    PluginStore& store() { return *m_store; }
    Trust& trust() { return m_trust; }
    Repositories& repositories() { return m_repositories; }
    const Host& host() const { return m_host; }

    Result<InstalledPlugin> install(const InstallWish& wish, const CancelToken& token);
    /// What of the repositories is newer than what is installed.
    Result<std::vector<Offer>> updates();

  private:
    PluginHome(std::unique_ptr<PluginStore> store, const std::filesystem::path& share);
    Result<InstalledPlugin> installFound(Installer& installer, const std::string& name,
                                         const CancelToken& token);
    /// A bare library has to be run to learn what it is, which only developer mode allows.
    Result<void> mayTry(const std::string& name) const;
    Result<Offer> findOffer(const InstallWish& wish);

    std::unique_ptr<PluginStore> m_store;
    const std::filesystem::path m_share;
    Trust m_trust;
    Repositories m_repositories;
    Host m_host = Host::present();
};

}  // namespace tributary::plugin
