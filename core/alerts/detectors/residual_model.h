// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <vector>

#include "core/alerts/detectors/recent.h"

namespace tributary::alerts::detectors {

/// What the differences between a series and its baseline are normally like: their middle, spread and memory
/// (first-order autocorrelation), robustly, over the last rows that were not flagged.
class ResidualModel {
  public:
    static constexpr size_t kWindow = 2000;
    static constexpr size_t kRefit = 32;  ///< rows between two fits
    static constexpr size_t kFirst = 60;

    /// What the newest row adds to what the rows before it told, in sigmas.
    double innovation(double residual) const;
    double deviation(double residual) const { return (residual - m_bias) / m_sigma; }
    double bias() const { return m_bias; }
    double sigma() const { return m_sigma; }
    double memory() const { return m_memory; }
    double innovationSigma() const { return m_innovationSigma; }
    bool fitted() const { return m_fitted != 0; }
    /// The normal rows the model is made of, oldest first.
    const Recent<double>& normal() const { return m_normal; }

    /// `residual`: as it is; `normal`: as it is remembered. True when the model was fitted anew.
    bool remember(double residual, double normal);
    void reset() { *this = ResidualModel(); }
    void exchange(StateArchive& archive);

  private:
    void fit();

    Recent<double> m_normal{kWindow};
    double m_last = 0;
    uint64_t m_sinceFit = 0;
    double m_bias = 0;
    double m_sigma = 1;
    double m_memory = 0;
    double m_innovationSigma = 1;
    uint8_t m_fitted = 0;
};

}  // namespace tributary::alerts::detectors
