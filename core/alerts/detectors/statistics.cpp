// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/alerts/detectors/statistics.h"

#include <algorithm>
#include <cmath>

namespace tributary::alerts::detectors {
namespace {

constexpr double kLog10e = 0.43429448190325182765;
constexpr double kMostSurprise = 300;

template <typename T>
double upperMedian(std::span<T> values) {
    if (values.empty()) return 0;
    const auto middle = values.begin() + static_cast<ptrdiff_t>(values.size() / 2);
    std::nth_element(values.begin(), middle, values.end());
    return *middle;
}

/// log of the probability of exactly k.
double logMass(double k, double mean, double variance) {
    if (variance <= mean * 1.0001) return k * std::log(mean) - mean - std::lgamma(k + 1);
    const double size = mean * mean / (variance - mean);
    const double chance = mean / variance;
    return std::lgamma(k + size) - std::lgamma(size) - std::lgamma(k + 1) + size * std::log(chance) +
           k * std::log1p(-chance);
}

}  // namespace

double medianInPlace(std::span<double> values) {
    return upperMedian(values);
}
double medianInPlace(std::span<float> values) {
    return upperMedian(values);
}

double robustSigma(std::vector<double>& values) {
    if (values.empty()) return 0;
    const double middle = medianInPlace(values);
    double sum = 0;
    for (auto& v : values) {
        v = std::abs(v - middle);
        sum += v;
    }
    return std::max(1.4826 * medianInPlace(values), 0.5 * sum / static_cast<double>(values.size()));
}

double normalSurprise(double z) {
    z = std::abs(z);
    if (z < 25) return -std::log10(std::erfc(z / std::sqrt(2.0)));
    // Mills' ratio: beyond here erfc is close to the smallest numbers there are.
    const double log = -0.5 * z * z - std::log(z) + 0.5 * std::log(2 / M_PI);
    return std::min(-log * kLog10e, kMostSurprise);
}

double normalDeviation(double surprise) {
    double low = 0;
    double high = 40;
    for (int i = 0; i < 60; ++i) {
        const double middle = (low + high) / 2;
        (normalSurprise(middle) < surprise ? low : high) = middle;
    }
    return low;
}

double countSurpriseAbove(double k, double mean, double variance) {
    if (k <= 0) return 0;
    if (mean <= 0) return kMostSurprise;
    if (k > 1e9) return kMostSurprise;                    // beyond what the gamma function can tell apart
    if (k <= mean) return 0.3 * std::min(1.0, k / mean);  // not in the upper tail: at most P = 1/2
    // The terms fall off beyond the mean: the first few hundred are the whole tail.
    const double first = logMass(k, mean, variance);
    double sum = 0;
    for (int i = 0; i < 400; ++i) {
        const double term = std::exp(logMass(k + i, mean, variance) - first);
        sum += term;
        if (term < 1e-6 * sum) break;
    }
    return std::clamp(-(first + std::log(sum)) * kLog10e, 0.0, kMostSurprise);
}

double countSurpriseBelow(double k, double mean, double variance) {
    if (k >= mean || mean > 1e9) return 0;
    const double first = logMass(k, mean, variance);
    double sum = 0;
    for (double i = k; i >= 0; --i) {
        const double term = std::exp(logMass(i, mean, variance) - first);
        sum += term;
        if (term < 1e-6 * sum) break;
    }
    return std::clamp(-(first + std::log(sum)) * kLog10e, 0.0, kMostSurprise);
}

}  // namespace tributary::alerts::detectors
