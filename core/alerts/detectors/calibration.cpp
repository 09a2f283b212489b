// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/alerts/detectors/calibration.h"

#include <algorithm>
#include <cmath>
#include <iterator>

namespace tributary::alerts::detectors {

TailCalibration::TailCalibration(size_t window, size_t first)
    : m_window(window), m_first(first), m_seen(window + kRefit) {}

void TailCalibration::refit() {
    const size_t known = m_seen.size() - m_sinceRefit;
    const size_t count = std::min(known, m_window);
    if (m_sorted.empty() || m_sinceRefit > 0) {
        const float* end = m_seen.data() + known;
        m_sorted.assign(end - count, end);
        std::sort(m_sorted.begin(), m_sorted.end());
    } else {
        exchangeNewest(count);
    }
    if (m_sorted.empty()) return;
    const auto at = [&](double q) { return m_sorted[static_cast<size_t>(q * static_cast<double>(count))]; };
    m_threshold = at(0.95);
    double excess = 0;
    size_t beyond = 0;
    for (auto i = static_cast<size_t>(0.95 * static_cast<double>(count)); i < count; ++i, ++beyond)
        excess += m_sorted[i] - m_threshold;
    // A tail that is nearly a point would make any new value infinitely strange.
    const double least = std::max(1e-9, 0.05 * (at(0.75) - at(0.5)));
    m_tail = std::max(beyond ? excess / static_cast<double>(beyond) : 0, least);
}

void TailCalibration::exchangeNewest(size_t count) {
    // The sorted window of kRefit rows ago, less what has left it, and what has come.
    std::vector<float> gone(m_seen.data(), m_seen.data() + (m_seen.size() - count));
    std::vector<float> come(m_seen.newest(kRefit).begin(), m_seen.newest(kRefit).end());
    gone.resize(std::min(gone.size(), m_sorted.size() + come.size() - count));
    std::sort(gone.begin(), gone.end());
    std::sort(come.begin(), come.end());
    std::vector<float> stays;
    stays.reserve(m_sorted.size());
    std::set_difference(m_sorted.begin(), m_sorted.end(), gone.begin(), gone.end(),
                        std::back_inserter(stays));
    m_sorted.resize(stays.size() + come.size());
    std::merge(stays.begin(), stays.end(), come.begin(), come.end(), m_sorted.begin());
}

double TailCalibration::surprise(double raw) {
    if (!std::isfinite(raw)) return 0;
    double result = 0;
    if (m_seen.size() >= m_first) {
        if (m_sinceRefit >= kRefit || m_sorted.empty()) {
            m_sinceRefit = 0;
            refit();
        }
        if (raw <= m_threshold) {
            const auto above =
                m_sorted.end() - std::upper_bound(m_sorted.begin(), m_sorted.end(), static_cast<float>(raw));
            result = -std::log10(static_cast<double>(above + 1) / static_cast<double>(m_sorted.size() + 1));
        } else {
            result = -std::log10(0.05) + (raw - m_threshold) / m_tail / std::log(10.0);
        }
    }
    m_seen.push(static_cast<float>(raw));
    if (m_seen.size() > m_first) ++m_sinceRefit;
    return result;
}

void TailCalibration::reset() {
    m_seen.clear();
    m_sorted.clear();
    m_sinceRefit = 0;
}

void TailCalibration::exchange(StateArchive& archive) {
    archive(m_seen, m_sinceRefit);
    if (!archive.reads()) return;
    m_sorted.clear();
    if (m_sinceRefit > m_seen.size()) return archive.fail();
    if (m_seen.size() > m_first) refit();
}

}  // namespace tributary::alerts::detectors
