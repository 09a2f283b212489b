// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/alerts/store/schema.h"

#include <array>

#include "core/store/file_format.h"

namespace tributary::alerts {
namespace {

// One entry per schema version, never edited once released: a change is a new entry. Times are Unix
// milliseconds; labels and the like are JSON objects.
constexpr std::array<const char*, 2> kMigrations = {R"sql(
CREATE TABLE meta (key TEXT PRIMARY KEY, value NOT NULL) WITHOUT ROWID;
INSERT INTO meta VALUES ('changes', 0), ('writes', 0);
CREATE TABLE setting (key TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;

CREATE TABLE rule_file (
    path TEXT PRIMARY KEY, fingerprint TEXT NOT NULL, error TEXT NOT NULL, read_at INTEGER NOT NULL) WITHOUT ROWID;
CREATE TABLE rule_group (
    file TEXT NOT NULL, name TEXT NOT NULL, position INTEGER NOT NULL, yaml TEXT NOT NULL,
    enabled INTEGER NOT NULL, changed_at INTEGER NOT NULL, PRIMARY KEY (file, name)) WITHOUT ROWID;

CREATE TABLE channel (
    id TEXT PRIMARY KEY, name TEXT NOT NULL UNIQUE, type TEXT NOT NULL, enabled INTEGER NOT NULL) WITHOUT ROWID;
-- A secret field has a row with no value: what it holds is in the secret store.
CREATE TABLE channel_setting (
    channel_id TEXT NOT NULL REFERENCES channel(id) ON DELETE CASCADE, key TEXT NOT NULL, value TEXT,
    PRIMARY KEY (channel_id, key)) WITHOUT ROWID;

CREATE TABLE silence (
    id TEXT PRIMARY KEY, matchers TEXT NOT NULL, starts_at INTEGER NOT NULL, ends_at INTEGER NOT NULL,
    updated_at INTEGER NOT NULL, created_by TEXT NOT NULL, comment TEXT NOT NULL) WITHOUT ROWID;
CREATE TABLE acknowledgement (
    fingerprint TEXT PRIMARY KEY, who TEXT NOT NULL, comment TEXT NOT NULL, at INTEGER NOT NULL) WITHOUT ROWID;

CREATE TABLE rule_state (rule_id TEXT PRIMARY KEY, state TEXT NOT NULL) WITHOUT ROWID;
CREATE TABLE instance (
    rule_id TEXT NOT NULL, fingerprint TEXT NOT NULL, state TEXT NOT NULL, labels TEXT NOT NULL,
    annotations TEXT NOT NULL, active_at INTEGER NOT NULL, fired_at INTEGER, resolved_at INTEGER,
    evaluated_at INTEGER NOT NULL, value REAL, expected REAL, lower REAL, upper REAL,
    PRIMARY KEY (rule_id, fingerprint)) WITHOUT ROWID;
CREATE TABLE alert (
    fingerprint TEXT PRIMARY KEY, rule_id TEXT NOT NULL, labels TEXT NOT NULL, annotations TEXT NOT NULL,
    starts_at INTEGER NOT NULL, ends_at INTEGER NOT NULL, updated_at INTEGER NOT NULL,
    generator TEXT NOT NULL) WITHOUT ROWID;
CREATE TABLE pipeline_state (key TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;

CREATE TABLE transition (
    id INTEGER PRIMARY KEY AUTOINCREMENT, at INTEGER NOT NULL, rule_id TEXT NOT NULL, rule TEXT NOT NULL,
    rule_group TEXT NOT NULL, fingerprint TEXT NOT NULL, labels TEXT NOT NULL, before TEXT NOT NULL,
    after TEXT NOT NULL, reason TEXT NOT NULL, value REAL, expected REAL, lower REAL, upper REAL);
CREATE INDEX transition_at ON transition (at);
CREATE INDEX transition_rule ON transition (rule_id, id);
CREATE TABLE evaluation (
    id INTEGER PRIMARY KEY, rule_id TEXT NOT NULL, scheduled_at INTEGER NOT NULL, started_at INTEGER NOT NULL,
    duration INTEGER NOT NULL, row_count INTEGER NOT NULL, active INTEGER NOT NULL, error TEXT NOT NULL);
CREATE INDEX evaluation_rule ON evaluation (rule_id, id);
CREATE TABLE delivery (
    id INTEGER PRIMARY KEY AUTOINCREMENT, at INTEGER NOT NULL, receiver TEXT NOT NULL, channel TEXT NOT NULL,
    group_key TEXT NOT NULL, delivered INTEGER NOT NULL, firing INTEGER NOT NULL, firing_alerts INTEGER NOT NULL,
    resolved_alerts INTEGER NOT NULL, attempts INTEGER NOT NULL, duration INTEGER NOT NULL, title TEXT NOT NULL,
    error TEXT NOT NULL);
CREATE INDEX delivery_at ON delivery (at);
CREATE TABLE dead_letter (
    id INTEGER PRIMARY KEY AUTOINCREMENT, at INTEGER NOT NULL, channel TEXT NOT NULL, group_key TEXT NOT NULL,
    error TEXT NOT NULL, attempts INTEGER NOT NULL, notification TEXT NOT NULL, UNIQUE (channel, group_key));

-- At most one row.
CREATE TABLE lease (
    one INTEGER PRIMARY KEY CHECK (one = 1), owner TEXT NOT NULL, host TEXT NOT NULL, pid INTEGER NOT NULL,
    process TEXT NOT NULL, program TEXT NOT NULL, address TEXT NOT NULL, token INTEGER NOT NULL,
    since INTEGER NOT NULL, heartbeat INTEGER NOT NULL);
)sql",
                                                    R"sql(
-- Why, for programs: a JSON object of code, numbers and words; empty: nothing to tell.
ALTER TABLE transition ADD COLUMN why TEXT NOT NULL DEFAULT '';
-- Somebody asked to send it once more.
ALTER TABLE dead_letter ADD COLUMN resend INTEGER NOT NULL DEFAULT 0;
-- What people said of alerts, one line each: "acknowledged", "not an anomaly". The latter is taken by the owner
-- of the lease, which writes when and what came of it.
CREATE TABLE decision (
    id INTEGER PRIMARY KEY AUTOINCREMENT, kind TEXT NOT NULL, at INTEGER NOT NULL, rule_id TEXT NOT NULL,
    fingerprint TEXT NOT NULL, labels TEXT NOT NULL, who TEXT NOT NULL, comment TEXT NOT NULL,
    taken_at INTEGER, outcome TEXT NOT NULL DEFAULT '');
CREATE INDEX decision_rule ON decision (rule_id, at);
CREATE INDEX decision_open ON decision (kind) WHERE taken_at IS NULL;
)sql"};

// "TRIA": tells our files from other SQLite databases.
constexpr int32_t kApplicationId = 0x54524941;

}  // namespace

Result<void> prepareAlertFile(store::Database& database, const std::string& path) {
    store::FileFormat format;
    format.applicationId = kApplicationId;
    format.migrations = kMigrations;
    format.ours = "one of Tributary's alerts";
    format.foreignHint = "Move it away: the alerts of a workspace are kept in a file of that name.";
    format.newerHint = "Install the newer version, or name another workspace; the file was not changed.";
    return store::prepareFile(database, path, format);
}

}  // namespace tributary::alerts
