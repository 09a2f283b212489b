// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <array>

#include "core/alerts/detectors/detector.h"
#include "core/alerts/detectors/recent.h"
#include "core/alerts/detectors/sensitivity.h"

namespace tributary::alerts {
class TimeZone;
}

namespace tributary::alerts::detectors {

/// For rows that count rare events: how likely is so large a count, so large a sum of the last rows, or so
/// long a silence, given the usual rate at this hour of the day? Poisson, or negative binomial where the
/// counts scatter more widely.
class CountDetector : public Detector {
  public:
    explicit CountDetector(Sensitivity sensitivity = {}, const TimeZone* zone = nullptr)
        : m_sensitivity(sensitivity), m_zone(zone) {}
    std::string_view name() const override { return "count"; }
    /// Values below 0 are no counts and are passed over.
    Verdict update(const Observation& row) override;
    void accept() override;
    void reset() override { *this = CountDetector(m_sensitivity, m_zone); }
    void exchange(StateArchive& archive) override;

  private:
    static constexpr size_t kHours = 24;
    static constexpr size_t kSum = 12;  ///< rows

    double expectedAt(size_t hour) const;
    void learn(size_t hour, double count, double expected);

    Sensitivity m_sensitivity;
    const TimeZone* m_zone;
    std::array<double, kHours> m_rate{};  ///< events a row
    std::array<double, kHours> m_seen{};  ///< rows
    double m_mean = 0;
    double m_dispersion = 1;  ///< variance over mean
    double m_due = 0;         ///< events expected since the last one
    uint64_t m_silent = 0;    ///< rows since the last one
    uint64_t m_rows = 0;
    uint64_t m_passed = 0;  ///< rows not learnt from, one after another
    Recent<double> m_counts{kSum};
    Recent<double> m_expected{kSum};
    double m_tolerance = 1;
    double m_last = 0;
};

}  // namespace tributary::alerts::detectors
