// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstddef>
#include <span>

namespace tributary::alerts::detectors {

/// The length of the strongest repetition in evenly spaced values, by their autocorrelation; 0 when nothing
/// repeats clearly (a coefficient below 0.5), or not three times within the values.
size_t dominantPeriod(std::span<const double> values);

}  // namespace tributary::alerts::detectors
