// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/alerts/detectors/eigen.h"

#include <algorithm>
#include <cmath>
#include <numeric>

namespace tributary::alerts::detectors {
namespace {

/// Turns rows and columns p and q so that their common element becomes 0.
void rotate(std::vector<double>& a, std::vector<double>& v, size_t n, size_t p, size_t q) {
    const double both = a[p * n + q];
    if (both == 0) return;
    const double theta = (a[q * n + q] - a[p * n + p]) / (2 * both);
    const double t = (theta >= 0 ? 1 : -1) / (std::abs(theta) + std::sqrt(theta * theta + 1));
    const double c = 1 / std::sqrt(t * t + 1);
    const double s = t * c;
    for (size_t k = 0; k < n; ++k) {
        const double x = a[k * n + p];
        const double y = a[k * n + q];
        a[k * n + p] = c * x - s * y;
        a[k * n + q] = s * x + c * y;
    }
    for (size_t k = 0; k < n; ++k) {
        const double x = a[p * n + k];
        const double y = a[q * n + k];
        a[p * n + k] = c * x - s * y;
        a[q * n + k] = s * x + c * y;
        const double u = v[p * n + k];
        const double w = v[q * n + k];
        v[p * n + k] = c * u - s * w;
        v[q * n + k] = s * u + c * w;
    }
}

}  // namespace

Eigen eigenOf(std::vector<double> a, size_t n) {
    constexpr int kSweeps = 30;
    std::vector<double> v(n * n, 0);
    for (size_t i = 0; i < n; ++i) v[i * n + i] = 1;
    double scale = 0;
    for (size_t i = 0; i < n; ++i) scale += std::abs(a[i * n + i]);
    for (int sweep = 0; sweep < kSweeps; ++sweep) {
        double off = 0;
        for (size_t p = 0; p < n; ++p)
            for (size_t q = p + 1; q < n; ++q) off += std::abs(a[p * n + q]);
        if (!(off > 1e-14 * scale)) break;
        for (size_t p = 0; p < n; ++p)
            for (size_t q = p + 1; q < n; ++q) rotate(a, v, n, p, q);
    }
    std::vector<size_t> order(n);
    std::iota(order.begin(), order.end(), size_t{0});
    std::sort(order.begin(), order.end(), [&](size_t x, size_t y) { return a[x * n + x] > a[y * n + y]; });
    Eigen result;
    for (const size_t k : order) {
        result.values.push_back(a[k * n + k]);
        result.vectors.insert(result.vectors.end(), v.begin() + static_cast<ptrdiff_t>(k * n),
                              v.begin() + static_cast<ptrdiff_t>((k + 1) * n));
    }
    return result;
}

}  // namespace tributary::alerts::detectors
