// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <span>

#include "core/alerts/detectors/recent.h"

namespace tributary::alerts::detectors {

/// Has the mean of the residual moved? A running mean of a fixed length, measured against the spread which
/// such means had over the normal rows.
class ShiftTest {
  public:
    explicit ShiftTest(size_t length = 24) : m_length(length), m_rows(length) {}

    /// Sigmas the mean of the newest rows is away from `bias`; 0 until it is known.
    double update(double residual, double bias);
    /// Learns the spread from the normal rows, oldest first.
    void fit(std::span<const double> normal);
    size_t length() const { return m_length; }
    void setLength(size_t length);
    void reset();
    void exchange(StateArchive& archive);

  private:
    size_t m_length;
    Recent<double> m_rows;
    double m_sigma = 0;  ///< 0: not known yet
};

}  // namespace tributary::alerts::detectors
