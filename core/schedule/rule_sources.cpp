// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/schedule/rule_sources.h"

#include <algorithm>
#include <nlohmann/json.hpp>

#include "core/alerts/evaluation/engine_sample_source.h"
#include "core/alerts/evaluation/prometheus_source.h"
#include "core/store/secret_store.h"

namespace tributary::schedule {
namespace {

using namespace alerts;
using Json = nlohmann::json;

constexpr const char* kSetting = "servers";

Result<void> keep(AlertStore& store, const std::vector<RuleServer>& servers) {
    Json list = Json::array();
    for (const auto& one : servers)
        list.push_back({{"name", one.name}, {"url", one.url}, {"user", one.user}, {"secret", one.hasSecret}});
    return store.setSetting(kSetting, list.dump());
}

}  // namespace

Result<std::vector<RuleServer>> ruleServers(const AlertStore& store) {
    auto text = store.setting(kSetting);
    if (!text) return fail(text.error());
    std::vector<RuleServer> out;
    if (!*text) return out;
    try {
        for (const auto& one : Json::parse(**text))
            out.push_back({one.at("name").get<std::string>(), one.at("url").get<std::string>(),
                           one.at("user").get<std::string>(), one.at("secret").get<bool>()});
    } catch (const Json::exception& e) {
        return fail(ErrorCode::Corrupt,
                    std::string("The list of servers for rules cannot be read: ") + e.what());
    }
    return out;
}

Result<void> saveRuleServer(AlertStore& store, const RuleServer& server) {
    if (server.name.empty() || !(server.url.starts_with("http://") || server.url.starts_with("https://"))) {
        return fail(ErrorCode::InvalidArgument, "A server needs a name and an address that begins with http",
                    "Say for example http://localhost:9090.");
    }
    auto servers = ruleServers(store);
    if (!servers) return fail(servers.error());
    std::erase_if(*servers, [&](const RuleServer& one) { return one.name == server.name; });
    servers->push_back(server);
    return keep(store, *servers);
}

Result<void> removeRuleServer(AlertStore& store, const std::string& name) {
    auto servers = ruleServers(store);
    if (!servers) return fail(servers.error());
    if (std::erase_if(*servers, [&](const RuleServer& one) { return one.name == name; }) == 0)
        return fail(ErrorCode::NotFound, "There is no server '" + name + "' for rules");
    return keep(store, *servers);
}

std::string serverSecretKey(const std::string& workspaceId, const std::string& name) {
    return workspaceId + "/alert-server-" + name + "/secret";
}

SourceFactory ruleSources(engine::Federation& federation, const AlertStore& store, SecretReader secret,
                          const std::string& workspaceId) {
    RoutedSource::Finder finder = [&store, secret = std::move(secret), workspaceId](
                                      const std::string& name) -> Result<std::optional<PrometheusServer>> {
        auto servers = ruleServers(store);
        if (!servers) return fail(servers.error());
        const auto found = std::find_if(servers->begin(), servers->end(),
                                        [&](const RuleServer& one) { return one.name == name; });
        if (found == servers->end()) return std::optional<PrometheusServer>();
        PrometheusServer out{found->url, found->user, ""};
        if (auto given = store::secretFromEnvironment(name, "secret")) {
            out.secret = *given;
            return std::optional(std::move(out));
        }
        if (!found->hasSecret) return std::optional(std::move(out));
        auto kept = secret(serverSecretKey(workspaceId, name));
        if (!kept) return fail(kept.error());
        out.secret = kept->value_or("");
        return std::optional(std::move(out));
    };
    return [&federation, finder]() -> Result<std::unique_ptr<SampleSource>> {
        auto session = federation.openSession();
        if (!session) return fail(session.error());
        return std::make_unique<RoutedSource>(std::make_unique<EngineSampleSource>(std::move(*session)),
                                              finder);
    };
}

}  // namespace tributary::schedule
