// SPDX-License-Identifier: GPL-3.0-or-later
// The detectors that stand alone: neighbours, tails, counts, hygiene, several columns, peers.
#include <gtest/gtest.h>

#include "core/alerts/detectors/calibration.h"
#include "core/alerts/detectors/count_detector.h"
#include "core/alerts/detectors/dspot_detector.h"
#include "core/alerts/detectors/eigen.h"
#include "core/alerts/detectors/hygiene_detector.h"
#include "core/alerts/detectors/lag_neighbours.h"
#include "core/alerts/detectors/neighbours_detector.h"
#include "core/alerts/detectors/pca_detector.h"
#include "core/alerts/detectors/peer_detector.h"
#include "core/alerts/detectors/statistics.h"
#include "core/alerts/detectors/tail_fit.h"
#include "tests/core/alerts/detectors/series.h"

namespace tributary::alerts::detectors::test {
namespace {

TEST(Statistics, TailsOfTheNormal) {
    EXPECT_NEAR(normalSurprise(1.959964), -std::log10(0.05), 1e-5);
    EXPECT_NEAR(normalSurprise(-6), -std::log10(1.973175e-9), 1e-5);
    EXPECT_GT(normalSurprise(39), normalSurprise(24.9));
    EXPECT_NEAR(normalSurprise(25.001), normalSurprise(24.999), 0.05);
    EXPECT_NEAR(normalDeviation(normalSurprise(4.2)), 4.2, 1e-6);
}

TEST(Statistics, TailsOfCounts) {
    // Poisson, mean 2: P(X >= 7) = 0.004534, P(X <= 0) = 0.135335.
    EXPECT_NEAR(countSurpriseAbove(7, 2, 2), -std::log10(0.00453381), 1e-4);
    EXPECT_NEAR(countSurpriseBelow(0, 2, 2), -std::log10(0.13533528), 1e-6);
    // Negative binomial with mean 2, variance 6 (size 1, chance 1/3): P(X >= 7) = (2/3)^7.
    EXPECT_NEAR(countSurpriseAbove(7, 2, 6), -7 * std::log10(2.0 / 3), 1e-4);
    EXPECT_NEAR(countSurpriseBelow(0, 2, 6), -std::log10(1.0 / 3), 1e-6);
}

/// Brute force, from the definition.
double neighbourDistance(const std::vector<double>& x, size_t m, size_t window, size_t k) {
    const size_t n = x.size() - 1;
    std::vector<double> distances;
    for (size_t end = 31; end < n; ++end) {
        if (n - end > window || n - end < m / 2 + 1) continue;
        double sum = 0;
        for (size_t t = 0; t < m; ++t) sum += (x[n - t] - x[end - t]) * (x[n - t] - x[end - t]);
        distances.push_back(std::sqrt(sum));
    }
    std::sort(distances.begin(), distances.end());
    double mean = 0;
    for (size_t i = 0; i < k; ++i) mean += distances[i] / static_cast<double>(k);
    return mean;
}

TEST(LagNeighbours, EqualsBruteForce) {
    std::mt19937 random(3);
    std::normal_distribution<double> noise(0, 1);
    LagNeighbours neighbours(512, 9);
    std::vector<double> x;
    for (int i = 0; i < 1200; ++i) {
        x.push_back(std::sin(i * 0.1) * 3 + noise(random));
        const auto got = neighbours.update(x.back());
        if (i < 600 || i % 37 != 0) continue;
        // Neighbours are measured in blocks: up to a block at the far end of the window is left out.
        for (size_t k = 0; k < 3; ++k) {
            const double all = neighbourDistance(x, LagNeighbours::kLags[k], 512, 9);
            const double fewer = neighbourDistance(x, LagNeighbours::kLags[k], 512 - 32, 9);
            EXPECT_GE(got[k], all - 1e-9) << i;
            EXPECT_LE(got[k], fewer + 1e-9) << i;
        }
    }
}

TEST(Neighbours, ABrokenPatternIsFoundAndAcceptedOnceIsKnown) {
    std::mt19937 random(5);
    std::normal_distribution<double> noise(0, 0.3);
    std::vector<double> x;
    for (int i = 0; i < 3000; ++i) x.push_back(10 * std::sin(i * 2 * M_PI / 24) + noise(random));
    const auto breakAt = [&](size_t at) {
        for (size_t i = at; i < at + 20; ++i) x[i] = 3 * std::cos(static_cast<double>(i - at) * 2.1);
    };
    breakAt(2000);
    breakAt(2648);  // the same phase
    const auto run = [&](bool accepts) {
        NeighboursDetector detector;
        double first = 0;
        double second = 0;
        for (size_t i = 0; i < x.size(); ++i) {
            const auto v = feed(detector, i, x[i]);
            if (i >= 2000 && i < 2030) {
                first = std::max(first, v.score);
            }
            if (accepts && i == 2004) detector.accept();
            if (i >= 2648 && i < 2688) second = std::max(second, v.score);
        }
        return std::pair(first, second);
    };
    const auto [found, again] = run(false);
    EXPECT_GT(found, 1);
    EXPECT_GT(again, 1);
    EXPECT_LT(run(true).second, 1) << "the pattern was said to be normal";
}

TEST(Calibration, RanksInsideAndGoesOnBeyond) {
    std::mt19937 random(6);
    std::exponential_distribution<double> one(1);
    TailCalibration calibration(4000, 50);
    for (int i = 0; i < 4000; ++i) calibration.surprise(one(random));
    TailCalibration copy = calibration;
    EXPECT_NEAR(copy.surprise(std::log(2.0)), std::log10(2.0), 0.05);  // the median
    EXPECT_NEAR(copy.surprise(std::log(1000.0)), 3, 0.35);             // beyond 95 %: extrapolated
    EXPECT_NEAR(copy.surprise(std::log(100000.0)), 5, 0.7);
    EXPECT_EQ(copy.surprise(kNoValue), 0);
}

TEST(TailFit, KnowsTheTailItWasDrawnFrom) {
    std::mt19937 random(7);
    std::uniform_real_distribution<double> uniform(0, 1);
    for (const double shape : {-0.2, 0.0, 0.3}) {
        std::vector<double> y;
        const TailFit truth{shape, 2};
        for (int i = 0; i < 2000; ++i) y.push_back(truth.quantile(1 - uniform(random)));
        const auto fit = fitTail(y);
        EXPECT_NEAR(fit.shape, shape, 0.12);
        EXPECT_NEAR(fit.scale, 2, 0.3);
        EXPECT_NEAR(fit.beyond(fit.quantile(1e-4)), 1e-4, 1e-9);
    }
}

TEST(Dspot, KeepsItsPromiseOfFalseAlarms) {
    size_t alarms = 0;
    constexpr int kSeries = 20;
    for (int s = 0; s < kSeries; ++s) {
        std::mt19937 random(100 + s);
        std::normal_distribution<double> noise(0, 1);
        DspotDetector detector(Sensitivity{1});
        for (size_t i = 0; i < 300 + 2016 * 2; ++i)
            alarms += feed(detector, i, noise(random)).score >= 1 && i >= 320;
    }
    // 40 weeks at one a week; extreme value theory is asymptotic: within a factor of two and a half.
    EXPECT_GE(alarms, 16U);
    EXPECT_LE(alarms, 100U);
}

TEST(Dspot, FindsAnExtremeOnEitherSide) {
    for (const double spike : {12.0, -12.0}) {
        std::mt19937 random(8);
        std::normal_distribution<double> noise(0, 1);
        DspotDetector detector;
        for (size_t i = 0; i < 2000; ++i) feed(detector, i, noise(random) + 0.01 * static_cast<double>(i));
        const auto v = feed(detector, 2000, 20 + spike);
        EXPECT_GE(v.score, 1);
        EXPECT_EQ(v.reason.code, "tail");
        EXPECT_LT(v.lower, v.upper);
    }
}

TEST(Count, BurstLullAndQuietRate) {
    std::mt19937 random(9);
    std::poisson_distribution<int> events(0.5);
    CountDetector detector;
    size_t i = 0;
    size_t alarms = 0;
    for (; i < 6000; ++i) alarms += feed(detector, i, events(random)).score >= 1;
    EXPECT_LE(alarms, 1U);
    CountDetector copy = detector;
    const auto burst = feed(copy, i, 12);
    EXPECT_GE(burst.score, 1);
    EXPECT_EQ(burst.reason.code, "count.high");
    size_t silence = 0;
    Verdict v;
    while (silence < 200 && v.score < 1) v = feed(detector, i + silence++, 0);
    EXPECT_EQ(v.reason.code, "count.silence");
    // exp(-0.5 n) falls below the boundary of about 1e-4.8 after 22 rows.
    EXPECT_GE(silence, 15U);
    EXPECT_LE(silence, 35U);
}

TEST(Hygiene, EveryFaultByName) {
    const auto codeOf = [](HygieneSettings settings, auto&& change) {
        HygieneDetector detector(settings);
        std::mt19937 random(10);
        std::normal_distribution<double> noise(50, 1);
        for (size_t i = 0; i < 400; ++i) EXPECT_EQ(feed(detector, i, noise(random)).score, 0) << i;
        return change(detector);
    };
    EXPECT_EQ(codeOf({}, [](auto& d) { return feed(d, 440, 50).reason.code; }), "gap");
    EXPECT_EQ(codeOf({}, [](auto& d) { return feed(d, 400, kNoValue).reason.code; }), "missing");
    EXPECT_EQ(codeOf({.lowest = 0, .highest = 100}, [](auto& d) { return feed(d, 400, 101).reason.code; }),
              "bounds.high");
    EXPECT_EQ(codeOf({.lowest = 0, .highest = 100}, [](auto& d) { return feed(d, 400, -1).reason.code; }),
              "bounds.low");
    EXPECT_EQ(codeOf({},
                     [](auto& d) {
                         Verdict v;
                         for (size_t i = 400; i < 412 && v.score < 1; ++i) v = feed(d, i, 50);
                         return v.reason.code;
                     }),
              "flat");
    EXPECT_EQ(codeOf({},
                     [](auto& d) {
                         for (size_t i = 400; i < 500; ++i) feed(d, i, 1000.0 + static_cast<double>(i));
                         return feed(d, 500, 3).reason.code;
                     }),
              "reset");
}

TEST(Eigen, OfAKnownMatrix) {
    const auto e = eigenOf({2, 1, 0, 1, 2, 0, 0, 0, 5}, 3);
    ASSERT_EQ(e.values.size(), 3U);
    EXPECT_NEAR(e.values[0], 5, 1e-12);
    EXPECT_NEAR(e.values[1], 3, 1e-12);
    EXPECT_NEAR(e.values[2], 1, 1e-12);
    EXPECT_NEAR(std::abs(e.vectors[2]), 1, 1e-12);
    EXPECT_NEAR(std::abs(e.vectors[3]), std::sqrt(0.5), 1e-9);
    EXPECT_NEAR(e.vectors[3], e.vectors[4], 1e-9);
}

/// Eight channels driven by two hidden ones: a channel that leaves the others is found though its value is
/// within its usual range, and named.
TEST(Pca, NamesTheColumnThatBreaks) {
    constexpr size_t kColumns = 8;
    size_t found = 0;
    size_t named = 0;
    size_t falseAlarms = 0;
    constexpr size_t kTrials = 24;
    for (size_t trial = 0; trial < kTrials; ++trial) {
        std::mt19937 random(static_cast<uint32_t>(500 + trial));
        std::normal_distribution<double> normal(0, 1);
        double mix[kColumns][2];
        for (auto& m : mix) m[0] = normal(random), m[1] = normal(random);
        PcaDetector detector(kColumns);
        const size_t guilty = trial % kColumns;
        bool hit = false;
        bool above = false;
        for (size_t i = 0; i < 2200; ++i) {
            const double a = normal(random);
            const double b = normal(random);
            std::vector<double> x(kColumns);
            for (size_t k = 0; k < kColumns; ++k)
                x[k] = 10 + mix[k][0] * a + mix[k][1] * b + 0.2 * normal(random);
            if (i >= 2100) x[guilty] += 1.5;
            const auto v = detector.update({kStart + static_cast<int64_t>(i) * kMinute, x, false});
            if (i < 2100) {
                falseAlarms += v.score >= 1 && !above;
                above = v.score >= 1;
            }
            if (i < 2100 || v.score < 1 || hit) continue;
            hit = true;
            ++found;
            const auto most = std::max_element(v.contributions.begin(), v.contributions.end());
            named += static_cast<size_t>(most - v.contributions.begin()) == guilty;
            EXPECT_EQ(v.reason.code, "columns");
        }
    }
    EXPECT_GE(found, kTrials * 9 / 10);
    EXPECT_GE(named, found * 8 / 10);
    EXPECT_LE(falseAlarms, 6U);  // in 24 series of a week
}

TEST(Peers, OneOfTwentyLeaves) {
    std::mt19937 random(11);
    std::normal_distribution<double> noise(0, 1);
    PeerDetector detector(20);
    std::vector<std::string> names;
    for (int i = 0; i < 20; ++i) names.push_back("host" + std::to_string(i));
    detector.setNames(names);
    size_t early = 0;
    Verdict last;
    size_t after = 0;
    for (int i = 0; i < 2000; ++i) {
        const double all = 100 + 30 * std::sin(i * 0.02);  // they move together: no anomaly
        std::vector<double> x;
        for (int k = 0; k < 20; ++k) x.push_back(all + 0.5 * k + noise(random));  // each at its own place
        if (i >= 1800) x[7] += 20;
        const auto v = detector.update({kStart + i * kMinute, x, false});
        if (i < 1800) early += v.score >= 1;
        if (i >= 1800 && last.score < 1) last = v, ++after;
    }
    EXPECT_EQ(early, 0U);
    ASSERT_GE(last.score, 1);
    EXPECT_LE(after, 5U);
    ASSERT_EQ(last.reason.words.size(), 1U);
    EXPECT_EQ(last.reason.words[0], "host7");
}

}  // namespace
}  // namespace tributary::alerts::detectors::test
