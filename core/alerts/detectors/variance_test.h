// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/alerts/detectors/recent.h"

namespace tributary::alerts::detectors {

/// Has the noise grown? The mean square of the newest innovations (in sigmas) against 1, which it is as long
/// as nothing changed. Each square counts for at most 25: one spike is no growing noise.
class VarianceTest {
  public:
    explicit VarianceTest(size_t length = 24) : m_length(length), m_squares(length) {}

    /// In sigmas of such a mean square; negative when the noise has shrunk.
    double update(double innovation);
    /// Root mean square of the newest innovations: how many times the usual scatter.
    double spread() const;
    void setLength(size_t length);
    void reset() { m_squares.clear(); }
    void exchange(StateArchive& archive);

  private:
    size_t m_length;
    Recent<double> m_squares;
};

}  // namespace tributary::alerts::detectors
