// SPDX-License-Identifier: GPL-3.0-or-later
#include "plugins/sankey/flow_graph.h"

#include <algorithm>
#include <numeric>

#include "plugins/sankey/arrangement.h"

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

std::vector<int> FlowGraph::layerSizes() const {
    std::vector<int> out(static_cast<size_t>(m_layers), 0);
    for (const Node& node : m_nodes) out[static_cast<size_t>(node.layer)] += node.value() > 0;
    return out;
}

void FlowGraph::placeNodes(float height, float gap) {
    Arrangement all;
    for (const Node& node : m_nodes) all.places.push_back({node.value(), node.layer, 0, 0});
    // A band that skips layers has a place in each of them, so that it passes between their nodes. Wide ones
    // first: where a layer is crowded, the narrow ones run straight on.
    std::vector<size_t> order(m_links.size());
    std::iota(order.begin(), order.end(), size_t{0});
    std::stable_sort(order.begin(), order.end(),
                     [&](size_t a, size_t b) { return m_links[a].value > m_links[b].value; });
    std::vector<int> sizes = layerSizes();
    const auto room = static_cast<int>(height / (gap + 3) / 2);
    std::vector<std::pair<size_t, size_t>> bends;  // link, place
    for (const size_t i : order) {
        Link& link = m_links[i];
        link.bends.clear();
        if (link.backwards) continue;
        int from = link.source;
        const int last = m_nodes[static_cast<size_t>(link.target)].layer;
        for (int layer = m_nodes[static_cast<size_t>(from)].layer + 1; layer < last; ++layer) {
            if (sizes[static_cast<size_t>(layer)] >= room) continue;
            ++sizes[static_cast<size_t>(layer)];
            const auto bend = static_cast<int>(all.places.size());
            all.places.push_back({link.value, layer, 0, 0});
            all.edges.push_back({from, bend, link.value});
            bends.emplace_back(i, static_cast<size_t>(bend));
            from = bend;
        }
        all.edges.push_back({from, link.target, link.value});
    }
    const float scale = all.arrange(m_layers, height, gap);
    for (size_t i = 0; i < m_nodes.size(); ++i) {
        m_nodes[i].y = all.places[i].y;
        m_nodes[i].height = all.places[i].height;
    }
    for (const auto& [link, place] : bends)
        m_links[link].bends.push_back({all.places[place].layer, all.places[place].middle()});
    placeLinks(scale);
}

void FlowGraph::placeLinks(float scale) {
    for (const bool outgoing : {true, false}) {
        std::vector<std::vector<Link*>> at(m_nodes.size());
        for (Link& link : m_links)
            at[static_cast<size_t>(outgoing ? link.source : link.target)].push_back(&link);
        for (size_t i = 0; i < at.size(); ++i) {
            const auto next = [&](const Link* link) {
                if (!link->bends.empty()) return (outgoing ? link->bends.front() : link->bends.back()).y;
                const Node& other = m_nodes[static_cast<size_t>(outgoing ? link->target : link->source)];
                return other.y + other.height / 2;
            };
            std::stable_sort(at[i].begin(), at[i].end(), [&](const Link* a, const Link* b) {
                if (a->backwards != b->backwards) return b->backwards;
                return next(a) < next(b);
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
