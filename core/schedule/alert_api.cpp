// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/schedule/alert_api.h"

#include <sodium.h>

#include <nlohmann/json.hpp>

#include "core/schedule/alert_answers.h"
#include "core/schedule/alert_json.h"
#include "core/schedule/metrics.h"

namespace tributary::schedule {

using namespace alerts;
using net::ServedRequest;
using net::ServedResponse;
using Json = nlohmann::json;

namespace {

using api::failed;
using api::json;

/// Nothing was evaluated for so long although there are rules: the service is not well.
constexpr Duration kSilentFor = std::chrono::minutes(10);

}  // namespace

AlertApi::AlertApi(AlertService& service, const std::string& token, LineageTaker lineage)
    : m_service(service), m_token(token), m_lineage(std::move(lineage)) {}

ServedResponse AlertApi::answer(const ServedRequest& request) const {
    const std::string& path = request.path;
    const bool get = request.method == "GET";
    const bool changes = !get;
    if (changes && !mayChange(request)) {
        ServedResponse refused =
            failed(Error(ErrorCode::Authentication, "Changing something needs the token",
                         "Send Authorization: Bearer with what is in <workspace>.token."));
        refused.status = 401;
        refused.headers = {{"WWW-Authenticate", "Bearer"}};
        return refused;
    }
    if (get && path == "/health") return health();
    if (get && path == "/stats") return stats();
    if (get && path == "/metrics") return metrics();
    if (get && path == "/api/v1/alerts") return alerts();
    if (get && path == "/api/v1/rules") return rules();
    if (get && path == "/api/v1/silences") return silences(request);
    if (request.method == "POST" && path == "/api/v1/silences") return addSilence(request);
    if (request.method == "POST" && path == "/api/v1/lineage") return takeLineage(request);
    for (const std::string& prefix : {std::string("/api/v1/silences/"), std::string("/api/v1/silence/")}) {
        if (request.method == "DELETE" && path.starts_with(prefix))
            return expireSilence(path.substr(prefix.size()));
    }
    if (auto answered = decisions(request)) return std::move(*answered);
    static const std::vector<std::string> kPaths{
        "/health",          "/stats",          "/metrics",        "/api/v1/alerts",      "/api/v1/rules",
        "/api/v1/silences", "/api/v1/lineage", "/api/v1/history", "/api/v1/undelivered", "/api/v1/decisions"};
    const bool known = std::find(kPaths.begin(), kPaths.end(), path) != kPaths.end();
    ServedResponse response = failed(
        Error(ErrorCode::NotFound, known ? "This cannot be done here" : "There is nothing at this address"));
    if (known) response.status = 405;
    return response;
}

bool AlertApi::mayChange(const ServedRequest& request) const {
    const std::string want = "Bearer " + m_token;
    // Takes the same time whatever is wrong with it.
    return request.authorization.size() == want.size() &&
           sodium_memcmp(request.authorization.data(), want.data(), want.size()) == 0;
}

ServedResponse AlertApi::health() const {
    const auto status = m_service.status();
    auto readable = m_service.journal().writeCounter();
    std::string problem = readable ? "" : readable.error().text();
    const TimePoint now = m_service.now();
    const TimePoint last = status.lastEvaluation.value_or(std::max(status.ownerSince, status.startedAt));
    // A rule a day is no sign of trouble: only when due ones wait.
    if (status.owner && status.scheduler.waiting > 0 && now - last > kSilentFor)
        problem =
            "No rule was evaluated for " + durationText(std::chrono::floor<std::chrono::seconds>(now - last));
    Json body{{"status", problem.empty() ? "ok" : "failing"}, {"role", status.owner ? "owner" : "standby"}};
    if (status.lease) body["owner"] = leaseJson(*status.lease);
    if (!problem.empty()) body["problem"] = problem;
    return json(body, problem.empty() ? 200 : 503);
}

ServedResponse AlertApi::stats() const {
    return json(statsJson(m_service.status(), m_service.now()));
}

ServedResponse AlertApi::metrics() const {
    auto instances = m_service.journal().instances();
    if (!instances) return failed(instances.error());
    auto evaluations = m_service.journal().lastEvaluations();
    if (!evaluations) return failed(evaluations.error());
    return {200,
            "text/plain; version=0.0.4; charset=utf-8",
            metricsText(m_service.status(), *instances, *evaluations, m_service.now()),
            {}};
}

ServedResponse AlertApi::alerts() const {
    auto instances = m_service.journal().instances();
    if (!instances) return failed(instances.error());
    Json list = Json::array();
    for (const auto& one : *instances)
        if (isActive(one)) list.push_back(alertJson(one));
    return json({{"status", "success"}, {"data", {{"alerts", std::move(list)}}}});
}

ServedResponse AlertApi::rules() const {
    auto groups = ruleGroupsJson(m_service.store(), m_service.journal());
    if (!groups) return failed(groups.error());
    return json({{"status", "success"}, {"data", {{"groups", std::move(*groups)}}}});
}

ServedResponse AlertApi::silences(const ServedRequest&) const {
    auto silences = m_service.store().silences();
    if (!silences) return failed(silences.error());
    Json list = Json::array();
    for (const auto& one : *silences) list.push_back(silenceJson(one, m_service.now()));
    return json(list);
}

ServedResponse AlertApi::addSilence(const ServedRequest& request) const {
    auto silence = silenceFromJson(request.body);
    if (!silence) return failed(silence.error());
    auto id = setSilence(m_service.store(), std::move(*silence), m_service.now());
    if (!id) return failed(id.error());
    m_service.reload();
    return json({{"silenceID", *id}});
}

ServedResponse AlertApi::expireSilence(const std::string& id) const {
    if (auto done = m_service.store().expireSilence(id, m_service.now()); !done) return failed(done.error());
    m_service.reload();
    return json(Json::object());
}

ServedResponse AlertApi::takeLineage(const ServedRequest& request) const {
    if (!m_lineage) return failed(Error(ErrorCode::Unsupported, "Lineage is not taken here"));
    auto taken = m_lineage(request.body);
    if (!taken) return failed(taken.error());
    return json({{"status", "success"}, {"events", *taken}}, 201);
}

}  // namespace tributary::schedule
