// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <filesystem>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "core/base/cancel_token.h"
#include "core/base/error.h"
#include "core/plugin/package/compatibility.h"
#include "core/plugin/package/install_area.h"
#include "core/plugin/package/package.h"
#include "core/plugin/package/package_writer.h"
#include "core/plugin/package/plugin_rows.h"
#include "core/plugin/package/plugin_store.h"
#include "core/plugin/package/repositories.h"
#include "core/plugin/package/trust.h"

namespace tributary::plugin {

/// What a person has to agree to before something is installed.
struct InstallQuestion {
    Manifest manifest;
    Tier tier = Tier::Unsigned;
    std::string keyId;
    std::string repository;
    std::string packageSha256;
    std::optional<Version> installed;      ///< the version in use now
    bool downgrade = false;                ///< it is newer than the one to install
    std::vector<std::string> permissions;  ///< all of them, in words: what a first install asks
    std::vector<std::string> growth;       ///< what it asks beyond the installed version, in words
};

/// Loads a plugin's library once in the sandbox, with no network: entry symbol and ABI handshake.
struct SmokeRequest {
    Manifest manifest;
    std::filesystem::path packageFolder;
    std::filesystem::path library;
    std::string librarySha256;
};

/// In the order they are passed.
enum class InstallStep {
    Fetched,
    Checked,
    Verified,
    Compatible,
    Agreed,
    Extracted,
    Tested,
    Placed,
    Switched,
    Recorded
};

/// What an installer needs from outside.
struct InstallSurroundings {
    Host host = Host::present();
    /// True: install. Not called when there is nothing to answer. Missing counts as no.
    std::function<Result<bool>(const InstallQuestion&)> ask;
    /// Missing: nothing can be installed.
    std::function<Result<void>(const SmokeRequest&, const CancelToken&)> smokeTest;
    std::function<void(InstallStep)> passed;
};

/// Puts packages in place, in the order research has it: nothing is written to the folder of plugins before
/// structure, signature, compatibility and consent have held; nothing is in use before it was extracted,
/// compared with its hashes and loaded once in the sandbox. Whatever fails or kills it, the installed set is
/// the one before or the one after. Errors say what, why and what now. One install at a time.
class Installer {
  public:
    Installer(PluginStore& store, const Trust& trust, InstallSurroundings surroundings);

    /// A package file from wherever it came.
    Result<InstalledPlugin> installFile(const std::filesystem::path& file, const CancelToken& token);
    /// A package that was just made of something else.
    Result<InstalledPlugin> installMade(const MadePackage& made, const CancelToken& token);
    Result<InstalledPlugin> installOffer(const Offer& offer, const CancelToken& token);

  private:
    struct Plan;
    using Take = std::function<Result<void>(std::string_view)>;
    Result<InstallArea::Stage> makeStage() const;
    Result<InstalledPlugin> install(const std::function<Result<void>(const Take&)>& read, const Offer* offer,
                                    const std::string& name, const CancelToken& token);
    Result<Plan> judge(const std::filesystem::path& file, const std::string& sha256, const Offer* offer,
                       const std::string& name) const;
    Result<void> compareWithInstalled(Plan& plan) const;
    Result<void> checkWhole(const Plan& plan, const CancelToken& token) const;
    Result<void> keepOrigin(Plan& plan) const;
    Result<void> agree(Plan& plan) const;
    Result<void> extractAndTest(const Plan& plan, const InstallArea::Stage& stage,
                                const CancelToken& token) const;
    Result<void> putInPlace(const Plan& plan, const InstallArea::Stage& stage) const;
    void reach(InstallStep step) const;

    PluginStore& m_store;
    const Trust& m_trust;
    InstallSurroundings m_around;
};

}  // namespace tributary::plugin
