// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cmath>
#include <cstdint>
#include <random>
#include <vector>

#include "core/alerts/detectors/detector.h"

namespace tributary::alerts::detectors::test {

inline constexpr int64_t kMinute = 60'000'000;
inline constexpr int64_t kStart = 1'704'067'200'000'000;  // Monday 2024-01-01 UTC

/// Rows of 5 minutes with a daily sine of amplitude 10 about 100, quieter at weekends, and noise of sigma 1.
inline std::vector<double> seasonal(size_t rows, uint32_t seed) {
    std::mt19937 random(seed);
    std::normal_distribution<double> noise(0, 1);
    std::vector<double> values;
    for (size_t i = 0; i < rows; ++i) {
        const double weekend = i / 288 % 7 >= 5 ? 0.6 : 1;
        values.push_back(100 + weekend * 10 * std::sin(2 * M_PI * static_cast<double>(i % 288) / 288) +
                         noise(random));
    }
    return values;
}

/// Feeds one value at row `i` of a 5-minute grid.
inline Verdict feed(Detector& detector, size_t i, double value) {
    return detector.update({kStart + static_cast<int64_t>(i) * 5 * kMinute, {&value, 1}, std::isnan(value)});
}

inline std::vector<Verdict> feedAll(Detector& detector, const std::vector<double>& values) {
    std::vector<Verdict> verdicts;
    for (size_t i = 0; i < values.size(); ++i) verdicts.push_back(feed(detector, i, values[i]));
    return verdicts;
}

inline size_t alarmsWithin(const std::vector<Verdict>& verdicts, size_t from, size_t to) {
    size_t count = 0;
    for (size_t i = from; i < to && i < verdicts.size(); ++i) count += verdicts[i].score >= 1;
    return count;
}

}  // namespace tributary::alerts::detectors::test
