// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/alerts/detectors/flat_test.h"
#include "core/alerts/detectors/residual_model.h"
#include "core/alerts/detectors/seasonal_baseline.h"
#include "core/alerts/detectors/shift_test.h"
#include "core/alerts/detectors/variance_test.h"

namespace tributary::alerts::detectors {

/// The baseline, the model of what is left over, and the tests on it, kept in step: rows that are flagged are
/// replaced by what was expected before anything learns from them.
class SeasonalStack {
  public:
    struct State {
        Forecast forecast;
        double center = kNoValue;  ///< forecast plus the residual's usual bias
        double residual = 0;
        double sigma = 1;      ///< of the residual
        bool warm = false;     ///< enough seen to judge
        bool flagged = false;  ///< not learnt from
        // Sigmas; signed.
        double spike = 0;
        double shortShift = 0;
        double longShift = 0;
        double variance = 0;
        double flat = 0;  ///< 1: boundary
        double deviation = 0;
        double spread = 1;                   ///< of the newest innovations against usual ones
        size_t shortRows = 0, longRows = 0;  ///< the tests' lengths
        uint64_t flatRows = 0;
    };

    explicit SeasonalStack(const TimeZone* zone = nullptr) : m_baseline(zone) {}

    State update(int64_t time, double value);
    const ResidualModel& residuals() const { return m_residuals; }
    const SeasonalBaseline& baseline() const { return m_baseline; }
    void reset();
    void exchange(StateArchive& archive);

  private:
    void setLengths();

    SeasonalBaseline m_baseline;
    ResidualModel m_residuals;
    ShiftTest m_short{12};
    ShiftTest m_long{36};
    VarianceTest m_variance{12};
    FlatTest m_flat;
    uint64_t m_rows = 0;
    uint64_t m_flagRun = 0;
};

}  // namespace tributary::alerts::detectors
