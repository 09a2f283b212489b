// SPDX-License-Identifier: GPL-3.0-or-later
#include <unistd.h>

#include <cstdio>
#include <cstdlib>

#include "app/cli/alert_commands.h"
#include "app/cli/alert_surroundings.h"
#include "app/cli/rows.h"
#include "app/cli/terminal.h"
#include "core/alerts/routing/pipeline.h"
#include "core/alerts/routing/routing_yaml.h"
#include "core/alerts/store/alert_journal.h"
#include "core/schedule/alert_json.h"

namespace tributary::cli {

using namespace alerts;
using Json = nlohmann::json;

namespace {

std::string userName(const AlertArguments& options) {
    if (!options.by.empty()) return options.by;
    const char* user = std::getenv("USER");
    return user && *user ? user : "command line";
}

Result<Labels> labelsOf(const std::vector<std::string>& words) {
    Labels labels;
    for (const auto& word : words) {
        const size_t equals = word.find('=');
        if (equals == std::string::npos || equals == 0) {
            return fail(ErrorCode::InvalidArgument, "'" + word + "' is not of the form label=value",
                        "Say for example alertname=Down severity=page.");
        }
        labels[word.substr(0, equals)] = word.substr(equals + 1);
    }
    return labels;
}

Result<std::shared_ptr<const RoutingConfig>> routingOf(const AlertStore& store) {
    auto text = store.routing();
    if (!text) return fail(text.error());
    if (text->empty()) return std::make_shared<const RoutingConfig>(defaultRoutingConfig());
    auto config = readRoutingYaml(*text);
    if (!config) return fail(config.error());
    return std::make_shared<const RoutingConfig>(std::move(*config));
}

std::string joined(const std::vector<std::string>& parts, const char* between) {
    std::string out;
    for (const auto& part : parts) out += (out.empty() ? "" : between) + part;
    return out;
}

std::string stateText(const Verdict& verdict, const Verdict::Receiver& receiver) {
    if (!verdict.silencedBy.empty()) return "silenced by " + joined(verdict.silencedBy, ", ");
    if (!verdict.inhibitedBy.empty()) return "inhibited by " + joined(verdict.inhibitedBy, ", ");
    if (!receiver.mutedBy.empty()) return "muted by the time interval " + receiver.mutedBy;
    if (receiver.outsideActive) return "outside of its active times";
    return "notifies";
}

}  // namespace

int addSilence(engine::Workbench& workbench, const AlertArguments& options) {
    auto matchers = parseMatchers(joined(options.words, ", "));
    if (!matchers) return report(matchers.error());
    auto lasting = parseDuration(options.lasting);
    if (!lasting) return report(lasting.error());
    auto store = openAlerts(workbench);
    if (!store) return report(store.error());
    Silence silence;
    silence.matchers = std::move(*matchers);
    silence.startsAt = timeNow();
    silence.endsAt = silence.startsAt + *lasting;
    silence.createdBy = userName(options);
    silence.comment = options.comment;
    auto id = schedule::setSilence(**store, std::move(silence), timeNow());
    if (!id) return report(id.error());
    std::printf("%s\n", id->c_str());
    return kOk;
}

int listSilences(engine::Workbench& workbench, const AlertArguments& options) {
    auto store = openAlerts(workbench);
    if (!store) return report(store.error());
    auto silences = (*store)->silences(options.state == "all" ? std::nullopt : std::optional(timeNow()));
    if (!silences) return report(silences.error());
    Json out = Json::array();
    std::vector<Row> rows;
    for (const auto& one : *silences) {
        out.push_back(schedule::silenceJson(one, timeNow()));
        rows.push_back({one.id, matchersText(one.matchers), timeText(one.startsAt), timeText(one.endsAt),
                        one.createdBy, one.comment});
    }
    if (options.json()) return showJson(out);
    return showTable({"silence", "matchers", "from", "to", "by", "comment"}, rows);
}

int endSilence(engine::Workbench& workbench, const AlertArguments& options) {
    auto store = openAlerts(workbench);
    if (!store) return report(store.error());
    auto done = (*store)->expireSilence(options.name, timeNow());
    return done ? static_cast<int>(kOk) : report(done.error());
}

int acknowledge(engine::Workbench& workbench, const AlertArguments& options, bool take) {
    auto store = openAlerts(workbench);
    if (!store) return report(store.error());
    if (!take) {
        auto done = (*store)->unacknowledge(options.name);
        return done ? static_cast<int>(kOk) : report(done.error());
    }
    auto instances = AlertJournal((*store)->file()).instances();
    if (!instances) return report(instances.error());
    bool known = false;
    for (const auto& one : *instances) known = known || one.fingerprint == options.name;
    if (!known) {
        return report(
            Error(ErrorCode::NotFound, "There is no alert '" + options.name + "'",
                  "`tributary alert list` shows the alerts; their first column is what to name here."));
    }
    auto done = (*store)->acknowledge({options.name, userName(options), options.comment, timeNow()});
    return done ? static_cast<int>(kOk) : report(done.error());
}

int testRoute(engine::Workbench& workbench, const AlertArguments& options) {
    auto labels = labelsOf(options.words);
    if (!labels) return report(labels.error());
    auto store = openAlerts(workbench);
    if (!store) return report(store.error());
    auto config = routingOf(**store);
    if (!config) return report(config.error());
    auto silences = (*store)->silences();
    if (!silences) return report(silences.error());
    Pipeline pipeline(*config, timeNow());
    pipeline.silences().load(std::move(*silences));
    const Verdict verdict = pipeline.explain(*labels, timeNow());
    Json out = Json::array();
    std::vector<Row> rows;
    for (const auto& one : verdict.receivers) {
        out.push_back({{"receiver", one.route.receiver},
                       {"route", one.route.path},
                       {"groupKey", one.route.groupKey},
                       {"groupWait", durationText(one.route.groupWait)},
                       {"groupInterval", durationText(one.route.groupInterval)},
                       {"repeatInterval", durationText(one.route.repeatInterval)},
                       {"outcome", stateText(verdict, one)}});
        rows.push_back({one.route.receiver, joined(one.route.path, " / "), one.route.groupKey,
                        durationText(one.route.groupWait), stateText(verdict, one)});
    }
    if (options.json()) return showJson(out);
    return showTable({"receiver", "route", "group", "first after", "outcome"}, rows);
}

}  // namespace tributary::cli
