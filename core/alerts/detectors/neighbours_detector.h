// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <array>

#include "core/alerts/detectors/calibration.h"
#include "core/alerts/detectors/detector.h"
#include "core/alerts/detectors/lag_neighbours.h"
#include "core/alerts/detectors/sensitivity.h"

namespace tributary::alerts::detectors {

/// Lag neighbours alone: the mean surprise of the three lengths. Needs no season and no model; finds what
/// looks like nothing in the past, whatever its level.
class NeighboursDetector : public Detector {
  public:
    explicit NeighboursDetector(Sensitivity sensitivity = {}) : m_sensitivity(sensitivity) {}
    std::string_view name() const override { return "knn"; }
    Verdict update(const Observation& row) override;
    void accept() override { m_neighbours.accept(); }
    void reset() override { *this = NeighboursDetector(m_sensitivity); }
    void exchange(StateArchive& archive) override;

  private:
    Sensitivity m_sensitivity;
    LagNeighbours m_neighbours;
    std::array<TailCalibration, 3> m_calibrations{TailCalibration(4000, 150), TailCalibration(4000, 150),
                                                  TailCalibration(4000, 150)};
};

}  // namespace tributary::alerts::detectors
