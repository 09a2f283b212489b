// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/alerts/detectors/detector.h"
#include "core/alerts/detectors/flat_test.h"
#include "core/alerts/detectors/recent.h"

namespace tributary::alerts::detectors {

struct HygieneSettings {
    double lowest = kNoValue;  ///< allowed values; NaN: no bound
    double highest = kNoValue;
    uint64_t missingRows = 1;  ///< rows without a value one after another that are an anomaly
};

/// Faults of the data themselves, by rules and not by chance: rows that stop coming, rows without a value, a
/// value that froze, a counter that was reset, values that cannot be.
class HygieneDetector : public Detector {
  public:
    explicit HygieneDetector(HygieneSettings settings = {}) : m_settings(settings) {}
    std::string_view name() const override { return "hygiene"; }
    Verdict update(const Observation& row) override;
    void reset() override { *this = HygieneDetector(m_settings); }
    void exchange(StateArchive& archive) override;

  private:
    static constexpr size_t kSteps = 101;
    void judgeGap(int64_t time, Verdict& verdict);
    void judgeValue(double value, Verdict& verdict);

    HygieneSettings m_settings;
    FlatTest m_flat;
    Recent<double> m_steps{kSteps};  ///< seconds between rows
    double m_longestStep = 0;        ///< that was followed by normal rows
    int64_t m_lastTime = 0;
    double m_last = 0;
    uint64_t m_rows = 0;
    uint64_t m_rises = 0;  ///< rows since a value last fell
    uint64_t m_missing = 0;
};

}  // namespace tributary::alerts::detectors
