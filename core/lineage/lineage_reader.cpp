// SPDX-License-Identifier: GPL-3.0-or-later
#include <algorithm>
#include <deque>
#include <unordered_map>
#include <unordered_set>

#include "core/lineage/lineage_store_impl.h"
#include "core/lineage/schema.h"

namespace tributary::lineage {
namespace {

constexpr const char* kEdges =
    "SELECT e.source_id, e.target_id, e.subtype, e.masking, e.confidence, e.job_id, e.expression, "
    "e.first_seen, "
    "e.last_seen, e.ended, e.runs FROM lineage_edge e ";

/// Builds a Graph from rows, dataset by dataset.
class GraphLoader {
  public:
    GraphLoader(const store::Database& database, bool history) : m_database(database), m_history(history) {}

    Result<void> everything() {
        if (auto done = datasets(""); !done) return done;
        if (auto done = columns("ORDER BY dataset_id, position"); !done) return done;
        return edges(m_history ? "" : "WHERE e.ended IS NULL");
    }

    /// Breadth first over datasets, all columns of each.
    Result<void> around(const std::vector<int64_t>& starts, Direction direction, size_t depth) {
        std::deque<std::pair<int64_t, size_t>> next;
        store::Statement owner(m_database.handle(), "SELECT dataset_id FROM lineage_column WHERE id = ?");
        std::unordered_set<int64_t> met;
        for (const int64_t start : starts) {
            auto row = owner.bind(start).step();
            if (!row) return fail(row.error());
            if (*row && met.insert(owner.integer(0)).second) next.emplace_back(owner.integer(0), 0);
            owner.reset();
        }
        while (!next.empty()) {
            const auto [dataset, distance] = next.front();
            next.pop_front();
            if (distance >= depth) continue;
            auto reached = neighbours(dataset, direction);
            if (!reached) return fail(reached.error());
            for (const int64_t one : *reached) {
                if (met.insert(one).second) next.emplace_back(one, distance + 1);
            }
        }
        for (const int64_t dataset : met) m_wanted.push_back(dataset);
        std::sort(m_wanted.begin(), m_wanted.end());
        return loadWanted(direction);
    }

    Result<Graph> finish() {
        if (auto done = jobs(); !done) return fail(done.error());
        if (auto done = relations(); !done) return fail(done.error());
        if (auto done = tags(); !done) return fail(done.error());
        m_graph.index();
        return std::move(m_graph);
    }

  private:
    std::string alive() const { return m_history ? "" : " AND e.ended IS NULL"; }

    Result<std::vector<int64_t>> neighbours(int64_t dataset, Direction direction) {
        std::vector<int64_t> out;
        const auto side = [&](const char* from, const char* to) -> Result<void> {
            store::Statement find(m_database.handle(),
                                  std::string("SELECT DISTINCT o.dataset_id FROM lineage_column c JOIN "
                                              "lineage_edge e ON e.") +
                                      from + " = c.id JOIN lineage_column o ON o.id = e." + to +
                                      " WHERE c.dataset_id = ?" + alive());
            find.bind(dataset);
            for (;;) {
                auto row = find.step();
                if (!row) return fail(row.error());
                if (!*row) return {};
                out.push_back(find.integer(0));
            }
        };
        if (direction != Direction::Upstream) {
            if (auto done = side("source_id", "target_id"); !done) return fail(done.error());
        }
        if (direction != Direction::Downstream) {
            if (auto done = side("target_id", "source_id"); !done) return fail(done.error());
        }
        return out;
    }

    Result<void> loadWanted(Direction) {
        for (const int64_t dataset : m_wanted) {
            const std::string id = std::to_string(dataset);
            if (auto done = datasets("WHERE id = " + id); !done) return done;
            if (auto done = columns("WHERE dataset_id = " + id + " ORDER BY position"); !done) return done;
        }
        // An edge belongs to the part when both its ends do.
        for (const int64_t dataset : m_wanted) {
            auto done = edges("JOIN lineage_column c ON c.id = e.source_id WHERE c.dataset_id = " +
                              std::to_string(dataset) + alive());
            if (!done) return done;
        }
        return {};
    }

    Result<void> datasets(const std::string& where) {
        store::Statement find(
            m_database.handle(),
            "SELECT id, space, name, kind, first_seen, last_seen, last_written, last_read FROM "
            "lineage_dataset " +
                where);
        for (;;) {
            auto row = find.step();
            if (!row) return fail(row.error());
            if (!*row) return {};
            const auto kind = datasetKindNamed(find.text(3)).value_or(DatasetKind::Table);
            const uint32_t index = m_graph.addDataset({find.text(1), find.text(2)}, kind);
            auto& dataset = m_graph.datasets[index];
            dataset.id = find.integer(0);
            dataset.firstSeenMs = find.integer(4);
            dataset.lastSeenMs = find.integer(5);
            if (!find.isNull(6)) dataset.lastWrittenMs = find.integer(6);
            if (!find.isNull(7)) dataset.lastReadMs = find.integer(7);
            m_datasetOf[dataset.id] = index;
        }
    }

    Result<void> columns(const std::string& where) {
        store::Statement find(m_database.handle(),
                              "SELECT id, dataset_id, name, type FROM lineage_column " + where);
        for (;;) {
            auto row = find.step();
            if (!row) return fail(row.error());
            if (!*row) return {};
            const auto dataset = m_datasetOf.find(find.integer(1));
            if (dataset == m_datasetOf.end()) continue;
            const uint32_t index = m_graph.addColumn(dataset->second, find.text(2), find.text(3));
            m_graph.columns[index].id = find.integer(0);
            m_columnOf[find.integer(0)] = index;
        }
    }

    Result<void> edges(const std::string& where) {
        std::string sql = kEdges;
        sql += where;
        store::Statement find(m_database.handle(), sql);
        for (;;) {
            auto row = find.step();
            if (!row) return fail(row.error());
            if (!*row) return {};
            const auto source = m_columnOf.find(find.integer(0)), target = m_columnOf.find(find.integer(1));
            if (source == m_columnOf.end() || target == m_columnOf.end()) continue;
            GraphEdge edge;
            edge.source = source->second;
            edge.target = target->second;
            edge.subtype = static_cast<Subtype>(find.integer(2));
            edge.masking = find.integer(3) != 0;
            edge.confidence = static_cast<Confidence>(find.integer(4));
            edge.job = jobIndex(find.integer(5));
            edge.expression = find.text(6);
            edge.firstSeenMs = find.integer(7);
            edge.lastSeenMs = find.integer(8);
            if (!find.isNull(9)) edge.endedMs = find.integer(9);
            edge.runs = find.integer(10);
            m_graph.edges.push_back(std::move(edge));
        }
    }

    uint32_t jobIndex(int64_t id) {
        const auto [at, added] = m_jobOf.try_emplace(id, static_cast<uint32_t>(m_graph.jobs.size()));
        if (added) {
            m_graph.jobs.emplace_back();
            m_graph.jobs.back().id = id;
        }
        return at->second;
    }

    Result<void> jobs() {
        store::Statement find(m_database.handle(),
                              "SELECT kind, name, statement, dialect, user, first_run, last_run, runs FROM "
                              "lineage_job WHERE id = ?");
        for (auto& job : m_graph.jobs) {
            auto row = find.bind(job.id).step();
            if (!row) return fail(row.error());
            if (*row) {
                job.kind = find.text(0);
                job.name = find.text(1);
                job.statement = find.text(2);
                job.dialect = find.text(3);
                job.user = find.text(4);
                job.firstRunMs = find.integer(5);
                job.lastRunMs = find.integer(6);
                job.runs = find.integer(7);
            }
            find.reset();
        }
        return {};
    }

    Result<void> relations() {
        store::Statement find(m_database.handle(), "SELECT source_id, target_id, name FROM lineage_relation");
        for (;;) {
            auto row = find.step();
            if (!row) return fail(row.error());
            if (!*row) return {};
            const auto source = m_columnOf.find(find.integer(0)), target = m_columnOf.find(find.integer(1));
            if (source == m_columnOf.end() || target == m_columnOf.end()) continue;
            m_graph.relations.push_back({source->second, target->second, find.text(2)});
        }
    }

    Result<void> tags() {
        store::Statement find(m_database.handle(), "SELECT column_id, kind, value, seen FROM lineage_tag");
        for (;;) {
            auto row = find.step();
            if (!row) return fail(row.error());
            if (!*row) return {};
            const auto column = m_columnOf.find(find.integer(0));
            if (column == m_columnOf.end()) continue;
            m_graph.tags.push_back({column->second, find.text(1), find.text(2), find.integer(3)});
        }
    }

    const store::Database& m_database;
    const bool m_history;
    Graph m_graph;
    std::vector<int64_t> m_wanted;
    std::unordered_map<int64_t, uint32_t> m_datasetOf, m_columnOf, m_jobOf;
};

bool endsWithName(const std::string& name, const std::string& suffix) {
    if (!name.ends_with(suffix)) return false;
    return name.size() == suffix.size() || name[name.size() - suffix.size() - 1] == '.';
}

struct Candidate {
    int64_t column = 0;
    std::string label;
    bool exact = false;
};

}  // namespace

Result<Graph> LineageStore::load(bool history) const {
    std::lock_guard lock(m_impl->mutex);
    GraphLoader loader(m_impl->database, history);
    if (auto done = loader.everything(); !done) return fail(done.error());
    return loader.finish();
}

Result<Graph> LineageStore::loadAround(const std::vector<int64_t>& starts, Direction direction, size_t depth,
                                       bool history) const {
    std::lock_guard lock(m_impl->mutex);
    GraphLoader loader(m_impl->database, history);
    if (auto done = loader.around(starts, direction, depth); !done) return fail(done.error());
    return loader.finish();
}

Result<int64_t> LineageStore::resolve(std::string_view text) const {
    std::lock_guard lock(m_impl->mutex);
    auto parts = splitName(foldName(text));
    const std::string wanted = joinName(parts), last = parts.back();
    parts.pop_back();
    const std::string owner = joinName(parts);
    std::vector<Candidate> found;
    auto datasets = m_impl->prepare("SELECT id, space, name FROM lineage_dataset");
    auto column = m_impl->prepare("SELECT id FROM lineage_column WHERE dataset_id = ? AND name = ?");
    const auto consider = [&](int64_t dataset, std::string_view name, std::string label,
                              bool exact) -> Result<void> {
        auto row = column.bind(dataset).bind(name).step();
        if (!row) return fail(row.error());
        if (*row) found.push_back({column.integer(0), std::move(label), exact});
        column.reset();
        return {};
    };
    for (;;) {
        auto row = datasets.step();
        if (!row) return fail(row.error());
        if (!*row) break;
        const std::string label = displayName({datasets.text(1), datasets.text(2)});
        const std::string full = foldName(label);
        Result<void> done;
        if (endsWithName(full, wanted)) done = consider(datasets.integer(0), "", label, full == wanted);
        if (done && (owner.empty() || endsWithName(full, owner))) {
            done = consider(datasets.integer(0), last, label + "." + last, full == owner);
        }
        if (!done) return fail(done.error());
    }
    std::stable_partition(found.begin(), found.end(), [](const Candidate& c) { return c.exact; });
    const auto exact = std::count_if(found.begin(), found.end(), [](const Candidate& c) { return c.exact; });
    if (exact == 1 || (exact == 0 && found.size() == 1)) return found.front().column;
    if (found.empty()) {
        return fail(ErrorCode::NotFound, "Lineage knows no table or column '" + std::string(text) + "'",
                    "Names are connection.schema.table or connection.schema.table.column.");
    }
    std::string names;
    for (size_t i = 0; i < found.size() && i < 5; i++) names += (i ? ", " : "") + found[i].label;
    return fail(ErrorCode::InvalidArgument, "'" + std::string(text) + "' may be any of: " + names,
                "Write more of the name.");
}

std::optional<uint32_t> columnOfId(const Graph& graph, int64_t id) {
    for (uint32_t c = 0; c < graph.columns.size(); c++) {
        if (graph.columns[c].id == id) return c;
    }
    return std::nullopt;
}

}  // namespace tributary::lineage
