// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/alerts/routing/routing_yaml.h"

#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <iostream>
#include <random>

#include "core/alerts/routing/route_tree.h"
#include "tests/core/alerts/routing/alertmanager_process.h"

namespace tributary::alerts {
namespace {

const char* const kFull = R"(global:
  resolve_timeout: 7m
  smtp_smarthost: 'mail.example.org:25'
  smtp_from: 'alerts@example.org'
  smtp_auth_username: alerts
  smtp_auth_password: geheim1
  slack_api_url: 'https://hooks.slack.com/services/T0/B0/geheim2'
  http_config:
    follow_redirects: true
    basic_auth: {username: u, password: geheim3}
templates: ['/etc/alertmanager/*.tmpl']
route:
  receiver: team
  group_by: [alertname, cluster]
  group_wait: 10s
  routes:
  - match: {service: db}
    match_re: {zone: 'eu|us'}
    matchers: ['severity="critical"', 'x!~"a,b|\"q\""']
    receiver: page
    continue: true
    mute_time_intervals: [nights]
    x-tributary:
      escalation: [{after: 15m, receiver: boss}, {after: 1h, receiver: team}]
      flapping: {changes: 4, within: 6h, every: 12h}
  - matchers: ['team=~"a|b"', env="prod"]
    group_by: ['...']
    group_interval: 1m30s
    repeat_interval: 12h
    active_time_intervals: [work]
    x-tributary: {digest: {every: 1h}}
inhibit_rules:
- source_match: {severity: critical}
  target_match_re: {severity: 'warning|info'}
  equal: [alertname]
- source_matchers: [a="1"]
  target_matchers: [b="2"]
time_intervals:
- name: nights
  time_intervals:
  - times: [{start_time: '22:00', end_time: '24:00'}, {start_time: '00:00', end_time: '06:00'}]
    location: Europe/Berlin
mute_time_intervals:
- name: work
  time_intervals: [{weekdays: ['monday:friday'], days_of_month: ['1:5', '-3:-1'], months: [may, '6:8'], years: ['2024:2030']}]
receivers:
- name: team
  email_configs:
  - to: 'a@example.org, b@example.org'
    require_tls: false
    headers: {Subject: '{{ .CommonLabels.alertname }}: "{{ .Status }}"'}
    html: |
      <b>{{ range .Alerts }}
      {{ end }}</b>
  slack_configs:
  - channel: '#alerts'
    send_resolved: true
    fields: [{title: x, value: '{{ .Status }}', short: true}]
    actions: [{type: button, text: Runbook, url: 'https://example.org'}]
- name: page
  x-tributary:
    rate_limit: {messages: 20, per: 1m}
    channels: [desk, {name: ops, send_resolved: false}]
    dingtalk_configs:
    - webhook: 'https://oapi.dingtalk.com/robot/send?access_token=geheim4'
      secret: geheim5
  pagerduty_configs:
  - routing_key: geheim6
    severity: '{{ .CommonLabels.severity }}'
    details: {note: 'null', count: '5'}
  webhook_configs:
  - url: 'http://127.0.0.1:9/hook'
    max_alerts: 10
  - url: 'https://user:geheim7@example.org/hook'
- name: boss
  telegram_configs: [{bot_token: geheim8, chat_id: -100123}]
  wechat_configs: [{corp_id: c, api_secret: geheim9}]
  opsgenie_configs: [{api_key: geheim10, tags: a}]
x-tributary: {external_url: 'http://127.0.0.1:9187'}
)";

/// Keeps secrets in memory.
struct Keeper {
    std::map<std::string, std::string> kept;
    SecretKeeper keep = [this](const std::string& path, const std::string& value) -> Result<std::string> {
        kept["ref:" + path] = value;
        return "ref:" + path;
    };
    SecretReader read = [this](const std::string& reference) -> Result<std::string> {
        const auto found = kept.find(reference);
        if (found == kept.end()) return fail(ErrorCode::NotFound, "no secret " + reference);
        return found->second;
    };
};

TEST(RoutingYaml, readsEverything) {
    Keeper keeper;
    const auto config = readRoutingYaml(kFull, keeper.keep);
    ASSERT_TRUE(config) << config.error().text();
    EXPECT_EQ(config->resolveTimeout, std::chrono::minutes(7));
    EXPECT_EQ(config->externalUrl, "http://127.0.0.1:9187");
    EXPECT_EQ(config->root.routes.size(), 2U);
    const Route& page = config->root.routes[0];
    EXPECT_EQ(matchersText(page.matchers),
              R"({service="db", zone=~"^(?:eu|us)$", severity="critical", x!~"a,b|\"q\""})");
    EXPECT_TRUE(page.continues);
    ASSERT_TRUE(page.escalation);
    EXPECT_EQ(page.escalation->size(), 2U);
    ASSERT_TRUE(page.flapping);
    EXPECT_EQ(page.flapping->changes, 4);
    EXPECT_EQ(config->root.routes[1].digest->every, std::chrono::hours(1));
    EXPECT_EQ(config->inhibitRules.size(), 2U);
    EXPECT_EQ(config->timeIntervals.at("nights").front().times.size(), 2U);
    const Receiver& receiver = *config->receiver("page");
    EXPECT_EQ(receiver.rateLimit->messages, 20);
    ASSERT_EQ(receiver.channels.size(), 6U);
    EXPECT_FALSE(config->receiver("team")->channels[0].sendResolved);  // e-mail: not unless said
    EXPECT_TRUE(config->receiver("team")->channels[1].sendResolved);
    // No secret stays in the configuration.
    EXPECT_EQ(keeper.kept.size(), 10U);
    EXPECT_EQ(writeRoutingYaml(*config).find("geheim"), std::string::npos);
    for (const Receiver& one : config->receivers)
        for (const Channel& channel : one.channels)
            EXPECT_EQ(channel.settings.find("geheim"), std::string::npos);
    EXPECT_EQ(keeper.kept.at("ref:receivers/page/pagerduty_configs/0/routing_key"), "geheim6");
    EXPECT_EQ(keeper.kept.at("ref:global/http_config/basic_auth/password"), "geheim3");
}

TEST(RoutingYaml, ourOwnFormReadsBackTheSame) {
    Keeper keeper;
    const std::string once = writeRoutingYaml(readRoutingYaml(kFull, keeper.keep).value());
    const auto again = readRoutingYaml(once);  // no keeper: nothing is in clear
    ASSERT_TRUE(again) << again.error().text() << once;
    EXPECT_EQ(writeRoutingYaml(*again), once);
    EXPECT_NE(once.find("{secret: "), std::string::npos);
    EXPECT_EQ(again->receiver("page")->channels.size(), 6U);
}

TEST(RoutingYaml, amtoolAcceptsTheExport) {
    if (!test::AlertmanagerProcess::installed())
        GTEST_SKIP() << "SKIPPED LOUDLY: amtool is not installed (Debian: prometheus-alertmanager)";
    Keeper keeper;
    const RoutingConfig config = readRoutingYaml(kFull, keeper.keep).value();
    const std::string path =
        (std::filesystem::temp_directory_path() / ("export-" + std::to_string(getpid()) + ".yml")).string();
    for (const SecretReader& reader : {SecretReader(), keeper.read}) {
        const auto text = exportAlertmanagerYaml(config, reader);
        ASSERT_TRUE(text) << text.error().text();
        EXPECT_EQ(text->find("tributary"), std::string::npos);
        EXPECT_EQ(text->find("geheim6") != std::string::npos, static_cast<bool>(reader));
        std::ofstream(path) << *text;
        int code = 0;
        const std::string said = test::runProgram({"/usr/bin/amtool", "check-config", path}, code);
        EXPECT_EQ(code, 0) << said << *text;
        // And it says the same as the original to us, but for our additions.
        const auto back = readRoutingYaml(*text, keeper.keep);
        ASSERT_TRUE(back) << back.error().text();
        EXPECT_EQ(RouteTree(back->root).root().children[0]->key,
                  RouteTree(config.root).root().children[0]->key);
    }
    std::filesystem::remove(path);
    const auto broken = exportAlertmanagerYaml(config, [](const std::string&) -> Result<std::string> {
        return fail(ErrorCode::NotFound, "The secret is gone.");
    });
    ASSERT_FALSE(broken);
    EXPECT_EQ(broken.error().code, ErrorCode::NotFound);
}

struct Wrong {
    const char* yaml;
    uint32_t line;
    uint32_t column;
    const char* says;
};

TEST(RoutingYaml, errorsNameThePlace) {
    const std::string head = "receivers: [{name: x}]\n";
    const std::vector<Wrong> cases{
        {"", 0, 0, "empty"},
        {"route: [", 2, 1, "end of sequence"},
        {"route: {receiver: x}\nrute: 1\n", 3, 1, "'rute'"},
        {"route: {receiver: y}\n", 2, 19, "'y' is not defined"},
        {"route:\n  receiver: x\n  group_by: [a, a]\n", 4, 17, "twice"},
        {"route:\n  receiver: x\n  group_by: [a, '...']\n", 4, 13, "..."},
        {"route:\n  receiver: x\n  group_by: [a-b]\n", 4, 14, "a-b"},
        {"route:\n  receiver: x\n  group_wait: 5\n", 4, 15, "duration"},
        {"route:\n  receiver: x\n  group_interval: 0s\n", 4, 19, "zero"},
        {"route:\n  receiver: x\n  repeat_interval: 0s\n", 4, 20, "zero"},
        {"route:\n  receiver: x\n  matchers: [a=\"1\"]\n", 4, 3, "root"},
        {"route:\n  receiver: x\n  continue: true\n", 4, 3, "root"},
        {"route: {group_by: [a]}\n", 2, 8, "receiver"},
        {"route:\n  receiver: x\n  routes:\n  - matchers: ['a=~\"(\"']\n", 5, 16, "regular expression"},
        {"route:\n  receiver: x\n  routes:\n  - matchers: ['=1']\n", 5, 16, "label"},
        {"route:\n  receiver: x\n  routes:\n  - {receiver: x, continue: maybe}\n", 5, 29, "true or false"},
        {"route:\n  receiver: x\n  routes:\n  - {mute_time_intervals: [night]}\n", 5, 28, "'night'"},
        {"route:\n  receiver: x\n  receiver: x\n", 4, 3, "twice"},
        {"route: {receiver: x}\ntime_intervals:\n- name: t\n  time_intervals: [{weekdays: [funday]}]\n", 5,
         32, "funday"},
        {"route: {receiver: x}\ntime_intervals:\n- name: t\n  time_intervals: [{location: Mars/Base}]\n", 5,
         31, "Mars/Base"},
        {"route: {receiver: x}\ntime_intervals:\n- name: t\n  time_intervals: [{times: [{start_time: "
         "'10:00', end_time: '09:00'}]}]\n",
         5, 29, "before"},
        {"route: {receiver: x}\ninhibit_rules:\n- source_mach: {a: b}\n", 4, 3, "source_mach"},
        {"route: {receiver: x}\nglobal: {resolve_timeot: 5m}\n", 3, 10, "resolve_timeot"},
        {"route:\n  receiver: x\n  x-tributary: {flaping: {}}\n", 4, 17, "flaping"},
        {"route:\n  receiver: x\n  x-tributary: {escalation: [{after: 5m, receiver: nobody}]}\n", 4, 52,
         "nobody"},
    };
    for (const Wrong& one : cases) {
        const auto config = readRoutingYaml(*one.yaml == 0 ? std::string() : head + one.yaml);
        ASSERT_FALSE(config) << one.yaml;
        EXPECT_NE(config.error().message.find(one.says), std::string::npos) << config.error().message;
        if (one.line == 0) continue;
        ASSERT_TRUE(config.error().position) << one.yaml << config.error().message;
        EXPECT_EQ(config.error().position->line, one.line) << one.yaml << config.error().message;
        EXPECT_EQ(config.error().position->column, one.column) << one.yaml << config.error().message;
    }
    const auto secret = readRoutingYaml(
        "route: {receiver: x}\nreceivers:\n- name: x\n  pagerduty_configs: [{routing_key: geheim}]\n");
    ASSERT_FALSE(secret);
    EXPECT_EQ(secret.error().message.find("geheim"), std::string::npos);
    EXPECT_EQ(secret.error().position->line, 4U);
}

TEST(RoutingYaml, aliasesCannotMakeItEndless) {
    std::string bomb =
        "route: {receiver: x}\nreceivers:\n- name: x\n  webhook_configs:\n  - url: http://a\n    "
        "http_config:\n      a0: &a0 [x, x, x, x, x, x, x, x, x, x]\n";
    for (int i = 1; i < 12; ++i) {
        bomb += "      a" + std::to_string(i) + ": &a" + std::to_string(i) + " [";
        for (int k = 0; k < 10; ++k) bomb += (k ? ", *a" : "*a") + std::to_string(i - 1);
        bomb += "]\n";
    }
    const auto config = readRoutingYaml(bomb);
    ASSERT_FALSE(config);
    EXPECT_NE(config.error().message.find("too large"), std::string::npos) << config.error().message;
    EXPECT_FALSE(readRoutingYaml(std::string(5000, '[')));
    std::string deep = "receivers: [{name: x}]\nroute: {receiver: x, routes: ";
    for (int i = 0; i < 200; ++i) deep += "[{routes: ";
    EXPECT_FALSE(readRoutingYaml(deep + "[]" + std::string(0, '}')));
}

/// Whatever is done to a file, it is read or refused, never worse; what is read can be written and read
/// again.
TEST(RoutingYaml, survivesMutations) {
    Keeper keeper;
    std::mt19937 random(11);
    const std::string whole = kFull;
    const std::string pieces[] = {
        "\n", "  ",     ": ",   "- ",  "[",   "]",    "{", "}", "'",    "\"", "&a ",
        "*a", "!!int ", "\xff", "\0x", "...", "null", "~", "|", "<<: ", "? ", "9999999999999999999d",
        "\t", "# "};
    size_t read = 0;
    for (int round = 0; round < 3000; ++round) {
        std::string text = whole;
        for (unsigned i = 0, n = 1 + random() % 4; i < n; ++i) {
            const size_t at = random() % text.size();
            switch (random() % 4) {
                case 0:
                    text.erase(at, 1 + random() % 12);
                    break;
                case 1:
                    text.insert(at, pieces[random() % std::size(pieces)]);
                    break;
                case 2:
                    text[at] = static_cast<char>(random());
                    break;
                default: {
                    const size_t from = random() % text.size();
                    text.insert(at, text.substr(from, random() % 60));
                }
            }
        }
        const auto config = readRoutingYaml(text, keeper.keep);
        if (!config) {
            EXPECT_FALSE(config.error().message.empty());
            continue;
        }
        ++read;
        const std::string once = writeRoutingYaml(*config);
        const auto again = readRoutingYaml(once);
        ASSERT_TRUE(again) << again.error().text() << "\n" << once;
        ASSERT_EQ(writeRoutingYaml(*again), once);
        RouteTree(config->root).match({{"service", "db"}, {"severity", "critical"}});
    }
    EXPECT_GT(read, 100U);
    std::cout << read << " of 3000 mutations were still good configurations\n";
}

}  // namespace
}  // namespace tributary::alerts
