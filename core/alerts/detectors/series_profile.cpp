// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/alerts/detectors/series_profile.h"

#include <algorithm>
#include <cmath>

namespace tributary::alerts::detectors {
namespace {

constexpr double kWild = 5;  ///< sigmas: what light-tailed noise does not reach
constexpr size_t kBlocksToTell = 12;
constexpr double kEnter = 0.1;  ///< share of wild blocks
constexpr double kLeave = 0.35;
constexpr double kShortMemory = 0.75;
constexpr double kLongMemory = 0.85;
constexpr double kSmallCount = 50;
constexpr double kSparse = 0.7;   ///< share of zeros
constexpr double kSingles = 0.3;  ///< share of ones among the rest: events come one by one
constexpr uint64_t kRowsToTell = 200;

}  // namespace

std::string_view toString(Route route) {
    switch (route) {
        case Route::Learning:
            return "learning";
        case Route::Structured:
            return "structured";
        case Route::Pattern:
            return "pattern";
        case Route::Sparse:
            return "sparse";
    }
    return "";
}

void SeriesProfile::endBlock(double memory) {
    m_wild.push(m_widest > kWild);
    m_widest = 0;
    m_inBlock = 0;
    size_t wild = 0;
    for (const uint8_t w : m_wild.all()) wild += w;
    const double share = static_cast<double>(wild) / static_cast<double>(m_wild.size());
    if (m_structured) {
        m_structured = share <= kLeave && memory <= kLongMemory;
    } else {
        m_structured = m_wild.size() >= kBlocksToTell && share <= kEnter && memory <= kShortMemory;
    }
}

Route SeriesProfile::update(double value, double innovation, double memory, bool warm) {
    ++m_rows;
    const double share = 1.0 / static_cast<double>(std::min<uint64_t>(m_rows, 2000));
    const bool smallCount = value >= 0 && value <= kSmallCount && value == std::floor(value);
    m_zeros += share * ((value == 0 ? 1 : 0) - m_zeros);
    m_ones += share * ((value == 1 ? 1 : 0) - m_ones);
    m_others += share * ((smallCount ? 0 : 1) - m_others);
    if (warm) {
        m_widest = std::max(m_widest, std::abs(innovation));
        const uint64_t block = std::clamp<uint64_t>(m_day / 6, 12, 96);
        if (++m_inBlock >= (m_day ? block : 48)) endBlock(memory);
    }
    if (!warm) {
        m_route = Route::Learning;
    } else if (m_rows >= kRowsToTell && m_zeros > kSparse && m_ones > kSingles * (1 - m_zeros) &&
               isCounts()) {
        m_route = Route::Sparse;
    } else {
        m_route = m_structured ? Route::Structured : Route::Pattern;
    }
    return m_route;
}

void SeriesProfile::exchange(StateArchive& a) {
    a(m_wild, m_rows, m_inBlock, m_day, m_widest, m_zeros, m_ones, m_others, m_structured, m_route);
}

}  // namespace tributary::alerts::detectors
