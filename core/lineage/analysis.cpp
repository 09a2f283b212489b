// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/lineage/analysis.h"

#include <algorithm>
#include <set>
#include <tuple>

namespace tributary::lineage {
namespace {

constexpr uint32_t kUnseen = std::numeric_limits<uint32_t>::max();

bool aliveAt(const GraphEdge& edge, int64_t at) {
    return edge.firstSeenMs <= at && (!edge.endedMs || *edge.endedMs > at);
}

/// One breadth-first walk. `reach` says which columns come along with one that was reached (a whole dataset's
/// columns, say) at no distance.
class Walk {
  public:
    Walk(const Graph& graph, const WalkFilter& filter)
        : m_graph(graph),
          m_filter(filter),
          m_depth(graph.columns.size(), kUnseen),
          m_edgeSeen(graph.edges.size()) {}

    void run(const std::vector<uint32_t>& starts, bool downstream) {
        for (const uint32_t start : starts) {
            add(start, 0, downstream);
            if (isWhole(start)) addColumnsOf(start, 0, downstream);
        }
        while (m_at < m_found.columns.size()) {
            const uint32_t column = m_found.columns[m_at];
            const uint32_t depth = m_found.depth[m_at++];
            if (depth >= m_filter.depth) continue;
            follow(column, depth, downstream);
            // Upstream: filters and joins of a dataset act on each of its columns. Downstream: what takes the
            // dataset as a whole takes this column.
            if (!isWhole(column)) follow(wholeOf(column), depth, downstream);
        }
    }

    Closure take() { return std::move(m_found); }
    bool sawEdge(uint32_t edge) const { return m_edgeSeen[edge]; }

  private:
    bool isWhole(uint32_t column) const { return wholeOf(column) == column; }
    uint32_t wholeOf(uint32_t column) const {
        return m_graph.datasets[m_graph.columns[column].dataset].whole;
    }

    void add(uint32_t column, uint32_t depth, bool) {
        if (m_depth[column] != kUnseen) return;
        m_depth[column] = depth;
        m_found.columns.push_back(column);
        m_found.depth.push_back(depth);
    }

    void addColumnsOf(uint32_t whole, uint32_t depth, bool downstream) {
        for (const uint32_t c : m_graph.datasets[m_graph.columns[whole].dataset].columns)
            add(c, depth, downstream);
    }

    void follow(uint32_t column, uint32_t depth, bool downstream) {
        const auto [begin, end] = downstream ? m_graph.outgoing(column) : m_graph.incoming(column);
        for (const auto* e = begin; e != end; e++) {
            const auto& edge = m_graph.edges[*e];
            if (m_edgeSeen[*e] || !m_filter.follows(edge)) continue;
            m_edgeSeen[*e] = true;
            m_found.edges.push_back(*e);
            const uint32_t next = downstream ? edge.target : edge.source;
            add(next, depth + 1, downstream);
            if (downstream && isWhole(next)) addColumnsOf(next, depth + 1, downstream);
        }
    }

    const Graph& m_graph;
    const WalkFilter& m_filter;
    std::vector<uint32_t> m_depth;
    std::vector<bool> m_edgeSeen;
    Closure m_found;
    size_t m_at = 0;
};

}  // namespace

bool WalkFilter::follows(const GraphEdge& edge) const {
    if (isDirect(edge.subtype) ? !direct : !indirect) return false;
    if (!lowConfidence && edge.confidence == Confidence::Low) return false;
    if (at ? !aliveAt(edge, *at) : edge.endedMs.has_value()) return false;
    return !seenSince || edge.lastSeenMs >= *seenSince;
}

Closure closure(const Graph& graph, const std::vector<uint32_t>& starts, Direction direction,
                const WalkFilter& filter) {
    Walk down(graph, filter), up(graph, filter);
    if (direction != Direction::Upstream) down.run(starts, true);
    if (direction == Direction::Downstream) return down.take();
    up.run(starts, false);
    if (direction == Direction::Upstream) return up.take();
    Closure both = down.take(), more = up.take();
    std::set<uint32_t> columns(both.columns.begin(), both.columns.end());
    for (size_t i = 0; i < more.columns.size(); i++) {
        if (!columns.insert(more.columns[i]).second) continue;
        both.columns.push_back(more.columns[i]);
        both.depth.push_back(more.depth[i]);
    }
    std::set<uint32_t> edges(both.edges.begin(), both.edges.end());
    for (const uint32_t e : more.edges) {
        if (edges.insert(e).second) both.edges.push_back(e);
    }
    return both;
}

Closure between(const Graph& graph, const std::vector<uint32_t>& from, const std::vector<uint32_t>& to,
                const WalkFilter& filter) {
    Walk down(graph, filter), up(graph, filter);
    down.run(from, true);
    up.run(to, false);
    const Closure forward = down.take(), backward = up.take();
    const std::set<uint32_t> reachable(backward.columns.begin(), backward.columns.end());
    Closure out;
    for (size_t i = 0; i < forward.columns.size(); i++) {
        if (!reachable.contains(forward.columns[i])) continue;
        out.columns.push_back(forward.columns[i]);
        out.depth.push_back(forward.depth[i]);
    }
    for (const uint32_t e : forward.edges) {
        if (up.sawEdge(e)) out.edges.push_back(e);
    }
    return out;
}

std::vector<Cause> rootCauses(const Graph& graph, uint32_t column, const WalkFilter& filter) {
    const Closure up = closure(graph, {column}, Direction::Upstream, filter);
    std::map<uint32_t, Cause> byDataset;
    std::set<uint32_t> led(up.columns.begin(), up.columns.end());
    for (size_t i = 0; i < up.columns.size(); i++) {
        const uint32_t dataset = graph.columns[up.columns[i]].dataset;
        const auto [at, added] = byDataset.try_emplace(dataset);
        if (!added) continue;
        at->second.dataset = dataset;
        at->second.depth = up.depth[i];
        at->second.lastWrittenMs = graph.datasets[dataset].lastWrittenMs;
    }
    for (const auto& tag : graph.tags) {
        const auto found = byDataset.find(graph.columns[tag.column].dataset);
        if (tag.kind != "quality" || found == byDataset.end()) continue;
        if (!graph.columns[tag.column].name.empty() && !led.contains(tag.column)) continue;
        found->second.quality.push_back(tag.value);
        if (tag.value.starts_with("fail")) found->second.failed = true;
    }
    for (const uint32_t e : up.edges) {
        const auto& edge = graph.edges[e];
        const uint32_t fed = graph.columns[edge.target].dataset;
        if (graph.datasets[fed].kind == DatasetKind::View) continue;
        const auto source = graph.datasets[graph.columns[edge.source].dataset].lastWrittenMs;
        const auto target = graph.datasets[fed].lastWrittenMs;
        if (source && target && *target < *source) byDataset[fed].outdated = true;
    }
    std::vector<Cause> out;
    for (auto& [dataset, cause] : byDataset) out.push_back(std::move(cause));
    std::stable_sort(out.begin(), out.end(),
                     [](const Cause& a, const Cause& b) { return a.depth < b.depth; });
    return out;
}

std::vector<Tag> propagatedTags(const Graph& graph, const WalkFilter& filter) {
    std::vector<Tag> out = graph.tags;
    std::set<std::tuple<uint32_t, std::string, std::string>> have;
    for (const auto& tag : out) have.emplace(tag.column, tag.kind, tag.value);
    for (size_t i = 0; i < out.size(); i++) {
        const Tag tag = out[i];
        if (tag.kind == kNoteTag) continue;
        std::vector<uint32_t> from = {tag.column};
        const auto& dataset = graph.datasets[graph.columns[tag.column].dataset];
        if (tag.column == dataset.whole)
            from.insert(from.end(), dataset.columns.begin(), dataset.columns.end());
        for (const uint32_t column : from) {
            const auto [begin, end] = graph.outgoing(column);
            for (const auto* e = begin; e != end; e++) {
                const auto& edge = graph.edges[*e];
                if (!isDirect(edge.subtype) || !filter.follows(edge)) continue;
                if (tag.kind == "sensitive" && edge.masking) continue;
                if (!have.emplace(edge.target, tag.kind, tag.value).second) continue;
                out.push_back({edge.target, tag.kind, tag.value, tag.seenMs});
            }
        }
    }
    return out;
}

std::vector<uint32_t> unusedDatasets(const Graph& graph, int64_t sinceMs) {
    std::vector<bool> feeds(graph.datasets.size());
    for (const auto& edge : graph.edges) {
        const uint32_t source = graph.columns[edge.source].dataset;
        if (!edge.endedMs && source != graph.columns[edge.target].dataset) feeds[source] = true;
    }
    std::vector<uint32_t> out;
    for (uint32_t d = 0; d < graph.datasets.size(); d++) {
        const auto& dataset = graph.datasets[d];
        const bool stored = dataset.kind == DatasetKind::Table || dataset.kind == DatasetKind::View ||
                            dataset.kind == DatasetKind::MaterializedView;
        if (stored && !feeds[d] && (!dataset.lastReadMs || *dataset.lastReadMs < sinceMs)) out.push_back(d);
    }
    return out;
}

std::vector<EdgeChange> compare(const Graph& graph, int64_t fromMs, int64_t toMs) {
    using Key = std::tuple<uint32_t, uint32_t, Subtype>;
    const auto edgesAt = [&](int64_t at) {
        std::map<Key, uint32_t> out;
        for (uint32_t e = 0; e < graph.edges.size(); e++) {
            const auto& edge = graph.edges[e];
            if (aliveAt(edge, at)) out.emplace(Key(edge.source, edge.target, edge.subtype), e);
        }
        return out;
    };
    const auto before = edgesAt(fromMs), after = edgesAt(toMs);
    std::vector<EdgeChange> out;
    for (const auto& [key, edge] : before) {
        if (!after.contains(key)) out.push_back({edge, false});
    }
    for (const auto& [key, edge] : after) {
        if (!before.contains(key)) out.push_back({edge, true});
    }
    return out;
}

}  // namespace tributary::lineage
