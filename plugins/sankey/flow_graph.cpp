// SPDX-License-Identifier: GPL-3.0-or-later
#include "plugins/sankey/flow_graph.h"

#include <algorithm>
#include <numeric>

namespace sankey {

int FlowGraph::nodeOf(const std::string& name) {
    const auto [found, added] = m_byName.try_emplace(name, static_cast<int>(m_nodes.size()));
    if (added) {
        m_nodes.emplace_back();
        m_nodes.back().name = name;
    }
    return found->second;
}

void FlowGraph::add(const std::string& source, const std::string& target, double value, int64_t row) {
    if (source == target) {
        ++m_loops;
        m_loopTotal += value;
        return;
    }
    const int from = nodeOf(source), to = nodeOf(target);
    const auto [found, added] = m_byEnds.try_emplace(int64_t{from} << 32 | to, m_links.size());
    if (added) {
        m_links.emplace_back();
        m_links.back().source = from;
        m_links.back().target = to;
        m_links.back().row = row;
    }
    Link& link = m_links[found->second];
    link.value += value;
    ++link.rows;
    m_total += value;
    m_nodes[static_cast<size_t>(from)].out += value;
    m_nodes[static_cast<size_t>(to)].in += value;
}

void FlowGraph::breakCircles() {
    std::vector<std::vector<size_t>> out(m_nodes.size());
    for (size_t i = 0; i < m_links.size(); ++i) out[static_cast<size_t>(m_links[i].source)].push_back(i);
    enum class State : char { New, Open, Done };
    std::vector<State> state(m_nodes.size(), State::New);
    std::vector<size_t> order(m_nodes.size());
    std::iota(order.begin(), order.end(), size_t{0});
    // From where nothing comes in first: then circles are broken as late as can be.
    std::stable_sort(order.begin(), order.end(),
                     [&](size_t a, size_t b) { return (m_nodes[a].in == 0) > (m_nodes[b].in == 0); });
    std::vector<std::pair<size_t, size_t>> stack;  // node, its next link
    for (const size_t start : order) {
        if (state[start] != State::New) continue;
        stack.emplace_back(start, 0);
        state[start] = State::Open;
        while (!stack.empty()) {
            auto& [node, next] = stack.back();
            if (next == out[node].size()) {
                state[node] = State::Done;
                stack.pop_back();
                continue;
            }
            Link& link = m_links[out[node][next++]];
            const auto to = static_cast<size_t>(link.target);
            link.backwards = state[to] == State::Open;
            if (state[to] != State::New) continue;
            state[to] = State::Open;
            stack.emplace_back(to, 0);
        }
    }
}

void FlowGraph::findLayers() {
    std::vector<int> waiting(m_nodes.size(), 0);
    std::vector<std::vector<int>> next(m_nodes.size());
    for (const Link& link : m_links) {
        if (link.backwards) continue;
        ++waiting[static_cast<size_t>(link.target)];
        next[static_cast<size_t>(link.source)].push_back(link.target);
    }
    std::vector<int> ready;
    for (size_t i = 0; i < m_nodes.size(); ++i) {
        if (waiting[i] == 0) ready.push_back(static_cast<int>(i));
    }
    for (size_t at = 0; at < ready.size(); ++at) {
        const auto node = static_cast<size_t>(ready[at]);
        m_layers = std::max(m_layers, m_nodes[node].layer + 1);
        for (const int to : next[node]) {
            Node& target = m_nodes[static_cast<size_t>(to)];
            target.layer = std::max(target.layer, m_nodes[node].layer + 1);
            if (--waiting[static_cast<size_t>(to)] == 0) ready.push_back(to);
        }
    }
    for (size_t i = 0; i < m_nodes.size(); ++i) {
        if (next[i].empty() && m_nodes[i].in > 0) m_nodes[i].layer = m_layers - 1;  // ends stand at the end
    }
}

void FlowGraph::mergeSmall(float height, float gap, const std::string& otherName) {
    const auto room = static_cast<size_t>(std::max(2.0f, height / (gap + 3)));
    std::vector<int> becomes(m_nodes.size());
    std::iota(becomes.begin(), becomes.end(), 0);
    for (int layer = 0; layer < m_layers; ++layer) {
        std::vector<int> members;
        for (size_t i = 0; i < m_nodes.size(); ++i) {
            if (m_nodes[i].layer == layer) members.push_back(static_cast<int>(i));
        }
        if (members.size() <= room) continue;
        const auto value = [&](int i) { return m_nodes[static_cast<size_t>(i)].value(); };
        std::stable_sort(members.begin(), members.end(), [&](int a, int b) { return value(a) > value(b); });
        Node& other = m_nodes[static_cast<size_t>(members[room - 1])];
        other.name = otherName;
        for (size_t i = room - 1; i < members.size(); ++i) {
            becomes[static_cast<size_t>(members[i])] = members[room - 1];
            ++other.merged;
        }
    }
    std::vector<Link> links;
    std::unordered_map<int64_t, size_t> known;
    for (Link link : m_links) {
        link.source = becomes[static_cast<size_t>(link.source)];
        link.target = becomes[static_cast<size_t>(link.target)];
        const int64_t ends = (int64_t{link.source} << 32 | link.target) * 2 + link.backwards;
        const auto [found, added] = known.try_emplace(ends, links.size());
        if (added) {
            links.push_back(link);
            continue;
        }
        links[found->second].value += link.value;
        links[found->second].rows += link.rows;
    }
    m_links = std::move(links);
    for (Node& node : m_nodes) node.in = node.out = 0;
    for (const Link& link : m_links) {
        m_nodes[static_cast<size_t>(link.source)].out += link.value;
        m_nodes[static_cast<size_t>(link.target)].in += link.value;
    }
}

void FlowGraph::settle(std::vector<int>& layer, std::vector<float>& wanted, float height, float gap) {
    std::stable_sort(layer.begin(), layer.end(), [&](int a, int b) {
        return wanted[static_cast<size_t>(a)] < wanted[static_cast<size_t>(b)];
    });
    float at = 0;
    for (const int i : layer) {
        Node& node = m_nodes[static_cast<size_t>(i)];
        node.y = std::max(at, wanted[static_cast<size_t>(i)] - node.height / 2);
        at = node.y + node.height + gap;
    }
    float limit = height;
    for (size_t i = layer.size(); i-- > 0;) {
        Node& node = m_nodes[static_cast<size_t>(layer[i])];
        node.y = std::max(0.0f, std::min(node.y, limit - node.height));
        limit = node.y - gap;
    }
}

void FlowGraph::placeNodes(float height, float gap) {
    std::vector<std::vector<int>> byLayer(static_cast<size_t>(m_layers));
    for (size_t i = 0; i < m_nodes.size(); ++i) {
        if (m_nodes[i].value() > 0)
            byLayer[static_cast<size_t>(m_nodes[i].layer)].push_back(static_cast<int>(i));
    }
    float scale = HUGE_VALF;
    for (const auto& layer : byLayer) {
        double sum = 0;
        for (const int i : layer) sum += m_nodes[static_cast<size_t>(i)].value();
        if (sum > 0)
            scale = std::min(scale,
                             (height - gap * static_cast<float>(layer.size() - 1)) / static_cast<float>(sum));
    }
    std::vector<float> wanted(m_nodes.size(), 0);
    for (auto& layer : byLayer) {
        std::stable_sort(layer.begin(), layer.end(), [&](int a, int b) {
            return m_nodes[static_cast<size_t>(a)].value() > m_nodes[static_cast<size_t>(b)].value();
        });
        float at = 0;
        for (const int i : layer) {
            Node& node = m_nodes[static_cast<size_t>(i)];
            node.height = std::max(1.0f, static_cast<float>(node.value()) * scale);
            node.y = at;
            at += node.height + gap;
        }
    }
    const auto middle = [&](int i) {
        return m_nodes[static_cast<size_t>(i)].y + m_nodes[static_cast<size_t>(i)].height / 2;
    };
    for (int sweep = 0; sweep < 16; ++sweep) {
        const bool rightwards = sweep % 2 == 0;
        std::vector<double> sum(m_nodes.size(), 0), weight(m_nodes.size(), 0);
        for (size_t step = 0; step < byLayer.size(); ++step) {
            auto& layer = byLayer[rightwards ? step : byLayer.size() - 1 - step];
            std::fill(sum.begin(), sum.end(), 0);
            std::fill(weight.begin(), weight.end(), 0);
            for (const Link& link : m_links) {
                if (link.backwards) continue;
                const int node = rightwards ? link.target : link.source,
                          other = rightwards ? link.source : link.target;
                sum[static_cast<size_t>(node)] += link.value * middle(other);
                weight[static_cast<size_t>(node)] += link.value;
            }
            for (const int i : layer) {
                const auto n = static_cast<size_t>(i);
                wanted[n] = weight[n] > 0 ? static_cast<float>(sum[n] / weight[n]) : middle(i);
            }
            settle(layer, wanted, height, gap);
        }
    }
    placeLinks(scale);
}

void FlowGraph::placeLinks(float scale) {
    for (const bool outgoing : {true, false}) {
        std::vector<std::vector<Link*>> at(m_nodes.size());
        for (Link& link : m_links)
            at[static_cast<size_t>(outgoing ? link.source : link.target)].push_back(&link);
        for (size_t i = 0; i < at.size(); ++i) {
            const auto other = [&](const Link* link) -> const Node& {
                return m_nodes[static_cast<size_t>(outgoing ? link->target : link->source)];
            };
            std::stable_sort(at[i].begin(), at[i].end(), [&](const Link* a, const Link* b) {
                if (a->backwards != b->backwards) return b->backwards;
                return other(a).y < other(b).y;
            });
            float y = m_nodes[i].y;
            for (Link* link : at[i]) {
                link->width = static_cast<float>(link->value) * scale;
                (outgoing ? link->fromY : link->toY) = y + link->width / 2;
                y += link->width;
            }
        }
    }
}

void FlowGraph::findWays() {
    breakCircles();
    findLayers();
}

void FlowGraph::layOut(float height, float gap, const std::string& otherName) {
    mergeSmall(height, gap, otherName);
    placeNodes(height, gap);
}

}  // namespace sankey
