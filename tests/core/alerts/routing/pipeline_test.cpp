// SPDX-License-Identifier: GPL-3.0-or-later
// What the comparison with the real Alertmanager cannot show: deadlines, restarts, reloads, explanations.
#include "core/alerts/routing/pipeline.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <iostream>
#include <iterator>
#include <random>
#include <set>

#include "core/alerts/routing/routing_yaml.h"

namespace tributary::alerts {
namespace {

using std::chrono::hours;
using std::chrono::minutes;
using std::chrono::seconds;

const TimePoint kBegin = parseTime("2025-03-05T00:00:00Z").value();

std::shared_ptr<const RoutingConfig> configure(const std::string& yaml) {
    auto config = readRoutingYaml(yaml);
    EXPECT_TRUE(config) << config.error().text();
    return std::make_shared<const RoutingConfig>(std::move(*config));
}

const char* const kSimple =
    "route: {receiver: r, group_by: [alertname], group_wait: 30s, group_interval: 5m}\n"
    "receivers: [{name: r, webhook_configs: [{url: 'http://127.0.0.1:9/'}]}]\n";

Alert alert(const Labels& labels, TimePoint from, TimePoint to) {
    Alert out;
    out.labels = labels;
    out.startsAt = from;
    out.endsAt = to;
    return out;
}

const Labels kA{{"alertname", "A"}};

TEST(Pipeline, whoNeverReportsHasFailedAtTheDeadline) {
    Pipeline pipeline(configure(kSimple), kBegin);
    ASSERT_TRUE(pipeline.ingest({alert(kA, kBegin, kBegin + hours(1))}, kBegin));
    const auto first = pipeline.run(kBegin + seconds(30));
    ASSERT_EQ(first.size(), 1U);
    EXPECT_EQ(first[0].deadline, kBegin + seconds(30) + minutes(5));
    EXPECT_TRUE(pipeline.run(kBegin + minutes(5)).empty());
    const auto second = pipeline.run(first[0].deadline);
    ASSERT_EQ(second.size(), 1U);
    EXPECT_NE(second[0].id, first[0].id);
    // The late report counts: the log knows of it, so that the next flush is quiet whatever becomes of this
    // one.
    pipeline.delivered(first[0].id, first[0].deadline + seconds(1));
    pipeline.failed(second[0].id, first[0].deadline + seconds(2));
    EXPECT_TRUE(pipeline.run(kBegin + minutes(20)).empty());
    pipeline.delivered(4711, kBegin + minutes(20));  // unknown: ignored
}

TEST(Pipeline, aLongSleepIsOneFlush) {
    Pipeline pipeline(configure(kSimple), kBegin);
    ASSERT_TRUE(pipeline.ingest({alert(kA, kBegin, kBegin + hours(30))}, kBegin));
    pipeline.delivered(pipeline.run(kBegin + seconds(30)).at(0).id, kBegin + seconds(30));
    const auto after = pipeline.run(kBegin + hours(9));
    ASSERT_EQ(after.size(), 1U);  // the repeat that was due, once
    pipeline.delivered(after[0].id, kBegin + hours(9));
    EXPECT_TRUE(pipeline.run(kBegin + hours(9)).empty());
    EXPECT_GT(pipeline.nextWakeup(), kBegin + hours(9));
    EXPECT_TRUE(pipeline.run(kBegin + hours(1)).empty());  // and a clock that goes back is no reason to talk
}

TEST(Pipeline, refusesBadAlertsAndTakesTheOthers) {
    Pipeline pipeline(configure(kSimple), kBegin);
    const auto taken = pipeline.ingest(
        {alert({}, kBegin, kBegin + hours(1)), alert({{"a-b", "1"}}, kBegin, kBegin + hours(1)),
         alert({{"a", ""}}, kBegin, kBegin + hours(1)), alert(kA, kBegin + hours(1), kBegin),
         alert(kA, kBegin, kBegin + hours(1))},
        kBegin);
    ASSERT_FALSE(taken);
    EXPECT_EQ(taken.error().code, ErrorCode::InvalidArgument);
    EXPECT_EQ(pipeline.alerts(kBegin).size(), 1U);
}

TEST(Pipeline, explainsWhatWouldHappen) {
    const auto config = configure(R"(route:
  receiver: r
  group_by: [alertname]
  routes:
  - matchers: ['team="db"']
    receiver: db
    mute_time_intervals: [nights]
    continue: true
  - matchers: ['team="db"', 'severity="page"']
    receiver: page
    active_time_intervals: [work]
inhibit_rules: [{source_matchers: ['alertname="Down"'], target_matchers: ['alertname="Slow"'], equal: [host]}]
time_intervals:
- {name: nights, time_intervals: [{times: [{start_time: '00:00', end_time: '06:00'}]}]}
- {name: work, time_intervals: [{weekdays: ['saturday']}]}
receivers:
- {name: r, webhook_configs: [{url: 'http://127.0.0.1:9/'}]}
- {name: db, webhook_configs: [{url: 'http://127.0.0.1:9/'}]}
- {name: page, webhook_configs: [{url: 'http://127.0.0.1:9/'}]}
)");
    Pipeline pipeline(config, kBegin);
    const Labels slow{{"alertname", "Slow"}, {"host", "h"}, {"team", "db"}, {"severity", "page"}};
    const auto routes = pipeline.routeTest(slow);
    ASSERT_EQ(routes.size(), 2U);
    EXPECT_EQ(routes[0].receiver, "db");
    EXPECT_EQ(routes[1].path, (std::vector<std::string>{"{}", "{severity=\"page\", team=\"db\"}"}));
    EXPECT_EQ(routes[1].groupKey, "{}/{severity=\"page\",team=\"db\"}:{alertname=\"Slow\"}");
    EXPECT_EQ(routes[0].groupWait, seconds(30));

    Verdict verdict = pipeline.explain(slow, kBegin);  // a Wednesday at midnight
    ASSERT_EQ(verdict.receivers.size(), 2U);
    EXPECT_EQ(verdict.receivers[0].mutedBy, "nights");
    EXPECT_TRUE(verdict.receivers[1].outsideActive);
    EXPECT_FALSE(verdict.receivers[0].tells || verdict.receivers[1].tells);
    const TimePoint noon = kBegin + hours(12);
    verdict = pipeline.explain(slow, noon);
    EXPECT_TRUE(verdict.receivers[0].tells);
    EXPECT_EQ(verdict.receivers[0].nextFlush, noon + seconds(30));

    Silence silence;
    silence.matchers = parseMatchers("host=~\"h.*\"").value();
    silence.endsAt = noon + hours(1);
    ASSERT_TRUE(pipeline.silences().set(silence, noon));
    ASSERT_TRUE(pipeline.ingest({alert({{"alertname", "Down"}, {"host", "h"}}, noon, noon + hours(1)),
                                 alert(slow, noon, noon + hours(1))},
                                noon));
    verdict = pipeline.explain(slow, noon);
    EXPECT_EQ(verdict.silencedBy.size(), 1U);
    EXPECT_EQ(verdict.inhibitedBy, std::vector<std::string>{"{alertname=\"Down\", host=\"h\"}"});
    EXPECT_FALSE(verdict.receivers[0].tells);
    EXPECT_EQ(pipeline.status(fingerprintText(slow)).state, AlertState::Unprocessed);
    EXPECT_TRUE(pipeline.run(noon + seconds(30)).empty());
    EXPECT_EQ(pipeline.status(fingerprintText(slow)).state, AlertState::Suppressed);
    EXPECT_EQ(pipeline.wouldSilence(parseMatchers("team=\"db\"").value(), noon).size(), 1U);
    EXPECT_EQ(pipeline.wouldSilence(parseMatchers("host=\"h\"").value(), noon).size(), 2U);
}

TEST(Pipeline, anotherConfigurationKeepsWhatWasTold) {
    Pipeline pipeline(configure(kSimple), kBegin);
    ASSERT_TRUE(pipeline.ingest({alert(kA, kBegin, kBegin + hours(9)),
                                 alert({{"alertname", "B"}, {"team", "db"}}, kBegin, kBegin + hours(9))},
                                kBegin));
    for (const Delivery& delivery : pipeline.run(kBegin + seconds(30)))
        pipeline.delivered(delivery.id, kBegin + seconds(30));
    pipeline.configure(
        configure("route: {receiver: r, group_by: [alertname], group_wait: 30s, group_interval: 5m, routes: "
                  "[{matchers: ['team=\"db\"'], receiver: db}]}\n"
                  "receivers: [{name: r, webhook_configs: [{url: 'http://127.0.0.1:9/'}]}, {name: db, "
                  "webhook_configs: [{url: 'http://127.0.0.1:9/'}]}]\n"),
        kBegin + minutes(1));
    std::vector<std::string> told;
    for (TimePoint at = kBegin + minutes(1); at < kBegin + hours(1); at = pipeline.nextWakeup())
        for (const Delivery& delivery : pipeline.run(at)) {
            told.push_back(delivery.notification.receiver);
            pipeline.delivered(delivery.id, at);
        }
    EXPECT_EQ(told, std::vector<std::string>{"db"});  // who is new to B hears of it; A is not told again
}

/// What the service keeps on disk.
struct Disk {
    std::map<std::string, std::string> state;
    std::map<std::string, Alert> alerts;

    void keep(Pipeline& pipeline) {
        for (auto& [key, value] : pipeline.takeChanges()) {
            if (value.empty())
                state.erase(key);
            else
                state[key] = value;
        }
        for (const std::string& fingerprint : pipeline.takeForgottenAlerts()) alerts.erase(fingerprint);
    }
    Pipeline open(const std::shared_ptr<const RoutingConfig>& config, TimePoint now) const {
        Pipeline pipeline(config, now);
        std::vector<Alert> kept;
        for (const auto& [fingerprint, alert] : alerts) kept.push_back(alert);
        EXPECT_TRUE(pipeline.restore(state, kept, now));
        return pipeline;
    }
};

struct RestartRun {
    std::multiset<std::string> told;  ///< group and what was said
    size_t crashes = 0;
    size_t lostInFlight = 0;
};

/// A day of random alerts; with `crashes` the program ends now and then, some of them while sending.
RestartRun runDay(const std::shared_ptr<const RoutingConfig>& config, unsigned seed, bool crashes) {
    std::mt19937 script(seed), luck(seed + 1);
    std::map<TimePoint, std::vector<Alert>> posts;
    for (int i = 0; i < 300; ++i) {
        const Labels labels{{"alertname", "A" + std::to_string(script() % 12)}, {"i", std::to_string(i)}};
        const TimePoint from = kBegin + seconds(script() % 80'000);
        const TimePoint to = from + minutes(11 + script() % 200);
        posts[from].push_back(alert(labels, from, to));
    }
    RestartRun out;
    Disk disk;
    Pipeline pipeline(config, kBegin);
    const auto crash = [&](TimePoint now) {
        ++out.crashes;
        pipeline = disk.open(config, now);
    };
    const auto drain = [&](TimePoint now) {
        for (bool again = true; again;) {
            again = false;
            const auto deliveries = pipeline.run(now);
            disk.keep(pipeline);
            for (const Delivery& delivery : deliveries) {
                if (crashes && luck() % 20 == 0) {  // before it was sent: it must be sent after the restart
                    ++out.lostInFlight;
                    crash(now);
                    again = true;
                    break;
                }
                std::string text = delivery.notification.receiver + " " + delivery.notification.groupKey;
                for (const Alert& each : delivery.notification.alerts)
                    text += (each.isResolvedAt(now) ? " -" : " +") + each.labels.at("i");
                out.told.insert(text);
                pipeline.delivered(delivery.id, now);
                disk.keep(pipeline);
            }
        }
        if (crashes && luck() % 50 == 0) crash(now);
    };
    const TimePoint end = kBegin + hours(27);
    for (TimePoint now = kBegin; now < end;) {
        drain(now);
        const auto post = posts.upper_bound(now);
        const TimePoint wake = std::max(pipeline.nextWakeup(), now + Duration(1));
        now = std::min(wake, post == posts.end() ? TimePoint::max() : post->first);
        if (post == posts.end() || now != post->first) continue;
        for (const Alert& one : post->second) {
            Alert kept = one;
            kept.updatedAt = now;
            disk.alerts[fingerprintText(one.labels)] = kept;
        }
        EXPECT_TRUE(pipeline.ingest(post->second, now));
    }
    return out;
}

/// What only one of the two was told.
std::string difference(const RestartRun& a, const RestartRun& b) {
    std::string out;
    std::vector<std::string> calm, rough;
    std::set_difference(a.told.begin(), a.told.end(), b.told.begin(), b.told.end(), std::back_inserter(calm));
    std::set_difference(b.told.begin(), b.told.end(), a.told.begin(), a.told.end(),
                        std::back_inserter(rough));
    for (const std::string& text : calm) out += "\n  only the calm one: " + text;
    for (const std::string& text : rough) out += "\n  only the rough one: " + text;
    return out;
}

TEST(Restart, losesNothingAndSaysNothingTwice) {
    const auto config = configure(kSimple);
    size_t crashes = 0, messages = 0;
    for (unsigned seed = 1; seed <= 5; ++seed) {
        const RestartRun calm = runDay(config, seed, false);
        const RestartRun rough = runDay(config, seed, true);
        EXPECT_GT(rough.crashes, 10U);
        EXPECT_EQ(difference(calm, rough), "") << "seed " << seed;
        crashes += rough.crashes;
        messages += calm.told.size();
    }
    std::cout << crashes << " restarts in 5 days of " << messages << " messages: the same messages\n";
}

TEST(Restart, extensionsContinue) {
    const auto config = configure(
        "route: {receiver: r, group_by: [alertname], group_wait: 30s, group_interval: 5m, x-tributary: "
        "{flapping: {changes: 3, "
        "within: 6h, every: 12h}, escalation: [{after: 1h, receiver: boss}]}, routes: [{matchers: "
        "['d=\"1\"'], receiver: d, "
        "x-tributary: {digest: {every: 1h}}}]}\n"
        "receivers: [{name: r, webhook_configs: [{url: 'http://127.0.0.1:9/'}]}, {name: boss, "
        "webhook_configs: [{url: "
        "'http://127.0.0.1:9/'}]}, {name: d, webhook_configs: [{url: 'http://127.0.0.1:9/'}], x-tributary: "
        "{rate_limit: "
        "{messages: 1, per: 1h}}}]\n");
    EXPECT_EQ(difference(runDay(config, 9, false), runDay(config, 9, true)), "");
}

TEST(Restart, damagedStateIsToldAndTheRestIsKept) {
    const auto config = configure(kSimple);
    Pipeline pipeline(config, kBegin);
    ASSERT_TRUE(pipeline.ingest({alert(kA, kBegin, kBegin + hours(1))}, kBegin));
    pipeline.delivered(pipeline.run(kBegin + seconds(30)).at(0).id, kBegin + seconds(30));
    auto state = pipeline.takeChanges();
    EXPECT_EQ(state.size(), 2U);
    EXPECT_TRUE(pipeline.takeChanges().empty());
    state["group/broken\nx"] = "{";
    state["flap/broken"] = "[{}]";
    Pipeline again(config, kBegin + minutes(1));
    const auto restored = again.restore(state, {alert(kA, kBegin, kBegin + hours(1))}, kBegin + minutes(1));
    ASSERT_FALSE(restored);
    EXPECT_EQ(restored.error().code, ErrorCode::Corrupt);
    EXPECT_NE(restored.error().message.find("group/broken"), std::string::npos);
    EXPECT_TRUE(again.run(kBegin + minutes(30)).empty());  // A is not told again
}

}  // namespace
}  // namespace tributary::alerts
