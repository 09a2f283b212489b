// SPDX-License-Identifier: GPL-3.0-or-later
#include <array>

#include "core/store/workspace_impl.h"

namespace tributary::store {
namespace {

// One entry per schema version, never edited once released: a change is a new entry.
constexpr std::array<const char*, 1> kMigrations = {R"sql(
CREATE TABLE meta (key TEXT PRIMARY KEY, value NOT NULL) WITHOUT ROWID;
INSERT INTO meta VALUES ('changes', 0);

CREATE TABLE connection (
    id TEXT PRIMARY KEY, name TEXT NOT NULL UNIQUE COLLATE NOCASE, type TEXT NOT NULL, color TEXT NOT NULL,
    folder TEXT NOT NULL, read_only INTEGER NOT NULL, created INTEGER NOT NULL);
-- A secret field has a row with no value: what it holds is in the secret store.
CREATE TABLE connection_setting (
    connection_id TEXT NOT NULL REFERENCES connection(id) ON DELETE CASCADE, key TEXT NOT NULL, value TEXT,
    PRIMARY KEY (connection_id, key)) WITHOUT ROWID;

CREATE TABLE saved_query (
    id TEXT PRIMARY KEY, name TEXT NOT NULL, folder TEXT NOT NULL, sql TEXT NOT NULL, target TEXT NOT NULL,
    chart TEXT NOT NULL);

CREATE TABLE history (
    id INTEGER PRIMARY KEY AUTOINCREMENT, started_at INTEGER NOT NULL, sql TEXT NOT NULL, target TEXT NOT NULL,
    status INTEGER NOT NULL, error TEXT NOT NULL, row_count INTEGER, duration INTEGER NOT NULL);
CREATE INDEX history_time ON history (started_at);

CREATE TABLE owner (id TEXT PRIMARY KEY, seen_at INTEGER NOT NULL) WITHOUT ROWID;
CREATE TABLE tab (
    id TEXT PRIMARY KEY, owner TEXT NOT NULL, title TEXT NOT NULL, sql TEXT NOT NULL, target TEXT NOT NULL,
    position INTEGER NOT NULL, cursor INTEGER NOT NULL, saved_query_id TEXT NOT NULL, open INTEGER NOT NULL,
    closed_order INTEGER NOT NULL DEFAULT 0);

CREATE TABLE setting (key TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;
)sql"};

// "TRIB": tells our files from other SQLite databases.
constexpr int64_t kApplicationId = 0x54524942;

Result<void> refuseForeignFile(Database& database, const std::string& path) {
    auto application = database.integer("PRAGMA application_id");
    if (!application) return fail(application.error());
    if (*application == kApplicationId) return {};
    auto tables = database.integer("SELECT count(*) FROM sqlite_schema");
    if (!tables) return fail(tables.error());
    if (*application == 0 && *tables == 0) return {};
    return fail(ErrorCode::InvalidArgument,
                "'" + path + "' is an SQLite database, but not a Tributary workspace",
                "Name another file; to query this database, add it as a connection of type sqlite.");
}

Result<void> applyFrom(Database& database, int64_t version) {
    for (size_t i = static_cast<size_t>(version); i < kMigrations.size(); i++) {
        if (auto done = database.execute(kMigrations[i]); !done) return done;
    }
    if (version == 0) {
        Statement insert(database.handle(), "INSERT INTO meta VALUES ('id', ?)");
        if (auto done = insert.bind(newUuid()).run(); !done) return done;
        if (auto done =
                database.execute(("PRAGMA application_id = " + std::to_string(kApplicationId)).c_str());
            !done) {
            return done;
        }
    }
    return database.execute(("PRAGMA user_version = " + std::to_string(kMigrations.size())).c_str());
}

}  // namespace

Result<void> migrate(Database& database, const std::string& path) {
    if (auto ours = refuseForeignFile(database, path); !ours) return ours;
    auto version = database.integer("PRAGMA user_version");
    if (!version) return fail(version.error());
    if (*version > static_cast<int64_t>(kMigrations.size())) {
        return fail(ErrorCode::Unsupported,
                    "The workspace '" + path + "' was made by a newer Tributary (format " +
                        std::to_string(*version) + ", this one reads up to " +
                        std::to_string(kMigrations.size()) + ")",
                    "Install the newer version, or name another workspace; the file was not changed.");
    }
    if (auto wal = database.execute(
            "PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL; PRAGMA foreign_keys = ON");
        !wal) {
        return wal;
    }
    if (*version == static_cast<int64_t>(kMigrations.size())) return {};

    Transaction transaction(database);
    if (!transaction.begun()) return transaction.begun();
    version = database.integer("PRAGMA user_version");  // another process may have migrated meanwhile
    if (!version) return fail(version.error());
    if (auto done = applyFrom(database, *version); !done) return done;
    return transaction.commit();
}

}  // namespace tributary::store
