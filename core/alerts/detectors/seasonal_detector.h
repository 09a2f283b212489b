// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/alerts/detectors/detector.h"
#include "core/alerts/detectors/seasonal_stack.h"
#include "core/alerts/detectors/sensitivity.h"

namespace tributary::alerts::detectors {

/// What the tests on the residual say, each in units of its boundary; the strongest speaks.
/// `tolerance` widens the band.
Verdict judgeResidual(const SeasonalStack::State& state, double value, double boundary);

/// The seasonal baseline with all tests on its residual: spike, shift, growing noise, standstill. For series
/// with a season or a level and light-tailed noise; bursty ones need the ensemble.
class SeasonalDetector : public Detector {
  public:
    explicit SeasonalDetector(Sensitivity sensitivity = {}, const TimeZone* zone = nullptr)
        : m_sensitivity(sensitivity), m_zone(zone), m_stack(zone) {}
    std::string_view name() const override { return "seasonal"; }
    Verdict update(const Observation& row) override;
    void accept() override;
    void reset() override { *this = SeasonalDetector(m_sensitivity, m_zone); }
    void exchange(StateArchive& archive) override;

  private:
    Sensitivity m_sensitivity;
    const TimeZone* m_zone;
    SeasonalStack m_stack;
    double m_tolerance = 1;  ///< grown by accept()
    double m_last = 0;       ///< sigmas
};

}  // namespace tributary::alerts::detectors
