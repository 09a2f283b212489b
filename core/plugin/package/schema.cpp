// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/plugin/package/schema.h"

#include <array>

namespace tributary::plugin {
namespace {

// One entry per schema version, never edited once released: a change is a new entry. Times are Unix
// milliseconds, but `expires` of a repository, which is as its index says: Unix seconds.
constexpr std::array kMigrations = {
    R"sql(
CREATE TABLE meta (key TEXT PRIMARY KEY, value NOT NULL) WITHOUT ROWID;
INSERT INTO meta VALUES ('changes', 0);
CREATE TABLE setting (key TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;

-- `granted` is what the person allowed, whatever version asks for it.
CREATE TABLE plugin (
    id TEXT PRIMARY KEY, current TEXT NOT NULL, enabled INTEGER NOT NULL, repository TEXT NOT NULL,
    granted TEXT NOT NULL) WITHOUT ROWID;
CREATE TABLE plugin_version (
    plugin_id TEXT NOT NULL REFERENCES plugin(id) ON DELETE CASCADE, version TEXT NOT NULL, manifest TEXT NOT NULL,
    tier TEXT NOT NULL, key_id TEXT NOT NULL, package_sha256 TEXT NOT NULL, installed_at INTEGER NOT NULL,
    PRIMARY KEY (plugin_id, version)) WITHOUT ROWID;

CREATE TABLE trusted_key (
    key_id TEXT PRIMARY KEY, public_key TEXT NOT NULL, comment TEXT NOT NULL, added_at INTEGER NOT NULL) WITHOUT ROWID;
CREATE TABLE revoked_key (key_id TEXT PRIMARY KEY, reason TEXT NOT NULL, at INTEGER NOT NULL) WITHOUT ROWID;

-- One that was removed keeps its row: its serial must not go down when it comes back.
CREATE TABLE repository (
    id TEXT PRIMARY KEY, url TEXT NOT NULL, public_key TEXT NOT NULL, ca_file TEXT NOT NULL, serial INTEGER NOT NULL,
    expires INTEGER NOT NULL, fetched_at INTEGER NOT NULL, index_text TEXT NOT NULL,
    removed INTEGER NOT NULL DEFAULT 0) WITHOUT ROWID;
-- What the present indexes revoke: a plugin (one version, or all: ''), or a key.
CREATE TABLE revocation (
    repository TEXT NOT NULL, plugin_id TEXT NOT NULL, version TEXT NOT NULL, key_id TEXT NOT NULL,
    reason TEXT NOT NULL);
CREATE INDEX revocation_plugin ON revocation (plugin_id);
)sql",
};

// "TRIP": tells our files from other SQLite databases.
constexpr int64_t kApplicationId = 0x54524950;

Result<void> refuseForeignFile(store::Database& database, const std::string& path) {
    auto application = database.integer("PRAGMA application_id");
    if (!application) return fail(application.error());
    if (*application == kApplicationId) return {};
    auto tables = database.integer("SELECT count(*) FROM sqlite_schema");
    if (!tables) return fail(tables.error());
    if (*application == 0 && *tables == 0) return {};
    return fail(ErrorCode::InvalidArgument,
                "'" + path + "' is an SQLite database, but not Tributary's record of plugins",
                "Move it away: what is installed is kept in a file of that name.");
}

Result<void> apply(store::Database& database, int64_t version) {
    for (size_t i = static_cast<size_t>(version); i < kMigrations.size(); i++) {
        if (auto done = database.execute(kMigrations[i]); !done) return done;
    }
    const std::string marks = "PRAGMA application_id = " + std::to_string(kApplicationId) +
                              "; PRAGMA user_version = " + std::to_string(kMigrations.size());
    return database.execute(marks.c_str());
}

}  // namespace

Result<void> preparePluginFile(store::Database& database, const std::string& path) {
    if (auto ours = refuseForeignFile(database, path); !ours) return ours;
    auto version = database.integer("PRAGMA user_version");
    if (!version) return fail(version.error());
    if (*version > static_cast<int64_t>(kMigrations.size())) {
        return fail(
            ErrorCode::Unsupported,
            "The plugins in '" + path + "' were kept by a newer Tributary (format " +
                std::to_string(*version) + ", this one reads up to " + std::to_string(kMigrations.size()) +
                ")",
            "Install the newer version, or name another folder in TRIBUTARY_PLUGINS; nothing was changed.");
    }
    auto set =
        database.execute("PRAGMA journal_mode = WAL; PRAGMA foreign_keys = ON; PRAGMA synchronous = FULL");
    if (!set) return set;
    if (*version == static_cast<int64_t>(kMigrations.size())) return {};
    store::Transaction transaction(database);
    if (!transaction.begun()) return transaction.begun();
    version = database.integer("PRAGMA user_version");  // another process may have migrated meanwhile
    if (!version) return fail(version.error());
    if (auto done = apply(database, *version); !done) return done;
    return transaction.commit();
}

}  // namespace tributary::plugin
