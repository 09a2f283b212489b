// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/alerts/detectors/state_archive.h"

namespace tributary::alerts::detectors {

/// Has the value frozen? Runs of equal values, against the longest the series had while it was learnt and the
/// longest it ended by itself since.
class FlatTest {
  public:
    /// 1 when the run is half as long again as any normal one (and at least 7 rows), growing with it; 0
    /// below.
    double update(double value, bool learning);
    uint64_t run() const { return m_run; }
    void reset() { *this = FlatTest(); }
    void exchange(StateArchive& archive) { archive(m_last, m_run, m_longest, m_rows); }

  private:
    double m_last = 0;
    uint64_t m_run = 0;      ///< rows that repeated the one before
    uint64_t m_longest = 0;  ///< of normal runs
    uint64_t m_rows = 0;
};

}  // namespace tributary::alerts::detectors
