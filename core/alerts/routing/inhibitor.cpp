// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/alerts/routing/inhibitor.h"

namespace tributary::alerts {

Inhibitor::Inhibitor(const std::vector<InhibitRule>& rules) {
    for (const InhibitRule& rule : rules) m_rules.push_back({rule, {}});
}

std::string Inhibitor::equalKey(const Rule& rule, const Labels& labels) {
    std::string key;
    for (const std::string& name : rule.rule.equal) {
        if (const auto found = labels.find(name); found != labels.end()) key += found->second;
        key += '\xff';
    }
    return key;
}

void Inhibitor::update(const AlertEntryPtr& entry) {
    for (Rule& rule : m_rules)
        if (matches(rule.rule.sources, entry->alert.labels))
            rule.sources[equalKey(rule, entry->alert.labels)][entry->fingerprint] = entry;
}

void Inhibitor::collectGarbage(TimePoint now) {
    for (Rule& rule : m_rules)
        for (auto group = rule.sources.begin(); group != rule.sources.end();) {
            std::erase_if(group->second,
                          [&](const auto& source) { return source.second->alert.isResolvedAt(now); });
            group = group->second.empty() ? rule.sources.erase(group) : std::next(group);
        }
}

std::vector<AlertEntryPtr> Inhibitor::inhibiting(const Labels& labels, TimePoint now) const {
    std::map<uint64_t, AlertEntryPtr> found;
    for (const Rule& rule : m_rules) {
        if (!matches(rule.rule.targets, labels)) continue;
        const auto group = rule.sources.find(equalKey(rule, labels));
        if (group == rule.sources.end()) continue;
        // What is on both sides is not inhibited by what is on both sides, itself included.
        const bool bothSides = matches(rule.rule.sources, labels);
        for (const auto& [fingerprint, source] : group->second)
            if (!source->alert.isResolvedAt(now) &&
                !(bothSides && matches(rule.rule.targets, source->alert.labels)))
                found.emplace(fingerprint, source);
    }
    std::vector<AlertEntryPtr> out;
    for (auto& [fingerprint, source] : found) out.push_back(std::move(source));
    return out;
}

}  // namespace tributary::alerts
