// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/plugin/package/schema.h"

#include <array>

#include "core/store/file_format.h"

namespace tributary::plugin {
namespace {

// One entry per schema version, never edited once released: a change is a new entry. Times are Unix
// milliseconds, but `expires` of a repository, which is as its index says: Unix seconds.
constexpr std::array<const char*, 1> kMigrations = {
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
constexpr int32_t kApplicationId = 0x54524950;

}  // namespace

Result<void> preparePluginFile(store::Database& database, const std::string& path) {
    store::FileFormat format;
    format.applicationId = kApplicationId;
    format.migrations = kMigrations;
    format.ours = "Tributary's record of plugins";
    format.foreignHint = "Move it away: what is installed is kept in a file of that name.";
    format.newerHint =
        "Install the newer version, or name another folder in TRIBUTARY_PLUGINS; nothing was changed.";
    return store::prepareFile(database, path, format);
}

}  // namespace tributary::plugin
