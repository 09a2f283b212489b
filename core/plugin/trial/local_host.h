// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <filesystem>
#include <string>

#include "core/plugin/source/plugin_host.h"

namespace tributary::plugin {

/// A plugin that is not installed: a folder with manifest.json, or a package taken apart in a private folder
/// that goes with the object. Gets the permissions its manifest asks for and a data folder of its own.
/// Thread-safe.
class LocalHost : public PluginHost {
  public:
    /// The library is where the manifest says, or below build/.
    static Result<std::unique_ptr<LocalHost>> ofFolder(const std::filesystem::path& folder);
    /// Contents are compared with the manifest; who signed it does not matter here.
    static Result<std::unique_ptr<LocalHost>> ofPackage(const std::filesystem::path& file,
                                                        const CancelToken& token);
    /// One that is installed, with what it was granted.
    static Result<std::unique_ptr<LocalHost>> ofInstalled(InstalledPlugin plugin);
    ~LocalHost() override;

    const InstalledPlugin& installed() const { return m_plugin; }
    Result<InstalledPlugin> plugin(const std::string& id) override;
    Result<std::unique_ptr<PluginSession>> start(const InstalledPlugin& plugin, const Grants& grants,
                                                 const CancelToken& token) override;

  private:
    LocalHost() = default;
    Result<void> makeScratch();
    Result<void> adopt(Manifest manifest, const std::filesystem::path& folder);

    InstalledPlugin m_plugin;
    std::filesystem::path m_scratch;  ///< removed at the end
};

}  // namespace tributary::plugin
