// SPDX-License-Identifier: GPL-3.0-or-later
#include <cstdio>

#include "app/cli/alert_commands.h"
#include "app/cli/alert_surroundings.h"
#include "app/cli/rows.h"
#include "app/cli/terminal.h"
#include "core/alerts/rules/rule_file.h"
#include "core/alerts/store/alert_journal.h"
#include "core/schedule/alert_json.h"
#include "core/schedule/rule_book.h"

namespace tributary::cli {

using namespace alerts;
using Json = nlohmann::json;

namespace {

std::optional<std::string> numberText(const std::optional<double>& value) {
    return value ? std::optional(Json(*value).dump()) : std::nullopt;
}

Result<HistoryFilter> filterOf(const AlertArguments& options) {
    HistoryFilter filter;
    if (!options.from.empty()) {
        auto from = momentOf(options.from, timeNow());
        if (!from) return fail(from.error());
        filter.from = *from;
    }
    if (!options.to.empty()) {
        auto to = momentOf(options.to, timeNow());
        if (!to) return fail(to.error());
        filter.to = *to;
    }
    filter.search = options.search;
    filter.limit = options.limit;
    return filter;
}

int showTransitions(const AlertJournal& journal, HistoryFilter filter, const AlertArguments& options) {
    if (!options.name.empty()) filter.search = options.name + " " + filter.search;
    auto history = journal.history(filter);
    if (!history) return report(history.error());
    if (options.json()) {
        Json out = Json::array();
        for (const auto& one : *history) out.push_back(schedule::transitionJson(one));
        return showJson(out);
    }
    std::vector<Row> rows;
    for (const auto& one : *history)
        rows.push_back({timeText(one.at), one.rule, one.from, one.to, numberText(one.judged.value),
                        labelsText(one.labels), one.reason});
    return showTable({"time", "rule", "from", "to", "value", "labels", "reason"}, rows);
}

int showDeliveries(const AlertJournal& journal, const HistoryFilter& filter, const AlertArguments& options) {
    auto deliveries = journal.deliveries(filter);
    if (!deliveries) return report(deliveries.error());
    if (options.json()) {
        Json out = Json::array();
        for (const auto& one : *deliveries) out.push_back(schedule::deliveryJson(one));
        return showJson(out);
    }
    std::vector<Row> rows;
    for (const auto& one : *deliveries)
        rows.push_back({timeText(one.at), one.receiver, one.channel, one.delivered ? "delivered" : "failed",
                        std::to_string(one.firingAlerts), std::to_string(one.resolvedAlerts),
                        std::to_string(one.attempts), one.title, one.error});
    return showTable(
        {"time", "receiver", "channel", "status", "firing", "resolved", "attempts", "title", "error"}, rows);
}

int showUndelivered(const AlertJournal& journal, const AlertArguments& options) {
    auto letters = journal.deadLetters();
    if (!letters) return report(letters.error());
    Json out = Json::array();
    std::vector<Row> rows;
    for (const auto& one : *letters) {
        out.push_back(schedule::deadLetterJson(one));
        rows.push_back({std::to_string(one.id), timeText(one.at), one.channel, one.notification.groupKey,
                        std::to_string(one.attempts), one.error});
    }
    return options.json() ? showJson(out)
                          : showTable({"number", "time", "channel", "group", "attempts", "error"}, rows);
}

int showEvaluations(const AlertJournal& journal, const AlertArguments& options) {
    auto evaluations = journal.evaluations(options.name, options.limit);
    if (!evaluations) return report(evaluations.error());
    Json out = Json::array();
    std::vector<Row> rows;
    for (const auto& one : *evaluations) {
        out.push_back({{"rule", one.ruleId},
                       {"at", timeText(one.scheduledAt)},
                       {"ms", one.duration.count()},
                       {"rows", one.rows},
                       {"active", one.active},
                       {"error", one.error}});
        rows.push_back({timeText(one.scheduledAt), one.ruleId, std::to_string(one.duration.count()),
                        std::to_string(one.rows), std::to_string(one.active), one.error});
    }
    return options.json() ? showJson(out)
                          : showTable({"time", "rule", "ms", "rows", "active", "error"}, rows);
}

}  // namespace

int listAlerts(engine::Workbench& workbench, const AlertArguments& options) {
    auto store = openAlerts(workbench);
    if (!store) return report(store.error());
    auto instances = AlertJournal((*store)->file()).instances();
    if (!instances) return report(instances.error());
    Json out = Json::array();
    std::vector<Row> rows;
    for (const auto& one : *instances) {
        if (options.state.empty() ? !schedule::isActive(one) : one.state != options.state) continue;
        const auto name = one.labels.find("alertname");
        out.push_back(schedule::alertJson(one));
        rows.push_back({one.fingerprint, name == one.labels.end() ? one.ruleId : name->second, one.state,
                        timeText(one.activeAt), numberText(one.judged.value), labelsText(one.labels)});
    }
    return options.json() ? showJson(out)
                          : showTable({"alert", "name", "state", "since", "value", "labels"}, rows);
}

int listRules(engine::Workbench& workbench, const AlertArguments& options) {
    auto store = openAlerts(workbench);
    if (!store) return report(store.error());
    auto groups = schedule::ruleGroupsJson(**store, AlertJournal((*store)->file()));
    if (!groups) return report(groups.error());
    if (options.json()) return showJson(*groups);
    std::vector<Row> rows;
    for (const auto& group : *groups) {
        for (const auto& rule : group.at("rules"))
            rows.push_back({rule.at("id").get<std::string>(), group.at("name").get<std::string>(),
                            rule.at("name").get<std::string>(), rule.at("state").get<std::string>(),
                            rule.at("health").get<std::string>(), std::to_string(rule.at("alerts").size()),
                            rule.at("lastError").get<std::string>()});
    }
    auto book = schedule::readRuleBook(**store);
    if (book)
        for (const auto& error : book->errors) note("warning: " + error.text());
    return showTable({"rule", "group", "name", "state", "health", "alerts", "error"}, rows);
}

int showRule(engine::Workbench& workbench, const AlertArguments& options) {
    auto store = openAlerts(workbench);
    if (!store) return report(store.error());
    auto book = schedule::readRuleBook(**store);
    if (!book) return report(book.error());
    auto rule = schedule::findRule(*book, options.name);
    if (!rule) return report(rule.error());
    const AlertJournal journal((*store)->file());
    auto instances = journal.instances(rule->second.id);
    if (!instances) return report(instances.error());
    auto evaluations = journal.evaluations(rule->second.id, 1);
    if (!evaluations) return report(evaluations.error());
    if (options.json()) {
        Json alerts = Json::array();
        for (const auto& one : *instances) alerts.push_back(schedule::alertJson(one));
        return showJson(Json({{"id", rule->second.id},
                              {"group", rule->first.name},
                              {"file", rule->first.file},
                              {"rule", writeRule(rule->second)},
                              {"alerts", std::move(alerts)}}));
    }
    std::printf("# %s, group %s%s\n%s", rule->second.id.c_str(), rule->first.name.c_str(),
                rule->first.file.empty() ? "" : (", " + rule->first.file).c_str(),
                writeRule(rule->second).c_str());
    if (!evaluations->empty()) {
        const auto& last = evaluations->front();
        std::printf("# evaluated %s in %lld ms: %llu rows%s\n", timeText(last.scheduledAt).c_str(),
                    static_cast<long long>(last.duration.count()), static_cast<unsigned long long>(last.rows),
                    last.error.empty() ? "" : (", " + last.error).c_str());
    }
    for (const auto& one : *instances)
        std::printf("# %s since %s %s\n", one.state.c_str(), timeText(one.activeAt).c_str(),
                    labelsText(one.labels).c_str());
    return kOk;
}

int showHistory(engine::Workbench& workbench, const AlertArguments& options) {
    auto store = openAlerts(workbench);
    if (!store) return report(store.error());
    auto filter = filterOf(options);
    if (!filter) return report(filter.error());
    const AlertJournal journal((*store)->file());
    if (options.what == "notifications") return showDeliveries(journal, *filter, options);
    if (options.what == "undelivered") return showUndelivered(journal, options);
    if (options.what == "evaluations") return showEvaluations(journal, options);
    return showTransitions(journal, *filter, options);
}

}  // namespace tributary::cli
