// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <array>
#include <cstdint>
#include <vector>

#include "core/alerts/detectors/detector.h"
#include "core/alerts/detectors/recent.h"

namespace tributary::alerts {
class TimeZone;
}

namespace tributary::alerts::detectors {

/// What the past says the next value will be.
struct Forecast {
    double expected = kNoValue;
    double lowest =
        kNoValue;  ///< of the slots before and after, too: what one slot too early or late would be
    double highest = kNoValue;
    int kind = 0;         ///< SeasonalBaseline::Kind
    bool steady = false;  ///< at least one whole season, or enough rows for the level, were seen
    int64_t slot = 0;
};

/// Expected value of a series by the clock on the wall: the median of the same time of day over the last
/// week, of the same time of the week over the last three, of the same phase of a period found in the data
/// itself, each with its bias of late (a trend), or the slow level: whichever was nearest to the truth over
/// the last week. Values are kept on a grid of slots of local time, so gaps, jitter and DST days do not shift
/// the season. Rows that were flagged are left out of the medians, unless most of that phase's rows were.
class SeasonalBaseline {
  public:
    enum Kind { Day, Week, Period, Level, kKinds };

    /// `zone` may be null (UTC) and must outlive the object.
    explicit SeasonalBaseline(const TimeZone* zone = nullptr);

    Forecast forecast(int64_t time);
    /// `flagged`: it was anomalous, so the predictors take no part of it, unless it comes again every season.
    void learn(const Forecast& forecast, double value, bool flagged);
    /// What looked anomalous for long is how things are now: moves the level by this share of the difference.
    void pullLevel(double value, double share);

    size_t slotsPerDay() const { return m_perDay; }  ///< 0 before the grid is known
    size_t season() const;                           ///< slots in the season of the last forecast; 0: none
    /// Rows after which a new series can be judged: one season, at least 50 rows.
    size_t rowsSeen() const { return m_rows; }
    double error(Kind kind) const { return m_error[kind]; }

    void reset();
    void exchange(StateArchive& archive);

  private:
    static constexpr size_t kGridRows = 16;
    static constexpr size_t kMostSlotsPerDay = 360;
    void findGrid(int64_t time);
    void startGrid(double seconds);
    int64_t periodOf(int kind) const;
    int64_t slotOf(int64_t time) const;
    double at(int64_t slot) const;
    size_t column(int64_t slot, int64_t period, int count, double error, double* values) const;
    double samePhase(int64_t slot, int kind) const;
    void rate(int kind, double value, bool flagged);
    void put(int64_t slot, double value, bool flagged);
    size_t indexOf(int64_t slot) const;
    void findPeriod();

    const TimeZone* m_zone;
    // The grid.
    Recent<int64_t> m_starts;  ///< times of the first rows, until the step is known
    int64_t m_slotWidth = 0;   ///< microseconds
    int64_t m_phase = 0;       ///< local time of the middle of slot 0
    uint64_t m_perDay = 0;
    int64_t m_last = 0;            ///< newest slot
    std::vector<double> m_slots;   ///< ring by slot number; NaN: none
    std::vector<uint8_t> m_flags;  ///< of m_slots
    uint64_t m_inSlot = 0;         ///< rows in the newest slot
    // The predictors.
    std::array<double, kKinds> m_error{};
    std::array<double, kKinds> m_bias{};
    std::array<uint64_t, kKinds> m_rated{};  ///< rows
    std::array<double, kKinds> m_predicted{};
    double m_level = kNoValue;
    uint64_t m_rows = 0;
    int64_t m_period = 0;  ///< slots; 0: none found
    uint64_t m_sincePeriod = 0;
    int m_kind = Level;
};

}  // namespace tributary::alerts::detectors
