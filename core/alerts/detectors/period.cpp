// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/alerts/detectors/period.h"

#include <cmath>
#include <complex>
#include <vector>

namespace tributary::alerts::detectors {
namespace {

using Complex = std::complex<double>;

/// In place, length a power of two.
void transform(std::vector<Complex>& a, bool inverse) {
    const size_t n = a.size();
    for (size_t i = 1, j = 0; i < n; ++i) {
        size_t bit = n >> 1;
        for (; j & bit; bit >>= 1) j ^= bit;
        j ^= bit;
        if (i < j) std::swap(a[i], a[j]);
    }
    for (size_t length = 2; length <= n; length <<= 1) {
        const double angle = 2 * M_PI / static_cast<double>(length) * (inverse ? 1 : -1);
        const Complex step(std::cos(angle), std::sin(angle));
        for (size_t i = 0; i < n; i += length) {
            Complex turn(1, 0);
            for (size_t k = 0; k < length / 2; ++k) {
                const Complex even = a[i + k];
                const Complex odd = a[i + k + length / 2] * turn;
                a[i + k] = even + odd;
                a[i + k + length / 2] = even - odd;
                turn *= step;
            }
        }
    }
}

}  // namespace

size_t dominantPeriod(std::span<const double> values) {
    constexpr size_t kShortest = 8;
    constexpr double kClear = 0.5;
    const size_t n = values.size();
    if (n < 4 * kShortest) return 0;
    double mean = 0;
    for (const double v : values) mean += v;
    mean /= static_cast<double>(n);
    size_t length = 1;
    while (length < 2 * n) length <<= 1;
    std::vector<Complex> a(length);
    for (size_t i = 0; i < n; ++i) a[i] = values[i] - mean;
    transform(a, false);
    for (auto& c : a) c = std::norm(c);
    transform(a, true);
    const double power = a[0].real();
    if (!(power > 0)) return 0;
    const auto correlation = [&](size_t lag) {
        return a[lag].real() / power * static_cast<double>(n) / static_cast<double>(n - lag);
    };
    size_t best = 0;
    double strongest = kClear;
    size_t lag = 1;
    while (lag < n / 3 && correlation(lag) > 0) ++lag;  // out of the first hill
    for (lag = std::max(lag, kShortest); lag < n / 3; ++lag) {
        const double here = correlation(lag);
        if (here > strongest * 1.02 && here >= correlation(lag - 1) && here >= correlation(lag + 1)) {
            strongest = here;
            best = lag;
        }
    }
    return best;
}

}  // namespace tributary::alerts::detectors
