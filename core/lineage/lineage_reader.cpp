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
    "e.last_seen, e.ended, e.runs, e.id FROM lineage_edge e ";

/// Builds a Graph from rows, dataset by dataset.
class GraphLoader {
  public:
    GraphLoader(const store::Database& database, bool history) : m_database(database), m_history(history) {}

    Result<void> everything() {
        if (auto done = datasets(""); !done) return done;
        if (auto done = columns("ORDER BY dataset_id, position"); !done) return done;
        return edges(m_history ? "" : "WHERE e.ended IS NULL");
    }

    /// Breadth first over datasets, all columns of each; both directions are walks of their own.
    Result<void> around(const std::vector<int64_t>& starts, Direction direction, size_t depth) {
        store::Statement owner(m_database.handle(), "SELECT dataset_id FROM lineage_column WHERE id = ?");
        std::unordered_set<int64_t> met;
        for (const int64_t start : starts) {
            auto row = owner.bind(start).step();
            if (!row) return fail(row.error());
            if (*row) met.insert(owner.integer(0));
            owner.reset();
        }
        const std::vector<int64_t> first(met.begin(), met.end());
        std::vector<RawEdge> edges;
        for (const bool downstream : {true, false}) {
            if (direction == (downstream ? Direction::Upstream : Direction::Downstream)) continue;
            if (auto done = walk(first, downstream, depth, met, edges); !done) return done;
        }
        std::vector<int64_t> wanted(met.begin(), met.end());
        std::sort(wanted.begin(), wanted.end());
        if (auto done = loadDatasets(wanted); !done) return done;
        std::unordered_set<int64_t> seen;
        for (auto& edge : edges) {
            if (seen.insert(edge.id).second) addEdge(std::move(edge));
        }
        return {};
    }

    Result<Graph> finish() {
        if (auto done = jobs(); !done) return fail(done.error());
        if (auto done = relations(); !done) return fail(done.error());
        if (auto done = tags(); !done) return fail(done.error());
        m_graph.index();
        return std::move(m_graph);
    }

  private:
    /// An edge as stored; its ends are ids of columns.
    struct RawEdge {
        int64_t id = 0, source = 0, target = 0, job = 0;
        GraphEdge edge;
    };

    Result<void> walk(const std::vector<int64_t>& starts, bool downstream, size_t depth,
                      std::unordered_set<int64_t>& all, std::vector<RawEdge>& edges) {
        std::string sql = kEdges;
        sql +=
            downstream
                ? "JOIN lineage_column c ON c.id = e.source_id JOIN lineage_column o ON o.id = e.target_id"
                : "JOIN lineage_column c ON c.id = e.target_id JOIN lineage_column o ON o.id = e.source_id";
        sql += " WHERE c.dataset_id = ?";
        if (!m_history) sql += " AND e.ended IS NULL";
        const std::string fields = ", o.dataset_id FROM lineage_edge e ";
        sql.replace(sql.find(" FROM lineage_edge e "), std::string_view(" FROM lineage_edge e ").size(),
                    fields);
        store::Statement find(m_database.handle(), sql);
        std::unordered_set<int64_t> met(starts.begin(), starts.end());
        std::deque<std::pair<int64_t, size_t>> next;
        for (const int64_t start : starts) next.emplace_back(start, 0);
        while (!next.empty()) {
            const auto [dataset, distance] = next.front();
            next.pop_front();
            if (distance >= depth) continue;
            find.bind(dataset);
            for (;;) {
                auto row = find.step();
                if (!row) return fail(row.error());
                if (!*row) break;
                edges.push_back(readEdge(find));
                const int64_t other = find.integer(12);
                all.insert(other);
                if (met.insert(other).second) next.emplace_back(other, distance + 1);
            }
            find.reset();
        }
        return {};
    }

    Result<void> loadDatasets(const std::vector<int64_t>& wanted) {
        // A list in the text: one statement for many datasets, whatever their number.
        constexpr size_t kBatch = 500;
        for (size_t at = 0; at < wanted.size(); at += kBatch) {
            std::string ids;
            for (size_t i = at; i < wanted.size() && i < at + kBatch; i++) {
                ids += (ids.empty() ? "" : ",") + std::to_string(wanted[i]);
            }
            if (auto done = datasets("WHERE id IN (" + ids + ") ORDER BY id"); !done) return done;
            if (auto done = columns("WHERE dataset_id IN (" + ids + ") ORDER BY dataset_id, position"); !done)
                return done;
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
            addEdge(readEdge(find));
        }
    }

    static RawEdge readEdge(const store::Statement& row) {
        RawEdge raw;
        raw.source = row.integer(0);
        raw.target = row.integer(1);
        raw.edge.subtype = static_cast<Subtype>(row.integer(2));
        raw.edge.masking = row.integer(3) != 0;
        raw.edge.confidence = static_cast<Confidence>(row.integer(4));
        raw.job = row.integer(5);
        raw.edge.expression = row.text(6);
        raw.edge.firstSeenMs = row.integer(7);
        raw.edge.lastSeenMs = row.integer(8);
        if (!row.isNull(9)) raw.edge.endedMs = row.integer(9);
        raw.edge.runs = row.integer(10);
        raw.id = row.integer(11);
        return raw;
    }

    void addEdge(RawEdge raw) {
        const auto source = m_columnOf.find(raw.source), target = m_columnOf.find(raw.target);
        if (source == m_columnOf.end() || target == m_columnOf.end()) return;
        raw.edge.source = source->second;
        raw.edge.target = target->second;
        raw.edge.job = jobIndex(raw.job);
        m_graph.edges.push_back(std::move(raw.edge));
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
    std::unordered_map<int64_t, uint32_t> m_datasetOf, m_columnOf, m_jobOf;
};

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
