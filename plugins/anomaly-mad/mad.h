// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstddef>
#include <vector>

namespace anomaly {

/// How far a value is from what its neighbours say. `scale` is the robust standard deviation.
struct Expectation {
    double median = 0;
    double scale = 0;
};

/// Numbers kept sorted: one goes in or out in O(n) moved bytes, the median is O(1), the MAD O(log n).
class SortedWindow {
  public:
    SortedWindow() = default;
    explicit SortedWindow(std::vector<double> values);

    void insert(double value);
    /// `value` must be in.
    void remove(double value);
    size_t size() const { return m_values.size(); }
    /// Needs at least one value. The scale is MAD / 0.6745; where more than half of the values are equal, the
    /// mean absolute deviation times 1.2533 (Iglewicz and Hoaglin, 1993); 0 when all are equal.
    Expectation expectation() const;

  private:
    double median() const;
    double medianDeviation(double median) const;
    std::vector<double> m_values;
};

/// (value − median) / scale; infinite when all neighbours are equal and the value is not.
double scoreOf(double value, const Expectation& expected);

}  // namespace anomaly
