// SPDX-License-Identifier: GPL-3.0-or-later
#include "plugins/anomaly-mad/mad.h"

#include <algorithm>
#include <cmath>
#include <limits>

namespace anomaly {
namespace {

constexpr double kNormalQuartile = 0.6744897501960817;  ///< 75 % of the normal distribution lie below it
constexpr double kMeanDeviationFactor = 1.2533141373155003;

/// The k-th smallest (from 0) of two sorted sequences, given by functions of the index.
template <class A, class B>
double kthOfTwo(const A& a, size_t na, const B& b, size_t nb, size_t k) {
    size_t low = k + 1 > nb ? k + 1 - nb : 0, high = std::min(na, k + 1);
    while (low < high) {  // how many of the first k + 1 come from `a`
        const size_t middle = (low + high) / 2;
        if (a(middle) < b(k - middle))
            low = middle + 1;
        else
            high = middle;
    }
    const double fromA = low > 0 ? a(low - 1) : -std::numeric_limits<double>::infinity();
    const double fromB = k + 1 > low ? b(k - low) : -std::numeric_limits<double>::infinity();
    return std::max(fromA, fromB);
}

}  // namespace

SortedWindow::SortedWindow(std::vector<double> values) : m_values(std::move(values)) {
    std::sort(m_values.begin(), m_values.end());
}

void SortedWindow::insert(double value) {
    m_values.insert(std::upper_bound(m_values.begin(), m_values.end(), value), value);
}

void SortedWindow::remove(double value) {
    m_values.erase(std::lower_bound(m_values.begin(), m_values.end(), value));
}

double SortedWindow::median() const {
    const size_t n = m_values.size();
    if (n % 2 == 1) return m_values[n / 2];
    return m_values[n / 2 - 1] / 2 + m_values[n / 2] / 2;
}

double SortedWindow::medianDeviation(double median) const {
    // Below the median the deviations grow to the left, above it to the right: two sorted sequences.
    const auto split =
        static_cast<size_t>(std::lower_bound(m_values.begin(), m_values.end(), median) - m_values.begin());
    const size_t n = m_values.size();
    const auto below = [&](size_t i) { return median - m_values[split - 1 - i]; };
    const auto above = [&](size_t i) { return m_values[split + i] - median; };
    const double upper = kthOfTwo(below, split, above, n - split, n / 2);
    if (n % 2 == 1) return upper;
    return upper / 2 + kthOfTwo(below, split, above, n - split, n / 2 - 1) / 2;
}

Expectation SortedWindow::expectation() const {
    Expectation out;
    out.median = median();
    out.scale = medianDeviation(out.median) / kNormalQuartile;
    if (out.scale > 0) return out;
    double sum = 0;
    for (const double value : m_values) sum += std::abs(value - out.median);
    out.scale = sum / static_cast<double>(m_values.size()) * kMeanDeviationFactor;
    return out;
}

double scoreOf(double value, const Expectation& expected) {
    const double distance = value - expected.median;
    if (distance == 0) return 0;
    return expected.scale > 0 ? distance / expected.scale : std::copysign(HUGE_VAL, distance);
}

}  // namespace anomaly
