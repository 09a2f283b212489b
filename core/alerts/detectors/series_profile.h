// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string_view>

#include "core/alerts/detectors/recent.h"

namespace tributary::alerts::detectors {

/// Which family of detectors a series is judged by.
enum class Route : uint8_t {
    Learning,    ///< too little seen: no alarms
    Structured,  ///< baseline plus short-lived, light-tailed noise: tests on the residual
    Pattern,     ///< anything else: nearest neighbours and the calibrated residual together
    Sparse,      ///< mostly zeros and small counts: count model
};
std::string_view toString(Route route);

/// Watches what kind of data a series is and routes it. It takes the same decision wherever the series is cut
/// off: only rows seen so far count. A route is left only on lasting evidence, longer than an anomaly lasts.
class SeriesProfile {
  public:
    /// `innovation`: of the residual, in sigmas; `memory`: autocorrelation of the residual.
    Route update(double value, double innovation, double memory, bool warm);
    Route route() const { return m_route; }
    /// Whether the values seen so far are small counts, as the count model wants them.
    bool isCounts() const { return m_others < 0.01; }
    /// Rows of a day, which sets the length of what counts as one disturbance. 0: unknown.
    void setDay(size_t rows) { m_day = rows; }
    void reset() { *this = SeriesProfile(); }
    void exchange(StateArchive& archive);

  private:
    static constexpr size_t kBlocks = 42;  ///< a week of sixths of a day
    void endBlock(double memory);

    Recent<uint8_t> m_wild{kBlocks};  ///< per block: was there a wild row
    uint64_t m_rows = 0;
    uint64_t m_inBlock = 0;
    uint64_t m_day = 0;
    double m_widest = 0;
    double m_zeros = 1;  ///< share of zeros, of late
    double m_ones = 0;
    double m_others = 0;  ///< share of values that are no small count, of late
    uint8_t m_structured = 0;
    Route m_route = Route::Learning;
};

}  // namespace tributary::alerts::detectors
