// SPDX-License-Identifier: GPL-3.0-or-later
// What every detector must keep: no row sees a later one, a restored state goes on as the first did, damage
// is told, junk does no harm.
#include <gtest/gtest.h>

#include <memory>

#include "core/alerts/detectors/factory.h"
#include "core/alerts/detectors/series_monitor.h"
#include "tests/core/alerts/detectors/series.h"

namespace tributary::alerts::detectors::test {
namespace {

bool same(double a, double b) {
    return a == b || (std::isnan(a) && std::isnan(b));
}

::testing::AssertionResult same(const Verdict& a, const Verdict& b) {
    if (same(a.score, b.score) && same(a.p, b.p) && same(a.raw, b.raw) && same(a.expected, b.expected) &&
        same(a.lower, b.lower) && same(a.upper, b.upper) && a.reason.code == b.reason.code &&
        a.reason.numbers == b.reason.numbers)
        return ::testing::AssertionSuccess();
    return ::testing::AssertionFailure() << "score " << a.score << " and " << b.score << ", expected "
                                         << a.expected << " and " << b.expected;
}

class EveryDetector : public ::testing::TestWithParam<std::string> {
  protected:
    static constexpr size_t kRows = 3000;
    size_t width() const { return GetParam() == "pca" || GetParam() == "peers" ? 5 : 1; }
    std::unique_ptr<Detector> make() const {
        DetectorSettings settings;
        for (size_t i = 0; width() > 1 && i < width(); ++i)
            settings.columns.push_back("c" + std::to_string(i));
        return std::move(makeDetector(GetParam(), settings).value());
    }
    /// Seasonal values with a spike, a shift, a standstill and missing rows; counts for the count model.
    std::vector<double> values() const {
        std::vector<double> out;
        std::mt19937 random(5);
        std::poisson_distribution<int> events(0.2);
        for (size_t k = 0; k < width(); ++k) {
            auto column = seasonal(kRows, static_cast<uint32_t>(3 + k));
            if (GetParam() == "count")
                for (auto& v : column) v = events(random);
            column[2100] += 30;
            for (size_t i = 2300; i < 2400; ++i) column[i] += 12;
            for (size_t i = 2500; i < 2600; ++i) column[i] = column[2500];
            for (size_t i = 2700; i < 2710; ++i) column[i] = kNoValue;
            out.resize(kRows * width());
            for (size_t i = 0; i < kRows; ++i) out[i * width() + k] = column[i];
        }
        return out;
    }
    Verdict row(Detector& detector, const std::vector<double>& all, size_t i) const {
        return detector.update(
            {kStart + static_cast<int64_t>(i) * 5 * kMinute, {&all[i * width()], width()}, false});
    }
};

TEST_P(EveryDetector, RestoredMidwayGoesOnBitForBit) {
    const auto all = values();
    const auto straight = make();
    for (const size_t cut :
         {size_t{0}, size_t{10}, size_t{51}, size_t{199}, size_t{777}, size_t{2101}, size_t{2550}}) {
        straight->reset();
        for (size_t i = 0; i < cut; ++i) row(*straight, all, i);
        const auto second = make();
        const auto restored = restoreState(*second, saveState(*straight));
        ASSERT_TRUE(restored) << restored.error().text();
        for (size_t i = cut; i < kRows; ++i)
            ASSERT_TRUE(same(row(*straight, all, i), row(*second, all, i))) << "cut " << cut << " row " << i;
    }
}

TEST_P(EveryDetector, DamagedStateIsAnErrorAndAFreshStart) {
    const auto all = values();
    const auto detector = make();
    for (size_t i = 0; i < 400; ++i) row(*detector, all, i);
    const std::string good = saveState(*detector);
    const auto other = make();
    for (const size_t keep : {size_t{0}, size_t{3}, size_t{20}, good.size() / 2, good.size() - 1}) {
        const auto restored = restoreState(*other, std::string_view(good).substr(0, keep));
        ASSERT_FALSE(restored);
        EXPECT_EQ(restored.error().code, ErrorCode::Corrupt);
        EXPECT_FALSE(restored.error().hint.empty());
    }
    std::mt19937 random(1);
    for (int i = 0; i < 50; ++i) {
        std::string bad = good;
        bad[random() % bad.size()] ^= static_cast<char>(1 << (random() % 8));
        EXPECT_FALSE(restoreState(*other, bad)) << "a flipped bit went unnoticed";
    }
    const auto fresh = make();
    for (size_t i = 0; i < 300; ++i) ASSERT_TRUE(same(row(*fresh, all, i), row(*other, all, i)));
}

TEST_P(EveryDetector, JunkDoesNoHarm) {
    const auto detector = make();
    std::vector<double> wild{0,      -0.0, 1e300, -1e300, kNoValue, std::numeric_limits<double>::infinity(),
                             1e-300, 5};
    std::mt19937 random(9);
    std::vector<double> x(width());
    for (int i = 0; i < 1500; ++i) {
        for (auto& v : x) v = wild[random() % wild.size()];
        const int64_t time = i % 7 == 3 ? kStart - i : kStart + i * kMinute;
        const auto v = detector->update({time, x, i % 11 == 0});
        ASSERT_FALSE(std::isnan(v.score)) << i;
        ASSERT_GE(v.score, 0) << i;
        ASSERT_FALSE(std::isnan(v.p)) << i;
    }
}

TEST_P(EveryDetector, ResetForgetsAll) {
    const auto all = values();
    const auto used = make();
    for (size_t i = 0; i < 900; ++i) row(*used, all, i);
    used->reset();
    EXPECT_EQ(saveState(*used), saveState(*make()));
}

TEST_P(EveryDetector, StateStaysWithinItsBudget) {
    const auto detector = make();
    std::vector<double> x(width());
    std::mt19937 random(2);
    std::normal_distribution<double> noise(50, 1);
    for (int i = 0; i < 30000; ++i) {
        for (auto& v : x) v = noise(random);
        detector->update({kStart + i * kMinute, x, false});
    }
    EXPECT_LE(saveState(*detector).size(), 200'000U);
}

INSTANTIATE_TEST_SUITE_P(Detectors, EveryDetector,
                         ::testing::Values("ensemble", "fast", "seasonal", "knn", "dspot", "count", "hygiene",
                                           "pca", "peers"),
                         [](const auto& info) { return info.param; });

TEST(Factory, EveryKindIsTestedAndUnknownNamesAreTold) {
    EXPECT_EQ(detectorKinds().size(), 9U);
    const auto unknown = makeDetector("oracle");
    ASSERT_FALSE(unknown);
    EXPECT_EQ(unknown.error().code, ErrorCode::InvalidArgument);
    EXPECT_NE(unknown.error().hint.find("ensemble"), std::string::npos);
    EXPECT_FALSE(makeDetector("pca")) << "one column cannot break with itself";
}

TEST(SeriesMonitor, StateOfAnotherDetectorIsRefused) {
    auto first = SeriesMonitor::make({.detector = "fast"}).value();
    auto second = SeriesMonitor::make({.detector = "dspot"}).value();
    const auto restored = second.restore(first.save());
    ASSERT_FALSE(restored);
    EXPECT_EQ(restored.error().code, ErrorCode::Unsupported);
}

/// What is said of a row depends on no later row, wherever the series is cut, and not on its length.
TEST(SeriesMonitor, NoRowSeesALaterOne) {
    auto values = seasonal(4500, 11);
    for (size_t i = 4200; i < 4300; ++i) values[i] += 15;
    auto whole = SeriesMonitor::make({}).value();
    std::vector<double> signals;
    for (size_t i = 0; i < values.size(); ++i)
        signals.push_back(
            whole.update({kStart + static_cast<int64_t>(i) * 5 * kMinute, {&values[i], 1}, false})
                .alarmSignal());
    for (const size_t cut : {size_t{60}, size_t{700}, size_t{4250}}) {
        auto part = SeriesMonitor::make({}).value();
        for (size_t i = 0; i < cut; ++i)
            ASSERT_EQ(part.update({kStart + static_cast<int64_t>(i) * 5 * kMinute, {&values[i], 1}, false})
                          .alarmSignal(),
                      signals[i])
                << "cut " << cut << " row " << i;
    }
}

}  // namespace
}  // namespace tributary::alerts::detectors::test
