// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/plugin/supervise/run_records.h"

#include "core/store/process_tag.h"

namespace tributary::plugin {
namespace {

using store::Database;
using store::Statement;

enum State { kStarting = 0, kReady = 1, kEnded = 2, kFailed = 3, kCrashed = 4 };

// Our own tables, beside those of core/plugin/package. A change is an ALTER with a new version here.
constexpr const char* kTables = R"sql(
CREATE TABLE IF NOT EXISTS plugin_run (
    id INTEGER PRIMARY KEY AUTOINCREMENT, plugin_id TEXT NOT NULL, version TEXT NOT NULL, program TEXT NOT NULL,
    state INTEGER NOT NULL, ran INTEGER NOT NULL DEFAULT 0, started_at INTEGER NOT NULL, ended_at INTEGER,
    what TEXT NOT NULL DEFAULT '', signal INTEGER NOT NULL DEFAULT 0, doing TEXT NOT NULL DEFAULT '',
    output TEXT NOT NULL DEFAULT '', log TEXT NOT NULL DEFAULT '', peak INTEGER NOT NULL DEFAULT 0,
    cpu INTEGER NOT NULL DEFAULT 0);
CREATE INDEX IF NOT EXISTS plugin_run_plugin ON plugin_run (plugin_id, id);
CREATE TABLE IF NOT EXISTS plugin_health (
    plugin_id TEXT PRIMARY KEY, quarantined_at INTEGER, forgiven_at INTEGER NOT NULL DEFAULT 0) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS plugin_blocked (
    plugin_id TEXT NOT NULL, kind TEXT NOT NULL, target TEXT NOT NULL, count INTEGER NOT NULL,
    last_at INTEGER NOT NULL, PRIMARY KEY (plugin_id, kind, target)) WITHOUT ROWID;
)sql";

std::string joined(const std::vector<std::string>& lines) {
    std::string out;
    for (const auto& line : lines) out += line + '\n';
    return out;
}

std::vector<std::string> split(const std::string& text) {
    std::vector<std::string> out;
    size_t from = 0;
    for (size_t end = text.find('\n'); end != std::string::npos; end = text.find('\n', from)) {
        out.push_back(text.substr(from, end - from));
        from = end + 1;
    }
    return out;
}

/// Of each plugin the last hundred; a crash stays as long as one of those.
Result<void> trim(Database& database, const std::string& id) {
    Statement statement(database.handle(),
                        "DELETE FROM plugin_run WHERE plugin_id = ? AND state <> 0 AND id NOT IN "
                        "(SELECT id FROM plugin_run WHERE plugin_id = ? ORDER BY id DESC LIMIT 100)");
    return statement.bind(id).bind(id).run();
}

}  // namespace

Result<void> RunRecords::run(const std::function<Result<void>(Database&)>& body) {
    return m_file->write(PluginFile::Counts::Nothing, body);
}

Result<std::unique_ptr<RunRecords>> RunRecords::open(std::shared_ptr<PluginFile> file) {
    std::unique_ptr<RunRecords> records(new RunRecords(std::move(file)));
    auto made = records->run([](Database& database) { return database.execute(kTables); });
    if (!made) return fail(std::move(made).error());
    if (auto booked = records->bookKilledPrograms(); !booked) return fail(std::move(booked).error());
    return records;
}

Result<void> RunRecords::bookKilledPrograms() {
    return run([](Database& database) -> Result<void> {
        Statement open(database.handle(), "SELECT id, program, state FROM plugin_run WHERE state IN (0, 1)");
        std::vector<std::pair<int64_t, int64_t>> gone;
        for (auto row = open.step();; row = open.step()) {
            if (!row) return fail(std::move(row).error());
            if (!*row) break;
            if (store::isProcessGone(open.text(1))) gone.emplace_back(open.integer(0), open.integer(2));
        }
        for (const auto& [id, state] : gone) {
            // While it served, the program's end was its own; while it was starting, the plugin is under
            // suspicion.
            Statement close(
                database.handle(),
                "UPDATE plugin_run SET state = ?, what = ?, doing = ?, ended_at = started_at WHERE id = ?");
            const bool suspect = state == kStarting;
            auto done = close.bind(suspect ? int64_t{kCrashed} : int64_t{kEnded})
                            .bind(suspect ? "Tributary ended while it was starting this plugin." : "")
                            .bind(suspect ? "its start" : "")
                            .bind(id)
                            .run();
            if (!done) return done;
        }
        return {};
    });
}

Result<int64_t> RunRecords::starting(const std::string& id, const std::string& version, int64_t now) {
    int64_t key = 0;
    auto done = run([&](Database& database) -> Result<void> {
        Statement insert(database.handle(),
                         "INSERT INTO plugin_run (plugin_id, version, program, state, started_at) "
                         "VALUES (?, ?, ?, 0, ?)");
        auto inserted = insert.bind(id).bind(version).bind(store::thisProcessTag()).bind(now).run();
        if (!inserted) return inserted;
        auto last = database.integer("SELECT last_insert_rowid()");
        if (!last) return fail(std::move(last).error());
        key = *last;
        return trim(database, id);
    });
    if (!done) return fail(std::move(done).error());
    return key;
}

Result<void> RunRecords::ready(int64_t key) {
    return run([&](Database& database) {
        Statement update(database.handle(), "UPDATE plugin_run SET state = 1, ran = 1 WHERE id = ?");
        return update.bind(key).run();
    });
}

Result<void> RunRecords::ended(int64_t key, int64_t now) {
    return run([&](Database& database) {
        Statement update(database.handle(), "UPDATE plugin_run SET state = 2, ended_at = ? WHERE id = ?");
        return update.bind(now).bind(key).run();
    });
}

Result<void> RunRecords::failed(int64_t key, const CrashReport& report, bool crash) {
    return run([&](Database& database) {
        Statement update(
            database.handle(),
            "UPDATE plugin_run SET state = ?, ended_at = ?, what = ?, signal = ?, doing = ?, output = ?, "
            "log = ?, peak = ?, cpu = ? WHERE id = ?");
        return update.bind(crash ? int64_t{kCrashed} : int64_t{kFailed})
            .bind(report.at)
            .bind(report.what)
            .bind(int64_t{report.signal})
            .bind(report.doing)
            .bind(report.output)
            .bind(joined(report.logLines))
            .bind(static_cast<int64_t>(report.peakBytes))
            .bind(report.cpuMilliseconds)
            .bind(key)
            .run();
    });
}

Result<void> RunRecords::quarantine(const std::string& id, int64_t now) {
    return run([&](Database& database) {
        Statement update(database.handle(),
                         "INSERT INTO plugin_health (plugin_id, quarantined_at) VALUES (?, ?) "
                         "ON CONFLICT (plugin_id) DO UPDATE SET quarantined_at = excluded.quarantined_at");
        return update.bind(id).bind(now).run();
    });
}

Result<void> RunRecords::forgive(const std::string& id, int64_t now) {
    return run([&](Database& database) {
        Statement update(
            database.handle(),
            "INSERT INTO plugin_health (plugin_id, quarantined_at, forgiven_at) VALUES (?, NULL, ?) ON "
            "CONFLICT (plugin_id) DO UPDATE SET quarantined_at = NULL, forgiven_at = excluded.forgiven_at");
        return update.bind(id).bind(now).run();
    });
}

Result<void> RunRecords::forget(const std::string& id) {
    return run([&](Database& database) -> Result<void> {
        for (const char* sql :
             {"DELETE FROM plugin_run WHERE plugin_id = ?", "DELETE FROM plugin_health WHERE plugin_id = ?",
              "DELETE FROM plugin_blocked WHERE plugin_id = ?"}) {
            Statement erase(database.handle(), sql);
            if (auto done = erase.bind(id).run(); !done) return done;
        }
        return {};
    });
}

Result<RunHistory> RunRecords::history(const std::string& id, const std::string& version,
                                       int64_t windowStart) {
    return m_file->read<RunHistory>([&](Database& database) -> Result<RunHistory> {
        RunHistory out;
        int64_t forgiven = 0;
        Statement health(database.handle(),
                         "SELECT quarantined_at, forgiven_at FROM plugin_health WHERE plugin_id = ?");
        auto row = health.bind(id).step();
        if (!row) return fail(std::move(row).error());
        if (*row) {
            if (!health.isNull(0)) out.quarantinedAt = health.integer(0);
            forgiven = health.integer(1);
        }
        bool inARow = true;
        Statement runs(database.handle(),
                       "SELECT state, version, ran, coalesce(ended_at, started_at), what FROM plugin_run "
                       "WHERE plugin_id = ? ORDER BY id DESC");
        runs.bind(id);
        for (row = runs.step();; row = runs.step()) {
            if (!row) return fail(std::move(row).error());
            if (!*row) break;
            const int64_t state = runs.integer(0);
            const int64_t at = runs.integer(3);
            if (runs.integer(2) != 0 && runs.text(1) == version) out.versionEverRan = true;
            if (state == kFailed || state == kCrashed) {
                if (out.lastError.empty()) out.lastError = runs.text(4);
                if (at <= forgiven) continue;
                if (inARow && out.recentFailures++ == 0) out.lastFailureAt = at;
                if (state == kCrashed && at >= windowStart) ++out.recentCrashes;
            } else if (state == kEnded) {
                inARow = false;
            }
        }
        return out;
    });
}

Result<std::vector<CrashReport>> RunRecords::crashes(const std::string& id, size_t most) {
    return m_file->read<std::vector<CrashReport>>(
        [&](Database& database) -> Result<std::vector<CrashReport>> {
            std::vector<CrashReport> out;
            Statement runs(
                database.handle(),
                "SELECT id, version, ended_at, what, signal, doing, output, log, peak, cpu FROM plugin_run "
                "WHERE plugin_id = ? AND state = 4 ORDER BY id DESC LIMIT ?");
            runs.bind(id).bind(static_cast<int64_t>(most));
            for (auto row = runs.step();; row = runs.step()) {
                if (!row) return fail(std::move(row).error());
                if (!*row) return out;
                out.push_back({runs.integer(0), id, runs.text(1), runs.integer(2), runs.text(3),
                               static_cast<int>(runs.integer(4)), runs.text(5), runs.text(6),
                               split(runs.text(7)), static_cast<uint64_t>(runs.integer(8)), runs.integer(9)});
            }
        });
}

Result<void> RunRecords::blocked(const std::string& id, const BlockedAttempt& attempt, uint64_t count,
                                 int64_t now) {
    return run([&](Database& database) {
        Statement add(database.handle(),
                      "INSERT INTO plugin_blocked VALUES (?, ?, ?, ?, ?) ON CONFLICT DO UPDATE SET "
                      "count = count + excluded.count, last_at = excluded.last_at");
        return add.bind(id)
            .bind(toString(attempt.kind))
            .bind(attempt.target)
            .bind(static_cast<int64_t>(count))
            .bind(now)
            .run();
    });
}

Result<std::vector<RunRecords::Blocked>> RunRecords::blockedAttempts(const std::string& id) {
    return m_file->read<std::vector<Blocked>>([&](Database& database) -> Result<std::vector<Blocked>> {
        std::vector<Blocked> out;
        Statement rows(database.handle(),
                       "SELECT kind, target, count, last_at FROM plugin_blocked WHERE plugin_id = ? "
                       "ORDER BY last_at DESC LIMIT 200");
        rows.bind(id);
        for (auto row = rows.step();; row = rows.step()) {
            if (!row) return fail(std::move(row).error());
            if (!*row) return out;
            out.push_back(
                {rows.text(0), rows.text(1), static_cast<uint64_t>(rows.integer(2)), rows.integer(3)});
        }
    });
}

}  // namespace tributary::plugin
