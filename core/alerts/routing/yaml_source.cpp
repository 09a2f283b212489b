// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/alerts/routing/yaml_source.h"

#include <set>

namespace tributary::alerts::routing {

void mistake(const YAML::Node& at, std::string message, std::string hint) {
    throw Mistake{at.IsDefined() ? at.Mark() : YAML::Mark::null_mark(), std::move(message), std::move(hint)};
}

void Budget::spend(const YAML::Node& at) {
    if (m_left-- == 0)
        mistake(at, "The file is too large.",
                "Aliases (*name) repeat what they stand for; use fewer of them.");
}

void eachEntry(const YAML::Node& node, const std::string& what, Budget& budget,
               const std::function<void(const std::string&, const YAML::Node&, const YAML::Node&)>& visit) {
    if (!node.IsDefined() || node.IsNull()) return;
    if (!node.IsMap()) mistake(node, what + " must be a map of keys and values.");
    std::set<std::string> seen;
    for (const auto& entry : node) {
        budget.spend(entry.first);
        if (!entry.first.IsScalar()) mistake(entry.first, what + " has a key that is no text.");
        const std::string& key = entry.first.Scalar();
        if (!seen.insert(key).second) mistake(entry.first, "'" + key + "' is there twice.");
        visit(key, entry.first, entry.second);
    }
}

void eachItem(const YAML::Node& node, const std::string& what, Budget& budget,
              const std::function<void(const YAML::Node&)>& visit) {
    if (!node.IsDefined() || node.IsNull()) return;
    if (!node.IsSequence()) mistake(node, what + " must be a list.", "Begin each item with '- '.");
    for (const auto& item : node) {
        budget.spend(item);
        visit(item);
    }
}

std::string textOf(const YAML::Node& node, const std::string& what) {
    if (node.IsNull()) return {};
    if (!node.IsScalar()) mistake(node, what + " must be a text.");
    return node.Scalar();
}

bool flagOf(const YAML::Node& node, const std::string& what) {
    const std::string text = textOf(node, what);
    // The words of YAML 1.1, which Alertmanager's reader takes.
    if (text == "true" || text == "True" || text == "TRUE" || text == "yes" || text == "on") return true;
    if (text.empty() || text == "false" || text == "False" || text == "FALSE" || text == "no" ||
        text == "off")
        return false;
    mistake(node, what + " must be true or false.");
}

std::vector<std::string> textsOf(const YAML::Node& node, const std::string& what, Budget& budget) {
    std::vector<std::string> out;
    eachItem(node, what, budget,
             [&](const YAML::Node& item) { out.push_back(textOf(item, "An item of " + what)); });
    return out;
}

void unknownKey(const YAML::Node& at, const std::string& key, const std::string& what) {
    mistake(at, what + " has no '" + key + "'.", "Check the spelling and the indentation.");
}

}  // namespace tributary::alerts::routing
