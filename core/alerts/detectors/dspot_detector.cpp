// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/alerts/detectors/dspot_detector.h"

#include <algorithm>
#include <cmath>

namespace tributary::alerts::detectors {
namespace {

constexpr double kQuantile = 0.98;
constexpr double kLightest = -0.05;  ///< shape: fits of few values that end soon promise too much
constexpr double kMemory = 20000;    ///< rows whose share beyond the threshold is known
constexpr uint64_t kPatience = 50;   ///< rows in a row beyond: the mean has moved

double mean(const Recent<double>& values) {
    double sum = 0;
    for (const double v : values.all()) sum += v;
    return sum / static_cast<double>(values.size());
}

}  // namespace

void DspotDetector::Side::begin(std::vector<double> distances) {
    std::sort(distances.begin(), distances.end());
    const auto at = static_cast<size_t>(kQuantile * static_cast<double>(distances.size()));
    threshold = std::max(distances[std::min(at, distances.size() - 1)], 1e-12);
    rows = static_cast<double>(distances.size());
    for (const double d : distances) {
        if (d <= threshold) continue;
        excesses.push(d - threshold);
        ++beyond;
    }
    if (excesses.size() >= 3)
        fit = fitTail(excesses.all(), kLightest);
    else
        fit = {0, std::max(threshold / 4, 1e-12)};  // hardly a tail: as light as a normal's at 2 sigma
}

void DspotDetector::Side::learn(double distance) {
    ++rows;
    if (distance > threshold) {
        ++beyond;
        excesses.push(distance - threshold);
        if (excesses.size() >= 3) fit = fitTail(excesses.all(), kLightest);
    }
    if (rows > kMemory) {
        rows /= 2;
        beyond /= 2;
    }
}

double DspotDetector::Side::chance(double distance) const {
    if (distance <= threshold) return 1;
    return std::max(beyond, 1.0) / rows * fit.beyond(distance - threshold);
}

double DspotDetector::Side::boundary(double chance) const {
    return threshold + fit.quantile(std::min(1.0, chance * rows / std::max(beyond, 1.0)));
}

void DspotDetector::Side::exchange(StateArchive& a) {
    a(threshold, rows, beyond, excesses, fit.shape, fit.scale);
}

Verdict DspotDetector::update(const Observation& row) {
    Verdict v;
    const double value = row.value();
    if (!std::isfinite(value)) return v;
    if (m_drift.size() < kDrift) {
        m_drift.push(value);
        return v;
    }
    const double center = mean(m_drift);
    const double distance = value - center;
    v.expected = center;
    if (m_first.size() < kFirst) {
        m_first.push(distance);
        m_drift.push(value);
        if (m_first.size() == kFirst) {
            std::vector<double> distances(m_first.all().begin(), m_first.all().end());
            m_up.begin(distances);
            for (auto& d : distances) d = -d;
            m_down.begin(std::move(distances));
        }
        return v;
    }
    const double target = std::pow(10, -m_sensitivity.rowSurprise() * m_tolerance) / 2;
    v.upper = center + m_up.boundary(target);
    v.lower = center - m_down.boundary(target);
    const bool up = distance >= 0;
    Side& side = up ? m_up : m_down;
    v.raw = distance;
    v.p = side.chance(std::abs(distance));
    v.score = std::abs(distance) / std::max(side.boundary(target), 1e-12);
    m_last = -std::log10(std::max(2 * v.p, 1e-300));
    if (v.score >= 0.5 && v.p < 0.01)
        v.reason = {"tail", {value, 1 / std::max(v.p, 1e-300)}, {up ? "above" : "below"}};
    m_passed = v.score >= 1 ? m_passed + 1 : 0;
    if (v.score < 1 || m_passed > kPatience) {
        side.learn(std::abs(distance));
        ++(up ? m_down : m_up).rows;
        m_drift.push(value);
    }
    return v;
}

void DspotDetector::accept() {
    m_tolerance = std::clamp(1.05 * m_last / m_sensitivity.rowSurprise(), m_tolerance, 4.0);
}

void DspotDetector::exchange(StateArchive& a) {
    a(m_drift, m_first, m_up, m_down, m_tolerance, m_last, m_passed);
}

}  // namespace tributary::alerts::detectors
