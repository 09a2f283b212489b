// SPDX-License-Identifier: GPL-3.0-or-later
#include "plugins/forecast/time_steps.h"

#include <algorithm>
#include <cmath>
#include <map>
#include <tributary_types.hpp>

namespace forecast {
namespace {

using tributary_sdk::civilOf;
using tributary_sdk::daysOf;
using tributary_sdk::floorDivide;

int64_t monthsOf(int64_t days) {
    const auto date = civilOf(days);
    return date.year * 12 + date.month - 1;
}

/// The same day of another month; the last one where there is none.
int64_t addMonths(int64_t days, int64_t months) {
    const auto date = civilOf(days);
    const int64_t all = date.year * 12 + date.month - 1 + months, year = floorDivide(all, 12);
    const int month = static_cast<int>(all - year * 12) + 1;
    const int64_t next = daysOf(month == 12 ? year + 1 : year, month == 12 ? 1 : month + 1, 1);
    return std::min(daysOf(year, month, date.day), next - 1);
}

}  // namespace

TimeSteps TimeSteps::of(const std::vector<Sample>& samples, int64_t perDay) {
    TimeSteps out;
    out.m_perDay = perDay;
    std::map<int64_t, int64_t> distances, months;
    bool sameDay = perDay > 0, sameClock = perDay > 0;
    for (size_t i = 1; i < samples.size(); ++i) {
        ++distances[samples[i].time - samples[i - 1].time];
        if (!sameDay) continue;
        const int64_t a = floorDivide(samples[i - 1].time, perDay), b = floorDivide(samples[i].time, perDay);
        sameClock = sameClock && samples[i].time - b * perDay == samples[i - 1].time - a * perDay;
        const auto da = civilOf(a), db = civilOf(b);
        const bool ends = civilOf(a + 1).day == 1 && civilOf(b + 1).day == 1;
        sameDay = sameClock && (da.day == db.day || ends) && monthsOf(a) != monthsOf(b);
        if (sameDay) ++months[monthsOf(b) - monthsOf(a)];
    }
    const auto commonest = [](const std::map<int64_t, int64_t>& counts) {
        return std::max_element(counts.begin(), counts.end(),
                                [](const auto& a, const auto& b) { return a.second < b.second; })
            ->first;
    };
    if (distances.empty()) return out;
    out.m_units = std::max<int64_t>(1, commonest(distances));
    if (sameDay && !months.empty()) out.m_months = static_cast<int>(commonest(months));
    return out;
}

int64_t TimeSteps::after(int64_t time, int64_t count) const {
    if (m_months == 0) return time + count * m_units;
    const int64_t day = floorDivide(time, m_perDay);
    int64_t to = addMonths(day, count * m_months);
    if (civilOf(day + 1).day == 1)
        to = addMonths(to - civilOf(to).day + 1, 1) - 1;  // ends of months stay ends
    return to * m_perDay + (time - day * m_perDay);
}

std::vector<int> TimeSteps::usualPeriods() const {
    if (m_months > 0)
        return m_months <= 12 && 12 % m_months == 0 && m_months < 12 ? std::vector<int>{12 / m_months}
                                                                     : std::vector<int>{};
    if (m_perDay == 0) return {};
    std::vector<int> out;
    for (const int64_t span : {m_perDay / 24, m_perDay, 7 * m_perDay, 365 * m_perDay}) {
        if (m_units > 0 && span % m_units == 0 && span / m_units > 1 && span / m_units <= 1500)
            out.push_back(static_cast<int>(span / m_units));
    }
    return out;
}

std::vector<double> TimeSteps::regular(const std::vector<Sample>& samples, int64_t& filled) const {
    std::vector<double> out;
    const auto put = [&](double value, int64_t steps) {
        const double from = out.empty() ? value : out.back();
        for (int64_t i = 1; i < steps; ++i) {
            out.push_back(from + (value - from) * static_cast<double>(i) / static_cast<double>(steps));
            ++filled;
        }
        out.push_back(value);
    };
    int64_t before = 0;
    for (const Sample& sample : samples) {
        if (std::isnan(sample.value)) continue;
        int64_t steps = 1;
        if (!out.empty() && m_months > 0)
            steps = (monthsOf(floorDivide(sample.time, m_perDay)) - monthsOf(floorDivide(before, m_perDay))) /
                    m_months;
        else if (!out.empty())
            steps = (sample.time - before + m_units / 2) / m_units;
        // A pause of very many steps is no gap to fill: what is before it counts as the step before.
        put(sample.value, steps > 10000 ? 1 : std::max<int64_t>(1, steps));
        before = sample.time;
    }
    return out;
}

}  // namespace forecast
