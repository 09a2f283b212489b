// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <array>

#include "core/alerts/detectors/calibration.h"
#include "core/alerts/detectors/detector.h"
#include "core/alerts/detectors/eigen.h"
#include "core/alerts/detectors/sensitivity.h"

namespace tributary::alerts::detectors {

/// Several columns together: principal components of the normal rows, learnt as they come. Hotelling's T²
/// finds rows far out along what the columns usually do together, Q (the squared prediction error) rows which
/// break it; both of the row and of the mean of the last few, each calibrated against its own past. Says how
/// much each column has to do with it: what the distance would lose if that column were as the others
/// suggest. O(columns²) a row.
class PcaDetector : public Detector {
  public:
    static constexpr size_t kMostColumns = 64;

    explicit PcaDetector(size_t columns, Sensitivity sensitivity = {});
    std::string_view name() const override { return "pca"; }
    /// Columns beyond the settings' are passed over; those without a number count as usual.
    Verdict update(const Observation& row) override;
    void accept() override;
    void reset() override;
    void exchange(StateArchive& archive) override;
    /// Of the columns, for the explanation.
    void setNames(std::vector<std::string> names) { m_names = std::move(names); }

  private:
    struct Distances {
        double inside = 0;   ///< T²
        double outside = 0;  ///< Q
    };
    static constexpr size_t kMean = 8;  ///< rows

    std::vector<double> standardised(const Observation& row) const;
    Distances distancesOf(const std::vector<double>& z) const;
    void learn(const std::vector<double>& x);
    void fit();
    void explain(const std::vector<double>& z, Verdict& verdict) const;

    size_t m_columns;
    Sensitivity m_sensitivity;
    std::vector<std::string> m_names;
    std::vector<double> m_mean;
    std::vector<double> m_covariance;
    uint64_t m_rows = 0;  ///< learnt
    uint64_t m_sinceFit = 0;
    uint64_t m_passed = 0;
    std::vector<double> m_recent;  ///< the last rows, standardised, one after another
    std::array<TailCalibration, 4> m_calibrations;
    double m_tolerance = 1;
    double m_last = 0;
    // The model in use.
    std::vector<double> m_center;
    std::vector<double> m_sigma;
    Eigen m_eigen;
    std::vector<double> m_inverse;  ///< regularised inverse correlation
    uint64_t m_kept = 0;            ///< components
};

}  // namespace tributary::alerts::detectors
