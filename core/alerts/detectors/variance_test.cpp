// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/alerts/detectors/variance_test.h"

#include <algorithm>
#include <cmath>

namespace tributary::alerts::detectors {

double VarianceTest::update(double innovation) {
    constexpr double kMost = 25;
    m_squares.push(std::min(innovation * innovation, kMost));
    if (m_squares.size() < m_length) return 0;
    double sum = 0;
    for (const double v : m_squares.all()) sum += v;
    const auto n = static_cast<double>(m_length);
    // Half: residuals are not quite normal, and their squares spread wider than a normal's.
    return (sum / n - 1) / std::sqrt(2 / n) / 2;
}

double VarianceTest::spread() const {
    if (m_squares.empty()) return 1;
    double sum = 0;
    for (const double v : m_squares.all()) sum += v;
    return std::sqrt(sum / static_cast<double>(m_squares.size()));
}

void VarianceTest::setLength(size_t length) {
    if (length == m_length) return;
    m_length = length;
    m_squares = Recent<double>(length);
}

void VarianceTest::exchange(StateArchive& a) {
    uint64_t length = m_length;
    a(length);
    if (a.reads()) {
        if (length < 1 || length > 100000) return a.fail();
        setLength(length);
    }
    a(m_squares);
}

}  // namespace tributary::alerts::detectors
