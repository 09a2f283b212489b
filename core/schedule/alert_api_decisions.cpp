// SPDX-License-Identifier: GPL-3.0-or-later
#include <charconv>
#include <nlohmann/json.hpp>

#include "core/schedule/alert_answers.h"
#include "core/schedule/alert_api.h"
#include "core/schedule/alert_json.h"
#include "core/schedule/rule_advice.h"
#include "core/schedule/rule_book.h"

namespace tributary::schedule {

using namespace alerts;
using api::failed;
using net::ServedRequest;
using net::ServedResponse;
using Json = nlohmann::json;

namespace {

constexpr std::string_view kAlerts = "/api/v1/alerts/";
constexpr std::string_view kRules = "/api/v1/rules/";
constexpr std::string_view kUndelivered = "/api/v1/undelivered/";
constexpr size_t kMostDecisions = 1000;
constexpr size_t kMostHistory = 5000;
constexpr auto kSuggestWithin = std::chrono::seconds(60);

std::string parameter(const ServedRequest& request, const std::string& name) {
    const auto found = request.query.find(name);
    return found == request.query.end() ? std::string() : found->second;
}

Result<int64_t> numberOf(const std::string& text, int64_t least, int64_t most) {
    int64_t out = 0;
    const auto [end, status] = std::from_chars(text.data(), text.data() + text.size(), out);
    if (status == std::errc() && end == text.data() + text.size() && out >= least && out <= most) return out;
    return fail(ErrorCode::InvalidArgument, "'" + text.substr(0, 40) + "' is no number from " +
                                                std::to_string(least) + " to " + std::to_string(most));
}

/// `days` of the past, or so many.
Result<Duration> pastOf(const ServedRequest& request, int64_t days) {
    const std::string text = parameter(request, "days");
    if (text.empty()) return Duration(std::chrono::hours(24 * days));
    auto given = numberOf(text, 1, 3660);
    if (!given) return fail(given.error());
    return Duration(std::chrono::hours(24 * *given));
}

/// What stands between a prefix and a suffix of a path; nullopt for another path.
std::optional<std::string> between(const std::string& path, std::string_view prefix,
                                   std::string_view suffix) {
    if (!path.starts_with(prefix) || !path.ends_with(suffix) || path.size() <= prefix.size() + suffix.size())
        return std::nullopt;
    return path.substr(prefix.size(), path.size() - prefix.size() - suffix.size());
}

Json success(Json data) {
    return {{"status", "success"}, {"data", std::move(data)}};
}

Result<std::pair<RuleGroup, Rule>> ruleNamed(const AlertStore& store, const std::string& name) {
    auto book = readRuleBook(store);
    if (!book) return fail(book.error());
    return findRule(*book, name);
}

}  // namespace

std::optional<ServedResponse> AlertApi::decisions(const ServedRequest& request) const {
    const std::string& path = request.path;
    const bool get = request.method == "GET", post = request.method == "POST";
    if (get && path == "/api/v1/history") return history(request);
    if (get && path == "/api/v1/undelivered") return undelivered();
    if (get && path == "/api/v1/decisions") {
        auto kept = m_service.journal().decisions(parameter(request, "rule"), kMostDecisions);
        if (!kept) return failed(kept.error());
        Json list = Json::array();
        for (const auto& one : *kept) list.push_back(decisionJson(one));
        return api::json(success({{"decisions", std::move(list)}}));
    }
    if (const auto alert = between(path, kAlerts, "/not-an-anomaly"); post && alert)
        return notAnAnomaly(*alert, request.body);
    if (const auto rule = between(path, kRules, "/suggestion"); get && rule)
        return suggestion(*rule, request);
    if (const auto rule = between(path, kRules, "/advice"); get && rule) return advice(*rule, request);
    const auto again = between(path, kUndelivered, "/send");
    const auto dropped = between(path, kUndelivered, "");
    if (!(post && again) && !(request.method == "DELETE" && dropped)) return std::nullopt;
    auto id = numberOf(again ? *again : *dropped, 0, std::numeric_limits<int64_t>::max());
    if (!id) return failed(id.error());
    auto done = again ? m_service.journal().askToResend(*id) : m_service.journal().removeDeadLetter(*id);
    if (!done) return failed(done.error());
    m_service.reload();
    return api::json(success(Json::object()), again ? 202 : 200);
}

ServedResponse AlertApi::history(const ServedRequest& request) const {
    HistoryFilter filter;
    filter.ruleId = parameter(request, "rule");
    filter.fingerprint = parameter(request, "fingerprint");
    filter.search = parameter(request, "search");
    for (const char* name : {"limit", "before"}) {
        const std::string text = parameter(request, name);
        if (text.empty()) continue;
        const bool limit = name == std::string_view("limit");
        auto given = numberOf(text, 1, limit ? kMostHistory : std::numeric_limits<int64_t>::max());
        if (!given) return failed(given.error());
        limit ? void(filter.limit = static_cast<size_t>(*given)) : void(filter.before = *given);
    }
    auto kept = m_service.journal().history(filter);
    if (!kept) return failed(kept.error());
    Json list = Json::array();
    for (const auto& one : *kept) list.push_back(transitionJson(one));
    return api::json(success({{"transitions", std::move(list)}}));
}

ServedResponse AlertApi::notAnAnomaly(const std::string& fingerprint, const std::string& body) const {
    const Json said = body.empty() ? Json::object() : Json::parse(body, nullptr, false);
    const auto text = [&](const char* key) {
        return said.contains(key) && said[key].is_string() ? said[key].get<std::string>() : std::string();
    };
    if (!said.is_object()) {
        return failed(Error(ErrorCode::InvalidArgument, "The request's body is no JSON object",
                            "Send {\"by\": …, \"comment\": …}, or nothing."));
    }
    auto id = m_service.store().notAnAnomaly(fingerprint, text("by"), text("comment"), m_service.now());
    if (!id) return failed(id.error());
    m_service.reload();
    return api::json(success({{"decisionID", *id}}), 202);
}

ServedResponse AlertApi::undelivered() const {
    auto letters = m_service.journal().deadLetters();
    if (!letters) return failed(letters.error());
    Json list = Json::array();
    for (const auto& one : *letters) list.push_back(deadLetterJson(one));
    return api::json(success({{"undelivered", std::move(list)}}));
}

ServedResponse AlertApi::suggestion(const std::string& name, const ServedRequest& request) const {
    SuggestOptions options;
    auto past = pastOf(request, 14);
    if (!past) return failed(past.error());
    options.past = *past;
    const std::string direction = parameter(request, "direction");
    if (!direction.empty() && direction != "above" && direction != "below")
        return failed(Error(ErrorCode::InvalidArgument, "`direction` is above or below"));
    options.above = direction != "below";
    auto rule = ruleNamed(m_service.store(), name);
    if (!rule) return failed(rule.error());
    auto source = m_service.sources()();
    if (!source) return failed(source.error());
    options.within = kSuggestWithin;
    auto found =
        suggestThresholds(rule->first, rule->second, **source, m_service.now(), options, CancelToken());
    if (!found) return failed(found.error());
    Json list = Json::array();
    for (const auto& one : *found) list.push_back(suggestionJson(one));
    return api::json(success({{"rule", rule->second.id}, {"series", std::move(list)}}));
}

ServedResponse AlertApi::advice(const std::string& name, const ServedRequest& request) const {
    auto past = pastOf(request, 91);
    if (!past) return failed(past.error());
    auto rule = ruleNamed(m_service.store(), name);
    if (!rule) return failed(rule.error());
    auto found =
        adviceOf(m_service.store(), m_service.journal(), rule->first, rule->second, m_service.now(), *past);
    if (!found) return failed(found.error());
    return api::json(success(adviceJson(*found)));
}

}  // namespace tributary::schedule
