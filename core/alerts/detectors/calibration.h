// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <vector>

#include "core/alerts/detectors/recent.h"

namespace tributary::alerts::detectors {

/// Turns a measure of strangeness of any unit into -log10 p against the series' own past: by rank inside what
/// was seen, by an exponential tail beyond the 95 % quantile. So members of an ensemble can be compared, and
/// series with each other. (Conformal p values with a peaks-over-threshold tail.)
class TailCalibration {
  public:
    /// `window`: rows of memory; nothing is remarkable before `first` of them were seen.
    explicit TailCalibration(size_t window = 4000, size_t first = 50);

    /// -log10 p of `raw`, then remembers it.
    double surprise(double raw);
    void reset();
    void exchange(StateArchive& archive);

  private:
    static constexpr size_t kRefit = 50;  ///< rows between two sorts
    void refit();
    void exchangeNewest(size_t count);

    size_t m_window;
    size_t m_first;
    Recent<float> m_seen;
    uint64_t m_sinceRefit = 0;
    // Made of m_seen without its newest m_sinceRefit values; never stored.
    std::vector<float> m_sorted;
    double m_threshold = 0;
    double m_tail = 1;
};

}  // namespace tributary::alerts::detectors
