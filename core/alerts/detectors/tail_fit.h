// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <span>

namespace tributary::alerts::detectors {

/// A generalised Pareto tail: P(excess > y) = (1 + shape y / scale)^(-1/shape).
struct TailFit {
    double shape = 0;
    double scale = 1;

    /// P(excess > y), for y >= 0.
    double beyond(double y) const;
    /// The y which an excess is beyond with that probability.
    double quantile(double probability) const;
};

/// Maximum likelihood over excesses > 0 (Grimshaw's one-dimensional form, searched on a grid). At least
/// three.
TailFit fitTail(std::span<const double> excesses, double lightest = -0.5);

}  // namespace tributary::alerts::detectors
