// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/core/alerts/routing/scenario.h"

#include <filesystem>
#include <fstream>
#include <iterator>
#include <random>

namespace tributary::test {

namespace {

using alerts::Duration;

Duration seconds(const YAML::Node& node) {
    return Duration(static_cast<int64_t>(node.as<double>() * 1000));
}

Step readStep(const YAML::Node& node, const std::string& scenario) {
    Step step;
    step.at = seconds(node["at"]);
    if (node["starts"]) step.starts = seconds(node["starts"]);
    if (node["ends"]) step.ends = seconds(node["ends"]);
    for (const char* verb : {"fire", "resolve"}) {
        if (!node[verb]) continue;
        for (const auto& labels : node[verb]) {
            alerts::Alert alert;
            for (const auto& label : labels)
                alert.labels[label.first.as<std::string>()] = label.second.as<std::string>();
            alert.labels["scenario"] = scenario;
            alert.annotations["summary"] = "of " + scenario;
            step.alerts.push_back(std::move(alert));
        }
        if (std::string(verb) == "resolve" && !step.ends) step.ends = Duration(0);
    }
    if (node["silence"]) {
        step.kind = Step::Kind::Silence;
        step.name = node["silence"].as<std::string>();
        step.matchers = alerts::parseMatchers(node["matchers"].as<std::string>()).value();
        step.matchers.push_back(
            alerts::Matcher::make("scenario", alerts::Matcher::Op::Equal, scenario).value());
        step.length = seconds(node["for"]);
        if (node["delay"]) step.delay = seconds(node["delay"]);
    }
    if (node["expire"]) {
        step.kind = Step::Kind::Expire;
        step.name = node["expire"].as<std::string>();
    }
    if (node["look"]) step.kind = Step::Kind::Look;
    return step;
}

void prefixReceivers(YAML::Node route, const std::string& scenario) {
    if (route["receiver"]) route["receiver"] = scenario + "." + route["receiver"].as<std::string>();
    if (!route["routes"]) return;
    for (auto child : route["routes"]) prefixReceivers(child, scenario);
}

}  // namespace

Scenario Scenario::load(const std::string& path) {
    std::ifstream file(path);
    const std::string yaml((std::istreambuf_iterator<char>(file)), std::istreambuf_iterator<char>());
    return parse(std::filesystem::path(path).stem().string(), yaml);
}

Scenario Scenario::parse(const std::string& name, const std::string& yaml) {
    Scenario scenario;
    scenario.name = name;
    const YAML::Node file = YAML::Load(yaml);
    scenario.route = file["route"];
    if (!scenario.route["receiver"]) scenario.route["receiver"] = "r";
    prefixReceivers(scenario.route, scenario.name);
    scenario.route["matchers"].push_back("scenario=\"" + scenario.name + "\"");
    if (file["inhibit_rules"]) scenario.inhibitRules = file["inhibit_rules"];
    for (auto rule : scenario.inhibitRules)
        for (const char* side : {"source_matchers", "target_matchers"})
            rule[side].push_back("scenario=\"" + scenario.name + "\"");
    if (!file["receivers"]) scenario.receivers.push_back({scenario.name + ".r", true, 1, 0});
    const YAML::Node receivers = file["receivers"] ? file["receivers"] : YAML::Node(YAML::NodeType::Map);
    for (const auto& entry : receivers) {
        ScenarioReceiver receiver{scenario.name + "." + entry.first.as<std::string>(), true, 1, 0};
        if (entry.second["send_resolved"]) receiver.sendResolved = entry.second["send_resolved"].as<bool>();
        if (entry.second["channels"]) receiver.channels = entry.second["channels"].as<int>();
        if (entry.second["refusals"]) receiver.refusals = entry.second["refusals"].as<int>();
        scenario.receivers.push_back(receiver);
    }
    for (const auto& step : file["steps"]) scenario.steps.push_back(readStep(step, scenario.name));
    return scenario;
}

Scenario Scenario::random(unsigned seed) {
    std::mt19937 random(seed);
    const auto pick = [&](const std::vector<std::string>& words) { return words[random() % words.size()]; };
    // Flushes come half a second after any step, repeats half a second from any flush: nothing falls
    // together.
    const auto timing = [&] {
        return "group_by: " + pick({"[alertname]", "[svc]", "[svc, alertname]", "['...']", "[]"}) +
               ", group_wait: " + pick({"500ms", "1500ms", "2500ms"}) +
               ", group_interval: " + pick({"2s", "3s", "4s"}) +
               ", repeat_interval: " + pick({"1500ms", "5500ms", "1h"});
    };
    std::string yaml = "route: {" + timing() + ", routes: [";
    const std::vector<std::string> matchers{"sev=\"crit\"", "sev!=\"crit\"", "svc=~\"a|b\"", "svc!~\"a.*\"",
                                            "alertname=\"X\""};
    for (int i = 0; i < 3; ++i)
        yaml += "{matchers: ['" + pick(matchers) + "'], receiver: c" + std::to_string(i) + ", " + timing() +
                (random() % 2 ? ", continue: true}, " : "}, ");
    yaml += "]}\nreceivers: {r: {}, c0: {send_resolved: " + pick({"true", "false"}) +
            "}, c1: {channels: 2}, c2: {}}\n";
    if (random() % 2)
        yaml += "inhibit_rules: [{source_matchers: ['sev=\"crit\"'], target_matchers: ['" +
                pick({"sev=\"warn\"", "sev=~\"warn|info\"", "alertname!=\"X\""}) +
                "'], equal: " + pick({"[svc]", "[]"}) + "}]\n";
    yaml += "steps:\n";
    int silences = 0;
    for (int second = 0; second < 24; second += 1 + static_cast<int>(random() % 3)) {
        const std::string at = "  - {at: " + std::to_string(second) + (seed % 2 ? ".25, " : ".75, ");
        const auto labels = [&] {
            return "{alertname: " + pick({"X", "Y"}) + ", svc: " + pick({"a", "b", "c"}) +
                   ", sev: " + pick({"crit", "warn", "info"}) + "}";
        };
        const unsigned what = random() % 10;
        if (what < 5)
            yaml += at + "fire: [" + labels() + ", " + labels() + "]}\n";
        else if (what < 8)
            yaml += at + "resolve: [" + labels() + ", " + labels() + "]}\n";
        else if (what == 8)
            yaml += at + "silence: q" + std::to_string(silences++ / 2) + ", matchers: '" + pick(matchers) +
                    "', for: " + pick({"3", "6"}) + "}\n";
        else
            // A moment after what may end right now.
            yaml += "  - {at: " + std::to_string(second) + (seed % 2 ? ".35" : ".85") + ", look: true}\n";
    }
    return parse("random_" + std::to_string(seed), yaml);
}

std::string configOf(const std::vector<Scenario>& scenarios, const std::string& sink) {
    YAML::Node config;
    config["global"]["resolve_timeout"] = "12s";
    config["route"]["receiver"] = "nobody";
    config["receivers"].push_back(YAML::Load("{name: nobody}"));
    config["time_intervals"] = YAML::Load(
        "[{name: always, time_intervals: [{times: [{start_time: '00:00', end_time: '24:00'}]}]}, "
        "{name: never, time_intervals: [{years: ['1990:1991']}]}, "
        "{name: century, time_intervals: [{years: ['1999'], location: Europe/Berlin}, {years: "
        "['2000:2099']}]}]");
    for (const Scenario& scenario : scenarios) {
        YAML::Node route = YAML::Clone(scenario.route);
        if (!route["group_wait"]) route["group_wait"] = "1s";
        if (!route["group_interval"]) route["group_interval"] = "2s";
        if (!route["repeat_interval"]) route["repeat_interval"] = "1h";
        config["route"]["routes"].push_back(route);
        for (const auto& rule : scenario.inhibitRules) config["inhibit_rules"].push_back(rule);
        for (const ScenarioReceiver& receiver : scenario.receivers) {
            YAML::Node node;
            node["name"] = receiver.name;
            for (int channel = 0; channel < receiver.channels; ++channel) {
                YAML::Node webhook;
                webhook["url"] = sink + receiver.name + "/" + std::to_string(channel);
                webhook["send_resolved"] = receiver.sendResolved;
                node["webhook_configs"].push_back(webhook);
            }
            config["receivers"].push_back(node);
        }
    }
    YAML::Emitter out;
    out << config;
    return out.c_str();
}

std::string Seen::text() const {
    std::string out = std::to_string(at.count()) + " ms " + status + " " + groupKey + " common " + common;
    for (const std::string& alert : alerts) out += "\n        " + alert;
    return out;
}

}  // namespace tributary::test
