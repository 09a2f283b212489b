// SPDX-License-Identifier: GPL-3.0-or-later
// The same script and the same alertmanager.yml for the real Alertmanager and for our pipeline on a simulated
// clock: every receiver must see the same messages, in order, within half a second.
#include <gtest/gtest.h>

#include <algorithm>
#include <condition_variable>
#include <filesystem>
#include <fstream>
#include <iostream>
#include <mutex>
#include <nlohmann/json.hpp>
#include <random>
#include <set>

#include "core/alerts/routing/pipeline.h"
#include "core/alerts/routing/routing_yaml.h"
#include "tests/core/alerts/routing/alertmanager_process.h"
#include "tests/core/alerts/routing/scenario.h"
#include "tests/core/net/loopback_server.h"

namespace tributary::test {
namespace {

using namespace tributary::alerts;
using Json = nlohmann::json;
using Clock = std::chrono::system_clock;

constexpr Duration kLength = std::chrono::seconds(46);
constexpr Duration kTolerance = std::chrono::milliseconds(500);
const char* const kData = "tests/core/alerts/routing/data";

std::vector<Scenario> loadScenarios() {
    std::set<std::string> paths;
    for (const auto& entry : std::filesystem::directory_iterator(kData))
        if (entry.path().extension() == ".yml") paths.insert(entry.path().string());
    std::vector<Scenario> out;
    for (const std::string& path : paths) out.push_back(Scenario::load(path));
    return out;
}

TimePoint fromClock(Clock::time_point time) {
    return TimePoint(std::chrono::duration_cast<Duration>(time.time_since_epoch()));
}

/// All steps of all scenarios in order of time.
std::vector<std::pair<const Scenario*, const Step*>> script(const std::vector<Scenario>& scenarios) {
    std::vector<std::pair<const Scenario*, const Step*>> out;
    for (const Scenario& scenario : scenarios)
        for (const Step& step : scenario.steps) out.emplace_back(&scenario, &step);
    std::stable_sort(out.begin(), out.end(),
                     [](const auto& a, const auto& b) { return a.second->at < b.second->at; });
    return out;
}

/// Alertmanager 0.25 names one of the inhibiting alerts, any of them; we name all. Both say whether there
/// are.
std::string statusText(const Labels& labels, const std::string& state, size_t silences,
                       const std::vector<std::string>& inhibitedBy, std::vector<std::string> receivers) {
    std::sort(receivers.begin(), receivers.end());
    std::string out = labelsText(labels) + " " + state + " silences " + std::to_string(silences) +
                      (inhibitedBy.empty() ? "" : " inhibited") + " to";
    for (const std::string& receiver : receivers) out += " " + receiver;
    return out;
}

struct Observed {
    SeenByReceiver messages;
    std::map<std::string, std::vector<std::string>> looks;  ///< by scenario and time
};

/// Receives the webhooks of the real Alertmanager.
class Sink {
  public:
    explicit Sink(const std::vector<Scenario>& scenarios)
        : m_server([this](LoopbackServer::Peer& peer) { serve(peer); }) {
        for (const Scenario& scenario : scenarios)
            for (const ScenarioReceiver& receiver : scenario.receivers)
                for (int i = 0; i < receiver.channels; ++i)
                    m_refusals[receiver.name + "/" + std::to_string(i)] = receiver.refusals;
    }
    std::string url() const { return m_server.url("/"); }
    void begin(Clock::time_point zero) {
        const std::lock_guard lock(m_mutex);
        m_zero = zero;
    }
    SeenByReceiver take() {
        const std::lock_guard lock(m_mutex);
        return m_seen;
    }

  private:
    void serve(LoopbackServer::Peer& peer) {
        const std::string request = peer.readRequest();
        const size_t body = request.find("\r\n\r\n");
        const size_t path = request.find('/');
        if (body == std::string::npos || path == std::string::npos) return;
        const std::string receiver = request.substr(path + 1, request.find(' ', path) - path - 1);
        const Json json = Json::parse(request.substr(body + 4), nullptr, false);
        bool refused = false;
        {
            const std::lock_guard lock(m_mutex);
            refused = m_refusals[receiver]-- > 0;
            if (!refused && json.is_object()) record(receiver, json);
        }
        peer.write(httpAnswer(refused ? 400 : 200, "", "Connection: close\r\n"));
    }
    void record(const std::string& receiver, const Json& json) {
        Seen seen;
        seen.at = std::chrono::duration_cast<Duration>(Clock::now() - m_zero);
        seen.status = json["status"];
        seen.groupKey = json["groupKey"];
        seen.common =
            labelsText(json["commonLabels"].get<Labels>()) + labelsText(json["groupLabels"].get<Labels>());
        for (const Json& alert : json["alerts"])
            seen.alerts.push_back(alert["status"].get<std::string>() + " " +
                                  labelsText(alert["labels"].get<Labels>()));
        m_seen[receiver].push_back(std::move(seen));
    }

    std::mutex m_mutex;
    SeenByReceiver m_seen;
    std::map<std::string, int> m_refusals;
    Clock::time_point m_zero;
    LoopbackServer m_server;
};

/// The script against the real program, in real time.
class RealRun {
  public:
    RealRun(const AlertmanagerProcess& server, TimePoint zero) : m_server(server), m_zero(zero) {}

    void perform(const Scenario& scenario, const Step& step, Observed& out) {
        const TimePoint now = m_zero + step.at;
        if (step.kind == Step::Kind::Post) {
            Json body = Json::array();
            for (const Alert& alert : step.alerts) {
                body.push_back({{"labels", alert.labels}, {"annotations", alert.annotations}});
                if (step.starts) body.back()["startsAt"] = timeText(now + *step.starts);
                if (step.ends) body.back()["endsAt"] = timeText(now + *step.ends);
            }
            send("POST", "/api/v2/alerts", body.dump());
        } else if (step.kind == Step::Kind::Silence) {
            Json matchers = Json::array();
            for (const Matcher& matcher : step.matchers)
                matchers.push_back({{"name", matcher.name()},
                                    {"value", matcher.value()},
                                    {"isRegex", matcher.op() == Matcher::Op::Matches ||
                                                    matcher.op() == Matcher::Op::NotMatches},
                                    {"isEqual", matcher.op() == Matcher::Op::Equal ||
                                                    matcher.op() == Matcher::Op::Matches}});
            std::string& id = m_silences[scenario.name + "/" + step.name];
            TimePoint& start = m_starts[scenario.name + "/" + step.name];
            if (id.empty()) start = now + step.delay;
            Json body{{"matchers", matchers},
                      {"startsAt", timeText(start)},
                      {"endsAt", timeText(now + step.length)},
                      {"createdBy", "test"},
                      {"comment", "test"}};
            if (!id.empty()) body["id"] = id;
            const Json answer = Json::parse(send("POST", "/api/v2/silences", body.dump()), nullptr, false);
            const std::string next = answer.is_object() ? answer.value("silenceID", "") : "";
            out.looks[scenario.name].push_back(step.name + (next.empty() ? " refused"
                                                            : next == id ? " kept"
                                                                         : " new"));
            if (!next.empty()) id = next;
        } else if (step.kind == Step::Kind::Expire) {
            send("DELETE", "/api/v2/silence/" + m_silences[scenario.name + "/" + step.name], "");
        } else {
            look(scenario, out);
        }
    }

  private:
    std::string send(const std::string& method, const std::string& path, const std::string& body) {
        int status = 0;
        return m_server.request(method, path, body, status);
    }
    void look(const Scenario& scenario, Observed& out) {
        const Json alerts = Json::parse(
            send("GET", "/api/v2/alerts?filter=scenario%3D%22" + scenario.name + "%22", ""), nullptr, false);
        std::vector<std::string> lines;
        for (const Json& alert : alerts) {
            std::vector<std::string> receivers;
            for (const Json& receiver : alert["receivers"]) receivers.push_back(receiver["name"]);
            lines.push_back(statusText(alert["labels"].get<Labels>(), alert["status"]["state"],
                                       alert["status"]["silencedBy"].size(), alert["status"]["inhibitedBy"],
                                       receivers));
        }
        std::sort(lines.begin(), lines.end());
        for (std::string& line : lines) out.looks[scenario.name].push_back(std::move(line));
    }

    const AlertmanagerProcess& m_server;
    TimePoint m_zero;
    std::map<std::string, std::string> m_silences;
    std::map<std::string, TimePoint> m_starts;
};

/// The same against our pipeline, as fast as it goes.
class OurRun {
  public:
    OurRun(const std::vector<Scenario>& scenarios, const RoutingConfig& config, TimePoint zero,
           TimePoint started)
        : m_zero(zero), m_pipeline(std::make_shared<RoutingConfig>(config), started) {
        for (const Scenario& scenario : scenarios)
            for (const ScenarioReceiver& receiver : scenario.receivers)
                for (int i = 0; i < receiver.channels; ++i)
                    m_refusals[receiver.name + "/" + std::to_string(i)] = receiver.refusals;
    }

    void advance(Duration to, Observed& out) {
        for (TimePoint next = m_pipeline.nextWakeup(); next <= m_zero + to; next = m_pipeline.nextWakeup())
            drain(next, out);
    }
    void drain(TimePoint now, Observed& out) {
        for (const Delivery& delivery : m_pipeline.run(now)) {
            const std::string receiver =
                delivery.notification.receiver + "/" + std::to_string(delivery.channel);
            if (m_refusals[receiver]-- > 0) {
                m_pipeline.failed(delivery.id, now);
                continue;
            }
            m_pipeline.delivered(delivery.id, now);
            Seen seen;
            seen.at = now - m_zero;
            seen.status = delivery.notification.firing ? "firing" : "resolved";
            seen.groupKey = delivery.notification.groupKey;
            seen.common = labelsText(delivery.notification.commonLabels) +
                          labelsText(delivery.notification.groupLabels);
            for (const Alert& alert : delivery.notification.alerts)
                seen.alerts.push_back((alert.isResolvedAt(now) ? "resolved " : "firing ") +
                                      labelsText(alert.labels));
            out.messages[receiver].push_back(std::move(seen));
        }
    }
    void perform(const Scenario& scenario, const Step& step, Observed& out) {
        const TimePoint now = m_zero + step.at;
        const std::string key = scenario.name + "/" + step.name;
        if (step.kind == Step::Kind::Post) {
            std::vector<Alert> alerts = step.alerts;
            for (Alert& alert : alerts) {
                if (step.starts) alert.startsAt = now + *step.starts;
                if (step.ends) alert.endsAt = now + *step.ends;
            }
            // A refusal of one alert is part of some scripts.
            const auto taken = m_pipeline.ingest(alerts, now);
            EXPECT_TRUE(taken || taken.error().code == ErrorCode::InvalidArgument);
            drain(now, out);
        } else if (step.kind == Step::Kind::Silence) {
            std::string& id = m_silences[key];
            if (id.empty()) m_starts[key] = now + step.delay;
            const auto changed = m_pipeline.silences().set(
                {id, step.matchers, m_starts[key], now + step.length, {}, "test", "test"}, now);
            const std::string next = changed ? changed->back().id : "";
            out.looks[scenario.name].push_back(step.name + (next.empty() ? " refused"
                                                            : next == id ? " kept"
                                                                         : " new"));
            if (!next.empty()) id = next;
        } else if (step.kind == Step::Kind::Expire) {
            const auto ended = m_pipeline.silences().expire(m_silences[key], now);
            EXPECT_TRUE(ended || ended.error().code == ErrorCode::Conflict);
        } else {
            std::vector<std::string> lines;
            for (const KnownAlert& alert : m_pipeline.alerts(now)) {
                const auto found = alert.alert.labels.find("scenario");
                if (found == alert.alert.labels.end() || found->second != scenario.name) continue;
                lines.push_back(
                    statusText(alert.alert.labels,
                               alert.status.state == AlertState::Suppressed ? "suppressed" : "active",
                               alert.status.silencedBy.size(), alert.status.inhibitedBy, alert.receivers));
            }
            std::sort(lines.begin(), lines.end());
            for (std::string& line : lines) out.looks[scenario.name].push_back(std::move(line));
        }
    }

  private:
    TimePoint m_zero;
    Pipeline m_pipeline;
    std::map<std::string, int> m_refusals;
    std::map<std::string, std::string> m_silences;
    std::map<std::string, TimePoint> m_starts;
};

std::string describe(const std::vector<Seen>& seen) {
    std::string out;
    for (const Seen& one : seen) out += "\n      " + one.text();
    return out.empty() ? "\n      nothing" : out;
}

bool same(std::vector<Seen> a, std::vector<Seen> b) {
    if (a.size() != b.size()) return false;
    // Timers of two groups that end at the same moment come in any order.
    for (size_t i = 0; i < a.size(); ++i)
        if (std::chrono::abs(a[i].at - b[i].at) > kTolerance) return false;
    const auto byGroup = [](const Seen& x, const Seen& y) { return x.groupKey < y.groupKey; };
    std::stable_sort(a.begin(), a.end(), byGroup);
    std::stable_sort(b.begin(), b.end(), byGroup);
    for (size_t i = 0; i < a.size(); ++i)
        if (!(a[i] == b[i]) || std::chrono::abs(a[i].at - b[i].at) > kTolerance) return false;
    return true;
}

TEST(Alertmanager, sameMessagesAsTheRealOne) {
    if (!AlertmanagerProcess::installed())
        GTEST_SKIP()
            << "SKIPPED LOUDLY: prometheus-alertmanager is not installed (Debian: prometheus-alertmanager)";
    std::vector<Scenario> scenarios = loadScenarios();
    ASSERT_GE(scenarios.size(), 60U);
    for (unsigned seed = 1; seed <= 60; ++seed) scenarios.push_back(Scenario::random(seed));
    Sink sink(scenarios);
    const std::string text = configOf(scenarios, sink.url());
    const auto config = readRoutingYaml(text);
    ASSERT_TRUE(config) << config.error().text();
    // What our writer makes of it must work for the real one just as well.
    const auto exported = exportAlertmanagerYaml(*config);
    ASSERT_TRUE(exported) << exported.error().text();
    const AlertmanagerProcess server(*exported);
    ASSERT_TRUE(server.running()) << std::ifstream(server.log()).rdbuf();

    // On the second: starts of silences are compared by whole seconds, and no step may cross one by being
    // late.
    const Clock::time_point zero = std::chrono::ceil<std::chrono::seconds>(Clock::now());
    sink.begin(zero);
    const TimePoint origin = fromClock(zero);
    Observed real, ours;
    RealRun realRun(server, origin);
    std::mutex mutex;
    std::condition_variable clock;
    std::unique_lock lock(mutex);
    Duration late{0};
    for (const auto& [scenario, step] : script(scenarios)) {
        clock.wait_until(lock, zero + step->at, [&] { return Clock::now() >= zero + step->at; });
        late = std::max(late, std::chrono::duration_cast<Duration>(Clock::now() - zero - step->at));
        realRun.perform(*scenario, *step, real);
    }
    clock.wait_until(lock, zero + kLength, [&] { return Clock::now() >= zero + kLength; });
    real.messages = sink.take();

    OurRun ourRun(scenarios, *config, origin, fromClock(server.startedAt()));
    for (const auto& [scenario, step] : script(scenarios)) {
        ourRun.advance(step->at, ours);
        ourRun.perform(*scenario, *step, ours);
    }
    ourRun.advance(kLength, ours);

    size_t equal = 0, messages = 0;
    for (const Scenario& scenario : scenarios) {
        bool good = true;
        for (const ScenarioReceiver& receiver : scenario.receivers)
            for (int i = 0; i < receiver.channels; ++i) {
                const std::string key = receiver.name + "/" + std::to_string(i);
                messages += real.messages[key].size();
                good = good && same(real.messages[key], ours.messages[key]);
                EXPECT_TRUE(same(real.messages[key], ours.messages[key]))
                    << key << "\n    Alertmanager:" << describe(real.messages[key])
                    << "\n    ours:" << describe(ours.messages[key]);
            }
        EXPECT_EQ(real.looks[scenario.name], ours.looks[scenario.name]) << scenario.name;
        equal += good && real.looks[scenario.name] == ours.looks[scenario.name] ? 1 : 0;
    }
    EXPECT_GT(messages, 1000U);
    std::cout << equal << " of " << scenarios.size() << " scenarios equal, " << messages
              << " messages, steps at most " << late.count() << " ms late\n";
}

TEST(Alertmanager, routesLikeAmtool) {
    if (!AlertmanagerProcess::installed())
        GTEST_SKIP() << "SKIPPED LOUDLY: amtool is not installed (Debian: prometheus-alertmanager)";
    // A random tree over three labels; every node has a receiver of its own.
    std::mt19937 random(3);
    RoutingConfig config = defaultRoutingConfig();
    int count = 0;
    const auto grow = [&](auto& self, Route& route, int depth) -> void {
        for (unsigned i = 0; i < 4 && depth < 4; ++i) {
            Route child;
            const std::string name = "n" + std::to_string(count++);
            config.receivers.push_back({name, {}, std::nullopt});
            if (random() % 4 != 0) child.receiver = name;
            const auto op = static_cast<Matcher::Op>(random() % 4);
            const std::string value = op == Matcher::Op::Matches || op == Matcher::Op::NotMatches
                                          ? std::string(random() % 2 ? "x|y" : "y.*|")
                                          : std::string(1, "xyz"[random() % 3]);
            child.matchers.push_back(Matcher::make(std::string(1, "abc"[random() % 3]), op, value).value());
            child.continues = random() % 3 == 0;
            if (random() % 2) self(self, child, depth + 1);
            route.routes.push_back(std::move(child));
        }
    };
    grow(grow, config.root, 0);
    const std::string file =
        (std::filesystem::temp_directory_path() / ("routes-" + std::to_string(getpid()) + ".yml")).string();
    std::ofstream(file) << exportAlertmanagerYaml(config).value();
    const Pipeline pipeline(std::make_shared<RoutingConfig>(config), TimePoint{});
    for (int round = 0; round < 60; ++round) {
        Labels labels;
        std::vector<std::string> command{"/usr/bin/amtool", "config", "routes", "test",
                                         "--config.file=" + file};
        for (const char* name : {"a", "b", "c"})
            if (random() % 4 != 0) {
                labels[name] = std::string(1, "xyz"[random() % 3]);
                command.push_back(std::string(name) + "=" + labels[name]);
            }
        int code = 0;
        std::string said = runProgram(command, code);
        // Before the answer it warns that the file is used instead of a server.
        said.erase(0, said.rfind('\n', said.size() - 2) + 1);
        std::string ours;
        for (const RouteMatch& match : pipeline.routeTest(labels))
            ours += (ours.empty() ? "" : ",") + match.receiver;
        EXPECT_EQ(said, ours + "\n") << labelsText(labels);
    }
    std::filesystem::remove(file);
}

}  // namespace
}  // namespace tributary::test
