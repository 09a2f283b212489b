// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/lineage/part.h"

#include <limits>

namespace tributary::lineage {
namespace {

constexpr uint32_t kNone = std::numeric_limits<uint32_t>::max();

class Cut {
  public:
    explicit Cut(const Graph& whole)
        : m_whole(whole),
          m_datasets(whole.datasets.size(), kNone),
          m_columns(whole.columns.size(), kNone),
          m_jobs(whole.jobs.size(), kNone) {}

    uint32_t column(uint32_t c) {
        if (m_columns[c] != kNone) return m_columns[c];
        const auto& from = m_whole.columns[c];
        m_columns[c] = out.addColumn(dataset(from.dataset), from.name, from.type);
        out.columns[m_columns[c]].id = from.id;
        return m_columns[c];
    }

    void edge(const GraphEdge& from) {
        GraphEdge made = from;
        made.source = column(from.source);
        made.target = column(from.target);
        if (from.job < m_jobs.size()) {
            if (m_jobs[from.job] == kNone) {
                m_jobs[from.job] = static_cast<uint32_t>(out.jobs.size());
                out.jobs.push_back(m_whole.jobs[from.job]);
            }
            made.job = m_jobs[from.job];
        }
        out.edges.push_back(std::move(made));
    }

    void rest() {
        for (const auto& relation : m_whole.relations) {
            if (m_columns[relation.source] == kNone || m_columns[relation.target] == kNone) continue;
            out.relations.push_back({m_columns[relation.source], m_columns[relation.target], relation.name});
        }
        for (const auto& tag : m_whole.tags) {
            if (m_columns[tag.column] == kNone) continue;
            out.tags.push_back({m_columns[tag.column], tag.kind, tag.value, tag.seenMs});
        }
        out.index();
    }

    Graph out;

  private:
    uint32_t dataset(uint32_t d) {
        if (m_datasets[d] != kNone) return m_datasets[d];
        const auto& from = m_whole.datasets[d];
        const uint32_t made = m_datasets[d] = out.addDataset(from.name, from.kind);
        auto& to = out.datasets[made];
        to.id = from.id;
        to.firstSeenMs = from.firstSeenMs;
        to.lastSeenMs = from.lastSeenMs;
        to.lastWrittenMs = from.lastWrittenMs;
        to.lastReadMs = from.lastReadMs;
        m_columns[from.whole] = to.whole;
        out.columns[to.whole].id = m_whole.columns[from.whole].id;
        return made;
    }

    const Graph& m_whole;
    std::vector<uint32_t> m_datasets, m_columns, m_jobs;
};

}  // namespace

Graph partOf(const Graph& graph, const std::vector<uint32_t>& edges, const std::vector<uint32_t>& columns) {
    Cut cut(graph);
    for (const uint32_t c : columns) cut.column(c);
    for (const uint32_t e : edges) cut.edge(graph.edges[e]);
    cut.rest();
    return std::move(cut.out);
}

}  // namespace tributary::lineage
