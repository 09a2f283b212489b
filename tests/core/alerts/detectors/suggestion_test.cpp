// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/alerts/detectors/suggestion.h"

#include <gtest/gtest.h>

#include <algorithm>

#include "core/alerts/detectors/explanation.h"
#include "tests/core/alerts/detectors/series.h"

namespace tributary::alerts::detectors::test {
namespace {

constexpr double kWeek = 2016;  ///< rows
constexpr int64_t kHour = 60 * kMinute;
constexpr int64_t kDay = 24 * kHour;

TEST(Suggestion, ThresholdsArePassedAsOftenAsTheySay) {
    std::mt19937 random(1);
    std::exponential_distribution<double> one(1);
    std::vector<double> history;
    for (int i = 0; i < 4 * 2016; ++i) history.push_back(10 + one(random));
    const auto s = suggestThreshold(history, true, kWeek);
    ASSERT_TRUE(s);
    EXPECT_NEAR(s->warn, 10 + std::log(kWeek), 1.2);
    EXPECT_NEAR(s->critical, 10 + std::log(13 * kWeek), 2.2);
    EXPECT_LT(s->recovery, s->warn);
    EXPECT_GT(s->critical, s->warn);
    EXPECT_FALSE(s->seasonal);
    for (auto& v : history) v = -v;
    const auto below = suggestThreshold(history, false, kWeek);
    ASSERT_TRUE(below);
    EXPECT_EQ(below->warn, -s->warn);
    EXPECT_GT(below->recovery, below->warn);
}

TEST(Suggestion, ASeasonalValueWantsAnAnomalyCondition) {
    const auto s = suggestThreshold(seasonal(2016, 3), true, kWeek);
    ASSERT_TRUE(s);
    EXPECT_TRUE(s->seasonal);
    EXPECT_EQ(s->reason.code, "suggest.season");
    EXPECT_NEAR(s->reason.numbers[1], 288, 2);
}

TEST(Suggestion, TooLittleHistoryIsTold) {
    const auto s = suggestThreshold(std::vector<double>(199, 1.0), true, kWeek);
    ASSERT_FALSE(s);
    EXPECT_EQ(s.error().code, ErrorCode::InvalidArgument);
    EXPECT_TRUE(suggestThreshold(std::vector<double>(300, 1.0), true, kWeek))
        << "a constant has a threshold too";
}

std::vector<std::string> codes(const std::vector<PastAlert>& alerts, int64_t weeks) {
    std::vector<std::string> out;
    for (const auto& reason : tuningAdvice(alerts, 0, kStart, kStart + weeks * 7 * kDay)) {
        out.push_back(reason.code);
        EXPECT_FALSE(render(reason).empty()) << reason.code;
        EXPECT_EQ(render(reason).find('{'), std::string::npos) << render(reason);
    }
    return out;
}

TEST(Tuning, EachFaultByName) {
    using Codes = std::vector<std::string>;
    EXPECT_EQ(codes({}, 4), Codes{});
    EXPECT_EQ(codes({}, 20), Codes{"tune.never"});
    EXPECT_EQ(codes({{kStart, kStart + 4 * kDay, true}}, 1), Codes{"tune.always"});

    std::vector<PastAlert> some;
    for (int i = 0; i < 6; ++i)
        some.push_back({kStart + i * 2 * kDay + i * kHour, kStart + i * 2 * kDay + (i + 2) * kHour, true});
    EXPECT_EQ(codes(some, 4), Codes{}) << "a rule that is fine";

    std::vector<PastAlert> flaps;
    for (int i = 0; i < 20; ++i)
        flaps.push_back({kStart + i * 11 * kMinute, kStart + (i * 11 + 6) * kMinute, true});
    EXPECT_EQ(codes(flaps, 4), Codes{"tune.flaps"});

    std::vector<PastAlert> shortOnes;
    for (int i = 0; i < 9; ++i)
        shortOnes.push_back({kStart + i * 29 * kHour, kStart + i * 29 * kHour + 2 * kMinute, true});
    EXPECT_EQ(codes(shortOnes, 4), Codes{"tune.short"});

    std::vector<PastAlert> nightly;
    for (int i = 0; i < 12; ++i)
        nightly.push_back({kStart + i * kDay + 3 * kHour, kStart + i * kDay + 4 * kHour, true});
    EXPECT_EQ(codes(nightly, 4), Codes{"tune.hour"});

    std::vector<PastAlert> ignored;
    for (int i = 0; i < 12; ++i)
        ignored.push_back({kStart + i * 31 * kHour, kStart + i * 31 * kHour + kHour, false});
    EXPECT_EQ(codes(ignored, 4), Codes{"tune.ignored"});
}

}  // namespace
}  // namespace tributary::alerts::detectors::test
