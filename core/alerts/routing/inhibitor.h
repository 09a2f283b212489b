// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <map>
#include <set>
#include <string>
#include <unordered_map>
#include <vector>

#include "core/alerts/routing/alert_entry.h"
#include "core/alerts/routing/routing_config.h"

namespace tributary::alerts {

/// Which firing alerts keep others from being told. Sources are kept by the values of their `equal` labels,
/// so that a target is compared with few. Not thread-safe.
class Inhibitor {
  public:
    explicit Inhibitor(const std::vector<InhibitRule>& rules);

    void update(const AlertEntryPtr& entry);
    /// Forgets sources that are resolved.
    void collectGarbage(TimePoint now);
    /// The alerts that inhibit these labels, by fingerprint.
    std::vector<AlertEntryPtr> inhibiting(const Labels& labels, TimePoint now) const;

  private:
    struct Rule {
        InhibitRule rule;
        std::unordered_map<std::string, std::map<uint64_t, AlertEntryPtr>> sources;
    };
    static std::string equalKey(const Rule& rule, const Labels& labels);
    std::vector<Rule> m_rules;
};

}  // namespace tributary::alerts
