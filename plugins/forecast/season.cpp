// SPDX-License-Identifier: GPL-3.0-or-later
#include <algorithm>
#include <cmath>

#include "plugins/forecast/holt_winters.h"

namespace forecast {
namespace {

/// The values without the straight line through them.
std::vector<double> withoutTrend(const std::vector<double>& values) {
    const auto n = static_cast<double>(values.size());
    double sx = 0, sy = 0, sxx = 0, sxy = 0;
    for (size_t i = 0; i < values.size(); ++i) {
        const auto x = static_cast<double>(i);
        sx += x;
        sy += values[i];
        sxx += x * x;
        sxy += x * values[i];
    }
    const double slope = (n * sxy - sx * sy) / (n * sxx - sx * sx), base = (sy - slope * sx) / n;
    std::vector<double> out;
    for (size_t i = 0; i < values.size(); ++i)
        out.push_back(values[i] - base - slope * static_cast<double>(i));
    return out;
}

}  // namespace

int findPeriod(const std::vector<double>& values, const std::vector<int>& usual) {
    // The newest values are enough, and keep long series quick.
    constexpr size_t kMost = 6000;
    const std::vector<double> rest = withoutTrend(
        values.size() > kMost ? std::vector<double>(values.end() - kMost, values.end()) : values);
    const auto longest = static_cast<int>(std::min<size_t>(rest.size() * 2 / 5, 1500));
    double power = 0;
    for (const double value : rest) power += value * value;
    if (!(power > 0) || longest < 2) return 1;
    std::vector<double> correlation(static_cast<size_t>(longest) + 2, 0);
    for (int lag = 1; lag <= longest + 1 && static_cast<size_t>(lag) < rest.size(); ++lag) {
        double sum = 0;
        for (size_t i = static_cast<size_t>(lag); i < rest.size(); ++i)
            sum += rest[i] * rest[i - static_cast<size_t>(lag)];
        correlation[static_cast<size_t>(lag)] = sum / power;
    }
    const double noise = 2 / std::sqrt(static_cast<double>(rest.size()));
    int best = 1;
    double strongest = std::max(0.3, noise);
    for (int lag = 2; lag <= longest; ++lag) {
        const double here = correlation[static_cast<size_t>(lag)];
        if (here <= correlation[static_cast<size_t>(lag) - 1] ||
            here < correlation[static_cast<size_t>(lag) + 1])
            continue;
        const bool isUsual = std::find(usual.begin(), usual.end(), lag) != usual.end();
        // A multiple of a season is a peak as well, and a little lower; a usual season may be weaker.
        const double weighed = here + (isUsual ? 0.15 : 0.0);
        if (weighed > strongest * (best > 1 && lag % best == 0 ? 1.25 : 1.0)) {
            strongest = weighed;
            best = lag;
        }
    }
    return best;
}

double normalQuantile(double p) {
    // Bisection on the error function: exact enough, and this is no inner loop.
    double low = -10, high = 10;
    for (int i = 0; i < 80; ++i) {
        const double middle = (low + high) / 2;
        (std::erfc(-middle / std::sqrt(2.0)) / 2 < p ? low : high) = middle;
    }
    return (low + high) / 2;
}

}  // namespace forecast
