// SPDX-License-Identifier: GPL-3.0-or-later
#include <algorithm>
#include <map>
#include <optional>
#include <set>

#include "core/plugin/package/package.h"
#include "core/plugin/package/repository_index.h"
#include "core/store/atomic_file.h"

namespace tributary::plugin {
namespace {

namespace fs = std::filesystem;

Error about(const fs::path& file, Error error) {
    error.message = file.filename().string() + ": " + error.message;
    return error;
}

Result<RepositoryIndex> indexBefore(const fs::path& folder) {
    auto text = store::readWholeFile((folder / kIndexName).string(), kIndexLimit);
    if (!text && text.error().code == ErrorCode::NotFound) return RepositoryIndex();
    if (!text) return fail(text.error());
    return parseIndex(*text);
}

Result<std::vector<fs::path>> packagesOf(const fs::path& folder, const std::vector<std::string>& only) {
    std::vector<fs::path> out;
    for (const auto& name : only) out.push_back(folder / "packages" / name);
    std::error_code failed;
    if (only.empty()) {
        for (fs::directory_iterator it(folder / "packages", failed), end; !failed && it != end;
             it.increment(failed))
            if (it->path().extension() == ".tplug") out.push_back(it->path());
    }
    if (failed)
        return fail(ErrorCode::NotFound,
                    "'" + (folder / "packages").string() + "' could not be read: " + failed.message(),
                    "Put the packages (*.tplug) there.");
    std::sort(out.begin(), out.end());
    return out;
}

Result<void> checkSigner(const Package& package, const std::vector<PublicKey>& keys) {
    if (package.signatureText().empty())
        return fail(ErrorCode::InvalidArgument, "it is not signed",
                    "Sign it first: `tributary plugin sign FILE --key KEY`.");
    auto signature = Signature::parse(package.signatureText());
    if (!signature) return fail(signature.error());
    std::optional<Error> wrong;
    for (const auto& key : keys) {
        if (key.id != signature->id) continue;
        auto fits = verify(key, *signature, package.manifestText());
        if (fits) return fits;
        wrong = fits.error();
    }
    if (wrong) return fail(*wrong);
    return fail(ErrorCode::InvalidArgument,
                "it is signed by key " + signature->keyId() + ", which is not one of this repository",
                "Add the key with --package-key FILE, or sign the package with the repository's own.");
}

std::string iconOf(const Manifest& m) {
    if (m.connection && !m.connection->icon.empty()) return m.connection->icon;
    for (const auto* part : {&m.processor, &m.visual, &m.notifier, &m.exporter})
        if (*part && !(*part)->icon.empty()) return (*part)->icon;
    return {};
}

IndexPlugin describe(const Manifest& m) {
    IndexPlugin out;
    out.id = m.id;
    out.name = m.name;
    out.summary = m.summary;
    out.kinds = m.kinds;
    out.license = m.license;
    out.publisher = m.publisher;
    out.homepage = m.homepage;
    out.icon = iconOf(m);
    out.categories = m.categories;
    return out;
}

Result<std::pair<IndexPlugin, IndexVersion>> readPackage(const fs::path& file,
                                                         const std::vector<PublicKey>& keys) {
    auto package = Package::open(file);
    if (!package) return fail(package.error());
    if (auto sound = checkSigner(*package, keys); !sound) return fail(about(file, sound.error()));
    if (auto sound = package->checkFileList(); !sound) return fail(about(file, sound.error()));
    if (auto sound = package->checkContents(CancelToken()); !sound) return fail(about(file, sound.error()));
    auto bytes = store::readWholeFile(file.string(), size_t(256) << 20);
    if (!bytes) return fail(bytes.error());
    const auto& m = package->manifest();
    IndexVersion offer;
    offer.version = m.version;
    offer.abiName = m.abiName;
    offer.abiVersion = m.abiVersion;
    offer.host = m.host;
    offer.platform = m.platform;
    offer.glibc = m.glibc;
    offer.url = "packages/" + file.filename().string();
    offer.size = bytes->size();
    offer.sha256 = sha256(*bytes);
    offer.permissions = m.permissions;
    return std::pair(describe(m), offer);
}

Result<void> addPackages(const fs::path& folder, const std::vector<std::string>& only,
                         const std::vector<PublicKey>& keys, const std::set<std::string>& yanked,
                         RepositoryIndex& index) {
    auto files = packagesOf(folder, only);
    if (!files) return fail(files.error());
    std::map<std::string, IndexPlugin> plugins;
    for (const auto& file : *files) {
        auto read = readPackage(file, keys);
        if (!read) return fail(read.error());
        auto& [described, offer] = *read;
        offer.yanked = yanked.count(described.id + "@" + offer.version.text()) > 0;
        auto& plugin = plugins[described.id];
        for (const auto& other : plugin.versions)
            if (other.version == offer.version && other.platform == offer.platform)
                return fail(ErrorCode::Conflict,
                            "'" + other.url + "' and '" + offer.url + "' are the same version");
        auto versions = std::move(plugin.versions);
        const bool newest = std::all_of(versions.begin(), versions.end(), [&offer = offer](const auto& v) {
            return v.version < offer.version;
        });
        if (newest) plugin = described;  // the newest version's texts are shown
        versions.push_back(offer);
        std::sort(versions.begin(), versions.end(),
                  [](const auto& a, const auto& b) { return a.version > b.version; });
        plugin.versions = std::move(versions);
    }
    for (auto& [id, plugin] : plugins) index.plugins.push_back(std::move(plugin));
    return {};
}

std::set<std::string> yankedOf(const RepositoryIndex& before, const IndexOptions& options) {
    std::set<std::string> out(options.yanked.begin(), options.yanked.end());
    for (const auto& plugin : before.plugins)
        for (const auto& offer : plugin.versions)
            if (offer.yanked) out.insert(plugin.id + "@" + offer.version.text());
    return out;
}

}  // namespace

Result<RepositoryIndex> writeIndex(const fs::path& folder, const SecretKey& key, const IndexOptions& options,
                                   int64_t now) {
    auto before = indexBefore(folder);
    if (!before) return fail(before.error());
    RepositoryIndex index;
    index.repositoryId = options.repositoryId.empty() ? before->repositoryId : options.repositoryId;
    if (!isPluginId(index.repositoryId))
        return fail(ErrorCode::InvalidArgument, "A repository needs an id of a-z, 0-9, . and -",
                    "Give one with --id.");
    index.name = before->name;
    if (!options.name.empty()) index.name.byLanguage = {{"", options.name}};
    if (index.name.empty()) index.name.byLanguage = {{"", index.repositoryId}};
    index.serial = std::max<uint64_t>(before->serial + 1, static_cast<uint64_t>(now));
    index.generated = now;
    index.expires = now + std::chrono::duration_cast<std::chrono::seconds>(options.validFor).count();
    index.keys = before->keys;
    for (const auto& one : options.keys)
        if (std::find(index.keys.begin(), index.keys.end(), one) == index.keys.end())
            index.keys.push_back(one);
    index.revoked = before->revoked;
    index.revoked.insert(index.revoked.end(), options.revoked.begin(), options.revoked.end());
    std::vector<PublicKey> signers = index.keys;
    signers.push_back(key.publicKey());
    if (auto added = addPackages(folder, options.only, signers, yankedOf(*before, options), index); !added)
        return fail(added.error());
    const std::string text = indexText(index);
    if (auto sound = parseIndex(text); !sound) return fail(sound.error());
    const std::string comment =
        "repository=" + index.repositoryId + " serial=" + std::to_string(index.serial);
    // The signature first: a reader that comes between the two finds a pair that does not match, and asks
    // again.
    auto written = store::writeAtomically((folder / kIndexSignatureName).string(), key.sign(text, comment));
    if (written) written = store::writeAtomically((folder / kIndexName).string(), text);
    if (!written) return fail(written.error());
    return index;
}

}  // namespace tributary::plugin
