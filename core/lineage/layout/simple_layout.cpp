// SPDX-License-Identifier: GPL-3.0-or-later
#include <algorithm>
#include <numeric>

#include "core/lineage/layout/layout.h"

namespace tributary::lineage {
namespace {

constexpr int kOrderSweeps = 8;
constexpr int kPlaceSweeps = 6;

class SimpleLayout {
  public:
    SimpleLayout(const std::vector<LayoutNode>& nodes, const std::vector<LayoutEdge>& edges,
                 const LayoutOptions& options)
        : m_nodes(nodes), m_options(options), m_out(nodes.size()), m_in(nodes.size()), m_layer(nodes.size()) {
        for (const auto& edge : edges) {
            if (edge.source == edge.target) continue;
            m_out[edge.source].push_back(edge.target);
            m_in[edge.target].push_back(edge.source);
        }
        for (auto* lists : {&m_out, &m_in}) {
            for (auto& list : *lists) {
                std::sort(list.begin(), list.end());
                list.erase(std::unique(list.begin(), list.end()), list.end());
            }
        }
    }

    Layout run() {
        breakCycles();
        assignLayers();
        order();
        return place();
    }

  private:
    /// Turns the edges that close a ring around, depth first without recursion.
    void breakCycles() {
        enum State : uint8_t { New, Open, Done };
        std::vector<State> state(m_nodes.size(), New);
        std::vector<std::pair<uint32_t, size_t>> stack;
        std::vector<LayoutEdge> back;
        for (uint32_t start = 0; start < m_nodes.size(); start++) {
            if (state[start] != New) continue;
            stack.emplace_back(start, 0);
            state[start] = Open;
            while (!stack.empty()) {
                auto& [node, at] = stack.back();
                if (at == m_out[node].size()) {
                    state[node] = Done;
                    stack.pop_back();
                    continue;
                }
                const uint32_t next = m_out[node][at++];
                if (state[next] == Open) {
                    back.push_back({node, next});
                } else if (state[next] == New) {
                    state[next] = Open;
                    stack.emplace_back(next, 0);
                }
            }
        }
        for (const auto& edge : back) {
            std::erase(m_out[edge.source], edge.target);
            std::erase(m_in[edge.target], edge.source);
            m_out[edge.target].push_back(edge.source);
            m_in[edge.source].push_back(edge.target);
        }
    }

    void assignLayers() {
        std::vector<size_t> waiting(m_nodes.size());
        std::vector<uint32_t> ready;
        for (uint32_t n = 0; n < m_nodes.size(); n++) {
            waiting[n] = m_in[n].size();
            if (waiting[n] == 0) ready.push_back(n);
        }
        std::vector<uint32_t> sorted;
        for (size_t at = 0; at < ready.size(); at++) {
            const uint32_t n = ready[at];
            sorted.push_back(n);
            for (const uint32_t next : m_out[n]) {
                m_layer[next] = std::max(m_layer[next], m_layer[n] + 1);
                if (--waiting[next] == 0) ready.push_back(next);
            }
        }
        // Sources stand beside what they feed, not at the far left.
        for (auto at = sorted.rbegin(); at != sorted.rend(); at++) {
            if (!m_in[*at].empty() || m_out[*at].empty()) continue;
            uint32_t nearest = m_layer[m_out[*at].front()];
            for (const uint32_t next : m_out[*at]) nearest = std::min(nearest, m_layer[next]);
            m_layer[*at] = nearest - 1;
        }
        uint32_t count = 0;
        for (const uint32_t layer : m_layer) count = std::max(count, layer + 1);
        m_layers.resize(count);
        for (uint32_t n = 0; n < m_nodes.size(); n++) m_layers[m_layer[n]].push_back(n);
    }

    void order() {
        std::vector<double> rank(m_nodes.size());
        const auto number = [&] {
            for (const auto& layer : m_layers) {
                for (size_t i = 0; i < layer.size(); i++) {
                    rank[layer[i]] = (static_cast<double>(i) + 0.5) / static_cast<double>(layer.size());
                }
            }
        };
        number();
        for (int sweep = 0; sweep < kOrderSweeps; sweep++) {
            const auto& towards = sweep % 2 == 0 ? m_in : m_out;
            for (size_t l = 0; l < m_layers.size(); l++) {
                auto& layer = m_layers[sweep % 2 == 0 ? l : m_layers.size() - 1 - l];
                for (const uint32_t n : layer) {
                    if (towards[n].empty()) continue;
                    double sum = 0;
                    for (const uint32_t other : towards[n]) sum += rank[other];
                    rank[n] = sum / static_cast<double>(towards[n].size());
                }
                std::stable_sort(layer.begin(), layer.end(),
                                 [&](uint32_t a, uint32_t b) { return rank[a] < rank[b]; });
            }
            number();
        }
    }

    Layout place() {
        Layout out;
        out.positions.resize(m_nodes.size());
        double x = 0;
        for (const auto& layer : m_layers) {
            double widest = 0, y = 0;
            for (const uint32_t n : layer) {
                out.positions[n] = {x, y};
                y += m_nodes[n].height + m_options.nodeGap;
                widest = std::max(widest, m_nodes[n].width);
            }
            x += widest + m_options.layerGap;
        }
        for (int sweep = 0; sweep < kPlaceSweeps; sweep++) {
            for (auto& layer : m_layers) pull(layer, sweep % 2 == 0 ? m_in : m_out, out);
        }
        double top = 0;
        for (const auto& at : out.positions) top = std::min(top, at.y);
        for (uint32_t n = 0; n < m_nodes.size(); n++) {
            out.positions[n].y -= top;
            out.width = std::max(out.width, out.positions[n].x + m_nodes[n].width);
            out.height = std::max(out.height, out.positions[n].y + m_nodes[n].height);
        }
        return out;
    }

    /// Moves the nodes of a layer towards the middle of their neighbours and keeps order and gaps.
    void pull(const std::vector<uint32_t>& layer, const std::vector<std::vector<uint32_t>>& towards,
              Layout& out) {
        std::vector<double> wanted(layer.size());
        for (size_t i = 0; i < layer.size(); i++) {
            const uint32_t n = layer[i];
            wanted[i] = out.positions[n].y;
            if (towards[n].empty()) continue;
            double sum = 0;
            for (const uint32_t other : towards[n]) sum += out.positions[other].y + m_nodes[other].height / 2;
            wanted[i] = sum / static_cast<double>(towards[n].size()) - m_nodes[n].height / 2;
        }
        // Blocks of nodes that touch move as one: each at the mean of what its nodes want.
        struct Block {
            double sum, at, length;
            size_t first, count;
        };
        std::vector<Block> blocks;
        for (size_t i = 0; i < layer.size(); i++) {
            const double step = m_nodes[layer[i]].height + m_options.nodeGap;
            blocks.push_back({wanted[i], wanted[i], step, i, 1});
            while (blocks.size() > 1) {
                Block& last = blocks.back();
                Block& before = blocks[blocks.size() - 2];
                if (before.at + before.length <= last.at) break;
                before.sum += last.sum - static_cast<double>(last.count) * before.length;
                before.count += last.count;
                before.length += last.length;
                before.at = before.sum / static_cast<double>(before.count);
                blocks.pop_back();
            }
        }
        for (const auto& block : blocks) {
            double y = block.at;
            for (size_t i = block.first; i < block.first + block.count; i++) {
                out.positions[layer[i]].y = y;
                y += m_nodes[layer[i]].height + m_options.nodeGap;
            }
        }
    }

    const std::vector<LayoutNode>& m_nodes;
    const LayoutOptions& m_options;
    std::vector<std::vector<uint32_t>> m_out, m_in;
    std::vector<uint32_t> m_layer;
    std::vector<std::vector<uint32_t>> m_layers;
};

}  // namespace

Layout layoutSimply(const std::vector<LayoutNode>& nodes, const std::vector<LayoutEdge>& edges,
                    const LayoutOptions& options) {
    return SimpleLayout(nodes, edges, options).run();
}

}  // namespace tributary::lineage
