// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/alerts/detectors/tail_fit.h"

#include <algorithm>
#include <cmath>

namespace tributary::alerts::detectors {
namespace {

constexpr double kFlat = 1e-6;     ///< shapes below are exponential
constexpr double kHeaviest = 0.5;  ///< heavier fits of few values predict without bound
constexpr int kGrid = 60;

}  // namespace

double TailFit::beyond(double y) const {
    if (y <= 0) return 1;
    if (std::abs(shape) < kFlat) return std::exp(-y / scale);
    const double base = 1 + shape * y / scale;
    return base <= 0 ? 0 : std::pow(base, -1 / shape);
}

double TailFit::quantile(double probability) const {
    probability = std::clamp(probability, 1e-300, 1.0);
    if (std::abs(shape) < kFlat) return -scale * std::log(probability);
    return scale / shape * (std::pow(probability, -shape) - 1);
}

TailFit fitTail(std::span<const double> excesses, double lightest) {
    const auto n = static_cast<double>(excesses.size());
    double mean = 0;
    double most = 0;
    for (const double y : excesses) {
        mean += y / n;
        most = std::max(most, y);
    }
    mean = std::max(mean, 1e-12);
    TailFit best{0, mean};
    double likelihood = -n * (std::log(mean) + 1);  // of the exponential
    if (excesses.size() < 10 || most <= 0) return best;
    // With theta = shape / scale the best shape is the mean of log(1 + theta y).
    const double lowest = -0.95 / most;
    const double highest = 4 / mean;
    for (int i = 0; i < kGrid; ++i) {
        const double theta = lowest + (highest - lowest) * i / (kGrid - 1);
        if (std::abs(theta) * mean < 1e-3) continue;
        double shape = 0;
        for (const double y : excesses) shape += std::log1p(theta * y) / n;
        const double scale = shape / theta;
        if (!(scale > 0) || shape > kHeaviest || shape < lightest) continue;
        const double here = -n * (std::log(scale) + shape + 1);
        if (here > likelihood) {
            likelihood = here;
            best = {shape, scale};
        }
    }
    return best;
}

}  // namespace tributary::alerts::detectors
