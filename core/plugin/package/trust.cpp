// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/plugin/package/trust.h"

#include <algorithm>
#include <iterator>
#include <optional>

#include "core/plugin/package/names.h"
#include "core/plugin/package/package_writer.h"
#include "core/plugin/package/plugin_file.h"
#include "core/plugin/package/repository_index.h"
#include "core/store/atomic_file.h"

namespace tributary::plugin {
namespace {

using store::Database;
using store::Statement;

constexpr size_t kKeyFileLimit = 4096;

Result<void> checkComment(const Manifest& manifest, const std::string& comment) {
    // Further words may follow.
    if ((comment + " ").rfind(trustedCommentOf(manifest) + " ", 0) == 0) return {};
    return fail(ErrorCode::Corrupt,
                "The signature was made for something else ('" + comment + "') than this package (" +
                    manifest.title() + ")",
                "Nothing was installed. Get the package again from who made it.");
}

Result<std::vector<KnownKey>> repositoryKeys(Database& database) {
    std::vector<KnownKey> out;
    Statement rows(database.handle(),
                   "SELECT id, public_key, index_text FROM repository WHERE NOT removed ORDER BY id");
    for (;;) {
        auto row = rows.step();
        if (!row) return fail(row.error());
        if (!*row) return out;
        auto key = PublicKey::parse(rows.text(1));
        if (!key) return fail(key.error());
        out.push_back({*key, Tier::Repository, rows.text(0), false});
        auto index = parseIndex(rows.text(2));
        if (!index) return fail(index.error());
        for (const auto& one : index->keys) out.push_back({one, Tier::Repository, rows.text(0), true});
    }
}

/// The keys a signature may be by, in the order they are tried.
std::vector<KnownKey> candidates(const std::vector<KnownKey>& known, const Signature& signature,
                                 const std::string& fromRepository) {
    std::vector<KnownKey> out;
    std::copy_if(known.begin(), known.end(), std::back_inserter(out), [&](const KnownKey& one) {
        if (one.key.id != signature.id) return false;
        return fromRepository.empty() ? !one.listed : one.repository == fromRepository;
    });
    std::stable_sort(out.begin(), out.end(), [](const KnownKey& a, const KnownKey& b) {
        return a.tier == Tier::UserKey && b.tier != Tier::UserKey;
    });
    return out;
}

}  // namespace

Trust::Trust(std::shared_ptr<PluginFile> file, std::filesystem::path builtInKey)
    : m_file(std::move(file)), m_builtInKey(std::move(builtInKey)) {}

Result<std::vector<TrustedKey>> Trust::keys() const {
    return m_file->read<std::vector<TrustedKey>>([](Database& database) -> Result<std::vector<TrustedKey>> {
        std::vector<TrustedKey> out;
        Statement rows(database.handle(),
                       "SELECT public_key, comment, added_at FROM trusted_key ORDER BY key_id");
        for (;;) {
            auto row = rows.step();
            if (!row) return fail(row.error());
            if (!*row) return out;
            auto key = PublicKey::parse(rows.text(0));
            if (!key) return fail(key.error());
            out.push_back({*key, rows.text(1), rows.integer(2)});
        }
    });
}

Result<void> Trust::trust(const PublicKey& key, const std::string& comment) {
    auto before = keys();
    if (!before) return fail(before.error());
    for (const auto& one : *before)
        if (one.key.id == key.id && !(one.key == key))
            return fail(ErrorCode::Conflict, "Another key with the id " + key.keyId() + " is trusted already",
                        "Two keys of one id are no accident: ask who gave you this one.");
    return m_file->write(PluginFile::Counts::Change, [&](Database& database) {
        Statement put(database.handle(), "INSERT OR REPLACE INTO trusted_key VALUES (?, ?, ?, ?)");
        return put.bind(key.keyId()).bind(key.base64()).bind(comment).bind(nowMilliseconds()).run();
    });
}

Result<void> Trust::distrust(const std::string& keyId) {
    return m_file->write(PluginFile::Counts::Change, [&](Database& database) -> Result<void> {
        Statement drop(database.handle(), "DELETE FROM trusted_key WHERE key_id = ? RETURNING key_id");
        auto row = drop.bind(keyId).step();
        if (!row) return fail(row.error());
        if (!*row)
            return fail(ErrorCode::NotFound, "No trusted key has the id " + keyId,
                        "`tributary plugin trust list` shows them.");
        return drop.run();
    });
}

Result<void> Trust::revoke(const std::string& keyId, const std::string& reason) {
    if (!isKeyId(keyId))
        return fail(ErrorCode::InvalidArgument, "'" + keyId + "' is no id of a key",
                    "It has 16 digits 0-9 and A-F.");
    return m_file->write(PluginFile::Counts::Change, [&](Database& database) {
        Statement put(database.handle(), "INSERT OR REPLACE INTO revoked_key VALUES (?, ?, ?)");
        return put.bind(keyId).bind(reason).bind(nowMilliseconds()).run();
    });
}

Result<void> Trust::unrevoke(const std::string& keyId) {
    return m_file->write(PluginFile::Counts::Change, [&](Database& database) -> Result<void> {
        Statement drop(database.handle(), "DELETE FROM revoked_key WHERE key_id = ? RETURNING key_id");
        auto row = drop.bind(keyId).step();
        if (!row) return fail(row.error());
        if (!*row) return fail(ErrorCode::NotFound, "You did not revoke a key with the id " + keyId);
        return drop.run();
    });
}

Result<std::vector<std::pair<std::string, std::string>>> Trust::revokedKeys() const {
    using Out = std::vector<std::pair<std::string, std::string>>;
    return m_file->read<Out>([](Database& database) -> Result<Out> {
        Out out;
        Statement rows(database.handle(), "SELECT key_id, reason FROM revoked_key ORDER BY key_id");
        for (;;) {
            auto row = rows.step();
            if (!row) return fail(row.error());
            if (!*row) return out;
            out.emplace_back(rows.text(0), rows.text(1));
        }
    });
}

Result<std::vector<KnownKey>> Trust::knownKeys() const {
    std::vector<KnownKey> out;
    if (auto text = store::readWholeFile(m_builtInKey.string(), kKeyFileLimit); text) {
        auto key = PublicKey::parse(*text);
        if (!key) return fail(key.error());
        out.push_back({*key, Tier::BuiltIn, kBuiltInRepository, false});
    } else if (text.error().code != ErrorCode::NotFound) {
        return fail(text.error());
    }
    auto ofRepositories = m_file->read<std::vector<KnownKey>>(repositoryKeys);
    if (!ofRepositories) return fail(ofRepositories.error());
    out.insert(out.end(), ofRepositories->begin(), ofRepositories->end());
    auto ofPerson = keys();
    if (!ofPerson) return fail(ofPerson.error());
    for (const auto& one : *ofPerson) out.push_back({one.key, Tier::UserKey, "", false});
    return out;
}

Result<void> Trust::checkRevoked(const Manifest& manifest, const Verdict& verdict) const {
    auto reason =
        revocationReason(*m_file, manifest.id, manifest.version.text(), verdict.keyId, verdict.repository);
    if (!reason) return fail(reason.error());
    if (reason->empty()) return {};
    return fail(ErrorCode::Permission, manifest.title() + " must not be installed: " + *reason,
                "Look for a newer version, or ask its publisher.");
}

Result<Verdict> Trust::judge(const Manifest& manifest, const std::string& manifestText,
                             const std::string& signatureText, const std::string& fromRepository) const {
    Verdict out;
    if (signatureText.empty()) {
        if (!fromRepository.empty())
            return fail(
                ErrorCode::Permission,
                manifest.title() + " is not signed, though repository '" + fromRepository + "' offers it",
                "Tell who runs the repository.");
        out.repository.clear();
        if (auto fine = checkRevoked(manifest, out); !fine) return fail(fine.error());
        return out;
    }
    auto signature = Signature::parse(signatureText);
    if (!signature) return fail(signature.error());
    out.keyId = signature->keyId();
    auto known = knownKeys();
    if (!known) return fail(known.error());
    std::optional<Error> wrong;
    for (const auto& one : candidates(*known, *signature, fromRepository)) {
        if (auto fits = verify(one.key, *signature, manifestText); !fits) {
            if (!wrong) wrong = fits.error();
            continue;
        }
        if (auto same = checkComment(manifest, signature->trustedComment); !same) return fail(same.error());
        out.tier = one.tier;
        out.repository = one.repository;
        out.byOwnKey = std::any_of(known->begin(), known->end(), [&](const KnownKey& other) {
            return other.tier == Tier::UserKey && other.key == one.key;
        });
        if (auto fine = checkRevoked(manifest, out); !fine) return fail(fine.error());
        return out;
    }
    if (wrong) return fail(*wrong);
    if (!fromRepository.empty())
        return fail(ErrorCode::Permission,
                    manifest.title() + " is signed by key " + out.keyId +
                        ", which is not one of repository '" + fromRepository + "'",
                    "Tell who runs the repository.");
    if (auto fine = checkRevoked(manifest, out); !fine) return fail(fine.error());
    return out;
}

Result<std::string> revocationReason(PluginFile& file, const std::string& id, const std::string& version,
                                     const std::string& keyId, const std::string& repository) {
    return file.read<std::string>([&](Database& database) -> Result<std::string> {
        const auto first = [](Statement& rows, const std::string& what) -> Result<std::string> {
            auto row = rows.step();
            if (!row) return fail(row.error());
            if (!*row) return std::string();
            return what + (rows.text(0).empty() ? "" : " (" + rows.text(0) + ")");
        };
        Statement byPerson(database.handle(), "SELECT reason FROM revoked_key WHERE key_id = ?");
        auto reason = first(byPerson.bind(keyId), "you revoked the key " + keyId + " that signed it");
        if (!reason || !reason->empty() || repository.empty()) return reason;
        Statement byKey(database.handle(),
                        "SELECT reason FROM revocation WHERE repository = ? AND key_id = ? AND key_id <> ''");
        reason = first(byKey.bind(repository).bind(keyId),
                       "its repository revoked the key " + keyId + " that signed it");
        if (!reason || !reason->empty()) return reason;
        Statement byName(
            database.handle(),
            "SELECT reason FROM revocation WHERE repository = ? AND plugin_id = ? AND version IN ('', ?)");
        return first(byName.bind(repository).bind(id).bind(version), "its repository revoked it");
    });
}

}  // namespace tributary::plugin
