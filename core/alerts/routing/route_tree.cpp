// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/alerts/routing/route_tree.h"

#include <algorithm>
#include <tuple>

namespace tributary::alerts {

namespace {

/// `{a="1",b=~"2"}`: as Alertmanager writes it into keys, without blanks.
std::string keyText(const Matchers& matchers) {
    std::string out = "{";
    for (const Matcher& matcher : matchers) {
        if (out.size() > 1) out += ',';
        out += matcher.text();
    }
    return out += '}';
}

void inherit(RouteNode& node, const RouteNode* parent) {
    if (parent == nullptr) {
        node.groupWait = std::chrono::seconds(30);
        node.groupInterval = std::chrono::minutes(5);
        node.repeatInterval = std::chrono::hours(4);
        return;
    }
    node.receiver = parent->receiver;
    node.groupByAll = parent->groupByAll;
    node.groupBy = parent->groupBy;
    node.groupWait = parent->groupWait;
    node.groupInterval = parent->groupInterval;
    node.repeatInterval = parent->repeatInterval;
    node.flapping = parent->flapping;
    node.escalation = parent->escalation;
    node.digest = parent->digest;
}

std::unique_ptr<RouteNode> makeNode(const Route& route, const RouteNode* parent, size_t position,
                                    size_t& count) {
    auto node = std::make_unique<RouteNode>();
    node->index = count++;
    node->parent = parent;
    inherit(*node, parent);
    node->matchers = route.matchers;
    std::stable_sort(node->matchers.begin(), node->matchers.end(), [](const Matcher& a, const Matcher& b) {
        return std::tie(a.name(), a.value()) < std::tie(b.name(), b.value()) ||
               (std::tie(a.name(), a.value()) == std::tie(b.name(), b.value()) && a.op() < b.op());
    });
    node->key = (parent == nullptr ? "" : parent->key + "/") + keyText(node->matchers);
    node->id =
        (parent == nullptr ? "" : parent->id + "/" + std::to_string(position)) + keyText(node->matchers);
    node->continues = route.continues;
    if (!route.receiver.empty()) node->receiver = route.receiver;
    if (route.groupBy) {
        node->groupByAll = *route.groupBy == std::vector<std::string>{"..."};
        node->groupBy.clear();
        if (!node->groupByAll) node->groupBy.insert(route.groupBy->begin(), route.groupBy->end());
    }
    if (route.groupWait) node->groupWait = *route.groupWait;
    if (route.groupInterval) node->groupInterval = *route.groupInterval;
    if (route.repeatInterval) node->repeatInterval = *route.repeatInterval;
    node->muteTimeIntervals = route.muteTimeIntervals;
    node->activeTimeIntervals = route.activeTimeIntervals;
    if (route.flapping) node->flapping = route.flapping;
    if (route.escalation) node->escalation = *route.escalation;
    if (route.digest) node->digest = route.digest;
    for (size_t i = 0; i < route.routes.size(); ++i)
        node->children.push_back(makeNode(route.routes[i], node.get(), i, count));
    return node;
}

void collect(const RouteNode& node, const Labels& labels, std::vector<const RouteNode*>& out) {
    if (!matches(node.matchers, labels)) return;
    const size_t before = out.size();
    for (const auto& child : node.children) {
        const size_t size = out.size();
        collect(*child, labels, out);
        if (out.size() > size && !child->continues) break;
    }
    if (out.size() == before) out.push_back(&node);
}

const RouteNode* findIn(const RouteNode& node, const std::string& id) {
    if (node.id == id) return &node;
    for (const auto& child : node.children)
        if (const RouteNode* found = findIn(*child, id)) return found;
    return nullptr;
}

}  // namespace

Labels RouteNode::groupLabels(const Labels& labels) const {
    if (groupByAll) return labels;
    Labels out;
    for (const std::string& name : groupBy)
        if (const auto found = labels.find(name); found != labels.end()) out.insert(*found);
    return out;
}

std::string RouteNode::groupKey(const Labels& groupLabels) const {
    // Alertmanager sorts the written pairs, not the names: a1="x" comes before a="x".
    std::vector<std::string> pairs;
    for (const auto& [name, value] : groupLabels) {
        const std::string text = labelsText({{name, value}});
        pairs.push_back(text.substr(1, text.size() - 2));
    }
    std::sort(pairs.begin(), pairs.end());
    std::string out = key + ":{";
    for (size_t i = 0; i < pairs.size(); ++i) (out += i == 0 ? "" : ", ") += pairs[i];
    return out += '}';
}

RouteTree::RouteTree(const Route& root) {
    size_t count = 0;
    m_root = makeNode(root, nullptr, 0, count);
}

std::vector<const RouteNode*> RouteTree::match(const Labels& labels) const {
    std::vector<const RouteNode*> out;
    collect(*m_root, labels, out);
    return out;
}

const RouteNode* RouteTree::find(const std::string& id) const {
    return findIn(*m_root, id);
}

}  // namespace tributary::alerts
