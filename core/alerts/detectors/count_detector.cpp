// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/alerts/detectors/count_detector.h"

#include <algorithm>
#include <cmath>

#include "core/alerts/detectors/local_clock.h"
#include "core/alerts/detectors/state_archive.h"
#include "core/alerts/detectors/statistics.h"

namespace tributary::alerts::detectors {
namespace {

constexpr uint64_t kFirst = 150;     ///< rows before anything is said
constexpr double kTrustHour = 50;    ///< rows of an hour that weigh as much as the mean over all hours
constexpr double kMemory = 4000;     ///< rows
constexpr uint64_t kPatience = 288;  ///< rows after which a new rate is the rate

double sumOf(const Recent<double>& values) {
    double sum = 0;
    for (const double v : values.all()) sum += v;
    return sum;
}

}  // namespace

double CountDetector::expectedAt(size_t hour) const {
    return (m_rate[hour] * m_seen[hour] + m_mean * kTrustHour) / (m_seen[hour] + kTrustHour);
}

void CountDetector::learn(size_t hour, double count, double expected) {
    const double rows = std::min(static_cast<double>(m_rows) + 1, kMemory);
    m_mean += (count - m_mean) / rows;
    m_seen[hour] = std::min(m_seen[hour] + 1, kMemory / kHours);
    m_rate[hour] += (count - m_rate[hour]) / m_seen[hour];
    if (expected > 0) {
        const double scatter = (count - expected) * (count - expected) / expected;
        m_dispersion += (std::min(scatter, 50.0) - m_dispersion) / std::max(rows, 100.0);
    }
}

Verdict CountDetector::update(const Observation& row) {
    Verdict v;
    const double count = row.value();
    if (!std::isfinite(count) || count < 0) return v;
    const auto hour = static_cast<size_t>(secondOfDay(row.time, m_zone) / 3600);
    const double expected = expectedAt(hour);
    const double dispersion = std::max(1.0, m_dispersion);
    m_counts.push(count);
    m_expected.push(expected);
    m_due = count > 0 ? 0 : m_due + expected;
    m_silent = count > 0 ? 0 : m_silent + 1;
    v.expected = expected;
    if (m_rows >= kFirst && m_mean > 0) {
        const double together = sumOf(m_expected);
        const double sum = sumOf(m_counts);
        const double high = countSurpriseAbove(count, expected, expected * dispersion);
        const double sumHigh = countSurpriseAbove(sum, together, together * dispersion);
        const double silence = count > 0 ? 0 : countSurpriseBelow(0, m_due, m_due * dispersion);
        const double strongest = std::max({high, sumHigh, silence});
        m_last = v.raw = strongest;
        v.p = std::pow(10, -strongest);
        const double boundary = m_sensitivity.rowSurprise() + std::log10(3.0);  // three tests a row
        v.score = strongest / (boundary * m_tolerance);
        v.lower = 0;
        v.upper = expected + normalDeviation(boundary * m_tolerance) * std::sqrt(expected * dispersion) + 1;
        if (v.score >= 0.5) {
            if (silence == strongest) {
                v.reason = {"count.silence", {static_cast<double>(m_silent), m_due, 1 / v.p}, {}};
            } else if (high == strongest) {
                v.reason = {"count.high", {count, expected, 1 / v.p}, {}};
            } else {
                v.reason = {"count.sum", {sum, static_cast<double>(m_counts.size()), together, 1 / v.p}, {}};
            }
        }
    }
    m_passed = v.score >= 1 ? m_passed + 1 : 0;
    if (v.score < 1 || m_passed > kPatience) learn(hour, count, expected);
    ++m_rows;
    return v;
}

void CountDetector::accept() {
    m_tolerance = std::clamp(1.05 * m_last / m_sensitivity.rowSurprise(), m_tolerance, 3.0);
}

void CountDetector::exchange(StateArchive& a) {
    for (size_t i = 0; i < kHours; ++i) a(m_rate[i], m_seen[i]);
    a(m_mean, m_dispersion, m_due, m_silent, m_rows, m_passed, m_counts, m_expected, m_tolerance, m_last);
}

}  // namespace tributary::alerts::detectors
