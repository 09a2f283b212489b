// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/alerts/detectors/shift_test.h"

#include <vector>

#include "core/alerts/detectors/statistics.h"

namespace tributary::alerts::detectors {

double ShiftTest::update(double residual, double bias) {
    m_rows.push(residual);
    if (m_sigma <= 0 || m_rows.size() < m_length) return 0;
    double sum = 0;
    for (const double v : m_rows.all()) sum += v;
    return (sum / static_cast<double>(m_length) - bias) / m_sigma;
}

void ShiftTest::fit(std::span<const double> normal) {
    if (normal.size() < m_length + 50) return;
    std::vector<double> means;
    means.reserve(normal.size() - m_length);
    double sum = 0;
    for (size_t i = 0; i < normal.size(); ++i) {
        sum += normal[i];
        if (i >= m_length) sum -= normal[i - m_length];
        if (i >= m_length) means.push_back(sum / static_cast<double>(m_length));
    }
    m_sigma = robustSigma(means) + 1e-9;
}

void ShiftTest::setLength(size_t length) {
    if (length == m_length) return;
    m_length = length;
    m_rows = Recent<double>(length);
    m_sigma = 0;
}

void ShiftTest::reset() {
    m_rows.clear();
    m_sigma = 0;
}

void ShiftTest::exchange(StateArchive& a) {
    uint64_t length = m_length;
    a(length);
    if (a.reads()) {
        if (length < 1 || length > 100000) return a.fail();
        setLength(length);
    }
    a(m_rows, m_sigma);
}

}  // namespace tributary::alerts::detectors
