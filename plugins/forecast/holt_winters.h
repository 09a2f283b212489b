// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <functional>
#include <string>
#include <vector>

namespace forecast {

enum class Seasonal { None, Additive, Multiplicative };

/// A fitted Holt-Winters model (exponential smoothing of level, trend and season). It starts from a classical
/// decomposition of the first two seasons and minimises the squared one-step errors, as R's HoltWinters does.
struct Model {
    Seasonal seasonal = Seasonal::None;
    int period = 1;
    double alpha = 0, beta = 0, gamma = 0;
    double level = 0, trend = 0;
    std::vector<double> season;  ///< of the steps behind the last value, from the first
    std::vector<double> fitted;  ///< one-step forecasts; NaN where the model starts
    double squaredError = 0;
    double variance = 0;  ///< of the one-step errors
    size_t errors = 0;    ///< how many there are

    double at(int step) const;
    /// Of the forecast `step` steps ahead.
    double varianceAt(int step) const;
    /// "Holt-Winters, multiplicative season of 12, alpha 0.276, beta 0.033, gamma 0.871"
    std::string text() const;
};

/// `values` has no gaps. Needs two seasons and a half, or 4 values without a season. `check` may throw.
Model fit(const std::vector<double>& values, int period, Seasonal seasonal,
          const std::function<void()>& check);

/// The best of a plain trend, an additive and a multiplicative season of `period` (1: no season). `seasonal`:
/// somebody knows that there is a season, the trend alone is no choice where the values are enough for one.
Model fitBest(const std::vector<double>& values, int period, bool seasonal,
              const std::function<void()>& check);

/// The season the values have, among those that fit the data twice: the strongest peak of the autocorrelation
/// of the values without their trend; 1 when there is none. `usual` periods need less of a peak.
int findPeriod(const std::vector<double>& values, const std::vector<int>& usual);

/// Quantile of the standard normal distribution.
double normalQuantile(double p);

}  // namespace forecast
