// SPDX-License-Identifier: GPL-3.0-or-later
#include <algorithm>
#include <array>
#include <deque>
#include <map>
#include <set>
#include <tuple>

#include "core/lineage/analysis.h"

namespace tributary::lineage {
namespace {

constexpr std::array<std::string_view, 4> kEffects = {"breaks", "stale", "retyped", "check"};

/// Views and what people look at have no contents of their own: a statement that fails takes them along.
bool livesByItsStatement(DatasetKind kind) {
    return kind != DatasetKind::Table && kind != DatasetKind::File;
}

/// Keeps the worst effect for each thing that was reached.
class Impacts {
  public:
    explicit Impacts(const Graph& graph) : m_graph(graph) {}

    /// True when it is news.
    bool add(Impact impact) {
        const Key key(impact.dataset, impact.column.value_or(kNone), impact.job.value_or(kNone));
        const auto found = m_found.find(key);
        if (found != m_found.end() && found->second.effect <= impact.effect) return false;
        m_found[key] = std::move(impact);
        return true;
    }

    std::vector<Impact> take() {
        std::vector<Impact> out;
        for (auto& [key, impact] : m_found) out.push_back(std::move(impact));
        std::stable_sort(out.begin(), out.end(), [](const Impact& a, const Impact& b) {
            return std::tie(a.effect, a.depth) < std::tie(b.effect, b.depth);
        });
        return out;
    }

  private:
    using Key = std::tuple<uint32_t, uint32_t, uint32_t>;
    static constexpr uint32_t kNone = std::numeric_limits<uint32_t>::max();
    const Graph& m_graph;
    std::map<Key, Impact> m_found;
};

/// A column or a whole dataset goes away or is called differently.
class Removal {
  public:
    Removal(const Graph& graph, const WalkFilter& filter)
        : m_graph(graph), m_filter(filter), m_impacts(graph) {}

    std::vector<Impact> run(uint32_t column) {
        const auto& dataset = m_graph.datasets[m_graph.columns[column].dataset];
        std::vector<uint32_t> starts = {column};
        if (column == dataset.whole) {
            starts.insert(starts.end(), dataset.columns.begin(), dataset.columns.end());
        } else {
            starts.push_back(dataset.whole);  // who takes all of it takes this one
        }
        for (const uint32_t start : starts) readersOf(start, Effect::Breaks, 1);
        while (!m_next.empty()) {
            const auto [reached, effect, depth] = m_next.front();
            m_next.pop_front();
            if (depth >= m_filter.depth) continue;
            readersOf(m_graph.datasets[reached].whole, effect, depth + 1);
            for (const uint32_t c : m_graph.datasets[reached].columns) readersOf(c, effect, depth + 1);
        }
        return m_impacts.take();
    }

  private:
    void readersOf(uint32_t column, Effect effect, size_t depth) {
        const auto [begin, end] = m_graph.outgoing(column);
        for (const auto* e = begin; e != end; e++) {
            if (m_filter.follows(m_graph.edges[*e])) reach(*e, effect, depth);
        }
    }

    void reach(uint32_t e, Effect effect, size_t depth) {
        const auto& edge = m_graph.edges[e];
        const uint32_t target = m_graph.columns[edge.target].dataset;
        if (target == m_graph.columns[edge.source].dataset) return;
        const auto& dataset = m_graph.datasets[target];
        Impact impact;
        impact.dataset = target;
        impact.depth = depth;
        impact.edge = e;
        impact.effect = effect;
        const std::string source = m_graph.columnLabel(edge.source);
        if (effect == Effect::Stale) {
            impact.how = "is filled from " + source + ", which is no longer filled";
        } else if (livesByItsStatement(dataset.kind)) {
            impact.how =
                "its statement names " + source + " (" + std::string(subtypeName(edge.subtype)) + ")";
        } else {
            Impact job = impact;
            job.job = edge.job;
            job.how = "its statement names " + source + " (" + std::string(subtypeName(edge.subtype)) + ")";
            m_impacts.add(std::move(job));
            impact.effect = Effect::Stale;
            impact.how = "the statement that fills it fails: it names " + source;
        }
        // What is kept (a table, a materialised view) stays readable with old rows.
        const Effect onward = dataset.kind == DatasetKind::View ? impact.effect : Effect::Stale;
        if (m_impacts.add(std::move(impact))) m_next.emplace_back(target, onward, depth);
    }

    const Graph& m_graph;
    const WalkFilter& m_filter;
    Impacts m_impacts;
    std::deque<std::tuple<uint32_t, Effect, size_t>> m_next;
};

/// The type changes; the name stays.
std::vector<Impact> retype(const Graph& graph, uint32_t column, const WalkFilter& filter) {
    Impacts impacts(graph);
    std::deque<std::tuple<uint32_t, Effect, size_t>> next;
    const auto& dataset = graph.datasets[graph.columns[column].dataset];
    next.emplace_back(column, Effect::Retyped, 0);
    if (column == dataset.whole) {
        for (const uint32_t c : dataset.columns) next.emplace_back(c, Effect::Retyped, 0);
    }
    while (!next.empty()) {
        const auto [from, effect, depth] = next.front();
        next.pop_front();
        if (depth >= filter.depth) continue;
        const auto [begin, end] = graph.outgoing(from);
        for (const auto* e = begin; e != end; e++) {
            const auto& edge = graph.edges[*e];
            if (!filter.follows(edge)) continue;
            Impact impact;
            impact.dataset = graph.columns[edge.target].dataset;
            if (!graph.columns[edge.target].name.empty()) impact.column = edge.target;
            impact.depth = depth + 1;
            impact.edge = *e;
            const std::string source = graph.columnLabel(from);
            if (!isDirect(edge.subtype)) {
                if (effect != Effect::Retyped) continue;  // only the type's own comparisons are at risk
                impact.effect = Effect::Check;
                impact.how = source + " is compared in a " + std::string(subtypeName(edge.subtype));
                impacts.add(std::move(impact));
                continue;
            }
            const bool same = edge.subtype == Subtype::Identity && effect == Effect::Retyped;
            impact.effect = same ? Effect::Retyped : Effect::Check;
            impact.how =
                same ? "takes its type from " + source
                     : "is computed from " + source + (edge.expression.empty() ? "" : ": " + edge.expression);
            const Effect onward = impact.effect;
            if (impacts.add(std::move(impact))) next.emplace_back(edge.target, onward, depth + 1);
        }
    }
    return impacts.take();
}

/// Tarjan's rings over datasets, without recursion.
class Rings {
  public:
    Rings(const Graph& graph, const WalkFilter& filter) : m_next(graph.datasets.size()) {
        for (const auto& edge : graph.edges) {
            const uint32_t from = graph.columns[edge.source].dataset, to = graph.columns[edge.target].dataset;
            if (from != to && filter.follows(edge)) m_next[from].push_back(to);
        }
        for (auto& list : m_next) {
            std::sort(list.begin(), list.end());
            list.erase(std::unique(list.begin(), list.end()), list.end());
        }
        m_order.assign(m_next.size(), 0);
        m_low.assign(m_next.size(), 0);
        m_onStack.assign(m_next.size(), false);
    }

    std::vector<std::vector<uint32_t>> find() {
        for (uint32_t node = 0; node < m_next.size(); node++) {
            if (!m_order[node]) visit(node);
        }
        return std::move(m_rings);
    }

  private:
    void enter(uint32_t node) {
        m_order[node] = m_low[node] = ++m_count;
        m_stack.push_back(node);
        m_onStack[node] = true;
        m_calls.emplace_back(node, 0);
    }

    void visit(uint32_t start) {
        enter(start);
        while (!m_calls.empty()) {
            auto& [node, at] = m_calls.back();
            if (at < m_next[node].size()) {
                const uint32_t to = m_next[node][at++];
                if (!m_order[to]) {
                    enter(to);
                } else if (m_onStack[to]) {
                    m_low[node] = std::min(m_low[node], m_order[to]);
                }
                continue;
            }
            const uint32_t done = node;
            m_calls.pop_back();
            if (!m_calls.empty())
                m_low[m_calls.back().first] = std::min(m_low[m_calls.back().first], m_low[done]);
            if (m_low[done] == m_order[done]) close(done);
        }
    }

    void close(uint32_t root) {
        std::vector<uint32_t> ring;
        for (;;) {
            const uint32_t node = m_stack.back();
            m_stack.pop_back();
            m_onStack[node] = false;
            ring.push_back(node);
            if (node == root) break;
        }
        if (ring.size() > 1) {
            std::sort(ring.begin(), ring.end());
            m_rings.push_back(std::move(ring));
        }
    }

    std::vector<std::vector<uint32_t>> m_next;
    std::vector<uint32_t> m_order, m_low, m_stack;
    std::vector<bool> m_onStack;
    std::vector<std::pair<uint32_t, size_t>> m_calls;
    std::vector<std::vector<uint32_t>> m_rings;
    uint32_t m_count = 0;
};

}  // namespace

std::optional<Change> changeNamed(std::string_view name) {
    if (name == "drop") return Change::Drop;
    if (name == "rename") return Change::Rename;
    if (name == "retype") return Change::Retype;
    return std::nullopt;
}

std::string_view effectName(Effect effect) {
    return kEffects[static_cast<size_t>(effect)];
}

std::vector<Impact> impact(const Graph& graph, uint32_t column, Change change, const WalkFilter& filter) {
    if (change == Change::Retype) return retype(graph, column, filter);
    return Removal(graph, filter).run(column);
}

std::vector<std::vector<uint32_t>> cycles(const Graph& graph, const WalkFilter& filter) {
    return Rings(graph, filter).find();
}

}  // namespace tributary::lineage
