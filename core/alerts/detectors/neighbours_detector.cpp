// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/alerts/detectors/neighbours_detector.h"

#include <algorithm>
#include <cmath>

#include "core/alerts/detectors/state_archive.h"

namespace tributary::alerts::detectors {

Verdict NeighboursDetector::update(const Observation& row) {
    constexpr double kMostSurprise = 6;
    Verdict v;
    const double value = row.value();
    if (!std::isfinite(value)) return v;
    const auto distances = m_neighbours.update(value);
    if (std::isnan(distances.back())) return v;
    double sum = 0;
    for (size_t k = 0; k < distances.size(); ++k)
        sum += std::min(m_calibrations[k].surprise(distances[k]), kMostSurprise);
    const double surprise = sum / static_cast<double>(distances.size());
    v.raw = distances.back();
    v.p = std::pow(10, -surprise);
    v.score = surprise / m_sensitivity.surprise();
    if (v.score >= 0.5)
        v.reason = {"pattern", {static_cast<double>(LagNeighbours::kLags.back()), 1 / v.p}, {}};
    return v;
}

void NeighboursDetector::exchange(StateArchive& a) {
    a(m_neighbours);
    for (auto& calibration : m_calibrations) a(calibration);
}

}  // namespace tributary::alerts::detectors
