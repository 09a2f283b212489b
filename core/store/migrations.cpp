// SPDX-License-Identifier: GPL-3.0-or-later
#include <array>

#include "core/store/file_format.h"
#include "core/store/workspace_impl.h"

namespace tributary::store {
namespace {

// One entry per schema version, never edited once released: a change is a new entry.
constexpr std::array<const char*, 3> kMigrations = {R"sql(
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
)sql",
                                                    R"sql(
-- Lineage. A column named '' is its dataset as a whole. Times are Unix milliseconds.
CREATE TABLE lineage_dataset (
    id INTEGER PRIMARY KEY, space TEXT NOT NULL COLLATE NOCASE, name TEXT NOT NULL COLLATE NOCASE,
    kind TEXT NOT NULL, first_seen INTEGER NOT NULL, last_seen INTEGER NOT NULL, last_written INTEGER,
    last_read INTEGER, UNIQUE (space, name));
CREATE TABLE lineage_column (
    id INTEGER PRIMARY KEY, dataset_id INTEGER NOT NULL REFERENCES lineage_dataset(id) ON DELETE CASCADE,
    name TEXT NOT NULL COLLATE NOCASE, type TEXT NOT NULL, position INTEGER NOT NULL, UNIQUE (dataset_id, name));
CREATE TABLE lineage_job (
    id INTEGER PRIMARY KEY, kind TEXT NOT NULL, space TEXT NOT NULL COLLATE NOCASE,
    name TEXT NOT NULL COLLATE NOCASE, statement TEXT NOT NULL, dialect TEXT NOT NULL, user TEXT NOT NULL,
    first_run INTEGER NOT NULL, last_run INTEGER NOT NULL, runs INTEGER NOT NULL, UNIQUE (kind, space, name));
CREATE TABLE lineage_run (
    id INTEGER PRIMARY KEY, job_id INTEGER NOT NULL REFERENCES lineage_job(id) ON DELETE CASCADE,
    started_at INTEGER NOT NULL, duration INTEGER, row_count INTEGER, user TEXT NOT NULL);
CREATE INDEX lineage_run_job ON lineage_run (job_id, started_at);
-- A life of an edge: one that ended and comes back is a new row.
CREATE TABLE lineage_edge (
    id INTEGER PRIMARY KEY, source_id INTEGER NOT NULL, target_id INTEGER NOT NULL, subtype INTEGER NOT NULL,
    masking INTEGER NOT NULL, confidence INTEGER NOT NULL, job_id INTEGER NOT NULL, expression TEXT NOT NULL,
    first_seen INTEGER NOT NULL, last_seen INTEGER NOT NULL, ended INTEGER, runs INTEGER NOT NULL);
CREATE UNIQUE INDEX lineage_edge_alive ON lineage_edge (source_id, target_id, subtype, job_id)
    WHERE ended IS NULL;
CREATE INDEX lineage_edge_source ON lineage_edge (source_id);
CREATE INDEX lineage_edge_target ON lineage_edge (target_id);
CREATE INDEX lineage_edge_job ON lineage_edge (job_id);
CREATE TABLE lineage_relation (
    source_id INTEGER NOT NULL, target_id INTEGER NOT NULL, name TEXT NOT NULL,
    PRIMARY KEY (source_id, target_id, name)) WITHOUT ROWID;
CREATE TABLE lineage_tag (
    column_id INTEGER NOT NULL, kind TEXT NOT NULL, value TEXT NOT NULL, seen INTEGER NOT NULL,
    PRIMARY KEY (column_id, kind, value)) WITHOUT ROWID;
)sql",
                                                    R"sql(
-- The process of a window: one that was killed need not be waited for.
ALTER TABLE owner ADD COLUMN process TEXT NOT NULL DEFAULT '';
ALTER TABLE tab ADD COLUMN chart TEXT NOT NULL DEFAULT '';
)sql"};

// "TRIB": tells our files from other SQLite databases.
constexpr int32_t kApplicationId = 0x54524942;

}  // namespace

Result<void> migrate(Database& database, const std::string& path) {
    FileFormat format;
    format.applicationId = kApplicationId;
    format.migrations = kMigrations;
    format.synchronous = "NORMAL";
    format.ours = "a Tributary workspace";
    format.foreignHint = "Name another file; to query this database, add it as a connection of type sqlite.";
    format.newerHint = "Install the newer version, or name another workspace; the file was not changed.";
    return prepareFile(database, path, format, [](Database& made) {
        return Statement(made.handle(), "INSERT INTO meta VALUES ('id', ?)").bind(newUuid()).run();
    });
}

}  // namespace tributary::store
