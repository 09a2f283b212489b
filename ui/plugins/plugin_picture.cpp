// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/plugins/plugin_picture.h"

#include <algorithm>

#include "core/plugin/install/wrap_library.h"
#include "core/store/atomic_file.h"

namespace tributary::ui {

namespace {

constexpr size_t kLogLines = 200;
constexpr size_t kReadmeLimit = 256 * 1024;

void describe(PluginCard& card, const plugin::Manifest& manifest) {
    card.id = manifest.id;
    card.name = manifest.name;
    card.summary = manifest.summary;
    card.publisher = manifest.publisher;
    card.license = manifest.license;
    card.homepage = manifest.homepage;
    card.categories = manifest.categories;
    card.kinds = manifest.kinds;
}

void describe(PluginCard& card, const plugin::IndexPlugin& offered) {
    card.id = offered.id;
    card.name = offered.name;
    card.summary = offered.summary;
    card.publisher = offered.publisher;
    card.license = offered.license;
    card.homepage = offered.homepage;
    card.categories = offered.categories;
    card.kinds = offered.kinds;
}

PluginCard* cardOf(PluginPicture& picture, const std::string& id) {
    const auto found = std::find_if(picture.cards.begin(), picture.cards.end(),
                                    [&](const PluginCard& card) { return card.id == id; });
    return found == picture.cards.end() ? nullptr : &*found;
}

void addOffers(PluginPicture& picture, plugin::PluginHome& home) {
    auto offers = home.repositories().offers(home.host());
    if (!offers) {
        picture.problems.push_back(offers.error());
        return;
    }
    for (auto& offer : *offers) {
        PluginCard* card = cardOf(picture, offer.plugin.id);
        if (!card) {
            card = &picture.cards.emplace_back();
            describe(*card, offer.plugin);
        } else if (card->installed && !card->installed->repository.empty() &&
                   card->installed->repository != offer.repository) {
            continue;  // of that name, but not where ours came from
        } else if (card->offer) {
            continue;
        }
        card->update =
            card->installed && offer.version.version > card->installed->manifest.version && !offer.expired;
        card->offer = std::move(offer);
    }
}

void addFound(PluginPicture& picture) {
    for (auto& driver : plugin::findDrivers(plugin::driverFolders())) {
        FoundCard card;
        const std::string id = plugin::idOfLibrary(driver.library);
        const PluginCard* installed = cardOf(picture, id);
        if (installed && installed->installed) card.installedAs = id;
        card.driver = std::move(driver);
        picture.found.push_back(std::move(card));
    }
}

}  // namespace

const PluginCard* PluginPicture::find(const std::string& id) const {
    const auto found =
        std::find_if(cards.begin(), cards.end(), [&](const PluginCard& card) { return card.id == id; });
    return found == cards.end() ? nullptr : &*found;
}

const FoundCard* PluginPicture::findDriver(const std::string& id) const {
    const auto it =
        std::find_if(found.begin(), found.end(), [&](const FoundCard& card) { return card.driver.id == id; });
    return it == found.end() ? nullptr : &*it;
}

Result<PluginPicture> loadPlugins(const PluginServices& services) {
    PluginPicture picture;
    auto& store = services.home.store();
    picture.damagedFile = store.recoveredFrom();
    auto changes = store.changeCounter();  // first: a change in between is seen the next time
    if (!changes) return fail(changes.error());
    picture.changes = *changes;
    picture.protection = plugin::probeProtection();
    auto installed = store.plugins();
    if (!installed) return fail(installed.error());
    auto developer = store.developerMode();
    if (!developer) return fail(developer.error());
    picture.developerMode = *developer;
    auto statuses = services.supervisor.statuses();
    if (!statuses) return fail(statuses.error());
    for (auto& plugin : *installed) {
        PluginCard card;
        describe(card, plugin.manifest);
        for (auto& status : *statuses) {
            if (status.id == plugin.id) card.status = status;
        }
        card.installed = std::move(plugin);
        picture.cards.push_back(std::move(card));
    }
    addOffers(picture, services.home);
    if (auto repositories = services.home.repositories().list())
        picture.repositories = std::move(*repositories);
    else
        picture.problems.push_back(repositories.error());
    addFound(picture);
    std::sort(picture.cards.begin(), picture.cards.end(),
              [](const PluginCard& a, const PluginCard& b) { return a.name.english() < b.name.english(); });
    return picture;
}

Result<PluginDepth> loadDepth(const PluginServices& services, const std::string& id,
                              const CancelToken& token) {
    PluginDepth depth;
    depth.id = id;
    auto modified = services.home.store().modifiedFiles(id, token);
    if (!modified) return fail(modified.error());
    auto crashes = services.supervisor.crashes(id);
    if (!crashes) return fail(crashes.error());
    auto blocked = services.supervisor.blockedAttempts(id);
    if (!blocked) return fail(blocked.error());
    auto log = services.supervisor.log(id, kLogLines);
    if (!log) return fail(log.error());
    depth.modified = std::move(*modified);
    depth.crashes = std::move(*crashes);
    depth.blocked = std::move(*blocked);
    depth.log = std::move(*log);
    auto plugin = services.home.store().plugin(id);
    if (!plugin) return fail(plugin.error());
    const auto readme = plugin->folder / "README.md";
    std::error_code failed;
    if (std::filesystem::is_regular_file(readme, failed)) {
        auto text = store::readWholeFile(readme.string(), kReadmeLimit);
        depth.readme = text ? std::move(*text) : text.error().text();
    }
    return depth;
}

}  // namespace tributary::ui
