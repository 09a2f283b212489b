// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/alerts/detectors/seasonal_stack.h"

#include <algorithm>
#include <cmath>

namespace tributary::alerts::detectors {
namespace {

constexpr uint64_t kWarm = 150;  ///< rows before the residual's spread is trusted
constexpr double kOdd = 4.5;     ///< sigmas beyond which a row is not learnt from
constexpr double kOddShift = 5;

}  // namespace

void SeasonalStack::setLengths() {
    const size_t day = m_baseline.slotsPerDay();
    if (day == 0) return;
    m_short.setLength(std::max<size_t>(12, day / 12));
    m_variance.setLength(std::max<size_t>(12, day / 12));
    m_long.setLength(std::max<size_t>(36, day / 4));
}

SeasonalStack::State SeasonalStack::update(int64_t time, double value) {
    State s;
    s.forecast = m_baseline.forecast(time);
    if (std::isnan(s.forecast.expected)) s.forecast.expected = value;
    // Where the season has an edge, a slot too early or too late is no anomaly.
    double expected = s.forecast.expected;
    if (s.forecast.highest - s.forecast.lowest > 3 * m_residuals.sigma())
        expected = std::clamp(value, s.forecast.lowest, s.forecast.highest);
    s.residual = value - expected;
    const double bias = m_residuals.bias();
    s.center = expected + bias;
    s.sigma = m_residuals.sigma();
    s.warm = m_rows >= kWarm;
    s.deviation = m_residuals.deviation(s.residual);
    const double innovation = m_residuals.innovation(s.residual);
    const double shortShift = m_short.update(s.residual, bias);
    const double longShift = m_long.update(s.residual, bias);
    const double variance = m_variance.update(innovation);
    s.flat = m_flat.update(value, !s.warm);
    s.flatRows = m_flat.run();
    s.shortRows = m_short.length();
    s.longRows = m_long.length();
    s.spread = m_variance.spread();
    if (m_residuals.fitted()) {
        s.spike = innovation;
        s.shortShift = shortShift;
        s.longShift = longShift;
        s.variance = variance;
    }
    const bool odd = s.warm && (std::abs(s.deviation) > kOdd || std::abs(shortShift) > kOddShift);
    m_flagRun = odd ? m_flagRun + 1 : m_flagRun - std::min<uint64_t>(m_flagRun, 2);
    // What has lasted for two days is how things are now.
    const uint64_t patience = 2 * std::max<uint64_t>(m_baseline.slotsPerDay(), 48);
    s.flagged = odd && m_flagRun < patience;
    m_baseline.learn(s.forecast, value, s.flagged);
    if (m_flagRun >= patience) m_baseline.pullLevel(value, 0.05);
    if (m_residuals.remember(s.residual, s.flagged ? bias : s.residual)) {
        m_short.fit(m_residuals.normal().all());
        m_long.fit(m_residuals.normal().all());
    }
    if (++m_rows % 16 == 1) setLengths();
    return s;
}

void SeasonalStack::reset() {
    m_baseline.reset();
    m_residuals.reset();
    m_short = ShiftTest(12);
    m_long = ShiftTest(36);
    m_variance = VarianceTest(12);
    m_flat.reset();
    m_rows = m_flagRun = 0;
}

void SeasonalStack::exchange(StateArchive& a) {
    a(m_baseline, m_residuals, m_short, m_long, m_variance, m_flat, m_rows, m_flagRun);
}

}  // namespace tributary::alerts::detectors
