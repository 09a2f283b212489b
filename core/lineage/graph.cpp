// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/lineage/graph.h"

#include <algorithm>
#include <array>

#include "core/lineage/schema.h"

namespace tributary::lineage {
namespace {

constexpr std::array<std::string_view, 9> kSubtypes = {"IDENTITY", "TRANSFORMATION", "AGGREGATION",
                                                       "JOIN",     "GROUP_BY",       "FILTER",
                                                       "SORT",     "WINDOW",         "CONDITIONAL"};
constexpr std::array<std::string_view, 9> kKinds = {
    "table", "view", "materialized_view", "file", "chart", "alert_rule", "job", "extract", "dashboard"};

std::string datasetKey(const DatasetName& name) {
    return lowerText(name.space) + '\n' + foldName(name.name);
}

std::string columnKey(uint32_t dataset, std::string_view name) {
    return std::to_string(dataset) + '\n' + lowerText(name);
}

void fillAdjacency(const std::vector<GraphEdge>& edges, size_t columns, uint32_t GraphEdge::*end,
                   std::vector<uint32_t>& start, std::vector<uint32_t>& list) {
    start.assign(columns + 1, 0);
    for (const auto& edge : edges) start[edge.*end + 1]++;
    for (size_t i = 0; i < columns; i++) start[i + 1] += start[i];
    list.resize(edges.size());
    std::vector<uint32_t> at(start.begin(), start.end() - 1);
    for (uint32_t i = 0; i < edges.size(); i++) list[at[edges[i].*end]++] = i;
}

}  // namespace

std::string_view subtypeName(Subtype subtype) {
    return kSubtypes[static_cast<size_t>(subtype)];
}

std::optional<Subtype> subtypeNamed(std::string_view name) {
    const auto found = std::find(kSubtypes.begin(), kSubtypes.end(), name);
    if (found == kSubtypes.end()) return std::nullopt;
    return static_cast<Subtype>(found - kSubtypes.begin());
}

std::string_view datasetKindName(DatasetKind kind) {
    return kKinds[static_cast<size_t>(kind)];
}

std::optional<DatasetKind> datasetKindNamed(std::string_view name) {
    const auto found = std::find(kKinds.begin(), kKinds.end(), name);
    if (found == kKinds.end()) return std::nullopt;
    return static_cast<DatasetKind>(found - kKinds.begin());
}

std::string displayName(const DatasetName& name) {
    if (name.space.empty()) return name.name;
    return name.space + "." + name.name;
}

uint32_t Graph::addDataset(const DatasetName& name, DatasetKind kind) {
    const auto [at, added] = m_datasets.try_emplace(datasetKey(name), static_cast<uint32_t>(datasets.size()));
    if (added) {
        datasets.emplace_back();
        datasets.back().name = name;
        datasets.back().kind = kind;
        datasets.back().whole = static_cast<uint32_t>(columns.size());
        columns.push_back({0, at->second, {}, {}});
    }
    return at->second;
}

uint32_t Graph::addColumn(uint32_t dataset, std::string_view name, std::string_view type) {
    if (name.empty()) return datasets[dataset].whole;
    const auto [at, added] =
        m_columns.try_emplace(columnKey(dataset, name), static_cast<uint32_t>(columns.size()));
    if (added) {
        columns.push_back({0, dataset, std::string(name), std::string(type)});
        datasets[dataset].columns.push_back(at->second);
    } else if (!type.empty()) {
        columns[at->second].type = type;
    }
    return at->second;
}

std::optional<uint32_t> Graph::findDataset(const DatasetName& name) const {
    const auto found = m_datasets.find(datasetKey(name));
    if (found == m_datasets.end()) return std::nullopt;
    return found->second;
}

std::optional<uint32_t> Graph::findColumn(uint32_t dataset, std::string_view name) const {
    if (name.empty()) return datasets[dataset].whole;
    const auto found = m_columns.find(columnKey(dataset, name));
    if (found == m_columns.end()) return std::nullopt;
    return found->second;
}

void Graph::index() {
    fillAdjacency(edges, columns.size(), &GraphEdge::source, m_outStart, m_out);
    fillAdjacency(edges, columns.size(), &GraphEdge::target, m_inStart, m_in);
}

std::pair<const uint32_t*, const uint32_t*> Graph::outgoing(uint32_t column) const {
    return {m_out.data() + m_outStart[column], m_out.data() + m_outStart[column + 1]};
}

std::pair<const uint32_t*, const uint32_t*> Graph::incoming(uint32_t column) const {
    return {m_in.data() + m_inStart[column], m_in.data() + m_inStart[column + 1]};
}

std::string Graph::columnLabel(uint32_t column) const {
    const auto& c = columns[column];
    const std::string table = displayName(datasets[c.dataset].name);
    return c.name.empty() ? table : table + "." + c.name;
}

Graph graphOf(const ScriptLineage& script, const std::string& space, const std::string& jobName) {
    Graph graph;
    const auto dataset = [&](const std::string& name) {
        // A statement's own result is a node of its own.
        return graph.addDataset({space, name.empty() ? "(result)" : name},
                                name.empty() ? DatasetKind::Job : DatasetKind::Table);
    };
    for (size_t i = 0; i < script.statements.size(); i++) {
        const auto& statement = script.statements[i];
        const auto job = static_cast<uint32_t>(graph.jobs.size());
        graph.jobs.emplace_back();
        graph.jobs.back().kind = "statement";
        graph.jobs.back().name = jobName + (script.statements.size() > 1 ? "." + std::to_string(i + 1) : "");
        for (const auto& name : statement.inputs) graph.addColumn(dataset(name), "");
        for (const auto& name : statement.outputs) graph.addColumn(dataset(name), "");
        for (const auto& edge : statement.edges) {
            GraphEdge out;
            out.source = graph.addColumn(dataset(edge.source.table), edge.source.column);
            out.target = graph.addColumn(dataset(edge.target.table), edge.target.column);
            out.subtype = edge.subtype;
            out.masking = edge.masking;
            out.confidence = edge.confidence;
            out.job = job;
            out.expression = edge.expression;
            graph.edges.push_back(std::move(out));
        }
    }
    graph.index();
    return graph;
}

}  // namespace tributary::lineage
