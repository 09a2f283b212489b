// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <array>
#include <vector>

#include "core/alerts/detectors/recent.h"

namespace tributary::alerts::detectors {

/// How far the newest m values are from the most alike m values of the past, for several m in one pass:
/// the mean distance to the nearest neighbours among the last rows, without normalising, because the level of
/// a monitored value matters. Overlapping neighbours do not count. O(window * largest m) additions per row,
/// most of them never made: a neighbour that is already too far is left.
class LagNeighbours {
  public:
    static constexpr std::array<size_t, 3> kLags{4, 19, 32};

    explicit LagNeighbours(size_t window = 3000, size_t neighbours = 9);

    /// One distance per lag; NaN while there are too few neighbours.
    std::array<double, 3> update(double value);
    /// The pattern around the newest row counts as known from now on: the rows before it and the next ones.
    void accept();
    void reset();
    void exchange(StateArchive& archive);

  private:
    static constexpr size_t kSegment = 96;  ///< rows of an accepted pattern: a third before, the rest after
    std::array<double, 3> nearest() const;
    void compareAccepted(std::array<double, 3>& distances) const;

    size_t m_window;
    size_t m_neighbours;
    Recent<double> m_values;
    std::vector<double> m_accepted;  ///< segments, oldest value first, one after another; the last may grow
};

}  // namespace tributary::alerts::detectors
