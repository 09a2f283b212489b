// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/schedule/alert_json.h"

#include <algorithm>
#include <cmath>

#include "core/alerts/detectors/explanation.h"
#include "core/schedule/rule_book.h"

namespace tributary::schedule {

using namespace alerts;
using Json = nlohmann::json;

namespace {

double seconds(Duration duration) {
    return static_cast<double>(duration.count()) / 1000.0;
}

std::string valueText(const std::optional<double>& value) {
    if (!value || std::isnan(*value)) return "NaN";
    if (std::isinf(*value)) return *value > 0 ? "+Inf" : "-Inf";
    return Json(*value).dump();
}

Json numberOrNull(const std::optional<double>& value) {
    return value && std::isfinite(*value) ? Json(*value) : Json();
}

Json ruleJson(const RuleGroup& group, const Rule& rule, const std::vector<InstanceRecord>& instances,
              const std::map<std::string, EvaluationRecord>& evaluations) {
    Json out{{"type", "alerting"},
             {"id", rule.id},
             {"name", rule.name},
             {"query", rule.query},
             {"connection", queryOf(group, rule).connection},
             {"duration", seconds(rule.hold)},
             {"keepFiringFor", seconds(rule.keepFiringFor)},
             {"labels", rule.labels},
             {"annotations", rule.annotations},
             {"condition", std::string(toString(rule.condition.kind))},
             {"alerts", Json::array()},
             {"health", "unknown"},
             {"lastError", ""},
             {"state", "inactive"}};
    for (const auto& one : instances) {
        if (one.ruleId != rule.id || !isActive(one)) continue;
        out["alerts"].push_back(alertJson(one));
        if (one.state != "pending")
            out["state"] = "firing";
        else if (out["state"] == "inactive")
            out["state"] = "pending";
    }
    const auto last = evaluations.find(rule.id);
    if (last == evaluations.end()) return out;
    out["health"] = last->second.error.empty() ? "ok" : "err";
    out["lastError"] = last->second.error;
    out["evaluationTime"] = seconds(last->second.duration);
    out["lastEvaluation"] = timeText(last->second.scheduledAt);
    out["rows"] = last->second.rows;
    return out;
}

Error badSilence(const std::string& what) {
    return Error(ErrorCode::InvalidArgument, "This is no silence: " + what,
                 "Send Alertmanager's form: matchers, startsAt, endsAt, createdBy, comment.");
}

Result<Matcher> matcherOf(const Json& json) {
    const bool equal = json.value("isEqual", true);
    const bool expression = json.at("isRegex").get<bool>();
    const auto op = expression ? (equal ? Matcher::Op::Matches : Matcher::Op::NotMatches)
                               : (equal ? Matcher::Op::Equal : Matcher::Op::NotEqual);
    return Matcher::make(json.at("name").get<std::string>(), op, json.at("value").get<std::string>());
}

}  // namespace

std::string textOf(const Json& json) {
    return json.dump(-1, ' ', false, Json::error_handler_t::replace);
}

bool isActive(const InstanceRecord& instance) {
    return instance.state != "resolved" && instance.state != "normal";
}

Json alertJson(const InstanceRecord& instance) {
    Json out{{"labels", instance.labels},
             {"annotations", instance.annotations},
             {"state", instance.state},
             {"activeAt", timeText(instance.activeAt)},
             {"value", valueText(instance.judged.value)},
             {"fingerprint", instance.fingerprint},
             {"rule", instance.ruleId}};
    if (instance.judged.expected) {
        out["expected"] = numberOrNull(instance.judged.expected);
        out["lower"] = numberOrNull(instance.judged.lower);
        out["upper"] = numberOrNull(instance.judged.upper);
    }
    if (instance.firedAt) out["firedAt"] = timeText(*instance.firedAt);
    return out;
}

Result<Json> ruleGroupsJson(const AlertStore& store, const AlertJournal& journal) {
    auto book = readRuleBook(store);
    if (!book) return fail(book.error());
    auto instances = journal.instances();
    if (!instances) return fail(instances.error());
    auto evaluations = journal.lastEvaluations();
    if (!evaluations) return fail(evaluations.error());
    Json out = Json::array();
    for (const auto& group : book->groups) {
        const Duration interval = group.interval > Duration(0) ? group.interval : kDefaultInterval;
        Json rules = Json::array();
        for (const auto& rule : group.rules) rules.push_back(ruleJson(group, rule, *instances, *evaluations));
        out.push_back({{"name", group.name},
                       {"file", group.file},
                       {"interval", seconds(interval)},
                       {"limit", group.limit},
                       {"rules", std::move(rules)}});
    }
    return out;
}

Json silenceJson(const Silence& silence, TimePoint now) {
    Json matchers = Json::array();
    for (const auto& one : silence.matchers) {
        const bool expression = one.op() == Matcher::Op::Matches || one.op() == Matcher::Op::NotMatches;
        const bool equal = one.op() == Matcher::Op::Matches || one.op() == Matcher::Op::Equal;
        matchers.push_back(
            {{"name", one.name()}, {"value", one.value()}, {"isRegex", expression}, {"isEqual", equal}});
    }
    const SilenceState state = silence.stateAt(now);
    return {{"id", silence.id},
            {"status",
             {{"state", state == SilenceState::Active    ? "active"
                        : state == SilenceState::Pending ? "pending"
                                                         : "expired"}}},
            {"matchers", std::move(matchers)},
            {"startsAt", timeText(silence.startsAt)},
            {"endsAt", timeText(silence.endsAt)},
            {"updatedAt", timeText(silence.updatedAt)},
            {"createdBy", silence.createdBy},
            {"comment", silence.comment}};
}

Result<Silence> silenceFromJson(const std::string& text) {
    try {
        const Json json = Json::parse(text);
        Silence silence;
        silence.id = json.value("id", "");
        silence.createdBy = json.value("createdBy", "");
        silence.comment = json.value("comment", "");
        auto starts = parseTime(json.at("startsAt").get<std::string>());
        auto ends = parseTime(json.at("endsAt").get<std::string>());
        if (!starts) return fail(badSilence(starts.error().message));
        if (!ends) return fail(badSilence(ends.error().message));
        silence.startsAt = *starts;
        silence.endsAt = *ends;
        for (const auto& one : json.at("matchers")) {
            auto matcher = matcherOf(one);
            if (!matcher) return fail(badSilence(matcher.error().message));
            silence.matchers.push_back(std::move(*matcher));
        }
        return silence;
    } catch (const Json::exception& e) {
        return fail(badSilence(e.what()));
    }
}

Json transitionJson(const TransitionRecord& one) {
    return {{"id", one.id},
            {"at", timeText(one.at)},
            {"rule", one.rule},
            {"ruleId", one.ruleId},
            {"group", one.group},
            {"fingerprint", one.fingerprint},
            {"labels", one.labels},
            {"from", one.from},
            {"to", one.to},
            {"reason", one.reason},
            {"value", numberOrNull(one.judged.value)},
            {"expected", numberOrNull(one.judged.expected)},
            {"lower", numberOrNull(one.judged.lower)},
            {"upper", numberOrNull(one.judged.upper)},
            {"why", reasonJson(one.why)}};
}

Json reasonJson(const detectors::Reason& reason) {
    if (reason.code.empty()) return {};
    Json numbers = Json::array();
    for (const double one : reason.numbers) numbers.push_back(numberOrNull(one));
    return {{"code", reason.code}, {"numbers", std::move(numbers)}, {"words", reason.words}};
}

Json decisionJson(const DecisionRecord& one) {
    const bool acknowledged = one.kind == DecisionRecord::Kind::Acknowledged;
    return {{"id", one.id},
            {"kind", acknowledged ? "acknowledged" : "not_an_anomaly"},
            {"at", timeText(one.at)},
            {"rule", one.ruleId},
            {"fingerprint", one.fingerprint},
            {"labels", one.labels},
            {"by", one.by},
            {"comment", one.comment},
            {"takenAt", one.takenAt ? Json(timeText(*one.takenAt)) : Json()},
            {"outcome", one.outcome}};
}

Json deadLetterJson(const DeadLetterRecord& one) {
    return {{"id", one.id},
            {"at", timeText(one.at)},
            {"channel", one.channel},
            {"receiver", one.notification.receiver},
            {"groupKey", one.notification.groupKey},
            {"alerts", one.notification.alerts.size()},
            {"attempts", one.attempts},
            {"error", one.error},
            {"resend", one.resend}};
}

Json deliveryJson(const DeliveryRecord& one) {
    return {{"id", one.id},
            {"at", timeText(one.at)},
            {"receiver", one.receiver},
            {"channel", one.channel},
            {"groupKey", one.groupKey},
            {"status", one.delivered ? "delivered" : "failed"},
            {"firing", one.firingAlerts},
            {"resolved", one.resolvedAlerts},
            {"attempts", one.attempts},
            {"seconds", seconds(one.duration)},
            {"title", one.title},
            {"error", one.error}};
}

Json suggestionJson(const SeriesSuggestion& one) {
    Json out{{"labels", one.labels}, {"values", one.values}};
    if (!one.problem.empty()) {
        out["problem"] = one.problem;
        return out;
    }
    out["warning"] = numberOrNull(one.levels.warn);
    out["critical"] = numberOrNull(one.levels.critical);
    out["recovery"] = numberOrNull(one.levels.recovery);
    out["seasonal"] = one.levels.seasonal;
    out["reason"] = detectors::render(one.levels.reason);
    out["why"] = reasonJson(one.levels.reason);
    return out;
}

Json adviceJson(const RuleAdvice& advice) {
    Json reasons = Json::array();
    for (const auto& one : advice.reasons)
        reasons.push_back({{"reason", detectors::render(one)}, {"why", reasonJson(one)}});
    return {{"from", timeText(advice.from)},
            {"to", timeText(advice.to)},
            {"alerts", advice.alerts},
            {"acknowledged", advice.acknowledged},
            {"advice", std::move(reasons)}};
}

Json leaseJson(const LeaseRecord& lease) {
    return {{"program", lease.program},
            {"host", lease.host},
            {"pid", lease.pid},
            {"address", lease.address},
            {"token", lease.token},
            {"since", timeText(lease.since)},
            {"heartbeat", timeText(lease.heartbeat)}};
}

Json statsJson(const AlertServiceStatus& status, TimePoint now) {
    Json channels = Json::object();
    for (const auto& [id, one] : status.notifier.channels) {
        channels[id] = {{"queued", one.queued},      {"running", one.running},   {"delivered", one.delivered},
                        {"failed", one.failed},      {"attempts", one.attempts}, {"retries", one.retries},
                        {"lastError", one.lastError}};
    }
    const auto& scheduler = status.scheduler;
    const double mean = status.evaluations > 0 ? static_cast<double>(status.evaluationMicros) / 1e6 /
                                                     static_cast<double>(status.evaluations)
                                               : 0;
    Json out{{"role", status.owner ? "owner" : "standby"},
             {"startedAt", timeText(status.startedAt)},
             {"uptimeSeconds", seconds(now - status.startedAt)},
             {"groups", status.groups},
             {"rules", status.rules},
             {"evaluations", status.evaluations},
             {"failedEvaluations", status.failedEvaluations},
             {"meanEvaluationSeconds", mean},
             {"rows", status.rows},
             {"takeovers", status.takeovers},
             {"reloads", status.reloads},
             {"errors", status.errors},
             {"scheduler",
              {{"tasks", scheduler.tasks},
               {"run", scheduler.run},
               {"skipped", scheduler.skipped},
               {"missed", scheduler.missed},
               {"running", scheduler.running},
               {"waiting", scheduler.waiting},
               {"workers", scheduler.workers},
               {"latenessSeconds",
                {{"median", seconds(scheduler.latenessMedian)},
                 {"p99", seconds(scheduler.latenessP99)},
                 {"max", seconds(scheduler.latenessMax)}}}}},
             {"notifications",
              {{"delivered", status.notifier.delivered},
               {"failed", status.notifier.failed},
               {"attempts", status.notifier.attempts},
               {"underWay", status.notifier.underWay},
               {"channels", std::move(channels)}}}};
    if (status.lastEvaluation) out["lastEvaluation"] = timeText(*status.lastEvaluation);
    if (status.lease) out["owner"] = leaseJson(*status.lease);
    return out;
}

Result<std::string> setSilence(AlertStore& store, Silence silence, TimePoint now) {
    auto kept = store.silences();
    if (!kept) return fail(kept.error());
    Silences silences;
    silences.load(std::move(*kept));
    auto changed = silences.set(std::move(silence), now);
    if (!changed) return fail(changed.error());
    for (const auto& one : *changed)
        if (auto saved = store.saveSilence(one); !saved) return fail(saved.error());
    return changed->back().id;
}

}  // namespace tributary::schedule
