// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/lineage/lineage_loader.h"

#include <algorithm>
#include <set>

#include "core/lineage/part.h"

namespace tributary::ui {
namespace {

using namespace lineage;

constexpr size_t kRunsShown = 5;

/// Edges until the number of datasets is reached, in the order given.
std::vector<uint32_t> limited(const Graph& graph, const std::vector<uint32_t>& edges, bool& cut) {
    std::set<uint32_t> datasets;
    std::vector<uint32_t> out;
    for (const uint32_t e : edges) {
        const uint32_t from = graph.columns[graph.edges[e].source].dataset;
        const uint32_t to = graph.columns[graph.edges[e].target].dataset;
        const size_t fresh = (datasets.contains(from) ? 0 : 1) + (datasets.contains(to) ? 0 : 1);
        if (datasets.size() + fresh > kMostCards) {
            cut = true;
            continue;
        }
        datasets.insert(from);
        datasets.insert(to);
        out.push_back(e);
    }
    return out;
}

/// All columns of the datasets that take part, so that hidden ones can be counted and opened.
Graph withColumns(const Graph& whole, const std::vector<uint32_t>& edges, std::optional<uint32_t> start) {
    std::set<uint32_t> datasets;
    for (const uint32_t e : edges) {
        datasets.insert(whole.columns[whole.edges[e].source].dataset);
        datasets.insert(whole.columns[whole.edges[e].target].dataset);
    }
    if (start) datasets.insert(whole.columns[*start].dataset);
    std::vector<uint32_t> columns;
    for (const uint32_t d : datasets) {
        columns.push_back(whole.datasets[d].whole);
        columns.insert(columns.end(), whole.datasets[d].columns.begin(), whole.datasets[d].columns.end());
    }
    return partOf(whole, edges, columns);
}

std::vector<uint32_t> edgesAround(const Graph& graph, uint32_t start, const LineageQuestion& question) {
    WalkFilter filter;
    filter.at = question.at;
    filter.depth = question.upstream;
    auto up = closure(graph, {start}, Direction::Upstream, filter).edges;
    filter.depth = question.downstream;
    for (const uint32_t e : closure(graph, {start}, Direction::Downstream, filter).edges) up.push_back(e);
    std::set<uint32_t> seen;
    std::erase_if(up, [&](uint32_t e) { return !seen.insert(e).second; });
    return up;
}

}  // namespace

Result<LineageAnswer> loadLineage(const std::string& workspacePath, const LineageQuestion& question) {
    auto store = LineageStore::open(workspacePath);
    if (!store) return fail(store.error());
    LineageAnswer out;
    std::vector<uint32_t> edges;
    Graph graph;
    if (question.name.empty()) {
        auto all = (*store)->load(true);
        if (!all) return fail(all.error());
        graph = std::move(*all);
        WalkFilter filter;
        filter.at = question.at;
        for (uint32_t e = 0; e < graph.edges.size(); e++) {
            if (filter.follows(graph.edges[e])) edges.push_back(e);
        }
    } else {
        auto id = (*store)->resolve(question.name);
        if (!id) return fail(id.error());
        const size_t depth = question.to.empty() ? std::max(question.upstream, question.downstream)
                                                 : std::numeric_limits<size_t>::max();
        auto part = (*store)->loadAround({*id}, Direction::Both, depth, true);
        if (!part) return fail(part.error());
        graph = std::move(*part);
        const auto start = columnOfId(graph, *id);
        if (!start)
            return fail(ErrorCode::Internal, "The part of the graph does not hold what it was loaded for");
        edges = edgesAround(graph, *start, question);
        if (!question.to.empty()) {
            auto other = (*store)->resolve(question.to);
            if (!other) return fail(other.error());
            const auto end = columnOfId(graph, *other);
            WalkFilter filter;
            filter.at = question.at;
            edges = end ? between(graph, {*start}, {*end}, filter).edges : std::vector<uint32_t>();
            if (edges.empty() && end) edges = between(graph, {*end}, {*start}, filter).edges;
        }
        out.start = start;
    }
    for (const auto& edge : graph.edges) {
        if (out.firstSeenMs == 0 || edge.firstSeenMs < out.firstSeenMs) out.firstSeenMs = edge.firstSeenMs;
    }
    out.totalDatasets = graph.datasets.size();
    out.graph = withColumns(graph, limited(graph, edges, out.cut), out.start);
    if (out.start) out.start = columnOfId(out.graph, graph.columns[*out.start].id);
    return out;
}

Result<ImpactSummary> loadImpact(const std::string& workspacePath, int64_t columnId, Change change) {
    auto store = LineageStore::open(workspacePath);
    if (!store) return fail(store.error());
    auto graph = (*store)->loadAround({columnId}, Direction::Downstream, std::numeric_limits<size_t>::max());
    if (!graph) return fail(graph.error());
    const auto start = columnOfId(*graph, columnId);
    if (!start) return fail(ErrorCode::NotFound, "Lineage no longer knows this column", "Reload the graph.");
    ImpactSummary out;
    out.impacts = impact(*graph, *start, change, {});
    out.graph = std::move(*graph);
    return out;
}

Result<std::vector<JobRun>> loadRuns(const std::string& workspacePath, int64_t jobId) {
    auto store = LineageStore::open(workspacePath);
    if (!store) return fail(store.error());
    return (*store)->runs(jobId, kRunsShown);
}

}  // namespace tributary::ui
