// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/alerts/detectors/ensemble.h"

#include <algorithm>
#include <cmath>

#include "core/alerts/detectors/seasonal_detector.h"

namespace tributary::alerts::detectors {
namespace {

constexpr size_t kCalibrationRows = 4000;
constexpr size_t kCalibrationFirst = 150;
constexpr double kMostSurprise = 6;  ///< of one member: none can alarm for the whole alone for long

double mean(const Recent<double>& values) {
    double sum = 0;
    for (const double v : values.all()) sum += v;
    return sum / static_cast<double>(values.size());
}

}  // namespace

Ensemble::Ensemble(EnsembleSettings settings)
    : m_settings(settings),
      m_stack(settings.zone),
      m_calibrations{TailCalibration(kCalibrationRows, kCalibrationFirst),
                     TailCalibration(kCalibrationRows, kCalibrationFirst),
                     TailCalibration(kCalibrationRows, kCalibrationFirst),
                     TailCalibration(kCalibrationRows, kCalibrationFirst),
                     TailCalibration(kCalibrationRows, kCalibrationFirst)},
      m_counts(settings.sensitivity, settings.zone) {}

double Ensemble::patternSurprise(double value, const SeasonalStack::State& s) {
    double sum = 0;
    double members = 0;
    const auto add = [&](size_t member, double raw) {
        sum += std::min(m_calibrations[member].surprise(std::isfinite(raw) ? raw : 0), kMostSurprise);
        ++members;
    };
    if (m_settings.neighbours) {
        const auto distances = m_neighbours.update(value);
        for (size_t k = 0; k < distances.size(); ++k) add(k, distances[k]);
    }
    m_widest.push(std::max({std::abs(s.spike), std::abs(s.shortShift), std::abs(s.longShift), s.variance}));
    m_deviations.push(std::abs(s.deviation));
    add(3, mean(m_widest));
    add(4, mean(m_deviations));
    return sum / members;
}

void Ensemble::judgePattern(double surprise, double value, const SeasonalStack::State& s, Verdict& v) const {
    v.raw = surprise;
    v.p = std::pow(10, -surprise);
    v.score = surprise / (m_settings.sensitivity.surprise() * m_tolerance);
    if (std::abs(s.spike) > m_settings.sensitivity.sigmas()) {
        v.reason = {"spike", {value, std::abs(s.spike), s.center}, {s.spike > 0 ? "above" : "below"}};
    } else {
        v.reason = {"pattern", {static_cast<double>(LagNeighbours::kLags.back()), 1 / v.p}, {}};
    }
    if (v.score < 0.5) v.reason = {};
}

Verdict Ensemble::update(const Observation& row) {
    const double value = row.value();
    if (!std::isfinite(value)) return {};
    const auto s = m_stack.update(row.time, value);
    m_lastSurprise = patternSurprise(value, s);
    m_profile.setDay(m_stack.baseline().slotsPerDay());
    const Route route = m_profile.update(value, s.spike, m_stack.residuals().memory(), s.warm);
    Verdict v = judgeResidual(s, value, m_settings.sensitivity.sigmas() * m_tolerance);
    m_lastSigmas = v.raw;
    const Verdict counted = m_profile.isCounts() ? m_counts.update(row) : Verdict();
    if (route == Route::Sparse) return counted;
    if (route == Route::Pattern) judgePattern(m_lastSurprise, value, s, v);
    return v;
}

void Ensemble::accept() {
    m_neighbours.accept();
    m_counts.accept();
    // As wide as the row needed, and a little more; never so wide that nothing is left to find.
    const double needed = m_profile.route() == Route::Structured
                              ? m_lastSigmas / m_settings.sensitivity.sigmas()
                              : m_lastSurprise / m_settings.sensitivity.surprise();
    m_tolerance = std::clamp(1.25 * needed, m_tolerance, 2.0);
}

void Ensemble::reset() {
    *this = Ensemble(m_settings);
}

void Ensemble::exchange(StateArchive& a) {
    a(m_stack, m_neighbours);
    for (auto& calibration : m_calibrations) a(calibration);
    a(m_widest, m_deviations, m_profile, m_counts, m_tolerance, m_lastSurprise, m_lastSigmas);
}

}  // namespace tributary::alerts::detectors
