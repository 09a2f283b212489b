// SPDX-License-Identifier: GPL-3.0-or-later
#include <cstdio>
#include <nlohmann/json.hpp>

#include "app/cli/alert_commands.h"
#include "app/cli/alert_surroundings.h"
#include "app/cli/key_value.h"
#include "app/cli/rows.h"
#include "app/cli/terminal.h"
#include "core/schedule/rule_sources.h"

namespace tributary::cli {

int addServer(engine::Workbench& workbench, const AlertArguments& options, const CancelToken& token) {
    auto store = openAlerts(workbench);
    if (!store) return report(store.error());
    auto connection = workbench.workspace().connection(options.name);
    if (connection) {
        return report(Error(ErrorCode::InvalidArgument,
                            "There is a connection '" + options.name + "' in the workspace already",
                            "Rules name both in the same place: choose another name."));
    }
    schedule::RuleServer server{options.name, options.url, options.user, !options.secret.empty()};
    if (server.hasSecret) {
        auto secret = secretFrom("secret", options.secret, token);
        if (!secret) return report(secret.error());
        const std::string key = schedule::serverSecretKey(workbench.workspace().id(), server.name);
        auto kept = workbench.secrets().set(key, *secret, "Tributary alerts: " + server.name);
        if (!kept) return report(kept.error());
    }
    auto saved = schedule::saveRuleServer(**store, server);
    return saved ? static_cast<int>(kOk) : report(saved.error());
}

int listServers(engine::Workbench& workbench, const AlertArguments& options) {
    auto store = openAlerts(workbench);
    if (!store) return report(store.error());
    auto servers = schedule::ruleServers(**store);
    if (!servers) return report(servers.error());
    nlohmann::ordered_json out = nlohmann::ordered_json::array();
    std::vector<Row> rows;
    for (const auto& one : *servers) {
        out.push_back({{"name", one.name}, {"url", one.url}, {"user", one.user}, {"secret", one.hasSecret}});
        rows.push_back({one.name, one.url, one.user, one.hasSecret ? "yes" : ""});
    }
    if (options.json()) return showJson(out);
    return showTable({"server", "address", "user", "secret"}, rows);
}

int removeServer(engine::Workbench& workbench, const AlertArguments& options) {
    auto store = openAlerts(workbench);
    if (!store) return report(store.error());
    auto servers = schedule::ruleServers(**store);
    if (!servers) return report(servers.error());
    for (const auto& one : *servers) {
        if (one.name != options.name || !one.hasSecret) continue;
        auto gone =
            workbench.secrets().remove(schedule::serverSecretKey(workbench.workspace().id(), one.name));
        if (!gone) return report(gone.error());
    }
    auto removed = schedule::removeRuleServer(**store, options.name);
    return removed ? static_cast<int>(kOk) : report(removed.error());
}

}  // namespace tributary::cli
