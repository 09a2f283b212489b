// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <memory>
#include <set>
#include <string>
#include <vector>

#include "core/alerts/routing/routing_config.h"

namespace tributary::alerts {

/// A node with everything inherited filled in.
struct RouteNode {
    size_t index = 0;  ///< in depth-first order, the root is 0
    const RouteNode* parent = nullptr;
    std::string key;  ///< `{}/{severity="page"}`: Alertmanager's, not unique
    std::string id;   ///< unique: the key and the position among its siblings
    Matchers matchers;
    bool continues = false;
    std::string receiver;
    bool groupByAll = false;
    std::set<std::string> groupBy;
    Duration groupWait{0};
    Duration groupInterval{0};
    Duration repeatInterval{0};
    std::vector<std::string> muteTimeIntervals;
    std::vector<std::string> activeTimeIntervals;
    std::optional<FlapSettings> flapping;
    std::vector<EscalationStep> escalation;
    std::optional<DigestSettings> digest;
    std::vector<std::unique_ptr<RouteNode>> children;

    Labels groupLabels(const Labels& labels) const;
    std::string groupKey(const Labels& groupLabels) const;
};

/// The routing tree, ready to match. Immutable; any thread.
class RouteTree {
  public:
    explicit RouteTree(const Route& root);
    const RouteNode& root() const { return *m_root; }
    /// Depth first, left to right; never empty.
    std::vector<const RouteNode*> match(const Labels& labels) const;
    /// By `RouteNode::id`; nullptr when there is none.
    const RouteNode* find(const std::string& id) const;

  private:
    std::unique_ptr<RouteNode> m_root;
};

}  // namespace tributary::alerts
