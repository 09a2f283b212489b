// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/lineage/script_result.h"

#include <algorithm>

#include "core/lineage/resolve/relation.h"

namespace tributary::lineage {
namespace {

void addName(std::vector<std::string>& names, const std::string& name) {
    const bool known =
        std::any_of(names.begin(), names.end(), [&](const std::string& n) { return sameName(n, name); });
    if (!known) names.push_back(name);
}

}  // namespace

void ScriptResult::expandEdge(const ColumnEdge& edge, std::vector<ColumnEdge>& out) const {
    const auto hidden = m_hidden.find(foldName(edge.source.table));
    if (hidden == m_hidden.end()) {
        out.push_back(edge);
        return;
    }
    bool named = false;
    const auto through = [&](const ColumnEdge& inner, const std::string& column) {
        ColumnEdge made = edge;
        made.source = {inner.source.table, column};
        made.masking = edge.masking || inner.masking;
        if (isDirect(edge.subtype)) {
            made.subtype = isDirect(inner.subtype) ? std::max(inner.subtype, edge.subtype) : inner.subtype;
        }
        out.push_back(std::move(made));
    };
    for (const auto& inner : hidden->second.edges) {
        if (inner.target.column.empty()) continue;
        const bool all = edge.source.column == "*";
        if (!all && !sameName(inner.target.column, edge.source.column)) continue;
        named = true;
        through(inner, inner.source.column);
    }
    if (named) return;
    // The table came from a star: the column has its name from there, if only one star can give it.
    const ColumnEdge* star = nullptr;
    for (const auto& inner : hidden->second.edges) {
        if (inner.target.column != "*") continue;
        if (star && star->source.table != inner.source.table) return;
        star = &inner;
    }
    if (star) through(*star, star->source.column == "*" ? edge.source.column : star->source.column);
}

void ScriptResult::add(const Step& step, const std::set<std::string>& internal, ScriptLineage& out) {
    const StatementLineage& statement = *step.statement;
    std::vector<std::string> inputs;
    for (const auto& input : statement.inputs) {
        const auto hidden = m_hidden.find(foldName(input));
        if (hidden == m_hidden.end()) {
            addName(inputs, input);
        } else {
            for (const auto& name : hidden->second.inputs) addName(inputs, name);
        }
    }
    std::vector<ColumnEdge> edges;
    for (const auto& edge : statement.edges) expandEdge(edge, edges);
    bool visible = statement.outputs.empty();
    for (const auto& output : statement.outputs) {
        const std::string key = foldName(output);
        const bool hides = internal.contains(key) || m_hidden.contains(key);
        if (hides || step.viewTarget) {
            Hidden& hidden = m_hidden[key];
            if (step.creates) {
                const auto since = hidden.temporarySince;
                hidden = {};
                hidden.temporarySince = since;
            }
            if (step.temporaryTarget && !hidden.temporarySince) hidden.temporarySince = m_scripts;
            for (const auto& name : inputs) addName(hidden.inputs, name);
            for (const auto& edge : edges) {
                if (sameName(edge.target.table, output)) hidden.edges.push_back(edge);
            }
        }
        if (hides) continue;
        visible = true;
        addName(out.outputs, output);
    }
    if (!visible) return;
    // A view made here and read here is only a name for its query.
    if (step.viewTarget && step.readLater) edges.clear();
    for (const auto& name : inputs) addName(out.inputs, name);
    for (auto& edge : edges) {
        if (!internal.contains(foldName(edge.target.table))) out.edges.push_back(std::move(edge));
    }
}

void ScriptResult::summarize(const std::vector<Step>& steps, bool seeThroughMade, ScriptLineage& out) {
    // Internal: temporary; or made here and dropped here.
    std::set<std::string> internal;
    std::set<std::string> made;
    for (const auto& step : steps) {
        for (const auto& output : step.statement->outputs) {
            const std::string key = foldName(output);
            if (step.temporaryTarget) internal.insert(key);
            if (step.creates) made.insert(key);
            if (step.drops && made.contains(key)) internal.insert(key);
        }
        for (const auto& input : step.statement->inputs) {
            const std::string key = foldName(input);
            const auto& outputs = step.statement->outputs;
            const bool others = std::any_of(outputs.begin(), outputs.end(),
                                            [&](const std::string& name) { return foldName(name) != key; });
            if (seeThroughMade && others && made.contains(key)) internal.insert(key);
        }
    }
    std::set<std::string> later;
    std::vector<Step> ordered = steps;
    for (auto step = ordered.rbegin(); step != ordered.rend(); ++step) {
        for (const auto& output : step->statement->outputs) {
            step->readLater = step->readLater || later.contains(foldName(output));
        }
        for (const auto& input : step->statement->inputs) later.insert(foldName(input));
    }
    for (const auto& step : ordered) {
        if (step.drops) {
            for (const auto& output : step.statement->outputs) {
                if (internal.contains(foldName(output)) || m_hidden.contains(foldName(output))) continue;
                addName(out.outputs, output);
            }
            continue;
        }
        if (step.renames && !step.statement->inputs.empty() && !step.statement->outputs.empty()) {
            // What this script wrote under the old name was written under the new one.
            const std::string& from = step.statement->inputs.front();
            const std::string& to = step.statement->outputs.front();
            if (const auto hidden = m_hidden.find(foldName(from)); hidden != m_hidden.end()) {
                Hidden moved = std::move(hidden->second);
                for (auto& edge : moved.edges) edge.target.table = to;
                m_hidden.erase(hidden);
                m_hidden[foldName(to)] = std::move(moved);
                continue;
            }
            const auto known = std::find_if(out.outputs.begin(), out.outputs.end(),
                                            [&](const std::string& n) { return sameName(n, from); });
            if (known != out.outputs.end()) {
                out.outputs.erase(known);
                addName(out.outputs, to);
                for (auto& edge : out.edges) {
                    if (sameName(edge.target.table, from)) edge.target.table = to;
                }
                continue;
            }
        }
        add(step, internal, out);
    }
    std::vector<ColumnEdge> unique;
    std::set<std::tuple<std::string, std::string, std::string, std::string, Subtype>> seen;
    for (auto& edge : out.edges) {
        if (seen.emplace(edge.source.table, edge.source.column, edge.target.table, edge.target.column,
                         edge.subtype)
                .second) {
            unique.push_back(std::move(edge));
        }
    }
    out.edges = std::move(unique);
    ++m_scripts;
}

void ScriptResult::seeThroughLater(size_t number, ScriptLineage& script,
                                   const std::function<std::string(const std::string&)>& local) const {
    const auto later = [&](const std::string& name) -> const Hidden* {
        const auto hidden = m_hidden.find(foldName(local(name)));
        if (hidden == m_hidden.end() || hidden->second.temporarySince.value_or(0) <= number) return nullptr;
        return &hidden->second;
    };
    std::vector<std::string> inputs;
    for (const auto& input : script.inputs) {
        const Hidden* hidden = later(input);
        if (!hidden) addName(inputs, input);
        for (size_t i = 0; hidden && i < hidden->inputs.size(); ++i) addName(inputs, hidden->inputs[i]);
    }
    std::vector<ColumnEdge> edges;
    for (const auto& edge : script.edges) {
        if (!later(edge.source.table)) {
            edges.push_back(edge);
        } else if (edge.source.column != "*") {
            ColumnEdge named = edge;
            named.source.table = local(edge.source.table);
            expandEdge(named, edges);
        }
    }
    script.inputs = std::move(inputs);
    script.edges = std::move(edges);
}

}  // namespace tributary::lineage
