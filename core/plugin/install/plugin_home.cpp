// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/plugin/install/plugin_home.h"

#include <algorithm>

#include "core/base/utf8.h"
#include "core/plugin/install/smoke_test.h"
#include "core/plugin/install/wrap_library.h"

namespace tributary::plugin {
namespace {

namespace fs = std::filesystem;

constexpr std::string_view kFound = "found/";

bool isLibraryName(const fs::path& path) {
    const std::string name = path.filename().string();
    return path.extension() == ".so" || name.find(".so.") != std::string::npos;
}

/// The plugin came from a file, and the repository serves what its very key signs.
bool vouchesFor(const std::vector<KnownKey>& keys, const std::string& repository,
                const InstalledPlugin& plugin) {
    if (plugin.tier != Tier::UserKey || !plugin.repository.empty()) return false;
    const auto own = std::find_if(keys.begin(), keys.end(), [&](const KnownKey& one) {
        return one.tier == Tier::UserKey && one.key.keyId() == plugin.keyId;
    });
    return own != keys.end() && std::any_of(keys.begin(), keys.end(), [&](const KnownKey& one) {
               return one.repository == repository && one.key == own->key;
           });
}

}  // namespace

PluginHome::PluginHome(std::unique_ptr<PluginStore> store, const fs::path& share)
    : m_store(std::move(store)),
      m_share(share),
      m_trust(m_store->file(), share / "keys" / "builtin.pub"),
      m_repositories(m_store->file(), share) {}

Result<std::unique_ptr<PluginHome>> PluginHome::open(const fs::path& root, const fs::path& share) {
    auto store = PluginStore::open(root);
    if (!store) return fail(store.error());
    return std::unique_ptr<PluginHome>(new PluginHome(std::move(*store), share));
}

Result<InstalledPlugin> PluginHome::install(const InstallWish& wish, const CancelToken& token) {
    Installer installer(*m_store, m_trust, {m_host, wish.ask, tryInSandbox, wish.passed});
    if (wish.what.rfind(kFound, 0) == 0)
        return installFound(installer, wish.what.substr(kFound.size()), token);
    std::error_code failed;
    const fs::path path(wish.what);
    if (isLibraryName(path)) {
        if (auto may = mayTry(path.filename().string()); !may) return fail(may.error());
        auto made = wrapLibrary({path, "", "", ""}, m_share / "drivers", token);
        if (!made) return fail(made.error());
        return installer.installMade(*made, token);
    }
    if (path.extension() == ".tplug" || fs::is_regular_file(path, failed))
        return installer.installFile(path, token);
    auto offer = findOffer(wish);
    if (!offer) return fail(offer.error());
    return installer.installOffer(*offer, token);
}

Result<InstalledPlugin> PluginHome::installFound(Installer& installer, const std::string& name,
                                                 const CancelToken& token) {
    const auto drivers = findDrivers(driverFolders());
    const auto driver =
        std::find_if(drivers.begin(), drivers.end(), [&](const auto& one) { return one.id == name; });
    if (driver == drivers.end())
        return fail(ErrorCode::NotFound, "No driver '" + name + "' was found on this computer",
                    "`tributary plugin list --available` shows those that were.");
    if (!driver->problem.empty())
        return fail(ErrorCode::Unsupported, "The driver '" + name + "' cannot be used: " + driver->problem,
                    "It is described in '" + driver->manifest.string() +
                        "': install it again with the program that put it there.");
    if (auto may = mayTry(name); !may) return fail(may.error());
    auto made = wrapLibrary({driver->library, driver->entrySymbol, driver->name, driver->version},
                            m_share / "drivers", token);
    if (!made) return fail(made.error());
    return installer.installMade(*made, token);
}

Result<void> PluginHome::mayTry(const std::string& name) const {
    auto developer = m_store->developerMode();
    if (!developer) return fail(developer.error());
    if (*developer) return {};
    return fail(
        ErrorCode::Permission, "'" + printable(name, false) + "' is not signed: nobody vouches for it",
        "It was not even tried. If you know where it is from, switch developer mode on: `tributary plugin "
        "developer-mode on`.");
}

Result<Offer> PluginHome::findOffer(const InstallWish& wish) {
    std::string from;
    if (!wish.repository.empty()) {
        auto known = m_repositories.list();
        if (!known) return fail(known.error());
        const auto url = repositoryUrl(wish.repository);
        for (const auto& one : *known)
            if (one.id == wish.repository || (url && one.place.url == *url)) from = one.id;
        if (from.empty())
            return fail(ErrorCode::NotFound, "'" + wish.repository + "' is not one of your repositories",
                        "Add it first, with the key of who runs it: `tributary plugin repository add URL "
                        "--key KEY`.");
    } else if (auto there = m_store->plugin(wish.what); there) {
        from = there->repository;
    }
    return m_repositories.find(wish.what, wish.version, from, m_host);
}

Result<std::vector<Offer>> PluginHome::updates() {
    auto installed = m_store->plugins();
    if (!installed) return fail(installed.error());
    auto offers = m_repositories.offers(m_host);
    if (!offers) return fail(offers.error());
    auto keys = m_trust.knownKeys();
    if (!keys) return fail(keys.error());
    std::vector<Offer> out;
    for (const auto& offer : *offers) {
        const auto there = std::find_if(installed->begin(), installed->end(), [&](const auto& one) {
            return one.id == offer.plugin.id &&
                   (one.repository == offer.repository || vouchesFor(*keys, offer.repository, one));
        });
        if (there == installed->end() || offer.version.version <= there->manifest.version) continue;
        if (checkCompatible(offer.plugin.id, offer.version, m_host)) out.push_back(offer);
    }
    return out;
}

}  // namespace tributary::plugin
