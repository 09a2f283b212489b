// SPDX-License-Identifier: GPL-3.0-or-later
#include <gtest/gtest.h>

#include "core/alerts/detectors/ensemble.h"
#include "core/alerts/detectors/explanation.h"
#include "core/alerts/detectors/period.h"
#include "core/alerts/detectors/seasonal_detector.h"
#include "core/alerts/detectors/series_monitor.h"
#include "core/alerts/model/time_zone.h"
#include "tests/core/alerts/detectors/series.h"

namespace tributary::alerts::detectors::test {
namespace {

constexpr size_t kTwoWeeks = 4032;
constexpr size_t kThreeWeeks = 6048;

TEST(Seasonal, CleanWeeksStayQuiet) {
    for (const uint32_t seed : {1, 2, 3, 4}) {
        SeasonalDetector detector;
        const auto verdicts = feedAll(detector, seasonal(kThreeWeeks, seed));
        EXPECT_EQ(alarmsWithin(verdicts, kTwoWeeks, kThreeWeeks), 0U) << "seed " << seed;
    }
}

TEST(Seasonal, ExpectedValueFollowsTheSeasonWithinTheNoise) {
    SeasonalDetector detector;
    const auto values = seasonal(kThreeWeeks, 7);
    const auto verdicts = feedAll(detector, values);
    double error = 0;
    for (size_t i = kTwoWeeks; i < kThreeWeeks; ++i) {
        const double weekend = i / 288 % 7 >= 5 ? 0.6 : 1;
        const double truth = 100 + weekend * 10 * std::sin(2 * M_PI * static_cast<double>(i % 288) / 288);
        error += std::abs(verdicts[i].expected - truth) / (kThreeWeeks - kTwoWeeks);
        ASSERT_LT(verdicts[i].lower, verdicts[i].expected);
        ASSERT_GT(verdicts[i].upper, verdicts[i].expected);
    }
    EXPECT_LT(error, 0.6);  // sigma of the noise is 1
}

struct Injected {
    const char* name;
    size_t rows;
    double spike, shift, ramp, noise;
    bool flat;
    const char* code;
    size_t within;  ///< rows
};

class SeasonalFinds : public ::testing::TestWithParam<Injected> {};

TEST_P(SeasonalFinds, WithinRowsAndSaysWhat) {
    const auto& what = GetParam();
    auto values = seasonal(kThreeWeeks, 21);
    const size_t at = kTwoWeeks + 500;
    std::mt19937 random(4);
    std::normal_distribution<double> noise(0, 1);
    for (size_t i = at; i < at + what.rows; ++i) {
        const double along = static_cast<double>(i - at) / static_cast<double>(what.rows);
        values[i] += what.spike + what.shift + what.ramp * along + what.noise * noise(random);
        if (what.flat) values[i] = values[at];
    }
    SeasonalDetector detector;
    const auto verdicts = feedAll(detector, values);
    EXPECT_EQ(alarmsWithin(verdicts, kTwoWeeks, at), 0U);
    ASSERT_GT(alarmsWithin(verdicts, at, at + what.within), 0U);
    size_t first = at;
    while (verdicts[first].score < 1) ++first;
    EXPECT_EQ(verdicts[first].reason.code, what.code) << render(verdicts[first].reason);
    EXPECT_FALSE(render(verdicts[first].reason).empty());
    EXPECT_EQ(render(verdicts[first].reason).find('{'), std::string::npos);
}

INSTANTIATE_TEST_SUITE_P(Kinds, SeasonalFinds,
                         ::testing::Values(Injected{"spike", 1, 12, 0, 0, 0, false, "spike", 1},
                                           Injected{"dip", 2, -12, 0, 0, 0, false, "spike", 1},
                                           Injected{"level", 200, 0, 8, 0, 0, false, "spike", 3},
                                           Injected{"slight_shift", 288, 0, 3, 0, 0, false, "shift", 60},
                                           Injected{"ramp", 200, 0, 0, 20, 0, false, "shift", 120},
                                           Injected{"noise", 100, 0, 0, 0, 3, false, "variance", 60},
                                           Injected{"flat", 100, 0, 0, 0, 0, true, "flat", 12}),
                         [](const auto& info) { return info.param.name; });

/// What was flagged is not learnt: the same hour of the next days is judged by the clean days.
TEST(Seasonal, AnAnomalyLeavesNoEcho) {
    auto values = seasonal(kThreeWeeks, 31);
    for (size_t i = kTwoWeeks + 100; i < kTwoWeeks + 250; ++i) values[i] += 15;
    SeasonalDetector detector;
    const auto verdicts = feedAll(detector, values);
    EXPECT_GT(alarmsWithin(verdicts, kTwoWeeks + 100, kTwoWeeks + 110), 0U);
    // The longest test looks back 72 rows.
    EXPECT_EQ(alarmsWithin(verdicts, kTwoWeeks + 250 + 72, kThreeWeeks), 0U);
}

/// What comes every day at the same time is the season, even if it looked odd at first.
TEST(Seasonal, ADailyPeakIsLearnt) {
    auto values = seasonal(kThreeWeeks, 33);
    for (size_t i = 0; i < values.size(); ++i)
        if (i % 288 >= 100 && i % 288 < 103) values[i] += 60;
    SeasonalDetector detector;
    const auto verdicts = feedAll(detector, values);
    EXPECT_EQ(alarmsWithin(verdicts, kTwoWeeks, kThreeWeeks), 0U);
}

/// A season by the clock on the wall moves against UTC when the clock changes; with the zone it is expected.
TEST(Seasonal, ClockChangesDoNotShiftTheSeason) {
    const auto berlin = TimeZone::load("Europe/Berlin");
    if (!berlin) GTEST_SKIP() << "the system has no time zone data";
    // From 11 March 2024, three weeks; clocks go forward on Sunday 31 March at 01:00 UTC.
    const int64_t start = 1'710'115'200'000'000;
    std::mt19937 random(3);
    std::normal_distribution<double> noise(0, 1);
    SeasonalDetector with({}, &*berlin);
    SeasonalDetector without;
    size_t alarmsWith = 0;
    size_t alarmsWithout = 0;
    for (int64_t i = 0; i < 288 * 28; ++i) {
        const int64_t time = start + i * 5 * kMinute;
        const int64_t local = time + 1000 * berlin->offsetAt(TimePoint(Duration(time / 1000))).count();
        const int64_t minute = local / kMinute % 1440;
        const double value = (minute >= 480 && minute < 1080 ? 200 : 100) + noise(random);  // 8 to 18 o'clock
        const Observation row{time, {&value, 1}, false};
        const bool scored = i >= 288 * 14;
        alarmsWith += with.update(row).score >= 1 && scored;
        alarmsWithout += without.update(row).score >= 1 && scored;
    }
    EXPECT_EQ(alarmsWith, 0U);
    EXPECT_GT(alarmsWithout, 0U) << "in UTC office hours begin an hour early from the change on";
}

TEST(Seasonal, GapsAndJitterDoNotShiftTheSeason) {
    const auto values = seasonal(kThreeWeeks, 41);
    std::mt19937 random(8);
    SeasonalDetector detector;
    size_t alarms = 0;
    for (size_t i = 0; i < values.size(); ++i) {
        if (i >= 2500 && i < 2600) continue;
        const auto jitter = static_cast<int64_t>(random() % 100) * 1'000'000 - 50'000'000;
        const auto v = detector.update(
            {kStart + static_cast<int64_t>(i) * 5 * kMinute + jitter, {&values[i], 1}, false});
        alarms += i >= kTwoWeeks && v.score >= 1;
    }
    EXPECT_EQ(alarms, 0U);
}

TEST(Seasonal, FindsAPeriodNoCalendarHas) {
    std::mt19937 random(12);
    std::normal_distribution<double> noise(0, 1);
    SeasonalDetector detector;
    std::vector<double> values;
    for (size_t i = 0; i < kThreeWeeks; ++i) values.push_back(50 + (i % 101 < 20 ? 40 : 0) + noise(random));
    EXPECT_EQ(dominantPeriod(std::span(values).subspan(0, 2048)), 101U);
    const auto verdicts = feedAll(detector, values);
    EXPECT_EQ(alarmsWithin(verdicts, kTwoWeeks, kThreeWeeks), 0U);
    EXPECT_NEAR(verdicts[101 * 59 + 10].expected, 90, 3);
    EXPECT_NEAR(verdicts[101 * 59 + 60].expected, 50, 3);
}

TEST(Seasonal, NothingRepeatsInNoise) {
    std::mt19937 random(13);
    std::normal_distribution<double> noise(0, 1);
    std::vector<double> values;
    for (int i = 0; i < 2048; ++i) values.push_back(noise(random));
    EXPECT_EQ(dominantPeriod(values), 0U);
    EXPECT_EQ(dominantPeriod(std::vector<double>(2048, 7.0)), 0U);
}

TEST(Seasonal, AcceptWidensTheBand) {
    auto values = seasonal(kThreeWeeks, 51);
    values[kTwoWeeks + 100] += 9;
    values[kTwoWeeks + 900] += 9;
    SeasonalDetector detector;
    Verdict first;
    Verdict second;
    for (size_t i = 0; i < values.size(); ++i) {
        const auto v = feed(detector, i, values[i]);
        if (i == kTwoWeeks + 100) {
            first = v;
            detector.accept();
        }
        if (i == kTwoWeeks + 900) second = v;
    }
    ASSERT_GE(first.score, 1);
    EXPECT_LT(second.score, 1);
    EXPECT_GT(second.upper - second.lower, first.upper - first.lower);
}

TEST(Ensemble, RoutesByTheData) {
    Ensemble seasonalOne({.neighbours = false});
    feedAll(seasonalOne, seasonal(kTwoWeeks, 61));
    EXPECT_EQ(seasonalOne.route(), Route::Structured);

    std::mt19937 random(62);
    std::cauchy_distribution<double> bursts(50, 3);
    Ensemble bursty({.neighbours = false});
    Ensemble sparse({.neighbours = false});
    std::poisson_distribution<int> events(0.05);
    for (size_t i = 0; i < 3000; ++i) {
        feed(bursty, i, bursts(random));
        feed(sparse, i, events(random));
    }
    EXPECT_EQ(bursty.route(), Route::Pattern);
    EXPECT_EQ(sparse.route(), Route::Sparse);
    Ensemble young;
    feedAll(young, seasonal(100, 63));
    EXPECT_EQ(young.route(), Route::Learning);
}

TEST(SeriesMonitor, OneAlarmAnIncidentAndRestAfterIt) {
    auto values = seasonal(kThreeWeeks, 71);
    for (size_t i = kTwoWeeks + 100; i < kTwoWeeks + 300; ++i) values[i] += 15;
    auto monitor = SeriesMonitor::make({.detector = "fast"}).value();
    std::vector<size_t> alarms;
    bool openInTheMiddle = false;
    bool openLater = true;
    for (size_t i = 0; i < values.size(); ++i) {
        const auto reading =
            monitor.update({kStart + static_cast<int64_t>(i) * 5 * kMinute, {&values[i], 1}, false});
        if (reading.alarm && i >= kTwoWeeks) alarms.push_back(i);
        EXPECT_EQ(reading.alarm, reading.alarmSignal() >= 0.5);
        EXPECT_LE(reading.alarmSignal(), 1);
        if (i == kTwoWeeks + 200) openInTheMiddle = reading.open;
        if (i == kTwoWeeks + 500) openLater = reading.open;
    }
    EXPECT_EQ(alarms, std::vector<size_t>{kTwoWeeks + 100});
    EXPECT_TRUE(openInTheMiddle);
    EXPECT_FALSE(openLater);
}

TEST(SeriesMonitor, DirectionAndLeastDeviation) {
    using Direction = MonitorSettings::Direction;
    const auto alarms = [](MonitorSettings settings, double spike) {
        auto values = seasonal(kTwoWeeks + 400, 81);
        values[kTwoWeeks + 200] += spike;
        settings.detector = "seasonal";
        auto monitor = SeriesMonitor::make(settings).value();
        size_t count = 0;
        for (size_t i = 0; i < values.size(); ++i)
            count += monitor.update({kStart + static_cast<int64_t>(i) * 5 * kMinute, {&values[i], 1}, false})
                         .alarm &&
                     i >= kTwoWeeks;
        return count;
    };
    EXPECT_EQ(alarms({}, 15), 1U);
    EXPECT_EQ(alarms({}, -15), 1U);
    EXPECT_EQ(alarms({.direction = Direction::Above}, 15), 1U);
    EXPECT_EQ(alarms({.direction = Direction::Above}, -15), 0U);
    EXPECT_EQ(alarms({.direction = Direction::Below}, -15), 1U);
    EXPECT_EQ(alarms({.minDeviation = 20}, 15), 0U);
    EXPECT_EQ(alarms({.minDeviationPercent = 30}, 15), 0U);
    EXPECT_EQ(alarms({.minDeviationPercent = 5}, 15), 1U);
}

}  // namespace
}  // namespace tributary::alerts::detectors::test
