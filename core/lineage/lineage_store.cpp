// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/lineage/lineage_store.h"

#include <filesystem>
#include <set>

#include "core/lineage/lineage_store_impl.h"
#include "core/lineage/lineage_writer.h"
#include "core/lineage/schema.h"

namespace tributary::lineage {
namespace {

constexpr const char* kCollectSetting = "lineage.collect.";

/// Runs `work` inside one transaction.
template <typename Work>
Result<void> inTransaction(store::Database& database, const Work& work) {
    store::Transaction transaction(database);
    if (!transaction.begun()) return transaction.begun();
    if (Result<void> done = work(); !done) return done;
    return transaction.commit();
}

}  // namespace

LineageStore::LineageStore(std::unique_ptr<Impl> impl) : m_impl(std::move(impl)) {}
LineageStore::~LineageStore() = default;

Result<std::unique_ptr<LineageStore>> LineageStore::open(const std::string& path) {
    std::error_code ignored;
    if (!std::filesystem::exists(path, ignored)) {
        return fail(
            ErrorCode::NotFound, "There is no workspace yet at '" + path + "', so there is no lineage",
            "Add a connection first (tributary connection add), or name another file with --workspace.");
    }
    auto impl = std::make_unique<Impl>();
    if (auto done = impl->database.open(path); !done) return fail(done.error());
    auto version = impl->database.integer("PRAGMA user_version");
    if (!version) return fail(version.error());
    if (*version < 2) {
        return fail(ErrorCode::InvalidArgument, "'" + path + "' is not a workspace of this version",
                    "Open it with the program first.");
    }
    // A power cut may cost the last observations; waiting for the disk at each would cost every statement.
    if (auto done = impl->database.execute("PRAGMA synchronous = NORMAL"); !done) return fail(done.error());
    return std::unique_ptr<LineageStore>(new LineageStore(std::move(impl)));
}

Result<void> LineageStore::record(const std::vector<Observation>& observations) {
    std::lock_guard lock(m_impl->mutex);
    return inTransaction(m_impl->database, [&]() -> Result<void> {
        LineageWriter writer(m_impl->database);
        for (const auto& observation : observations) {
            if (auto done = writer.write(observation); !done) return done;
        }
        return {};
    });
}

Result<void> LineageStore::setRelations(const std::string& space,
                                        const std::vector<ObservedRelation>& relations, int64_t atMs) {
    std::lock_guard lock(m_impl->mutex);
    return inTransaction(m_impl->database, [&]() -> Result<void> {
        auto clear = m_impl->prepare(
            "DELETE FROM lineage_relation WHERE source_id IN (SELECT c.id FROM lineage_column c JOIN "
            "lineage_dataset d ON d.id = c.dataset_id WHERE d.space = ?)");
        if (auto done = clear.bind(space).run(); !done) return done;
        LineageWriter writer(m_impl->database);
        auto insert = m_impl->prepare("INSERT OR IGNORE INTO lineage_relation VALUES (?, ?, ?)");
        for (const auto& relation : relations) {
            auto source = writer.end(relation.source, atMs);
            if (!source) return fail(source.error());
            auto target = writer.end(relation.target, atMs);
            if (!target) return fail(target.error());
            if (auto done = insert.bind(*source).bind(*target).bind(relation.name).run(); !done) return done;
            insert.reset();
        }
        return {};
    });
}

Result<void> LineageStore::setTags(const DatasetName& dataset, const std::string& kind,
                                   const std::vector<std::pair<std::string, std::string>>& columnAndValue,
                                   int64_t atMs) {
    std::lock_guard lock(m_impl->mutex);
    return inTransaction(m_impl->database, [&]() -> Result<void> {
        LineageWriter writer(m_impl->database);
        auto id = writer.dataset(dataset, {}, atMs);
        if (!id) return fail(id.error());
        auto clear = m_impl->prepare(
            "DELETE FROM lineage_tag WHERE kind = ? AND column_id IN (SELECT id FROM lineage_column WHERE "
            "dataset_id = ?)");
        if (auto done = clear.bind(kind).bind(*id).run(); !done) return done;
        auto insert = m_impl->prepare("INSERT OR REPLACE INTO lineage_tag VALUES (?, ?, ?, ?)");
        for (const auto& [column, value] : columnAndValue) {
            auto target = writer.end({dataset, column}, atMs);
            if (!target) return fail(target.error());
            if (auto done = insert.bind(*target).bind(kind).bind(value).bind(atMs).run(); !done) return done;
            insert.reset();
        }
        return {};
    });
}

Result<void> LineageStore::setCatalog(const std::string& space, const CatalogSnapshot& catalog,
                                      int64_t atMs) {
    std::lock_guard lock(m_impl->mutex);
    return inTransaction(m_impl->database, [&]() -> Result<void> {
        LineageWriter writer(m_impl->database);
        std::set<int64_t> listed;
        for (const auto& one : catalog.datasets) {
            auto id = writer.known(one, atMs);
            if (!id) return fail(id.error());
            listed.insert(*id);
        }
        std::vector<int64_t> gone, system;
        auto all = m_impl->prepare(
            "SELECT id, name FROM lineage_dataset WHERE space = ? AND kind IN ('table', 'view', "
            "'materialized_view')");
        all.bind(space);
        for (;;) {
            auto row = all.step();
            if (!row) return fail(row.error());
            if (!*row) break;
            if (listed.contains(all.integer(0))) continue;
            const std::string schema = splitName(all.text(1)).front();
            if (catalog.unread.contains(schema)) continue;
            (catalog.system.contains(schema) ? system : gone).push_back(all.integer(0));
        }
        if (auto done = m_impl->endEdges(gone, atMs); !done) return done;
        gone.insert(gone.end(), system.begin(), system.end());
        return m_impl->forgetIdle(gone);
    });
}

Result<void> LineageStore::Impl::endEdges(const std::vector<int64_t>& datasets, int64_t atMs) {
    auto close = prepare(
        "UPDATE lineage_edge SET ended = ?1 WHERE ended IS NULL AND (source_id IN (SELECT id FROM "
        "lineage_column WHERE dataset_id = ?2) OR target_id IN (SELECT id FROM lineage_column WHERE "
        "dataset_id = ?2))");
    for (const int64_t id : datasets) {
        if (auto done = close.bind(atMs).bind(id).run(); !done) return done;
        close.reset();
    }
    return {};
}

Result<void> LineageStore::Impl::forgetIdle(const std::vector<int64_t>& datasets) {
    if (datasets.empty()) return {};
    auto idle = prepare(
        "DELETE FROM lineage_dataset WHERE id = ?1 AND last_read IS NULL AND last_written IS NULL AND NOT "
        "EXISTS (SELECT 1 FROM lineage_column c JOIN lineage_edge e ON e.source_id = c.id OR e.target_id = "
        "c.id WHERE c.dataset_id = ?1) AND NOT EXISTS (SELECT 1 FROM lineage_column c JOIN lineage_tag t ON "
        "t.column_id = c.id WHERE c.dataset_id = ?1)");
    for (const int64_t id : datasets) {
        if (auto done = idle.bind(id).run(); !done) return done;
        idle.reset();
    }
    if (auto done = database.execute(
            "DELETE FROM lineage_column WHERE dataset_id NOT IN (SELECT id FROM lineage_dataset)");
        !done) {
        return done;
    }
    return database.execute(
        "DELETE FROM lineage_relation WHERE source_id NOT IN (SELECT id FROM lineage_column) OR target_id "
        "NOT "
        "IN (SELECT id FROM lineage_column)");
}

Result<std::vector<JobName>> LineageStore::jobs(const std::string& kind) const {
    std::lock_guard lock(m_impl->mutex);
    auto find = m_impl->prepare(
        "SELECT space, name FROM lineage_job j WHERE kind = ? AND EXISTS (SELECT 1 FROM lineage_edge WHERE "
        "job_id = j.id AND ended IS NULL)");
    find.bind(kind);
    std::vector<JobName> out;
    for (;;) {
        auto row = find.step();
        if (!row) return fail(row.error());
        if (!*row) return out;
        out.push_back({find.text(0), find.text(1)});
    }
}

Result<void> LineageStore::endJob(const std::string& kind, const std::string& space, const std::string& name,
                                  int64_t atMs) {
    std::lock_guard lock(m_impl->mutex);
    auto close = m_impl->prepare(
        "UPDATE lineage_edge SET ended = ? WHERE ended IS NULL AND job_id = "
        "(SELECT id FROM lineage_job WHERE kind = ? AND space = ? AND name = ?)");
    return close.bind(atMs).bind(kind).bind(space).bind(name).run();
}

Result<void> LineageStore::forget(const std::string& space) {
    std::lock_guard lock(m_impl->mutex);
    return inTransaction(m_impl->database, [&]() -> Result<void> {
        const std::string mine =
            "(SELECT c.id FROM lineage_column c JOIN lineage_dataset d ON d.id = c.dataset_id WHERE d.space "
            "= ?1)";
        const std::string statements[] = {
            "DELETE FROM lineage_edge WHERE source_id IN " + mine + " OR target_id IN " + mine,
            "DELETE FROM lineage_relation WHERE source_id IN " + mine + " OR target_id IN " + mine,
            "DELETE FROM lineage_tag WHERE column_id IN " + mine,
            "DELETE FROM lineage_column WHERE id IN " + mine,
            "DELETE FROM lineage_dataset WHERE space = ?1",
            "DELETE FROM lineage_run WHERE job_id IN (SELECT id FROM lineage_job WHERE space = ?1)",
            "DELETE FROM lineage_job WHERE space = ?1 AND NOT EXISTS (SELECT 1 FROM lineage_edge WHERE "
            "job_id = lineage_job.id)"};
        for (const auto& sql : statements) {
            auto statement = m_impl->prepare(sql);
            if (auto done = statement.bind(space).run(); !done) return done;
        }
        return {};
    });
}

Result<bool> LineageStore::collects(const std::string& connection) const {
    std::lock_guard lock(m_impl->mutex);
    auto find = m_impl->prepare("SELECT value FROM setting WHERE key = ?");
    auto row = find.bind(kCollectSetting + connection).step();
    if (!row) return fail(row.error());
    return !*row || find.text(0) != "off";
}

Result<void> LineageStore::setCollects(const std::string& connection, bool on) {
    std::lock_guard lock(m_impl->mutex);
    auto set = m_impl->prepare("INSERT OR REPLACE INTO setting (key, value) VALUES (?, ?)");
    return set.bind(kCollectSetting + connection).bind(on ? "on" : "off").run();
}

Result<std::vector<JobRun>> LineageStore::runs(int64_t jobId, size_t limit) const {
    std::lock_guard lock(m_impl->mutex);
    auto find = m_impl->prepare(
        "SELECT started_at, duration, row_count, user FROM lineage_run WHERE job_id = ? "
        "ORDER BY started_at DESC LIMIT ?");
    find.bind(jobId).bind(static_cast<int64_t>(limit));
    std::vector<JobRun> out;
    for (;;) {
        auto row = find.step();
        if (!row) return fail(row.error());
        if (!*row) return out;
        JobRun run;
        run.startedAtMs = find.integer(0);
        if (!find.isNull(1)) run.durationMs = find.integer(1);
        if (!find.isNull(2)) run.rows = find.integer(2);
        run.user = find.text(3);
        out.push_back(std::move(run));
    }
}

}  // namespace tributary::lineage
