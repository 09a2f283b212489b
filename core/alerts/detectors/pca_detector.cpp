// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/alerts/detectors/pca_detector.h"

#include <algorithm>
#include <cmath>

namespace tributary::alerts::detectors {
namespace {

constexpr double kMemory = 4000;  ///< rows
constexpr uint64_t kFirst = 100;  ///< rows before the first fit
constexpr uint64_t kRefit = 64;
constexpr uint64_t kPatience = 500;  ///< rows after which what was odd is normal
constexpr double kExplained = 0.9;   ///< share of the variance in the kept components
/// Four tests a row, each of a tail that is itself estimated: measured on columns without anomalies.
constexpr double kTests = 16;
constexpr double kMostSigmas = 1e4;  ///< of one column: what is beyond is no odder

TailCalibration calibration() {
    return TailCalibration(4000, 400);  // four tests a row need a well-known tail
}

}  // namespace

PcaDetector::PcaDetector(size_t columns, Sensitivity sensitivity)
    : m_columns(std::clamp<size_t>(columns, 1, kMostColumns)),
      m_sensitivity(sensitivity),
      m_mean(m_columns, 0),
      m_covariance(m_columns * m_columns, 0),
      m_calibrations{calibration(), calibration(), calibration(), calibration()} {}

void PcaDetector::learn(const std::vector<double>& x) {
    const double share = 1.0 / std::min(static_cast<double>(++m_rows), kMemory);
    std::vector<double> before(m_columns);
    for (size_t i = 0; i < m_columns; ++i) {
        before[i] = x[i] - m_mean[i];
        m_mean[i] += share * before[i];
    }
    for (size_t i = 0; i < m_columns; ++i)
        for (size_t j = 0; j <= i; ++j) {
            auto& c = m_covariance[i * m_columns + j];
            c += share * (before[i] * (x[j] - m_mean[j]) - c);
        }
    if (m_rows >= kFirst && (++m_sinceFit >= kRefit || m_center.empty())) {
        m_sinceFit = 0;
        fit();
    }
}

void PcaDetector::fit() {
    const size_t n = m_columns;
    m_center = m_mean;
    m_sigma.assign(n, 1);
    for (size_t i = 0; i < n; ++i)
        m_sigma[i] = std::max(std::sqrt(m_covariance[i * n + i]), 1e-6 * std::abs(m_mean[i]) + 1e-9);
    // Correlations, drawn towards none the more columns there are for the rows (shrinkage).
    const double known = std::min(static_cast<double>(m_rows), kMemory);
    const double shrink = static_cast<double>(n) / (known + static_cast<double>(n));
    std::vector<double> correlation(n * n);
    for (size_t i = 0; i < n; ++i)
        for (size_t j = 0; j <= i; ++j) {
            const double c = i == j ? 1 : (1 - shrink) * m_covariance[i * n + j] / (m_sigma[i] * m_sigma[j]);
            correlation[i * n + j] = correlation[j * n + i] = c;
        }
    m_eigen = eigenOf(std::move(correlation), n);
    double total = 0;
    for (auto& value : m_eigen.values) total += value = std::max(value, 1e-6);
    double kept = 0;
    m_kept = 0;
    while (m_kept < n && kept < kExplained * total) kept += m_eigen.values[m_kept++];
    m_inverse.assign(n * n, 0);
    for (size_t k = 0; k < n; ++k)
        for (size_t i = 0; i < n; ++i)
            for (size_t j = 0; j < n; ++j)
                m_inverse[i * n + j] +=
                    m_eigen.vectors[k * n + i] * m_eigen.vectors[k * n + j] / m_eigen.values[k];
}

std::vector<double> PcaDetector::standardised(const Observation& row) const {
    std::vector<double> z(m_columns, 0);
    for (size_t i = 0; i < m_columns && i < row.x.size(); ++i)
        if (isUsable(row.x[i]))
            z[i] = std::clamp((row.x[i] - m_center[i]) / m_sigma[i], -kMostSigmas, kMostSigmas);
    return z;
}

PcaDetector::Distances PcaDetector::distancesOf(const std::vector<double>& z) const {
    Distances d;
    for (size_t k = 0; k < m_columns; ++k) {
        double t = 0;
        for (size_t i = 0; i < m_columns; ++i) t += m_eigen.vectors[k * m_columns + i] * z[i];
        if (k < m_kept)
            d.inside += t * t / m_eigen.values[k];
        else
            d.outside += t * t;
    }
    return d;
}

void PcaDetector::explain(const std::vector<double>& z, Verdict& v) const {
    double sum = 0;
    v.contributions.assign(m_columns, 0);
    for (size_t i = 0; i < m_columns; ++i) {
        double pull = 0;
        for (size_t j = 0; j < m_columns; ++j) pull += m_inverse[i * m_columns + j] * z[j];
        sum += v.contributions[i] = pull * pull / m_inverse[i * m_columns + i];
    }
    size_t most = 0;
    for (size_t i = 0; i < m_columns; ++i) {
        if (sum > 0) v.contributions[i] /= sum;
        if (v.contributions[i] > v.contributions[most]) most = i;
    }
    const std::string name = most < m_names.size() ? m_names[most] : "column " + std::to_string(most + 1);
    if (v.score >= 0.5) v.reason = {"columns", {100 * v.contributions[most]}, {name}};
}

Verdict PcaDetector::update(const Observation& row) {
    Verdict v;
    bool any = false;
    std::vector<double> x(m_mean);
    for (size_t i = 0; i < m_columns && i < row.x.size(); ++i) {
        if (row.missing || !isUsable(row.x[i])) continue;
        x[i] = row.x[i];
        any = true;
    }
    if (!any) return v;
    if (m_center.empty()) {
        learn(x);
        return v;
    }
    const auto z = standardised(row);
    m_recent.insert(m_recent.end(), z.begin(), z.end());
    if (m_recent.size() > kMean * m_columns)
        m_recent.erase(m_recent.begin(), m_recent.begin() + static_cast<ptrdiff_t>(m_columns));
    std::vector<double> mean(m_columns, 0);
    for (size_t i = 0; i < m_recent.size(); ++i)
        mean[i % m_columns] +=
            m_recent[i] * static_cast<double>(m_columns) / static_cast<double>(m_recent.size());
    const auto now = distancesOf(z);
    const auto lately = distancesOf(mean);
    const double surprises[] = {
        m_calibrations[0].surprise(now.inside), m_calibrations[1].surprise(now.outside),
        m_calibrations[2].surprise(lately.inside), m_calibrations[3].surprise(lately.outside)};
    const size_t strongest = static_cast<size_t>(std::max_element(surprises, surprises + 4) - surprises);
    v.raw = now.inside + now.outside;
    m_last = std::max(0.0, surprises[strongest] - std::log10(kTests));
    v.p = std::pow(10, -m_last);
    v.score = m_last / (m_sensitivity.rowSurprise() * m_tolerance);
    explain(strongest < 2 ? z : mean, v);
    m_passed = v.score >= 1 ? m_passed + 1 : 0;
    if (v.score < 1 || m_passed > kPatience) learn(x);
    return v;
}

void PcaDetector::accept() {
    m_tolerance = std::clamp(1.05 * m_last / m_sensitivity.rowSurprise(), m_tolerance, 4.0);
}

void PcaDetector::reset() {
    auto names = std::move(m_names);
    *this = PcaDetector(m_columns, m_sensitivity);
    m_names = std::move(names);
}

void PcaDetector::exchange(StateArchive& a) {
    a(m_mean, m_covariance, m_rows, m_sinceFit, m_passed, m_recent);
    for (auto& calibration : m_calibrations) a(calibration);
    a(m_tolerance, m_last, m_center, m_sigma, m_eigen.values, m_eigen.vectors, m_inverse, m_kept);
    const size_t n = m_columns;
    const bool fitted = !m_center.empty();
    const size_t one = fitted ? n : 0;
    const bool fits = m_mean.size() == n && m_covariance.size() == n * n && m_center.size() == one &&
                      m_sigma.size() == one && m_eigen.values.size() == one &&
                      m_eigen.vectors.size() == one * n && m_inverse.size() == one * n && m_kept <= n &&
                      m_recent.size() <= kMean * n && m_recent.size() % n == 0;
    if (a.reads() && !fits) a.fail();
}

}  // namespace tributary::alerts::detectors
