// SPDX-License-Identifier: GPL-3.0-or-later
#include <cstdio>

#include "app/cli/alert_commands.h"
#include "app/cli/alert_surroundings.h"
#include "app/cli/rows.h"
#include "app/cli/terminal.h"
#include "core/alerts/routing/replay.h"
#include "core/alerts/routing/routing_yaml.h"
#include "core/alerts/rules/backtest.h"
#include "core/schedule/alert_json.h"
#include "core/schedule/rule_book.h"

namespace tributary::cli {

using namespace alerts;
using Json = nlohmann::json;

namespace {

struct Span {
    TimePoint from{};
    TimePoint to{};
};

Result<Span> spanOf(const AlertArguments& options) {
    const TimePoint now = timeNow();
    auto from = momentOf(options.from.empty() ? "7d" : options.from, now);
    if (!from) return fail(from.error());
    auto to = momentOf(options.to, now);
    if (!to) return fail(to.error());
    if (*to <= *from) return fail(ErrorCode::InvalidArgument, "The back-test ends before it begins");
    return Span{*from, *to};
}

/// How many messages the routing would have made of it.
Result<ReplayResult> replayed(const AlertStore& store, const std::vector<ReplayStep>& steps, TimePoint to) {
    auto text = store.routing();
    if (!text) return fail(text.error());
    auto config = text->empty() ? Result<RoutingConfig>(defaultRoutingConfig()) : readRoutingYaml(*text);
    if (!config) return fail(config.error());
    ReplayOptions how;
    how.to = to;
    return replayNotifications(std::make_shared<const RoutingConfig>(std::move(*config)), steps, how);
}

Json incidentJson(const Incident& one) {
    Json out{{"labels", one.labels},
             {"start", timeText(one.start)},
             {"fired", timeText(one.fired)},
             {"end", one.end ? Json(timeText(*one.end)) : Json()},
             {"peak", one.peak},
             {"peakAt", timeText(one.peakAt)},
             {"severity", std::string(toString(one.severity))},
             {"cause", std::string(toString(one.cause))},
             {"reason", one.reason}};
    if (one.expectedAtPeak) out["expected"] = *one.expectedAtPeak;
    return out;
}

Json resultJson(const BacktestResult& result, const ReplayResult& messages, const History& history) {
    Json incidents = Json::array();
    for (const auto& one : result.incidents) incidents.push_back(incidentJson(one));
    Json transitions = Json::array();
    for (const auto& one : result.transitions)
        transitions.push_back({{"at", timeText(one.at)},
                               {"labels", one.labels},
                               {"from", std::string(toString(one.from))},
                               {"to", std::string(toString(one.to))},
                               {"value", one.value},
                               {"reason", one.reason}});
    return {{"evaluations", result.evaluations},
            {"errors", result.errors},
            {"firstError", result.firstError ? Json(result.firstError->text()) : Json()},
            {"rows", result.rows},
            {"inOnePass", history.inOnePass},
            {"queryMs", history.queryCost.count()},
            {"notifications", messages.count},
            {"notificationsWithoutGrouping", messages.countWithoutGrouping},
            {"longest", result.longest ? Json(durationText(*result.longest)) : Json()},
            {"meanTimeToResolve",
             result.meanTimeToResolve ? Json(durationText(*result.meanTimeToResolve)) : Json()},
            {"noisiest", result.noisiest},
            {"incidents", std::move(incidents)},
            {"transitions", std::move(transitions)}};
}

int printSummary(const BacktestResult& result, const ReplayResult& messages) {
    std::vector<Row> rows;
    for (const auto& one : result.incidents)
        rows.push_back({timeText(one.fired), one.end ? std::optional(timeText(*one.end)) : std::nullopt,
                        one.end ? std::optional(durationText(*one.end - one.start)) : std::nullopt,
                        Json(one.peak).dump(), labelsText(one.labels), one.reason});
    if (const int status = showTable({"fired", "end", "lasted", "peak", "labels", "reason"}, rows);
        status != kOk)
        return status;
    std::string text = counted(result.incidents.size(), "incident") + ", " +
                       counted(messages.count, "notification") + " (" +
                       std::to_string(messages.countWithoutGrouping) + " without grouping)";
    if (result.longest) text += ", longest " + durationText(*result.longest);
    if (result.meanTimeToResolve) text += ", on average " + durationText(*result.meanTimeToResolve);
    if (!result.noisiest.empty()) text += ", noisiest " + result.noisiest;
    note(text + "; " + counted(result.evaluations, "evaluation"));
    if (result.firstError)
        note(counted(result.errors, "evaluation") + " failed, the first: " + result.firstError->text());
    return kOk;
}

}  // namespace

int backtestRule(engine::Workbench& workbench, const AlertArguments& options, const CancelToken& token) {
    auto span = spanOf(options);
    if (!span) return report(span.error());
    auto store = openAlerts(workbench);
    if (!store) return report(store.error());
    auto book = schedule::readRuleBook(**store);
    if (!book) return report(book.error());
    auto found = schedule::findRule(*book, options.name);
    if (!found) return report(found.error());
    const auto& [group, rule] = *found;
    auto source = sourcesOf(workbench, **store)();
    if (!source) return report(source.error());
    auto history = fetchHistory(group, rule, **source, span->from, span->to, token);
    if (!history) return report(history.error(), rule.query);
    BacktestOptions how;
    how.chart = false;
    std::vector<ReplayStep> steps;  // what fires on is told again, too: the routing counts that
    how.onEvaluated = [&](TimePoint at, const std::vector<Alert>& alerts) {
        if (!alerts.empty()) steps.push_back({at, alerts});
    };
    auto result = backtest(group, rule, *history, how, token);
    if (!result) return report(result.error());
    auto messages = replayed(**store, steps, span->to);
    if (!messages) return report(messages.error());
    if (!options.json()) return printSummary(*result, *messages);
    return showJson(resultJson(*result, *messages, *history));
}

}  // namespace tributary::cli
