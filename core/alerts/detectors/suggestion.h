// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "core/alerts/detectors/detector.h"

namespace tributary::alerts::detectors {

/// Thresholds learnt from the past of a value. Pure functions; any thread.
struct ThresholdSuggestion {
    double warn = kNoValue;      ///< expected to be passed about once a week
    double critical = kNoValue;  ///< about once in three months
    double recovery = kNoValue;  ///< back within the usual: no flapping around `warn`
    /// A threshold fits badly because most of the value's movement is its season: an anomaly condition fits.
    bool seasonal = false;
    Reason reason;
};
/// `above`: for values that are bad when high, else for those that are bad when low. InvalidArgument with
/// fewer than 200 usable values. `rowsPerWeek`: how many rows come in a week.
Result<ThresholdSuggestion> suggestThreshold(std::span<const double> history, bool above, double rowsPerWeek);

/// One alert of the past, from firing to resolved.
struct PastAlert {
    int64_t start = 0;  ///< microseconds since 1970 UTC
    int64_t end = 0;
    bool acknowledged = false;  ///< a person took it
};
/// What the alerts of one rule say about the rule, strongest first; empty: nothing to mend. `hold`: its
/// `for`, in microseconds; `from` and `to`: the span the alerts are of.
std::vector<Reason> tuningAdvice(std::span<const PastAlert> alerts, int64_t hold, int64_t from, int64_t to);

}  // namespace tributary::alerts::detectors
