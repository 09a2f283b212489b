// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <array>

#include "core/alerts/detectors/calibration.h"
#include "core/alerts/detectors/count_detector.h"
#include "core/alerts/detectors/detector.h"
#include "core/alerts/detectors/lag_neighbours.h"
#include "core/alerts/detectors/seasonal_stack.h"
#include "core/alerts/detectors/sensitivity.h"
#include "core/alerts/detectors/series_profile.h"

namespace tributary::alerts::detectors {

struct EnsembleSettings {
    Sensitivity sensitivity = {};
    const TimeZone* zone = nullptr;  ///< null: UTC; must outlive the detector
    bool neighbours = true;          ///< without them ten times as fast, blind to broken patterns
};

/// The default detector of one series. The data decide who judges: the tests on the residual alone where a
/// baseline explains the series and leaves light noise, else the mean surprise of lag neighbours (three
/// lengths) and of the residual, each calibrated against its own past; where most
/// rows are 0, the count model.
class Ensemble : public Detector {
  public:
    explicit Ensemble(EnsembleSettings settings = {});

    std::string_view name() const override { return m_settings.neighbours ? "ensemble" : "fast"; }
    Verdict update(const Observation& row) override;
    void accept() override;
    void reset() override;
    void exchange(StateArchive& archive) override;

    Route route() const { return m_profile.route(); }
    size_t rowsPerDay() const override { return m_stack.baseline().slotsPerDay(); }

  private:
    static constexpr size_t kMembers = 5;
    static constexpr size_t kSmooth = 15;  ///< rows the residual's measures are averaged over

    double patternSurprise(double value, const SeasonalStack::State& state);
    void judgePattern(double surprise, double value, const SeasonalStack::State& state,
                      Verdict& verdict) const;

    EnsembleSettings m_settings;
    SeasonalStack m_stack;
    LagNeighbours m_neighbours;
    std::array<TailCalibration, kMembers> m_calibrations;
    Recent<double> m_widest{kSmooth};
    Recent<double> m_deviations{kSmooth};
    SeriesProfile m_profile;
    CountDetector m_counts;
    double m_tolerance = 1;  ///< grown by accept()
    double m_lastSurprise = 0;
    double m_lastSigmas = 0;
};

}  // namespace tributary::alerts::detectors
