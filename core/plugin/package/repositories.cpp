// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/plugin/package/repositories.h"

#include <algorithm>

#include "core/plugin/package/trust.h"
#include "core/store/atomic_file.h"

namespace tributary::plugin {

using store::Database;
using store::Statement;

/// A repository as it is kept, with its verified index.
struct Repositories::Kept {
    Repository about;
    PublicKey key;
    RepositoryIndex index;
};

namespace {

constexpr size_t kSmallFile = 16 * 1024;

int64_t nowSeconds() {
    return nowMilliseconds() / 1000;
}

Result<RepositoryIndex> verifiedIndex(const std::string& text, const std::string& signatureText,
                                      const PublicKey& key, const std::string& where) {
    auto signature = Signature::parse(signatureText);
    if (!signature) return fail(signature.error());
    if (signature->id != key.id)
        return fail(
            ErrorCode::Corrupt,
            "The index of " + where + " is signed by key " + signature->keyId() + ", not by " + key.keyId(),
            "Ask who runs the repository. If the key was really changed, remove the repository and add it "
            "with the new key.");
    if (auto fits = verify(key, *signature, text); !fits) {
        Error error = fits.error();
        error.message = "The index of " + where + ": " + error.message;
        error.hint = "Nothing of it was used. Try again later; if it stays so, tell who runs the repository.";
        return fail(std::move(error));
    }
    return parseIndex(text);
}

Result<void> storeIndex(Database& database, const Repository& about, const PublicKey& key,
                        const std::string& text, const RepositoryIndex& index) {
    Statement put(database.handle(), "INSERT OR REPLACE INTO repository VALUES (?, ?, ?, ?, ?, ?, ?, ?, 0)");
    auto done = put.bind(about.id)
                    .bind(about.place.url)
                    .bind(key.base64())
                    .bind(about.place.caFile)
                    .bind(static_cast<int64_t>(about.serial))
                    .bind(about.expires)
                    .bind(about.fetchedAt)
                    .bind(text)
                    .run();
    if (!done) return done;
    Statement clear(database.handle(), "DELETE FROM revocation WHERE repository = ?");
    if (done = clear.bind(about.id).run(); !done) return done;
    Statement add(database.handle(), "INSERT INTO revocation VALUES (?, ?, ?, ?, ?)");
    for (const auto& one : index.revoked) {
        add.reset();
        if (done = add.bind(about.id).bind(one.id).bind(one.version).bind(one.keyId).bind(one.reason).run();
            !done)
            return done;
    }
    return {};
}

struct Seen {
    uint64_t serial = 0;
    std::string text, url, key;
    bool removed = false;
};

Result<std::optional<Seen>> seenBefore(Database& database, const std::string& id) {
    Statement rows(database.handle(),
                   "SELECT serial, index_text, url, public_key, removed FROM repository WHERE id = ?");
    auto row = rows.bind(id).step();
    if (!row) return fail(row.error());
    if (!*row) return std::optional<Seen>();
    return std::optional(Seen{static_cast<uint64_t>(rows.integer(0)), rows.text(1), rows.text(2),
                              rows.text(3), rows.integer(4) != 0});
}

Result<void> checkSerial(const Seen& before, const RepositoryIndex& index, const std::string& text,
                         const PublicKey& key) {
    if (before.key != key.base64()) return {};  // another publisher's serials say nothing about this one's
    if (index.serial < before.serial)
        return fail(ErrorCode::Conflict,
                    "Repository '" + index.repositoryId + "' served an older index (serial " +
                        std::to_string(index.serial) + ") than was seen before (" +
                        std::to_string(before.serial) + ")",
                    "The one seen before stays in use. If it stays so, somebody may keep updates from you: "
                    "ask who runs the repository.");
    if (index.serial == before.serial && before.text != text)
        return fail(ErrorCode::Conflict,
                    "Repository '" + index.repositoryId + "' changed its index without a new serial number",
                    "The one seen before stays in use. Tell who runs the repository.");
    return {};
}

bool isRevoked(const RepositoryIndex& index, const std::string& id, const Version& version) {
    return std::any_of(index.revoked.begin(), index.revoked.end(), [&](const Revocation& one) {
        return one.id == id && (one.version.empty() || one.version == version.text());
    });
}

/// The version to install of one plugin: what is named, else the newest that was not revoked; of several
/// that do not run here, and where all are revoked, the newest, so that its refusal is told.
const IndexVersion* choose(const RepositoryIndex& index, const IndexPlugin& plugin,
                           const std::optional<Version>& wanted, const Host& host) {
    const IndexVersion *newest = nullptr, *revoked = nullptr;
    for (const auto& offer : plugin.versions) {  // newest first
        if (wanted ? offer.version != *wanted : offer.yanked || offer.version.isPrerelease()) continue;
        if (!wanted && isRevoked(index, plugin.id, offer.version)) {
            if (!revoked) revoked = &offer;
            continue;
        }
        if (!newest) newest = &offer;
        if (checkCompatible(plugin.id, offer, host)) return &offer;
    }
    return newest ? newest : revoked;
}

}  // namespace

Repositories::Repositories(std::shared_ptr<PluginFile> file, std::filesystem::path share)
    : m_file(std::move(file)), m_share(std::move(share)) {}

Result<std::optional<Repositories::Kept>> Repositories::builtIn() const {
    const auto folder = m_share / "repository";
    auto keyText = store::readWholeFile((m_share / "keys" / "builtin.pub").string(), kSmallFile);
    auto text = store::readWholeFile((folder / kIndexName).string(), kIndexLimit);
    if (!keyText || !text) return std::optional<Kept>();  // this program comes without plugins
    auto signature = store::readWholeFile((folder / kIndexSignatureName).string(), kSmallFile);
    if (!signature) return fail(signature.error());
    auto key = PublicKey::parse(*keyText);
    if (!key) return fail(key.error());
    auto index = verifiedIndex(*text, *signature, *key, "the built-in plugins");
    if (!index) return fail(index.error());
    Kept out;
    out.about.id = kBuiltInRepository;
    out.about.place.url = "file://" + folder.string();
    out.about.keyId = key->keyId();
    out.about.serial = index->serial;
    out.about.expires = index->expires;
    out.key = *key;
    out.index = std::move(*index);
    return std::optional(std::move(out));
}

Result<std::vector<Repositories::Kept>> Repositories::kept() const {
    std::vector<Kept> out;
    auto first = builtIn();
    if (!first) return fail(first.error());
    if (*first) out.push_back(std::move(**first));
    auto done = m_file->read<bool>([&](Database& database) -> Result<bool> {
        Statement rows(
            database.handle(),
            "SELECT id, url, ca_file, public_key, serial, expires, fetched_at, index_text FROM repository "
            "WHERE NOT removed ORDER BY id");
        for (;;) {
            auto row = rows.step();
            if (!row) return fail(row.error());
            if (!*row) return true;
            Kept one;
            one.about.id = rows.text(0);
            one.about.place = {rows.text(1), rows.text(2)};
            auto key = PublicKey::parse(rows.text(3));
            if (!key) return fail(key.error());
            one.key = *key;
            one.about.keyId = key->keyId();
            one.about.serial = static_cast<uint64_t>(rows.integer(4));
            one.about.expires = rows.integer(5);
            one.about.fetchedAt = rows.integer(6);
            auto index = parseIndex(rows.text(7));
            if (!index) return fail(index.error());
            one.index = std::move(*index);
            out.push_back(std::move(one));
        }
    });
    if (!done) return fail(done.error());
    return out;
}

Result<std::vector<Repository>> Repositories::list() const {
    auto all = kept();
    if (!all) return fail(all.error());
    std::vector<Repository> out;
    for (const auto& one : *all) out.push_back(one.about);
    return out;
}

Result<Repository> Repositories::take(const RepositoryPlace& place, const PublicKey& key,
                                      const std::string& expectedId, const CancelToken& token) {
    auto text = fetchText(place, kIndexName, kIndexLimit, token);
    if (!text) return fail(text.error());
    auto signature = fetchText(place, kIndexSignatureName, kSmallFile, token);
    if (!signature) return fail(signature.error());
    auto index = verifiedIndex(*text, *signature, key, "'" + place.url + "'");
    if (!index) return fail(index.error());
    if (index->repositoryId == kBuiltInRepository ||
        (!expectedId.empty() && index->repositoryId != expectedId))
        return fail(ErrorCode::Conflict,
                    "'" + place.url + "' calls itself repository '" + index->repositoryId + "'",
                    expectedId.empty() ? "That name belongs to the program's own."
                                       : "It was '" + expectedId + "' before: ask who runs it.");
    Repository out{index->repositoryId, place, key.keyId(), index->serial, index->expires, nowMilliseconds()};
    auto stored = m_file->write(PluginFile::Counts::Change, [&](Database& database) -> Result<void> {
        auto before = seenBefore(database, out.id);
        if (!before) return fail(before.error());
        if (*before && expectedId.empty() && !(*before)->removed)
            return fail(ErrorCode::Conflict,
                        "There is a repository '" + out.id + "' already, at " + (*before)->url,
                        "Remove that one first: `tributary plugin repository remove " + out.id + "`.");
        if (*before)
            if (auto fine = checkSerial(**before, *index, *text, key); !fine) return fine;
        return storeIndex(database, out, key, *text, *index);
    });
    if (!stored) return fail(stored.error());
    return out;
}

Result<Repository> Repositories::add(const std::string& url, const PublicKey& key, const std::string& caFile,
                                     const CancelToken& token) {
    auto address = repositoryUrl(url);
    if (!address) return fail(address.error());
    return take({*address, caFile}, key, "", token);
}

Result<void> Repositories::remove(const std::string& id) {
    return m_file->write(PluginFile::Counts::Change, [&](Database& database) -> Result<void> {
        Statement update(database.handle(),
                         "UPDATE repository SET removed = 1 WHERE id = ? AND NOT removed RETURNING id");
        auto row = update.bind(id).step();
        if (!row) return fail(row.error());
        if (!*row)
            return fail(ErrorCode::NotFound, "There is no repository '" + id + "' to remove",
                        "`tributary plugin repository list` shows them; the built-in one stays.");
        return update.run();
    });
}

Result<Repository> Repositories::refresh(const std::string& id, const CancelToken& token) {
    auto all = kept();
    if (!all) return fail(all.error());
    const auto found =
        std::find_if(all->begin(), all->end(), [&](const Kept& one) { return one.about.id == id; });
    if (found == all->end())
        return fail(ErrorCode::NotFound, "There is no repository '" + id + "'",
                    "`tributary plugin repository list` shows them.");
    if (id == kBuiltInRepository) return found->about;
    return take(found->about.place, found->key, id, token);
}

Result<RepositoryIndex> Repositories::index(const std::string& id) const {
    auto all = kept();
    if (!all) return fail(all.error());
    for (auto& one : *all)
        if (one.about.id == id) return std::move(one.index);
    return fail(ErrorCode::NotFound, "There is no repository '" + id + "'",
                "`tributary plugin repository list` shows them.");
}

Result<std::vector<Offer>> Repositories::offers(const Host& host) const {
    auto all = kept();
    if (!all) return fail(all.error());
    std::vector<Offer> out;
    for (const auto& one : *all) {
        for (const auto& plugin : one.index.plugins) {
            const auto* version = choose(one.index, plugin, std::nullopt, host);
            if (version && !isRevoked(one.index, plugin.id, version->version))
                out.push_back(
                    {one.about.id, one.about.place, one.about.isExpired(nowSeconds()), plugin, *version});
        }
    }
    return out;
}

Result<Offer> Repositories::find(const std::string& name, const std::optional<Version>& version,
                                 const std::string& boundTo, const Host& host) const {
    const size_t slash = name.find('/');
    const std::string id = slash == std::string::npos ? name : name.substr(slash + 1);
    const std::string from = slash == std::string::npos ? boundTo : name.substr(0, slash);
    auto all = kept();
    if (!all) return fail(all.error());
    std::vector<Offer> found;
    for (const auto& one : *all) {
        const auto* plugin = from.empty() || from == one.about.id ? one.index.find(id) : nullptr;
        const auto* chosen = plugin ? choose(one.index, *plugin, version, host) : nullptr;
        if (chosen)
            found.push_back(
                {one.about.id, one.about.place, one.about.isExpired(nowSeconds()), *plugin, *chosen});
    }
    if (found.empty())
        return fail(ErrorCode::NotFound,
                    "No repository offers the plugin '" + name + "'" +
                        (version ? " in version " + version->text() : ""),
                    "`tributary plugin list --available` shows what there is, `tributary plugin update` asks "
                    "the repositories again.");
    // The program's own goes first: nobody takes over its names.
    if (found.size() > 1 && found.front().repository != kBuiltInRepository)
        return fail(
            ErrorCode::Conflict,
            "'" + id + "' is offered by repository '" + found[0].repository + "' and by '" +
                found[1].repository + "'",
            "Say which: " + found[0].repository + "/" + id + " or " + found[1].repository + "/" + id + ".");
    if (auto fits = checkCompatible(id, found.front().version, host); !fits) return fail(fits.error());
    return found.front();
}

}  // namespace tributary::plugin
