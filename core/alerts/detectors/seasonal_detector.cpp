// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/alerts/detectors/seasonal_detector.h"

#include <algorithm>
#include <cmath>

#include "core/alerts/detectors/statistics.h"

namespace tributary::alerts::detectors {

Verdict judgeResidual(const SeasonalStack::State& s, double value, double boundary) {
    Verdict v;
    v.expected = s.center;
    v.lower = s.center - boundary * s.sigma;
    v.upper = s.center + boundary * s.sigma;
    if (!s.warm) return v;
    const double shift = std::abs(s.shortShift) >= std::abs(s.longShift) ? s.shortShift : s.longShift;
    const double strongest = std::max({std::abs(s.spike), std::abs(shift), s.variance});
    v.raw = strongest;
    v.p = std::pow(10, -normalSurprise(strongest));
    v.score = strongest / boundary;
    if (std::abs(s.spike) == strongest) {
        v.reason = {"spike", {value, std::abs(s.spike), s.center}, {s.spike > 0 ? "above" : "below"}};
    } else if (std::abs(shift) == strongest) {
        const size_t rows = std::abs(s.shortShift) == strongest ? s.shortRows : s.longRows;
        v.reason = {"shift",
                    {static_cast<double>(rows), value - s.center, std::abs(shift)},
                    {shift > 0 ? "up" : "down"}};
    } else {
        v.reason = {"variance", {static_cast<double>(s.shortRows), s.spread}, {}};
    }
    if (s.flat > v.score) {
        v.score = s.flat;
        v.reason = {"flat", {value, static_cast<double>(s.flatRows)}, {}};
    }
    if (v.score < 0.5) v.reason = {};
    return v;
}

Verdict SeasonalDetector::update(const Observation& row) {
    const double value = row.value();
    if (!std::isfinite(value)) return {};
    const auto state = m_stack.update(row.time, value);
    const auto verdict = judgeResidual(state, value, m_sensitivity.sigmas() * m_tolerance);
    m_last = verdict.raw;
    return verdict;
}

void SeasonalDetector::accept() {
    // As wide as the row needed and a little more; never so wide that nothing is left to find.
    m_tolerance = std::clamp(1.25 * m_last / m_sensitivity.sigmas(), m_tolerance, 2.0);
}

void SeasonalDetector::exchange(StateArchive& a) {
    a(m_stack, m_tolerance, m_last);
}

}  // namespace tributary::alerts::detectors
