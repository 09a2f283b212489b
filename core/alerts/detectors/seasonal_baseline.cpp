// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/alerts/detectors/seasonal_baseline.h"

#include <algorithm>
#include <cmath>

#include "core/alerts/detectors/local_clock.h"
#include "core/alerts/detectors/period.h"
#include "core/alerts/detectors/statistics.h"

namespace tributary::alerts::detectors {
namespace {

constexpr double kDaySeconds = 86400;
constexpr int kDays = 7;
constexpr int kWeeks = 3;
constexpr int kSeasons[] = {kDays, kWeeks, kDays};  ///< how many seasons back each kind looks
constexpr size_t kPeriodEvery = 288;                ///< rows between two searches for a period
constexpr size_t kPeriodWindow = 2048;
constexpr double kAgrees = 4;     ///< mean errors within which two values are alike
constexpr double kBetter = 0.98;  ///< a seasonal predictor must beat the level by this much

/// Within two hundredths of the smaller.
bool isNearMultiple(int64_t large, int64_t small) {
    const int64_t rest = large % small;
    return large >= small && std::min(rest, small - rest) <= small / 50;
}

int64_t floorDivide(int64_t a, int64_t b) {
    return a >= 0 ? a / b : -((-a + b - 1) / b);
}

}  // namespace

SeasonalBaseline::SeasonalBaseline(const TimeZone* zone) : m_zone(zone), m_starts(kGridRows) {}

void SeasonalBaseline::startGrid(double seconds) {
    seconds = std::max(seconds, kDaySeconds / kMostSlotsPerDay);
    m_perDay = seconds <= kDaySeconds / 4 ? static_cast<uint64_t>(std::lround(kDaySeconds / seconds)) : 0;
    m_slotWidth =
        static_cast<int64_t>((m_perDay ? kDaySeconds / static_cast<double>(m_perDay) : seconds) * 1e6);
    const auto perWeek =
        static_cast<size_t>(std::max(1.0, 7 * kDaySeconds * 1e6 / static_cast<double>(m_slotWidth)));
    m_slots.assign(std::max<size_t>(kWeeks * perWeek, kPeriodWindow) + 64, kNoValue);
    m_flags.assign(m_slots.size(), 0);
    m_last = 0;
}

void SeasonalBaseline::findGrid(int64_t time) {
    m_starts.push(time);
    if (m_starts.size() < kGridRows) return;
    std::vector<double> steps;
    for (size_t i = 1; i < m_starts.size(); ++i) {
        const auto step = static_cast<double>(m_starts[i] - m_starts[i - 1]);
        if (step > 0) steps.push_back(step / 1e6);
    }
    m_starts.clear();
    if (steps.empty()) return;  // the clock stands still: look at the next rows
    startGrid(medianInPlace(steps));
    m_phase = localTime(time, m_zone);
}

int64_t SeasonalBaseline::slotOf(int64_t time) const {
    return floorDivide(localTime(time, m_zone) - m_phase + m_slotWidth / 2, m_slotWidth);
}

size_t SeasonalBaseline::indexOf(int64_t slot) const {
    const auto size = static_cast<int64_t>(m_slots.size());
    const int64_t index = slot % size;
    return static_cast<size_t>(index < 0 ? index + size : index);
}

double SeasonalBaseline::at(int64_t slot) const {
    const auto size = static_cast<int64_t>(m_slots.size());
    if (slot > m_last || slot <= m_last - size) return kNoValue;
    return m_slots[indexOf(slot)];
}

void SeasonalBaseline::put(int64_t slot, double value, bool flagged) {
    const auto size = static_cast<int64_t>(m_slots.size());
    if (slot <= m_last - size) return;  // older than all we keep
    if (slot > m_last) {
        const int64_t skipped = std::min(slot - m_last - 1, size);
        for (int64_t s = slot - skipped; s < slot; ++s) m_slots[indexOf(s)] = kNoValue;
        m_last = slot;
        m_inSlot = 0;
    }
    const size_t index = indexOf(slot);
    if (slot == m_last && m_inSlot > 0) {
        m_slots[index] += (value - m_slots[index]) / static_cast<double>(m_inSlot + 1);
        m_flags[index] |= flagged;
    } else {
        m_slots[index] = value;
        m_flags[index] = flagged;
    }
    if (slot == m_last) ++m_inSlot;
}

size_t SeasonalBaseline::column(int64_t slot, int64_t period, int count, double error, double* values) const {
    size_t found = 0;
    size_t flags = 0;
    std::array<uint8_t, kDays> flagged;
    for (int k = 1; k <= count; ++k) {
        const int64_t there = slot - k * period;
        const double v = at(there);
        if (std::isnan(v)) continue;
        flags += flagged[found] = m_flags[indexOf(there)];
        values[found++] = v;
    }
    // What happens in most seasons at this phase is the season, however odd it looked.
    if (flags == 0 || 2 * flags > found) return found;
    std::array<double, kDays> normal;
    size_t kept = 0;
    for (size_t k = 0; k < found; ++k)
        if (!flagged[k]) normal[kept++] = values[k];
    const double usual = medianInPlace(std::span<double>(normal.data(), kept));
    kept = 0;
    for (size_t k = 0; k < found; ++k)
        if (!flagged[k] || std::abs(values[k] - usual) <= kAgrees * error) values[kept++] = values[k];
    return kept;
}

double SeasonalBaseline::samePhase(int64_t slot, int kind) const {
    const int64_t period = periodOf(kind);
    const auto day = static_cast<int64_t>(m_perDay);
    const int64_t half = std::clamp<int64_t>((day && period >= day ? day : period) / 96, 2, 8);
    if (period <= 2 * half + 1) return kNoValue;
    std::array<double, (2 * 8 + 1) * kDays> values;
    std::array<double, kDays> own;
    size_t found = 0;
    size_t ownRows = 0;
    for (int64_t h = -half; h <= half; ++h) {
        const size_t rows = column(slot + h, period, kSeasons[kind], m_error[kind], &values[found]);
        if (h == 0) {
            ownRows = rows;
            std::copy_n(&values[found], rows, own.begin());
        }
        found += rows;
    }
    if (found < static_cast<size_t>(2 * half + 1)) return kNoValue;
    const double wide = medianInPlace(std::span<double>(values.data(), found));
    if (ownRows < 2) return wide;
    // A peak narrower than the window: all of this very slot's past lies far to one side.
    const auto [least, most] = std::minmax_element(own.begin(), own.begin() + ownRows);
    const double far = kAgrees * m_error[kind];
    if (*least <= wide + far && *most >= wide - far) return wide;
    return medianInPlace(std::span<double>(own.data(), ownRows));
}

int64_t SeasonalBaseline::periodOf(int kind) const {
    const auto day = static_cast<int64_t>(m_perDay);
    if (kind == Day) return day;
    if (kind == Period) return m_period;
    return day ? 7 * day : std::llround(7 * kDaySeconds * 1e6 / static_cast<double>(m_slotWidth));
}

size_t SeasonalBaseline::season() const {
    return m_kind == Level ? 0 : static_cast<size_t>(periodOf(m_kind));
}

Forecast SeasonalBaseline::forecast(int64_t time) {
    Forecast result;
    m_predicted.fill(kNoValue);
    m_predicted[Level] = m_level;
    if (m_slotWidth == 0) {
        findGrid(time);
    }
    if (m_slotWidth > 0) {
        result.slot = slotOf(time);
        for (const int k : {Day, Week, Period}) m_predicted[k] = samePhase(result.slot, k);
    }
    for (const int k : {Day, Week, Period}) m_predicted[k] += m_bias[k];
    m_kind = Level;
    for (const int k : {Day, Week, Period})
        if (!std::isnan(m_predicted[k]) &&
            m_rated[k] >= (k == Period ? static_cast<uint64_t>(m_period) : 1) &&
            m_error[k] < m_error[m_kind] * kBetter)
            m_kind = k;
    result.kind = m_kind;
    result.expected = result.lowest = result.highest = m_predicted[m_kind];
    if (m_kind != Level) {
        for (const int64_t near : {result.slot - 1, result.slot + 1}) {
            const double p = samePhase(near, m_kind) + m_bias[m_kind];
            if (std::isnan(p)) continue;
            result.lowest = std::min(result.lowest, p);
            result.highest = std::max(result.highest, p);
        }
    }
    result.steady = m_rows >= std::max<size_t>(50, std::min<size_t>(m_perDay, 1440)) / 1;
    return result;
}

void SeasonalBaseline::rate(int kind, double value, bool flagged) {
    const double error = std::abs(value - m_predicted[kind]);
    if (m_rated[kind]++ == 0) {
        m_error[kind] = error;
        return;
    }
    const uint64_t day = std::max<uint64_t>(50, m_perDay);
    const double share = 1.0 / static_cast<double>(std::min(m_rated[kind], 7 * day));
    const double most = 4 * m_error[kind] + 1e-9;  // one bad day does not disqualify
    if (kind != Level && !flagged) {
        const double shareOfBias =
            1.0 / static_cast<double>(std::clamp<uint64_t>(m_rated[kind], day / 2, 4 * day));
        m_bias[kind] += shareOfBias * std::clamp(value - m_predicted[kind], -most, most);
    }
    m_error[kind] += share * (std::min(error, most) - m_error[kind]);
}

void SeasonalBaseline::learn(const Forecast& forecast, double value, bool flagged) {
    if (std::isnan(m_level)) m_level = value;
    for (int k = 0; k < kKinds; ++k)
        if (!std::isnan(m_predicted[k])) rate(k, value, flagged);
    if (!flagged) pullLevel(value, 0.02);
    ++m_rows;
    if (m_slotWidth == 0) return;
    put(forecast.slot, value, flagged);
    if (++m_sincePeriod >= kPeriodEvery) {
        m_sincePeriod = 0;
        findPeriod();
    }
}

void SeasonalBaseline::pullLevel(double value, double share) {
    m_level += share * (value - m_level);
}

void SeasonalBaseline::findPeriod() {
    std::vector<double> values;
    values.reserve(kPeriodWindow);
    for (int64_t s = m_last - static_cast<int64_t>(kPeriodWindow) + 1; s <= m_last; ++s) {
        const double v = at(s);
        if (!std::isnan(v)) {
            values.push_back(v);
        } else if (!values.empty()) {
            values.push_back(values.back());
        }
    }
    if (values.size() < 128) return;
    const auto found = static_cast<int64_t>(dominantPeriod(values));
    // A day, a whole part of it or several are what Day and Week already predict.
    const auto day = static_cast<int64_t>(m_perDay);
    const int64_t old = m_period;
    m_period = found && day && (isNearMultiple(day, found) || isNearMultiple(found, day)) ? 0 : found;
    if (std::abs(m_period - old) > 1) m_rated[Period] = 0, m_bias[Period] = 0;
}

void SeasonalBaseline::reset() {
    *this = SeasonalBaseline(m_zone);
}

void SeasonalBaseline::exchange(StateArchive& a) {
    a(m_starts, m_slotWidth, m_phase, m_perDay, m_last, m_slots, m_flags, m_inSlot);
    for (int k = 0; k < kKinds; ++k) a(m_error[k], m_bias[k], m_rated[k]);
    a(m_level, m_rows, m_period, m_sincePeriod, m_kind);
    if (a.reads() &&
        ((m_slotWidth > 0) != !m_slots.empty() || m_slotWidth < 0 || m_flags.size() != m_slots.size()))
        a.fail();
}

}  // namespace tributary::alerts::detectors
