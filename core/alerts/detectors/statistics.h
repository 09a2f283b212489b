// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <span>
#include <vector>

namespace tributary::alerts::detectors {

/// Upper median; reorders the values. 0 when there are none.
double medianInPlace(std::span<double> values);
double medianInPlace(std::span<float> values);

/// Median absolute deviation about the median, scaled to a normal distribution's sigma, and never below half
/// of the mean absolute deviation (where more than half of the values are equal the MAD is 0). Reorders.
double robustSigma(std::vector<double>& values);

/// -log10 of the chance that a normal variable is at least |z| away from 0, on either side.
double normalSurprise(double z);
/// The |z| whose normalSurprise it is.
double normalDeviation(double surprise);

/// -log10 P(X >= k) and -log10 P(X <= k) of a negative binomial with this mean and variance, a Poisson when
/// the variance is not above the mean.
double countSurpriseAbove(double k, double mean, double variance);
double countSurpriseBelow(double k, double mean, double variance);

}  // namespace tributary::alerts::detectors
