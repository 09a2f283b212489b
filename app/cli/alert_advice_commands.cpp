// SPDX-License-Identifier: GPL-3.0-or-later
#include <cstdio>
#include <cstdlib>

#include "app/cli/alert_commands.h"
#include "app/cli/alert_surroundings.h"
#include "app/cli/rows.h"
#include "app/cli/terminal.h"
#include "core/alerts/detectors/explanation.h"
#include "core/alerts/store/alert_journal.h"
#include "core/alerts/store/lease_keeper.h"
#include "core/schedule/alert_json.h"
#include "core/schedule/rule_advice.h"
#include "core/schedule/rule_book.h"

namespace tributary::cli {

using namespace alerts;
using Json = nlohmann::json;

namespace {

constexpr Duration kDay = std::chrono::hours(24);

/// Decisions wait in the file until somebody is in charge of the rules.
void tellWhoActs(const AlertStore& store) {
    auto holder = LeaseKeeper(store.file(), std::chrono::seconds(15)).holder();
    if (holder && *holder) return;
    note("nobody evaluates the rules now: it is done when `tributary serve` or the window does");
}

Result<Duration> pastOf(const AlertArguments& options, int days) {
    if (options.from.empty()) return days * kDay;
    auto from = momentOf(options.from, timeNow());
    if (!from) return fail(from.error());
    if (*from >= timeNow()) {
        return fail(ErrorCode::InvalidArgument, "'" + options.from + "' is not in the past",
                    "Say for example --from 30d.");
    }
    return timeNow() - *from;
}

}  // namespace

int notAnAnomaly(engine::Workbench& workbench, const AlertArguments& options) {
    auto store = openAlerts(workbench);
    if (!store) return report(store.error());
    const char* user = std::getenv("USER");
    const std::string by = !options.by.empty() ? options.by : user && *user ? user : "command line";
    auto id = (*store)->notAnAnomaly(options.name, by, options.comment, timeNow());
    if (!id) return report(id.error());
    tellWhoActs(**store);
    return kOk;
}

int listDecisions(engine::Workbench& workbench, const AlertArguments& options) {
    auto store = openAlerts(workbench);
    if (!store) return report(store.error());
    std::string ruleId;
    if (!options.name.empty()) {
        auto book = schedule::readRuleBook(**store);
        if (!book) return report(book.error());
        auto rule = schedule::findRule(*book, options.name);
        if (!rule) return report(rule.error());
        ruleId = rule->second.id;
    }
    auto decisions = AlertJournal((*store)->file()).decisions(ruleId, options.limit);
    if (!decisions) return report(decisions.error());
    Json out = Json::array();
    std::vector<Row> rows;
    for (const auto& one : *decisions) {
        const Json json = schedule::decisionJson(one);
        rows.push_back({timeText(one.at), json.at("kind").get<std::string>(), one.fingerprint,
                        labelsText(one.labels), one.by, one.comment,
                        !one.takenAt          ? "waits"
                        : one.outcome.empty() ? "done"
                                              : one.outcome});
        out.push_back(json);
    }
    return options.json()
               ? showJson(out)
               : showTable({"time", "decision", "alert", "labels", "by", "comment", "outcome"}, rows);
}

int suggestLevels(engine::Workbench& workbench, const AlertArguments& options, const CancelToken& token) {
    auto store = openAlerts(workbench);
    if (!store) return report(store.error());
    auto book = schedule::readRuleBook(**store);
    if (!book) return report(book.error());
    auto rule = schedule::findRule(*book, options.name);
    if (!rule) return report(rule.error());
    schedule::SuggestOptions wanted;
    auto past = pastOf(options, 14);
    if (!past) return report(past.error());
    wanted.past = *past;
    wanted.above = !options.below;
    auto source = sourcesOf(workbench, **store)();
    if (!source) return report(source.error());
    auto found = schedule::suggestThresholds(rule->first, rule->second, **source, timeNow(), wanted, token);
    if (!found) return report(found.error());
    Json out = Json::array();
    std::vector<Row> rows;
    const auto number = [](double value) { return std::optional(Json(value).dump()); };
    for (const auto& one : *found) {
        out.push_back(schedule::suggestionJson(one));
        const bool known = one.problem.empty();
        rows.push_back({labelsText(one.labels), std::to_string(one.values),
                        known ? number(one.levels.warn) : std::nullopt,
                        known ? number(one.levels.critical) : std::nullopt,
                        known ? number(one.levels.recovery) : std::nullopt,
                        known ? detectors::render(one.levels.reason) : one.problem});
    }
    return options.json()
               ? showJson(out)
               : showTable({"series", "values", "warning", "critical", "recovery", "because"}, rows);
}

int adviseRules(engine::Workbench& workbench, const AlertArguments& options) {
    auto store = openAlerts(workbench);
    if (!store) return report(store.error());
    auto past = pastOf(options, 91);
    if (!past) return report(past.error());
    auto book = schedule::readRuleBook(**store);
    if (!book) return report(book.error());
    std::vector<std::pair<RuleGroup, Rule>> wanted;
    if (!options.name.empty()) {
        auto rule = schedule::findRule(*book, options.name);
        if (!rule) return report(rule.error());
        wanted.push_back(std::move(*rule));
    } else {
        for (const auto& group : book->groups)
            for (const auto& rule : group.rules) wanted.emplace_back(group, rule);
    }
    const AlertJournal journal((*store)->file());
    Json out = Json::array();
    std::vector<Row> rows;
    for (const auto& [group, rule] : wanted) {
        auto advice = schedule::adviceOf(**store, journal, group, rule, timeNow(), *past);
        if (!advice) return report(advice.error());
        Json one = schedule::adviceJson(*advice);
        one["rule"] = rule.id;
        one["name"] = rule.name;
        out.push_back(std::move(one));
        for (const auto& reason : advice->reasons)
            rows.push_back({rule.name, std::to_string(advice->alerts), detectors::render(reason)});
        if (advice->reasons.empty() && !options.name.empty())
            rows.push_back({rule.name, std::to_string(advice->alerts), "nothing to mend"});
    }
    return options.json() ? showJson(out) : showTable({"rule", "alerts", "advice"}, rows);
}

int resendUndelivered(engine::Workbench& workbench, const AlertArguments& options, bool drop) {
    auto store = openAlerts(workbench);
    if (!store) return report(store.error());
    AlertJournal journal((*store)->file());
    auto done = drop ? journal.removeDeadLetter(options.number) : journal.askToResend(options.number);
    if (!done) return report(done.error());
    if (!drop) tellWhoActs(**store);
    return kOk;
}

}  // namespace tributary::cli
