// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string>
#include <vector>

#include "core/alerts/model/time.h"
#include "core/base/cancel_token.h"
#include "core/engine/workbench.h"

namespace tributary::cli {

/// What the alert commands share; each reads its part.
struct AlertArguments {
    std::string name;  ///< a rule, an alert, a silence, a channel
    std::vector<std::string> words;
    std::vector<std::string> files;
    std::string format = "table";
    std::string state;
    std::string from;
    std::string to;
    std::string at;
    std::string lasting = "2h";
    std::string comment;
    std::string by;
    std::string search;
    std::string what = "transitions";
    std::string group;
    std::string file;
    std::string type;
    std::vector<std::string> settings;  ///< key=value
    std::vector<std::string> secrets;   ///< key=env:VAR | file:PATH | prompt
    std::string output;
    std::string url;
    std::string user;
    std::string secret;  ///< env:VAR | file:PATH | prompt
    size_t limit = 50;
    int64_t number = 0;  ///< of an undelivered notification
    bool below = false;
    bool replace = false;
    bool allowCommands = false;
    bool json() const { return format == "json"; }
};

// alert_list_commands.cpp: what there is
int listAlerts(engine::Workbench& workbench, const AlertArguments& options);
int listRules(engine::Workbench& workbench, const AlertArguments& options);
int showRule(engine::Workbench& workbench, const AlertArguments& options);
int showHistory(engine::Workbench& workbench, const AlertArguments& options);

// alert_rule_commands.cpp: rules
int applyRules(engine::Workbench& workbench, const AlertArguments& options, const CancelToken& token);
int deleteRules(engine::Workbench& workbench, const AlertArguments& options);
int evaluateRule(engine::Workbench& workbench, const AlertArguments& options, const CancelToken& token);
int backtestRule(engine::Workbench& workbench, const AlertArguments& options, const CancelToken& token);
int testRules(const AlertArguments& options, const CancelToken& token);
int importConfiguration(engine::Workbench& workbench, const AlertArguments& options,
                        const CancelToken& token);
int exportConfiguration(engine::Workbench& workbench, const AlertArguments& options);

// alert_decision_commands.cpp: silences, acknowledgements, routing
int addSilence(engine::Workbench& workbench, const AlertArguments& options);
int listSilences(engine::Workbench& workbench, const AlertArguments& options);
int endSilence(engine::Workbench& workbench, const AlertArguments& options);
int acknowledge(engine::Workbench& workbench, const AlertArguments& options, bool take);
int testRoute(engine::Workbench& workbench, const AlertArguments& options);

// alert_advice_commands.cpp: what rules and detectors learn, undelivered notifications
int notAnAnomaly(engine::Workbench& workbench, const AlertArguments& options);
int listDecisions(engine::Workbench& workbench, const AlertArguments& options);
int suggestLevels(engine::Workbench& workbench, const AlertArguments& options, const CancelToken& token);
int adviseRules(engine::Workbench& workbench, const AlertArguments& options);
int resendUndelivered(engine::Workbench& workbench, const AlertArguments& options, bool drop);

// alert_channel_commands.cpp: channels
int listChannelTypes(const AlertArguments& options);
int listChannels(engine::Workbench& workbench, const AlertArguments& options);
int addChannel(engine::Workbench& workbench, const AlertArguments& options, const CancelToken& token);
int removeChannel(engine::Workbench& workbench, const AlertArguments& options);
int testChannel(engine::Workbench& workbench, const AlertArguments& options, const CancelToken& token);

// alert_server_commands.cpp: Prometheus-compatible servers for rules in PromQL
int addServer(engine::Workbench& workbench, const AlertArguments& options, const CancelToken& token);
int listServers(engine::Workbench& workbench, const AlertArguments& options);
int removeServer(engine::Workbench& workbench, const AlertArguments& options);

/// "2025-01-31T12:00:00Z", seconds since 1970, or "7d" for that long ago.
Result<alerts::TimePoint> momentOf(const std::string& text, alerts::TimePoint now);
alerts::TimePoint timeNow();

}  // namespace tributary::cli
