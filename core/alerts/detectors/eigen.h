// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstddef>
#include <vector>

namespace tributary::alerts::detectors {

/// Of a symmetric matrix: values descending, `vectors[k * size + i]` is component i of the k-th vector.
struct Eigen {
    std::vector<double> values;
    std::vector<double> vectors;
};

/// Cyclic Jacobi. `matrix` is row by row, size * size.
Eigen eigenOf(std::vector<double> matrix, size_t size);

}  // namespace tributary::alerts::detectors
