// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/alert_arguments.h"

namespace tributary::cli {
namespace {

/// What the definitions share.
struct Definition {
    CLI::App& group;
    AlertArguments& options;
    Action& action;
    PlainAction& plain;
    bool& makesWorkspace;

    CLI::App* command(const char* name, const char* help) const { return group.add_subcommand(name, help); }
    void format(CLI::App* command) const {
        command->add_option("--format", options.format, "table or json")
            ->check(CLI::IsMember({"table", "json"}));
    }
    void name(CLI::App* command, const char* what) const {
        command->add_option(what, options.name)->required();
    }
    void who(CLI::App* command) const {
        command->add_option("--by", options.by, "Who does it (default: the user)");
        command->add_option("--comment", options.comment, "Why");
    }
    template <typename Run>
    void runs(CLI::App* command, Run run, bool keeps = false) const {
        command->callback([d = *this, run, keeps] {
            d.makesWorkspace = d.makesWorkspace || keeps;
            d.action = [run, &o = d.options](auto& workbench, const auto& token) {
                if constexpr (std::is_invocable_v<Run, engine::Workbench&, const AlertArguments&>) {
                    static_cast<void>(token);
                    return run(workbench, o);
                } else {
                    return run(workbench, o, token);
                }
            };
        });
    }
};

void defineLists(const Definition& d) {
    auto* list = d.command("list", "Alerts that are pending or firing");
    list->add_option("--state", d.options.state, "Only those in this state: pending, firing, resolved …");
    d.format(list);
    d.runs(list, listAlerts);
    auto* rules = d.command("rules", "Rules, how they stand and whether they can be evaluated");
    d.format(rules);
    d.runs(rules, listRules);
    auto* show = d.command("show", "One rule, its last evaluation and its alerts");
    d.name(show, "RULE");
    d.format(show);
    d.runs(show, showRule);
    auto* history = d.command("history", "What happened: changes of state, notifications, evaluations");
    history->add_option("RULE", d.options.name, "Only of this rule");
    history->add_option("--what", d.options.what, "transitions, notifications, evaluations or undelivered")
        ->check(CLI::IsMember({"transitions", "notifications", "evaluations", "undelivered"}));
    history->add_option("--from", d.options.from, "From this moment on: a time, or 7d for a week ago");
    history->add_option("--to", d.options.to, "Before this moment");
    history->add_option("--search", d.options.search, "Words that must occur");
    history->add_option("--limit", d.options.limit, "Most lines (50)")->check(CLI::Range(1, 1'000'000));
    d.format(history);
    d.runs(history, showHistory);
}

void defineRules(const Definition& d) {
    auto* apply = d.command("apply", "Take rules from files, which are followed from then on");
    apply->add_option("-f,--file", d.options.files, "Rule files, or - for standard input")->required();
    d.runs(apply, applyRules, true);
    auto* remove = d.command("delete", "Remove a group of rules, or all that came from a file");
    d.name(remove, "GROUP|FILE");
    d.runs(remove, deleteRules);
    auto* eval = d.command("eval", "Evaluate a rule once, without consequences");
    d.name(eval, "RULE");
    eval->add_option("--at", d.options.at, "As of this moment (now)");
    d.format(eval);
    d.runs(eval, evaluateRule);
    auto* backtest = d.command("backtest", "What a rule would have done");
    d.name(backtest, "RULE");
    backtest->add_option("--from", d.options.from, "A time, or 7d for a week ago (7d)");
    backtest->add_option("--to", d.options.to, "A time, or 1d for a day ago (now)");
    d.format(backtest);
    d.runs(backtest, backtestRule);
    auto* suggest = d.command("suggest", "Levels for a rule, learnt from what its query gave in the past");
    d.name(suggest, "RULE");
    suggest->add_option("--from", d.options.from, "Learn from then on: a time, or 30d (14d)");
    suggest->add_flag("--below", d.options.below, "For values that are bad when low");
    d.format(suggest);
    d.runs(suggest, suggestLevels);
    auto* advice = d.command("advice", "What the alerts of a rule say about the rule");
    advice->add_option("RULE", d.options.name, "Only this rule (all)");
    advice->add_option("--from", d.options.from, "Look at alerts from then on: a time, or 30d (91d)");
    d.format(advice);
    d.runs(advice, adviseRules);
    auto* test = d.command("test", "Run rule tests (promtool's form, and input_tables)");
    test->add_option("FILE", d.options.files)->required();
    test->callback(
        [d] { d.plain = [&o = d.options](const CancelToken& token) { return testRules(o, token); }; });
}

void defineDecisions(const Definition& d) {
    auto* silence = d.command("silence", "Silence alerts by matchers for a while; prints the silence's id");
    silence->add_option("MATCHER", d.options.words, "alertname=Down, severity=~\"warning|info\" …")
        ->required();
    silence->add_option("--for", d.options.lasting, "How long (2h)");
    d.who(silence);
    d.runs(silence, addSilence, true);
    auto* silences = d.command("silences", "List silences");
    silences->add_flag_callback(
        "--all", [d] { d.options.state = "all"; }, "Ended ones, too");
    d.format(silences);
    d.runs(silences, listSilences);
    auto* unsilence = d.command("unsilence", "End a silence");
    d.name(unsilence, "SILENCE");
    d.runs(unsilence, endSilence);
    auto* ack = d.command("ack", "Acknowledge an alert: it is not escalated any more");
    d.name(ack, "ALERT");
    d.who(ack);
    d.runs(ack, [](engine::Workbench& w, const AlertArguments& o) { return acknowledge(w, o, true); });
    auto* unack = d.command("unack", "Take an acknowledgement back");
    d.name(unack, "ALERT");
    d.runs(unack, [](engine::Workbench& w, const AlertArguments& o) { return acknowledge(w, o, false); });
    auto* accept =
        d.command("not-an-anomaly", "Tell a rule that an alert is none: its detector learns from it");
    d.name(accept, "ALERT");
    d.who(accept);
    d.runs(accept, notAnAnomaly);
    auto* decisions = d.command("decisions", "Who acknowledged alerts or said that they are none");
    decisions->add_option("RULE", d.options.name, "Only of this rule");
    decisions->add_option("--limit", d.options.limit, "Most lines (50)")->check(CLI::Range(1, 1'000'000));
    d.format(decisions);
    d.runs(decisions, listDecisions);
    auto* resend = d.command("resend", "Send an undelivered notification once more");
    resend->add_option("NUMBER", d.options.number, "Of `alert history --what undelivered`")->required();
    d.runs(resend,
           [](engine::Workbench& w, const AlertArguments& o) { return resendUndelivered(w, o, false); });
    auto* discard = d.command("discard", "Forget an undelivered notification");
    discard->add_option("NUMBER", d.options.number, "Of `alert history --what undelivered`")->required();
    d.runs(discard,
           [](engine::Workbench& w, const AlertArguments& o) { return resendUndelivered(w, o, true); });
    auto* route =
        d.command("route-test", "Who would be told about an alert with these labels, and what mutes it");
    route->add_option("LABEL", d.options.words, "label=value …")->required();
    d.format(route);
    d.runs(route, testRoute);
}

void defineTransfer(const Definition& d) {
    auto* import =
        d.command("import", "Take over an alertmanager.yml, or rules without following their file");
    import->add_option("FILE", d.options.files)->required();
    d.runs(import, importConfiguration, true);
    auto* text = d.command("export", "Print rules or routing");
    text->add_option("WHAT", d.options.what, "rules, routing, or alertmanager for Alertmanager's own form")
        ->required()
        ->check(CLI::IsMember({"rules", "routing", "alertmanager"}));
    text->add_option("--output", d.options.output, "Write to a file");
    d.runs(text, exportConfiguration);
}

void defineChannels(const Definition& d) {
    auto* channel = d.command("channel", "Where notifications go");
    channel->require_subcommand(1);
    auto* types = channel->add_subcommand("types", "Kinds of channel, and the settings each takes");
    d.format(types);
    types->callback([d] { d.plain = [&o = d.options](const CancelToken&) { return listChannelTypes(o); }; });
    auto* list = channel->add_subcommand("list", "List channels");
    d.format(list);
    d.runs(list, listChannels);
    auto* add = channel->add_subcommand("add", "Add a channel");
    d.name(add, "NAME");
    add->add_option("--type", d.options.type, "Kind of channel")->required();
    add->add_option("--set", d.options.settings, "key=value")->take_all();
    add->add_option("--secret", d.options.secrets, "key=env:VARIABLE, key=file:PATH or key=prompt")
        ->take_all();
    add->add_flag("--replace", d.options.replace, "Change the channel of that name; what is not given stays");
    d.runs(add, addChannel, true);
    auto* remove = channel->add_subcommand("remove", "Remove a channel and its secrets");
    d.name(remove, "NAME");
    d.runs(remove, removeChannel);
    auto* test = d.command("channel-test", "Send a test message by a channel");
    d.name(test, "NAME");
    test->add_flag("--allow-commands", d.options.allowCommands,
                   "Let a channel of kind command run its program");
    d.runs(test, testChannel);
}

void defineServers(const Definition& d) {
    auto* server = d.command("server", "Prometheus-compatible servers that rules in PromQL are asked on");
    server->require_subcommand(1);
    auto* add = server->add_subcommand("add", "Add or change a server; rules name it as their connection");
    d.name(add, "NAME");
    add->add_option("--url", d.options.url, "http://localhost:9090")->required();
    add->add_option("--user", d.options.user, "For Basic authentication");
    add->add_option("--secret", d.options.secret,
                    "Password or bearer token: env:VARIABLE, file:PATH or prompt");
    d.runs(add, addServer, true);
    auto* list = server->add_subcommand("list", "List servers");
    d.format(list);
    d.runs(list, listServers);
    auto* remove = server->add_subcommand("remove", "Remove a server and its secret");
    d.name(remove, "NAME");
    d.runs(remove, removeServer);
}

}  // namespace

void defineAlert(CLI::App& app, AlertArguments& options, Action& action, PlainAction& plain,
                 bool& makesWorkspace) {
    auto* group = app.add_subcommand("alert", "Alert rules, silences, channels and what happened");
    group->require_subcommand(1);
    const Definition definition{*group, options, action, plain, makesWorkspace};
    defineLists(definition);
    defineRules(definition);
    defineDecisions(definition);
    defineTransfer(definition);
    defineChannels(definition);
    defineServers(definition);
}

}  // namespace tributary::cli
