// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/lineage/lineage_writer.h"

namespace tributary::lineage {
namespace {

/// Runs a statement that gives one integer back.
Result<int64_t> oneInteger(store::Statement& statement) {
    auto row = statement.step();
    if (!row) return fail(row.error());
    const int64_t id = *row ? statement.integer(0) : 0;
    if (auto done = statement.run(); !done) return fail(done.error());
    statement.reset();
    return id;
}

}  // namespace

LineageWriter::LineageWriter(store::Database& database)
    : m_database(database),
      m_dataset(database.handle(),
                "INSERT INTO lineage_dataset (space, name, kind, first_seen, last_seen) "
                "VALUES (?1, ?2, coalesce(?3, 'table'), ?4, ?4) ON CONFLICT (space, name) DO UPDATE SET "
                "last_seen = max(last_seen, excluded.last_seen), kind = coalesce(?3, kind) RETURNING id"),
      m_column(
          database.handle(),
          "INSERT INTO lineage_column (dataset_id, name, type, position) VALUES (?1, ?2, ?3, coalesce(?4, "
          "(SELECT count(*) FROM lineage_column WHERE dataset_id = ?1))) ON CONFLICT (dataset_id, name) "
          "DO UPDATE SET type = CASE WHEN excluded.type <> '' THEN excluded.type ELSE type END, "
          "position = coalesce(?4, position) RETURNING id"),
      m_edge(
          database.handle(),
          "INSERT INTO lineage_edge (source_id, target_id, subtype, masking, confidence, job_id, expression, "
          "first_seen, last_seen, runs) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?8, ?9) "
          "ON CONFLICT (source_id, target_id, subtype, job_id) WHERE ended IS NULL DO UPDATE SET "
          "masking = excluded.masking, confidence = excluded.confidence, expression = excluded.expression, "
          "last_seen = max(last_seen, excluded.last_seen), runs = runs + excluded.runs RETURNING id") {}

Result<int64_t> LineageWriter::dataset(const DatasetName& name, std::optional<DatasetKind> kind,
                                       int64_t atMs) {
    const auto found = m_datasets.find(name);
    if (found != m_datasets.end() && !kind) return found->second;
    m_dataset.bind(name.space).bind(name.name);
    if (kind) {
        m_dataset.bind(datasetKindName(*kind));
    } else {
        m_dataset.bind(std::optional<int64_t>());
    }
    auto id = oneInteger(m_dataset.bind(atMs));
    if (!id) return id;
    m_datasets[name] = *id;
    if (auto whole = column(*id, "", "", 0); !whole) return whole;
    return id;
}

Result<int64_t> LineageWriter::column(int64_t dataset, const std::string& name, const std::string& type,
                                      std::optional<size_t> position) {
    const std::string key = std::to_string(dataset) + '\n' + name;
    const auto found = m_columns.find(key);
    if (found != m_columns.end() && type.empty()) return found->second;
    std::optional<int64_t> at;
    if (position) at = static_cast<int64_t>(*position);
    m_column.bind(dataset).bind(name).bind(type);
    auto id = oneInteger(m_column.bind(at));
    if (id) m_columns[key] = *id;
    return id;
}

Result<int64_t> LineageWriter::end(const ObservedEnd& end, int64_t atMs) {
    auto owner = dataset(end.dataset, {}, atMs);
    if (!owner) return owner;
    return column(*owner, end.column, "", {});
}

Result<int64_t> LineageWriter::known(const ObservedDataset& known, int64_t atMs) {
    auto id = dataset(known.name, known.kind, atMs);
    if (!id) return id;
    size_t position = 1;
    for (const auto& c : known.columns) {
        if (auto done = column(*id, c.name, c.type, position++); !done) return done;
    }
    return id;
}

Result<int64_t> LineageWriter::job(const Observation& observation) {
    store::Statement upsert(
        m_database.handle(),
        "INSERT INTO lineage_job (kind, space, name, statement, dialect, user, first_run, last_run, runs) "
        "VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?7, ?8) ON CONFLICT (kind, space, name) DO UPDATE SET "
        "statement = excluded.statement, dialect = excluded.dialect, user = excluded.user, "
        "last_run = max(last_run, excluded.last_run), runs = runs + excluded.runs RETURNING id");
    upsert.bind(observation.jobKind).bind(observation.jobSpace).bind(observation.jobName);
    upsert.bind(observation.statement).bind(observation.dialect).bind(observation.user);
    auto id = oneInteger(upsert.bind(observation.atMs).bind(observation.ran ? 1 : 0));
    if (!id || !observation.ran) return id;
    store::Statement run(m_database.handle(),
                         "INSERT INTO lineage_run (job_id, started_at, duration, row_count, user) "
                         "VALUES (?, ?, ?, ?, ?)");
    run.bind(*id).bind(observation.atMs).bind(observation.durationMs).bind(observation.rows);
    if (auto done = run.bind(observation.user).run(); !done) return fail(done.error());
    return id;
}

Result<void> LineageWriter::edge(const ObservedEdge& edge, int64_t job, const Observation& observation) {
    auto source = end(edge.source, observation.atMs);
    if (!source) return fail(source.error());
    auto target = end(edge.target, observation.atMs);
    if (!target) return fail(target.error());
    m_edge.bind(*source).bind(*target).bind(static_cast<int>(edge.subtype)).bind(edge.masking ? 1 : 0);
    m_edge.bind(static_cast<int>(edge.confidence)).bind(job).bind(edge.expression).bind(observation.atMs);
    auto id = oneInteger(m_edge.bind(observation.ran ? 1 : 0));
    if (!id) return fail(id.error());
    m_touched.insert(*id);
    return {};
}

Result<void> LineageWriter::endOthers(int64_t job, int64_t atMs) {
    std::vector<int64_t> gone;
    store::Statement alive(m_database.handle(),
                           "SELECT id FROM lineage_edge WHERE job_id = ? AND ended IS NULL");
    alive.bind(job);
    for (;;) {
        auto row = alive.step();
        if (!row) return fail(row.error());
        if (!*row) break;
        if (!m_touched.contains(alive.integer(0))) gone.push_back(alive.integer(0));
    }
    store::Statement close(m_database.handle(), "UPDATE lineage_edge SET ended = ? WHERE id = ?");
    for (const int64_t id : gone) {
        if (auto done = close.bind(atMs).bind(id).run(); !done) return done;
        close.reset();
    }
    return {};
}

Result<void> LineageWriter::touch(const Observation& observation) {
    std::set<int64_t> read, written;
    for (const auto& name : observation.reads) {
        auto id = dataset(name, {}, observation.atMs);
        if (!id) return fail(id.error());
        read.insert(*id);
    }
    for (const auto& edge : observation.edges) {
        read.insert(m_datasets.at(edge.source.dataset));
        written.insert(m_datasets.at(edge.target.dataset));
    }
    if (!observation.ran) return {};
    store::Statement reads(
        m_database.handle(),
        "UPDATE lineage_dataset SET last_read = max(coalesce(last_read, 0), ?) WHERE id = ?");
    for (const int64_t id : read) {
        if (auto done = reads.bind(observation.atMs).bind(id).run(); !done) return done;
        reads.reset();
    }
    store::Statement writes(
        m_database.handle(),
        "UPDATE lineage_dataset SET last_written = max(coalesce(last_written, 0), ?) WHERE id = ?");
    for (const int64_t id : written) {
        if (auto done = writes.bind(observation.atMs).bind(id).run(); !done) return done;
        writes.reset();
    }
    return {};
}

Result<void> LineageWriter::tags(const Observation& observation) {
    store::Statement clear(m_database.handle(), "DELETE FROM lineage_tag WHERE column_id = ? AND kind = ?");
    store::Statement insert(m_database.handle(), "INSERT OR REPLACE INTO lineage_tag VALUES (?, ?, ?, ?)");
    std::set<std::pair<int64_t, std::string>> cleared;
    for (const auto& tag : observation.tags) {
        auto on = end(tag.on, observation.atMs);
        if (!on) return fail(on.error());
        if (cleared.emplace(*on, tag.kind).second) {
            if (auto done = clear.bind(*on).bind(tag.kind).run(); !done) return done;
            clear.reset();
        }
        if (auto done = insert.bind(*on).bind(tag.kind).bind(tag.value).bind(observation.atMs).run(); !done)
            return done;
        insert.reset();
    }
    return {};
}

Result<void> LineageWriter::write(const Observation& observation) {
    m_touched.clear();
    for (const auto& one : observation.datasets) {
        if (auto done = known(one, observation.atMs); !done) return fail(done.error());
    }
    if (auto done = tags(observation); !done) return done;
    // A statement that only reads leaves no job behind: what it read is enough.
    if (observation.edges.empty() && !observation.isDefinition) return touch(observation);
    auto owner = job(observation);
    if (!owner) return fail(owner.error());
    for (const auto& one : observation.edges) {
        if (auto done = edge(one, *owner, observation); !done) return done;
    }
    if (observation.isDefinition) {
        if (auto done = endOthers(*owner, observation.atMs); !done) return done;
    }
    return touch(observation);
}

}  // namespace tributary::lineage
