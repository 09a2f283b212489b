// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

namespace tributary::alerts::detectors {

/// How eagerly to alarm, said as the false alarms one is ready to see per series and week of 5-minute rows
/// (2,016 rows). It is a target, kept on series whose noise is light-tailed; docs/anomaly.md has what was
/// measured. Bursty series alarm more often at the same setting.
struct Sensitivity {
    double falseAlarmsPerWeek = 0.1;

    /// Sigmas at which a test on the residual reaches the boundary.
    double sigmas() const;
    /// Mean -log10 p at which the ensemble of calibrated members does.
    double surprise() const;
    /// -log10 p for a single row of a detector with calibrated tails.
    double rowSurprise() const;
};

}  // namespace tributary::alerts::detectors
