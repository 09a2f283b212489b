// SPDX-License-Identifier: GPL-3.0-or-later
// What we add to Alertmanager, and how much is left of a storm.
#include <gtest/gtest.h>

#include <iostream>
#include <random>
#include <set>

#include "core/alerts/routing/pipeline.h"
#include "core/alerts/routing/replay.h"
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

std::string oneReceiver(const std::string& extras, const std::string& receiverExtras = {}) {
    return "route:\n  receiver: r\n  group_by: [alertname]\n  group_wait: 30s\n  group_interval: 5m\n" +
           (extras.empty() ? "" : "  x-tributary: " + extras + "\n") +
           "receivers:\n- name: r\n  webhook_configs: [{url: 'http://127.0.0.1:9/'}]\n" +
           (receiverExtras.empty() ? "" : "  x-tributary: " + receiverExtras + "\n") +
           "- name: boss\n  webhook_configs: [{url: 'http://127.0.0.1:9/'}]\n";
}

Alert alert(const Labels& labels, TimePoint from, TimePoint to) {
    Alert out;
    out.labels = labels;
    out.startsAt = from;
    out.endsAt = to;
    return out;
}

/// Drives a pipeline and keeps what it says; deliveries succeed at once unless `refuse`.
struct Driver {
    Pipeline pipeline;
    TimePoint now;
    bool refuse = false;
    std::vector<Notification> told;

    explicit Driver(const std::shared_ptr<const RoutingConfig>& config)
        : pipeline(config, kBegin), now(kBegin) {}

    void advance(TimePoint to) {
        for (TimePoint next = pipeline.nextWakeup(); next <= to; next = pipeline.nextWakeup()) drain(next);
        drain(to);
    }
    void drain(TimePoint at) {
        now = at;
        for (const Delivery& delivery : pipeline.run(at)) {
            if (refuse) {
                pipeline.failed(delivery.id, at);
                continue;
            }
            pipeline.delivered(delivery.id, at);
            told.push_back(delivery.notification);
        }
    }
    void fire(const Labels& labels, Duration length = hours(24)) {
        ASSERT_TRUE(pipeline.ingest({alert(labels, now, now + length)}, now));
        drain(now);
    }
    void resolve(const Labels& labels) {
        ASSERT_TRUE(pipeline.ingest({alert(labels, now - seconds(1), now)}, now));
        drain(now);
    }
    std::vector<const Notification*> toldTo(const std::string& receiver) const {
        std::vector<const Notification*> out;
        for (const Notification& one : told)
            if (one.receiver == receiver) out.push_back(&one);
        return out;
    }
};

const Labels kA{{"alertname", "A"}};

size_t squareWave(const std::string& yaml, Duration half, std::vector<Notification>* kept = nullptr) {
    std::vector<ReplayStep> steps;
    // A rule evaluated each minute, sent as Prometheus does: firing again and again, resolved once.
    bool before = false;
    TimePoint since = kBegin;
    for (TimePoint at = kBegin; at < kBegin + hours(24); at += minutes(1)) {
        const bool firing = ((at - kBegin) / half) % 2 == 0;
        if (firing && !before) since = at;
        if (firing)
            steps.push_back({at, {alert(kA, since, at + minutes(4))}});
        else if (before)
            steps.push_back({at, {alert(kA, since, at)}});
        before = firing;
    }
    ReplayOptions options;
    options.to = kBegin + hours(24);
    auto result = replayNotifications(configure(yaml), steps, options);
    EXPECT_TRUE(result);
    if (kept != nullptr) *kept = result->notifications;
    return result->count;
}

TEST(Flapping, aSquareWaveForADayIsAtMostFourMessages) {
    for (const int half : {2, 5, 6, 10, 30, 60, 120, 180, 300, 360, 480, 720}) {
        const size_t damped = squareWave(oneReceiver("{flapping: {}}"), minutes(half));
        EXPECT_LE(damped, 4U) << "half period " << half << " min";
        EXPECT_GE(damped, 1U) << "half period " << half << " min";
    }
    const size_t plain = squareWave(oneReceiver(""), minutes(10));
    EXPECT_GT(plain, 100U);
    std::cout << "square wave of 20 min for a day: " << plain << " messages, damped "
              << squareWave(oneReceiver("{flapping: {}}"), minutes(10)) << "\n";
}

TEST(Flapping, saysSoAndThenWhereItEnded) {
    std::vector<Notification> told;
    squareWave(oneReceiver("{flapping: {changes: 3, within: 1h, every: 6h}}"), minutes(10), &told);
    ASSERT_GE(told.size(), 3U);
    EXPECT_EQ(told[0].note, "");
    EXPECT_EQ(told[2].note.substr(0, 10), "flapping: ");

    Driver driver(configure(oneReceiver("{flapping: {changes: 3, within: 1h, every: 6h}}")));
    for (int i = 0; i < 5; ++i) {
        driver.fire(kA);
        driver.advance(driver.now + minutes(6));
        driver.resolve(kA);
        driver.advance(driver.now + minutes(6));
    }
    const size_t during = driver.told.size();
    EXPECT_LE(during, 3U);
    ASSERT_TRUE(driver.told.back().firing) << "the last message said it fires, so its end must be told";
    driver.advance(driver.now + hours(2));
    ASSERT_EQ(driver.told.size(), during + 1);
    EXPECT_FALSE(driver.told.back().firing);
}

TEST(Flapping, aLostNoteIsToldAgain) {
    Driver driver(configure(oneReceiver("{flapping: {changes: 3, within: 6h, every: 12h}}")));
    driver.fire(kA);
    driver.advance(driver.now + minutes(6));
    driver.resolve(kA);
    driver.advance(driver.now + minutes(6));
    driver.refuse = true;
    driver.fire(kA);
    driver.advance(driver.now + minutes(6));
    driver.refuse = false;
    driver.advance(driver.now + minutes(6));
    ASSERT_EQ(driver.told.size(), 3U);
    EXPECT_NE(driver.told.back().note.find("flapping"), std::string::npos);
}

TEST(Flapping, leavesItsNeighboursAlone) {
    Driver driver(configure(oneReceiver("{flapping: {changes: 3, within: 6h, every: 12h}}")));
    const Labels other{{"alertname", "A"}, {"i", "2"}};
    driver.fire(other);
    for (int i = 0; i < 4; ++i) {
        driver.fire(kA);
        driver.advance(driver.now + minutes(6));
        driver.resolve(kA);
        driver.advance(driver.now + minutes(6));
    }
    const size_t before = driver.told.size();
    driver.resolve(other);
    driver.advance(driver.now + minutes(6));
    ASSERT_EQ(driver.told.size(), before + 1);
    EXPECT_EQ(driver.pipeline.alerts(driver.now).size(), 0U);
}

TEST(Escalation, goesOnUntilSomebodyAcknowledges) {
    const auto config = configure(oneReceiver("{escalation: [{after: 15m, receiver: boss}]}"));
    Driver ignored(config);
    ignored.fire(kA);
    ignored.advance(kBegin + minutes(15));
    EXPECT_TRUE(ignored.toldTo("boss").empty());
    ignored.advance(kBegin + minutes(16));
    ASSERT_EQ(ignored.toldTo("boss").size(), 1U);
    EXPECT_EQ(ignored.toldTo("boss")[0]->at, kBegin + seconds(30) + minutes(15));
    EXPECT_EQ(ignored.toldTo("boss")[0]->note, "escalated after 15m");
    ignored.resolve(kA);
    ignored.advance(kBegin + minutes(30));
    ASSERT_EQ(ignored.toldTo("boss").size(), 2U);  // who was told hears of the end
    EXPECT_FALSE(ignored.toldTo("boss")[1]->firing);

    Driver seen(config);
    seen.fire(kA);
    seen.advance(kBegin + minutes(10));
    seen.pipeline.acknowledge(fingerprintText(kA));
    EXPECT_TRUE(seen.pipeline.alerts(seen.now).at(0).acknowledged);
    seen.advance(kBegin + hours(3));
    EXPECT_TRUE(seen.toldTo("boss").empty());
    // The acknowledgement ends with the alert.
    seen.resolve(kA);
    seen.advance(seen.now + minutes(10));
    EXPECT_EQ(seen.pipeline.takeEndedAcknowledgements(), std::vector<std::string>{fingerprintText(kA)});
    seen.fire(kA);
    seen.advance(seen.now + minutes(30));
    EXPECT_EQ(seen.toldTo("boss").size(), 1U);
}

TEST(Escalation, notForWhatIsSilencedOrResolved) {
    const auto config = configure(oneReceiver("{escalation: [{after: 15m, receiver: boss}]}"));
    Driver driver(config);
    driver.fire(kA);
    driver.advance(kBegin + minutes(5));
    Silence silence;
    silence.matchers = parseMatchers("alertname=\"A\"").value();
    silence.endsAt = kBegin + hours(2);
    ASSERT_TRUE(driver.pipeline.silences().set(silence, driver.now));
    driver.advance(kBegin + hours(1));
    EXPECT_TRUE(driver.toldTo("boss").empty());
    driver.advance(kBegin + hours(2) + minutes(6));
    EXPECT_EQ(driver.toldTo("boss").size(), 1U);

    Driver brief(config);
    brief.fire(kA);
    brief.advance(kBegin + minutes(14));
    brief.resolve(kA);
    brief.advance(kBegin + hours(1));
    EXPECT_TRUE(brief.toldTo("boss").empty());
}

TEST(Digest, collectsIntoOneMessage) {
    Driver driver(configure(oneReceiver("{digest: {every: 1h}}")));
    for (int i = 0; i < 12; ++i) {
        driver.fire({{"alertname", "A" + std::to_string(i)}});
        driver.advance(driver.now + minutes(2));
    }
    EXPECT_TRUE(driver.told.empty());
    driver.refuse = true;
    driver.advance(kBegin + hours(1) + minutes(2));
    driver.refuse = false;
    driver.advance(kBegin + hours(1) + minutes(10));
    ASSERT_EQ(driver.told.size(), 1U);  // a refused digest is sent again, whole
    EXPECT_EQ(driver.told[0].note, "digest of 12");
    EXPECT_EQ(driver.told[0].alerts.size(), 12U);
    driver.advance(kBegin + hours(4));
    EXPECT_EQ(driver.told.size(), 1U);
}

TEST(RateLimit, holdsBackButLosesNothing) {
    Driver driver(configure(oneReceiver("", "{rate_limit: {messages: 5, per: 10m}}")));
    for (int i = 0; i < 50; ++i) driver.fire({{"alertname", "A" + std::to_string(i)}});
    driver.advance(kBegin + minutes(9));
    EXPECT_EQ(driver.told.size(), 5U);
    driver.advance(kBegin + minutes(11));
    ASSERT_EQ(driver.told.size(), 6U);
    EXPECT_EQ(driver.told.back().note, "45 messages held back by the limit of 5 in 10m");
    std::set<std::string> names;
    for (const Notification& one : driver.told)
        for (const Alert& each : one.alerts) names.insert(each.labels.at("alertname"));
    EXPECT_EQ(names.size(), 50U);
}

TEST(Storm, tenThousandAlertsInFiveMinutes) {
    // 20 services, each alert of its own instance and check; they last at least as long as two intervals.
    std::mt19937 random(5);
    std::map<int, std::vector<Alert>> bySecond;
    std::set<uint64_t> incidents;
    for (int i = 0; i < 10'000; ++i) {
        const Labels labels{{"alertname", "Check" + std::to_string(i % 7)},
                            {"service", "svc" + std::to_string(i % 20)},
                            {"instance", "host" + std::to_string(i)}};
        incidents.insert(fingerprint(labels));
        const int second = static_cast<int>(random() % 300);
        const TimePoint from = kBegin + seconds(second);
        bySecond[second].push_back(alert(labels, from, from + minutes(11 + random() % 30)));
    }
    std::vector<ReplayStep> steps;
    for (auto& [second, alerts] : bySecond) steps.push_back({kBegin + seconds(second), std::move(alerts)});
    ReplayOptions options;
    options.to = kBegin + hours(1);
    const auto begin = std::clock();
    const auto result =
        replayNotifications(configure("route: {receiver: r, group_by: [service]}\nreceivers:\n- name: r\n  "
                                      "webhook_configs: [{url: 'http://127.0.0.1:9/'}]\n"),
                            steps, options);
    const double spent = static_cast<double>(std::clock() - begin) / CLOCKS_PER_SEC;
    ASSERT_TRUE(result);
    std::set<uint64_t> told, ended;
    std::map<std::string, std::vector<TimePoint>> byGroup;
    size_t early = 0;
    for (const Notification& one : result->notifications) {
        early += one.at <= kBegin + minutes(10) ? 1 : 0;
        byGroup[one.groupKey].push_back(one.at);
        for (const Alert& each : one.alerts)
            (each.isResolvedAt(one.at) ? ended : told).insert(fingerprint(each.labels));
    }
    EXPECT_EQ(told, incidents);   // nobody was left untold
    EXPECT_EQ(ended, incidents);  // nor the end of it
    EXPECT_GE(result->countWithoutGrouping, 20'000U);
    EXPECT_LE(result->count * 100, result->countWithoutGrouping);
    EXPECT_LE(early, 100U);
    EXPECT_EQ(byGroup.size(), 20U);
    for (const auto& [group, times] : byGroup)
        for (size_t i = 1; i < times.size(); ++i) EXPECT_GE(times[i] - times[i - 1], minutes(5)) << group;
    std::cout << "storm: " << result->count << " messages (" << result->countWithoutGrouping
              << " without grouping), " << spent << " s of CPU for both\n";
}

TEST(Replay, countsWithAndWithoutGrouping) {
    std::vector<ReplayStep> steps{
        {kBegin,
         {alert(kA, kBegin, kBegin + hours(1)),
          alert({{"alertname", "A"}, {"i", "2"}}, kBegin, kBegin + hours(1))}},
        {kBegin + minutes(7),
         {alert({{"alertname", "A"}, {"i", "3"}}, kBegin + minutes(7), kBegin + hours(1))}}};
    ReplayOptions options;
    options.to = kBegin + hours(2);
    const auto result = replayNotifications(configure(oneReceiver("")), steps, options);
    ASSERT_TRUE(result);
    EXPECT_EQ(result->count, 3U);  // two, three, all resolved
    EXPECT_EQ(result->countWithoutGrouping, 6U);
    std::swap(steps[0], steps[1]);
    EXPECT_EQ(replayNotifications(configure(oneReceiver("")), steps, options).error().code,
              ErrorCode::InvalidArgument);
}

}  // namespace
}  // namespace tributary::alerts
