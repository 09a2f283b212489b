// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/alerts/detectors/detector.h"
#include "core/alerts/detectors/recent.h"
#include "core/alerts/detectors/sensitivity.h"
#include "core/alerts/detectors/tail_fit.h"

namespace tributary::alerts::detectors {

/// DSPOT (Siffert et al., KDD 2017): a threshold above and one below the drifting mean, set where extreme
/// value theory expects so many rows beyond a week as one is ready to see. For values whose extremes matter
/// and whose season does not.
class DspotDetector : public Detector {
  public:
    explicit DspotDetector(Sensitivity sensitivity = {}) : m_sensitivity(sensitivity) {}
    std::string_view name() const override { return "dspot"; }
    Verdict update(const Observation& row) override;
    void accept() override;
    void reset() override { *this = DspotDetector(m_sensitivity); }
    void exchange(StateArchive& archive) override;

  private:
    static constexpr size_t kDrift = 20;   ///< rows of the mean
    static constexpr size_t kFirst = 300;  ///< rows to begin with
    static constexpr size_t kExcesses = 200;

    /// One side. Values are distances from the mean, positive outwards.
    struct Side {
        double threshold = 0;  ///< the 98 % quantile
        double rows = 0;
        double beyond = 0;
        Recent<double> excesses{kExcesses};
        TailFit fit;

        void begin(std::vector<double> distances);
        void learn(double distance);
        double chance(double distance) const;  ///< of a row at least so far out
        double boundary(double chance) const;
        void exchange(StateArchive& archive);
    };

    Sensitivity m_sensitivity;
    Recent<double> m_drift{kDrift};
    Recent<double> m_first{kFirst};
    Side m_up;
    Side m_down;
    double m_tolerance = 1;
    double m_last = 0;
    uint64_t m_passed = 0;
};

}  // namespace tributary::alerts::detectors
