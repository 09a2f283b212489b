// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <vector>

namespace forecast {

/// One value of a series; `time` in the unit of its column (days for dates), NaN for none.
struct Sample {
    int64_t time = 0;
    double value = 0;
};

/// How a series goes on in time: so many units, or so many months.
class TimeSteps {
  public:
    /// `perDay`: units in a day; 0 when the times are plain numbers. The samples are sorted and different.
    static TimeSteps of(const std::vector<Sample>& samples, int64_t perDay);
    /// The moment `count` steps behind `time`.
    int64_t after(int64_t time, int64_t count) const;
    /// Seasons that are usual for steps of this length: 12 for months, 7 for days, 24 and 168 for hours …
    std::vector<int> usualPeriods() const;
    /// One value a step from the first sample to the last; gaps and NaN are filled along straight lines.
    std::vector<double> regular(const std::vector<Sample>& samples, int64_t& filled) const;

  private:
    int64_t m_units = 1;  ///< when there are no months
    int m_months = 0;
    int64_t m_perDay = 0;
};

}  // namespace forecast
