// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string>
#include <vector>

#include "core/alerts/store/alert_store.h"
#include "core/engine/federation.h"
#include "core/schedule/channel_book.h"
#include "core/schedule/source_pool.h"

namespace tributary::schedule {

/// A Prometheus-compatible server that rules in PromQL name as their `connection`. Its password or token is
/// in the secret store, under `serverSecretKey`.
struct RuleServer {
    std::string name;
    std::string url;
    std::string user;        ///< Basic authentication; empty: the secret is a bearer token
    bool hasSecret = false;  ///< else the secret store is not asked, which may need a password
};

Result<std::vector<RuleServer>> ruleServers(const alerts::AlertStore& store);
/// Adds or replaces by name. InvalidArgument for an address that is none.
Result<void> saveRuleServer(alerts::AlertStore& store, const RuleServer& server);
Result<void> removeRuleServer(alerts::AlertStore& store, const std::string& name);  ///< NotFound
std::string serverSecretKey(const std::string& workspaceId, const std::string& name);

/// What the rules of a workspace are asked on: its federation, its connections, and the servers of the store.
/// Everything given outlives the sources.
SourceFactory ruleSources(engine::Federation& federation, const alerts::AlertStore& store,
                          SecretReader secret, const std::string& workspaceId);

}  // namespace tributary::schedule
